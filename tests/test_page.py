"""`inspect --html`: one page, safe whatever the model says, readable on a phone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.reading.submodules import Submodule, read_submodules
from tests import hostile_files
from tests.edited_models import with_operators
from tests.feature_models import FEATURES, PLAIN, ROOT, Feature

SENTIMENT = ROOT / "generated" / "sentiment" / "sentiment.ptl"
HOSTILE = ROOT / "tests" / "features" / "metadata_hostile" / "model.ptl"
DESCRIBED = ROOT / "tests" / "features" / "metadata" / "model.ptl"
PHONE = 390
"""CSS pixels that a phone is wide."""
VOID = {"meta", "br"}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def page_of(model: Path, folder: Path, *options: str) -> Path:
    output = folder / "page.html"
    result = run("inspect", model, "--html", output, *options)
    assert result.exit_code == 0, result.output
    return output


class Parsed(HTMLParser):
    """Elements with their attributes, and all text. Raises where an element is not closed."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data


@pytest.mark.parametrize("feature", FEATURES, ids=lambda each: each.name)
def test_every_model_has_a_sound_page(feature: Feature, tmp_path: Path) -> None:
    """Those that build refuses, too: inspecting them is how somebody finds out why."""
    page = Parsed(page_of(feature.model, tmp_path))
    shown = "".join(page.text.split())
    for method in json.loads(run("inspect", feature.model, "--json").stdout)["methods"]:
        assert method["name"] in shown
    assert page.text.isprintable() or set(filter(lambda char: not char.isprintable(), page.text)) == {"\n"}


@pytest.mark.parametrize("model", [DESCRIBED, HOSTILE, SENTIMENT], ids=lambda path: path.parent.name)
def test_a_page_runs_nothing_and_fetches_nothing(model: Path, tmp_path: Path) -> None:
    page = Parsed(page_of(model, tmp_path))
    assert not {tag for tag, _ in page.elements} & {"script", "iframe", "img", "link", "a", "form", "object", "embed"}
    names = {name for _, attributes in page.elements for name in attributes}
    assert names <= {"lang", "charset", "name", "content", "http-equiv", "class", "id", "style", "open"}


def test_hostile_text_is_shown_and_makes_no_element(tmp_path: Path) -> None:
    page = Parsed(page_of(HOSTILE, tmp_path))
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_hostile_operators_make_no_element(tmp_path: Path) -> None:
    names = ["evil::</code><script>", "<b>::x", "evil::'\" onclick=x", "evil::\u202e"]
    model = with_operators(tmp_path / "model.ptl", names)
    page = Parsed(page_of(model, tmp_path))
    assert not {tag for tag, _ in page.elements} & {"script", "b onclick"}
    assert all(name in page.text for name in names[:3])
    assert "\u202e" not in page.text


def test_the_same_model_gives_the_same_page(tmp_path: Path) -> None:
    assert page_of(DESCRIBED, tmp_path).read_bytes() == page_of(DESCRIBED, tmp_path).read_bytes()


def test_signatures_are_those_that_build_makes(tmp_path: Path) -> None:
    """With the settings' names, too."""
    folder = ROOT / "tests" / "features" / "every_setting"
    page = Parsed(page_of(folder / "model.ptl", tmp_path, "--config", str(folder / "kmpgen.toml")))
    lock = tmp_path / "library" / "kmpgen.lock"
    assert run("build", folder / "model.ptl", "--config", folder / "kmpgen.toml", "-o", lock.parent).exit_code == 0
    for function in json.loads(lock.read_text())["models"][0]["kotlin"]["functions"]:
        assert f"fun {function['name']}(" in page.text


def test_runtimes_on_the_page_are_those_that_are_asked_for(tmp_path: Path) -> None:
    page = Parsed(page_of(SENTIMENT, tmp_path, "--runtime", "LibTorch-Lite:2.1.0"))
    assert "LibTorch-Lite:2.1.0" in page.text
    assert "pytorch_android_lite" not in page.text


def test_a_page_takes_the_place_of_a_page_alone(tmp_path: Path) -> None:
    page_of(PLAIN.model, tmp_path)
    page_of(PLAIN.model, tmp_path)
    model = tmp_path / "model.ptl"
    shutil.copy(PLAIN.model, model)
    before = model.read_bytes()
    for place in (model, tmp_path):
        result = run("inspect", model, "--html", place)
        assert (result.exit_code, result.stderr.count("error[KMP854]")) == (2, 1)
    assert model.read_bytes() == before
    assert run("inspect", model, "--html", tmp_path / "none" / "page.html").exit_code == 2


def test_a_page_and_json_exclude_each_other(tmp_path: Path) -> None:
    assert run("inspect", PLAIN.model, "--html", tmp_path / "page.html", "--json").exit_code == 2
    assert not list(tmp_path.iterdir())


def test_hostile_files_have_no_page(tmp_path: Path) -> None:
    output = tmp_path / "page.html"
    (tmp_path / "models").mkdir()
    for model in hostile_files.write(tmp_path / "models"):
        result = run("inspect", model, "--html", output)
        assert result.exit_code == 1, (model, result.output)
        assert not isinstance(result.exception, Exception)
    assert not output.exists()
    assert not Path("PWNED").exists()


def test_shared_storages_count_once_and_plain_tensors_count() -> None:
    model = read_submodules(ROOT / "tests" / "features" / "parameters" / "model.ptl")
    assert model is not None
    sizes = {path: module.bytes for path, module in _by_path("", model)}
    assert sizes == {"": 2 * 4 + 7 * 4, "first": 3 * 4 + 5 * 8, "second": 5 * 8, "norm": 4 * 3 * 4 + 8}
    assert model.all_bytes == sum(sizes.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    "model", [SENTIMENT, *(feature.model for feature in FEATURES if feature.name in ("names_case", "streaming_state"))]
)
def test_sizes_are_those_that_torch_has(model: Path) -> None:
    program = (
        "import json, sys, torch\n"
        "seen, sizes = set(), {}\n"
        "for name, module in torch.jit.load(sys.argv[1]).named_modules():\n"
        "    tensors = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]\n"
        "    tensors = [(n, t) for n, t in tensors if t.untyped_storage().data_ptr() not in seen]\n"
        "    fresh = {t.untyped_storage().data_ptr(): t.untyped_storage().nbytes() for _, t in tensors}\n"
        "    seen.update(fresh)\n"
        "    sizes[name] = sum(fresh.values())\n"
        "print(json.dumps(sizes))\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program, str(model)], capture_output=True, text=True)
    found = read_submodules(model)
    assert found is not None
    assert {name: module.bytes for name, module in _by_path("", found)} == json.loads(done.stdout), done.stderr


@pytest.mark.slow
def test_views_of_one_storage_count_once(tmp_path: Path) -> None:
    program = (
        "import sys, torch\n"
        "module, whole = torch.nn.ReLU(), torch.zeros(10)\n"
        "module.register_buffer('first', whole[:4])\n"
        "module.register_buffer('second', whole[4:])\n"
        "torch.jit.script(module)._save_for_lite_interpreter(sys.argv[1])\n"
    )
    path = tmp_path / "model.ptl"
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, str(path)], check=True)
    model = read_submodules(path)
    assert model is not None
    assert (model.all_bytes, model.all_elements, dict(model.dtypes)) == (40, 10, {"float32": 40})


def _by_path(path: str, module: Submodule) -> Iterator[tuple[str, Submodule]]:
    yield path, module
    for child in module.children:
        yield from _by_path(f"{path}.{child.name}".lstrip("."), child)


@pytest.mark.slow
@pytest.mark.parametrize("model", [DESCRIBED, HOSTILE, SENTIMENT], ids=lambda path: path.parent.name)
def test_a_phone_shows_the_whole_width(model: Path, tmp_path: Path) -> None:
    """A real browser lays the page out as wide as a phone: nothing may stick out, nor anything have run."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("needs chromium: scripts/setup-linux.sh installs it")
    page = page_of(model, tmp_path)
    outer = tmp_path / "phone.html"
    outer.write_text(MEASURE % (PHONE, page.name))
    options = [
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--disable-web-security",
    ]
    command = [browser, *options, f"--user-data-dir={tmp_path / 'user'}", "--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run([*command, outer.as_uri()], capture_output=True, text=True, timeout=120)
    width, sections, scripts = json.loads(done.stdout.partition("<p>")[2].partition("</p>")[0])
    assert width == PHONE
    assert sections >= 3
    assert scripts == 0


MEASURE = """<!DOCTYPE html><title></title>
<iframe style="border: 0; width: %dpx; height: 800px" src="%s"></iframe><p></p>
<script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  for (const each of page.querySelectorAll("details")) each.open = true;
  const found = [page.documentElement.scrollWidth, page.querySelectorAll("section").length, page.scripts.length];
  document.querySelector("p").textContent = JSON.stringify(found);
};
</script>
"""
