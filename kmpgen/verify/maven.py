"""Fetches pinned artifacts with the user's own Maven: their settings, mirrors, proxies and local repository apply."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify.artifacts import Artifact, maven_plugin

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kmpgen</groupId><artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging>
  <build><plugins><plugin>
    <groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>
    <configuration><outputDirectory>{into}</outputDirectory><artifactItems>
{items}
    </artifactItems></configuration>
  </plugin></plugins></build>
</project>
"""


def download(maven: Path, artifacts: Sequence[Artifact], into: Path, progress: Callable[[str], None]) -> None:
    """Puts each artifact into the folder `into` under its sha256 as the name. One Maven run for all of them.

    Raises KmpgenError KMP410 with Maven's own words. Sums are not looked at here.
    """
    into.mkdir(parents=True, exist_ok=True)
    group, name, version = maven_plugin().split(":")
    pom = into / "pom.xml"
    items = "\n".join(_item(artifact) for artifact in {a.sha256: a for a in artifacts}.values())
    pom.write_text(POM.format(group=group, name=name, version=version, into=escape(str(into)), items=items))
    sizes = {artifact.file_name: artifact.size for artifact in artifacts}
    command = [str(maven), "-B", "-f", str(pom), f"{maven_plugin()}:copy"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        errors = _watch(process.stdout, sizes, progress)
    if process.returncode != 0:
        said = next((line for line in errors if line.strip()), f"exit code {process.returncode}")
        raise KmpgenError(
            Diagnostic(
                "KMP410",
                f"Maven could not fetch the compilers: {said}",
                hint="check the network and Maven's settings.xml (mirrors, proxies), then run the command again; "
                "what was fetched already is kept",
            )
        )


def _item(artifact: Artifact) -> str:
    fields = {
        "groupId": artifact.group,
        "artifactId": artifact.name,
        "version": artifact.version,
        "type": artifact.packaging,
        "classifier": artifact.classifier,
        "destFileName": artifact.sha256,
    }
    xml = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in fields.items() if value)
    return f"      <artifactItem>{xml}</artifactItem>"


def _watch(lines: Iterable[str], sizes: dict[str, int], progress: Callable[[str], None]) -> list[str]:
    """Turns Maven's log into progress lines; returns what it logged as errors."""
    errors = []
    for line in lines:
        text = line.strip()
        file_name = text.rsplit("/", 1)[-1].split(" ")[0]
        if "Downloading from " in text and file_name in sizes:
            progress(f"fetching {file_name} ({megabytes(sizes[file_name])})")
        if text.startswith("[ERROR]"):
            errors.append(text.removeprefix("[ERROR]").strip())
    return errors


def megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"
