"""What imports what: start-up stays quick, and each heavy dependency stays behind one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.feature_models import PLAIN, ROOT

PACKAGE = ROOT / "kmpgen"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Who may import what is not the standard library. CONTRIBUTING.md says why.
DOORS = {
    "click": {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("cli/*.py")},
    "jinja2": {
        "showing/page.py",
        "templating/compiled.py",
        "templating/render.py",
        "templating/overrides.py",
        "templating/viewfields.py",
    },
    "clang": {"verify/libclang.py"},
    "docstring_parser": {"exporting/docstrings.py"},
    "elftools": {"doctoring/pages.py"},
    "torch": {
        *(f"recording/{name}.py" for name in ("engine", "record", "running", "torchvalues")),
        *(f"exporting/{name}.py" for name in ("eager", "making", "nearness", "rerun", "session", "target")),
    },
}


def module_name(path: Path) -> str:
    """``kmpgen/verify/__init__.py`` → ``kmpgen.verify``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> set[str]:
    """The top-level packages that the code imports, at whatever depth the import statement stands."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_heavy_dependencies_are_imported_by_their_owner_only(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    outside = imported(ast.parse(path.read_text())) - sys.stdlib_module_names - {"kmpgen"}
    assert outside <= {dependency for dependency, owners in DOORS.items() if relative in owners}


@pytest.mark.parametrize("path", [m for m in MODULES if m.name != "__main__.py"], ids=module_name)
def test_every_module_imports_on_its_own(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {module_name(path)}"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [["inspect"], ["inspect", "--json"], ["build", "-o", "OUT"]], ids=" ".join)
def test_reading_and_building_load_neither_torch_nor_clang(command: list[str], tmp_path: Path) -> None:
    """The whole command runs in a process of its own, which then says what it has loaded."""
    loaded = tmp_path / "loaded"
    arguments = [str(tmp_path / "out") if word == "OUT" else word for word in [*command, str(PLAIN.model)]]
    script = (
        "import pathlib, sys\n"
        "from kmpgen.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "finally:\n"
        f"    pathlib.Path({str(loaded)!r}).write_text(' '.join({{'torch', 'numpy', 'clang'}} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, loaded.read_text()) == (0, ""), done.stderr
