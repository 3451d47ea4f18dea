"""What the documents say must be so: commands exist, links lead somewhere, codes and modules are all listed."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from kmpgen.verify import verify
from tests.feature_models import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "templates/README.md")),
    *sorted(
        path for folder in ("docs", "examples", "generated", "gradle_samples") for path in (ROOT / folder).rglob("*.md")
    ),
]
CODE = re.compile(r"\bKMP\d{3}\b")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchor(heading: str) -> str:
    """The fragment by which a renderer of GitHub's kind links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def prose(document: Path) -> str:
    """The text without its fenced blocks, in which `](` and `#` mean other things."""
    return re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def shell_lines(document: Path) -> list[list[str]]:
    """The commands in the document's ```sh blocks, as words; comments are dropped."""
    blocks = re.findall(r"^```sh\n(.*?)^```", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def printed(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr}"
    return done.stdout


@cache
def usage(*words: str) -> str:
    return printed(sys.executable, "-m", "kmpgen", *words, "--help")


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(document: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        if re.match(r"https?://", target):
            continue  # whether the world outside answers is not this repository's business
        name, _, fragment = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        headings = re.findall(r"^#+ (.+)$", prose(file), re.MULTILINE) if fragment and file.is_file() else []
        if not file.exists() or (fragment and fragment not in map(anchor, headings)):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_commands_in_the_documents_exist(document: Path) -> None:
    for words in shell_lines(document):
        if words[0] == "./dev":
            assert f"./dev {words[1]} " in printed("./dev", "help"), words
        elif words[0].endswith("kmpgen"):
            text = usage(*words[1 : 3 if words[1] == "templates" else 2])
            for option in (word for word in words[2:] if word.startswith("-")):
                assert re.search(rf"(^|\s){re.escape(option)}\b", text), f"{option} of {words}"


@pytest.mark.slow
def test_kotlin_in_the_readme_compiles_against_the_sample(tmp_path: Path) -> None:
    library = shutil.copytree(ROOT / "generated/sentiment-classifier", tmp_path / "library")
    (facade,) = library.rglob("SentimentClassifier.kt")
    package = facade.read_text().partition("\n")[0]
    (block,) = re.findall(r"^```kotlin\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    facade.with_name("Readme.kt").write_text(f"{package}\n\ninternal fun readme(path: String) {{\n{block}}}\n")
    (report,) = verify([library], ["kotlin-common"])
    assert report["kotlin-common"].status == "ok", report["kotlin-common"].details


def test_every_error_code_is_listed_once() -> None:
    listed = Counter(re.findall(r"^## (KMP\d{3})\b", (ROOT / "docs/errors.md").read_text(), re.MULTILINE))
    used = {code for path in (ROOT / "kmpgen").rglob("*.py") for code in CODE.findall(path.read_text())}
    assert listed == Counter(used)


def test_the_source_index_lists_every_module_and_nothing_else() -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text().partition("## Source index")[2].partition("\n## ")[0]
    listed = Counter(re.findall(r"^\| `(kmpgen/[^`]+)` ", section, re.MULTILINE))
    # An empty __init__.py only marks a folder; there is nothing to say about it.
    modules = [relative(path) for path in (ROOT / "kmpgen").rglob("*") if path.suffix in {".py", ".java"}]
    assert listed == Counter(module for module in modules if (ROOT / module).stat().st_size)
