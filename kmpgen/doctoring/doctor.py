"""`kmpgen doctor`: looks at the machine and the settings, and says it as text and JSON."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kmpgen.config import Config
from kmpgen.doctoring import machine, pages, pods, versions
from kmpgen.doctoring.finding import Finding
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.printable import printable
from kmpgen.settings import effective
from kmpgen.verify.tools import Jdk, MissingTool


@dataclass(frozen=True)
class Examination:
    """`settings` is the kmpgen.toml that holds; None: the defaults."""

    settings: Path | None
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing stops `build`, and the versions in the settings can work together."""
        return not any(finding.state == "error" for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        settings = self.settings.as_posix() if self.settings else None
        return {"ok": self.healthy, "settings": settings, "findings": [asdict(each) for each in self.findings]}


def examine(config_file: Path | None) -> Examination:
    """Looks at this machine, and at the settings in the file (None: in the one that is found, if any).

    What is wrong with the file is among the findings; nothing is raised for it.
    """
    jdk = machine.found_jdk()
    file = config_file or effective.find()
    findings = [*machine.tools(jdk), *machine.tiers(), *_settings(file, jdk)]
    return Examination(file, tuple(findings))


def _settings(file: Path | None, jdk: Jdk | None) -> Iterator[Finding]:
    try:
        config = effective.of_file(file)
        if config.models:
            effective.settle(file, (), {})  # whether all that the file names is there
    except KmpgenError as error:
        yield from map(_as_finding, error.diagnostics)
        return
    yield Finding("settings", "kmpgen.toml", "ok", str(file) if file else "none here or above: the defaults hold")
    yield from versions.check(config, jdk, _xcode(config))
    yield from pages.check(config)
    yield from pods.check(config, datetime.now(UTC).date())


def _xcode(config: Config) -> str | None:
    if platform.system() != "Darwin" or not config.ios_targets:
        return None
    try:
        return machine.xcode()
    except MissingTool:
        return None


def _as_finding(problem: Diagnostic) -> Finding:
    place = f" ({problem.where})" if str(problem.where) else ""
    return Finding("settings", problem.code, "error", problem.message + place, problem.hint)


def render(examination: Examination) -> Iterator[str]:
    """A line a finding: state, name, what is so, and what to do."""
    for finding in examination.findings:
        hint = f" -> {finding.hint}" if finding.hint else ""
        yield printable(f"{finding.state:7} {finding.name}: {finding.message}{hint}")
