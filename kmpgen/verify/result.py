"""What `verify` says: one result a tier, one report a library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kmpgen.errors import KmpgenError

Status = Literal["ok", "failed", "skipped"]


@dataclass(frozen=True)
class TierResult:
    """One tier's verdict on one library.

    `why` is one line; `details` is all that the tools said, with paths relative to the library.
    """

    name: str
    status: Status
    why: str = ""
    details: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.status}: {self.why}" if self.why else f"{self.name} {self.status}"


@dataclass(frozen=True)
class Report:
    """All tiers' verdicts on one library, in the tiers' own order."""

    library: Path
    tiers: tuple[TierResult, ...]

    def __getitem__(self, name: str) -> TierResult:
        return {tier.name: tier for tier in self.tiers}[name]

    @property
    def versions(self) -> dict[str, str]:
        """The tools that took part: name to version."""
        return {tool: version for tier in self.tiers for tool, version in tier.versions.items()}

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready data, for `--json`."""
        tiers = [
            {"tier": t.name, "status": t.status, "why": t.why, "details": t.details, "versions": dict(t.versions)}
            for t in self.tiers
        ]
        return {"library": str(self.library), "tiers": tiers}


def failure(name: str, problem: KmpgenError, versions: Mapping[str, str]) -> TierResult:
    """A tier that could not even ask its tools, with the diagnostics as the reason."""
    lines = [
        f"{d.where}: {d.code}: {d.message}" if str(d.where) else f"{d.code}: {d.message}" for d in problem.diagnostics
    ]
    hints = [f"hint: {d.hint}" for d in problem.diagnostics if d.hint]
    return TierResult(name, "failed", lines[0], "\n".join([*lines, *dict.fromkeys(hints)]), versions)


def exit_code(reports: Sequence[Report], named: Sequence[str] | None) -> int:
    """1 where a tier failed, or where one that the user named was skipped; else 0."""
    for report in reports:
        for tier in report.tiers:
            if tier.status == "failed" or (tier.status == "skipped" and tier.name in (named or ())):
                return 1
    return 0
