"""Metadata in a model and beside it: what is read, what overrides what, what is said of a bad one, where it goes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

from kmpgen.cli import main
from kmpgen.metadata import keys, schema, sidecar
from kmpgen.metadata.data import DTYPES, ImageInfo, Metadata, MethodInfo, ValueInfo
from kmpgen.metadata.plain import from_plain, to_plain
from kmpgen.metadata.write import to_json
from kmpgen.settings.settinglines import Lines
from scripts import metadata as made
from tests import archives
from tests.feature_models import EMITTED, PLAIN, ROOT, Feature

FEATURES = ROOT / "tests/features"
DESCRIBED = FEATURES / "metadata"
HOSTILE = FEATURES / "metadata_hostile"
SCHEMA = json.loads(schema.SHIPPED.read_text("utf-8"))
FACADE = "src/commonMain/kotlin/com/example"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def inspected(model: Path) -> dict[str, Any]:
    result = run("inspect", "--json", model)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output).get("metadata", {}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as the current folder, with a model that has methods of many types and no metadata yet."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    archives.rewrite(
        DESCRIBED / "model.ptl", tmp_path / "model.ptl", lambda name: None if name.endswith("kmpgen.json") else name
    )
    return tmp_path


def beside(folder: Path, text: str) -> None:
    (folder / "model.kmpgen.toml").write_text(text, "utf-8")


def inside(folder: Path, content: bytes) -> None:
    """The model of the folder with this for its `kmpgen.json`."""
    archives.replace(DESCRIBED / "model.ptl", folder / "model.ptl", "extra/kmpgen.json", lambda _: content)


def places(result: Result) -> list[tuple[str, int]]:
    """The code and the line of each error, in the order in which they are shown."""
    found = re.findall(r"error\[(KMP\d+)\]:.*\n  where: .*?kmpgen\.toml:(\d+)(?:,.*)?$", result.output, re.MULTILINE)
    return [(code, int(line)) for code, line in found]


def codes(result: Result) -> list[str]:
    return re.findall(r"error\[(KMP\d+)\]", result.output)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- what is read


def test_what_stands_beside_the_model_overrides_what_is_in_it_key_by_key() -> None:
    found = inspected(DESCRIBED / "model.ptl")
    jsonschema.validate(found, SCHEMA)
    assert (found["name"], found["version"]) == ("Flowers", "1.2.1")
    photos = found["methods"]["forward"]["arguments"]["x"]
    assert (photos["name"], photos["shape"]) == ("photos", ["batch", 3, "height", "width"])
    assert photos["image"]["mean"] == [0.485, 0.456, 0.406]
    best = found["methods"]["best"]
    assert best["arguments"]["x"]["dtype"] == "float32"
    assert [each.get("class") for each in best["result"]["elements"]] == [None, "Seen"]
    assert found["methods"]["flower"]["result"]["fields"]["score"] == {"minimum": 0.0, "maximum": 1.0}


def test_labels_come_from_files_in_the_model_and_beside_it() -> None:
    methods = inspected(DESCRIBED / "model.ptl")["methods"]
    assert methods["forward"]["result"]["labels"] == ["daisy", "rose", "tulip"]
    assert methods["flower"]["result"]["fields"]["cls"]["labels"] == ["daisy", "rose", "tulip"]


def test_a_flatbuffer_holds_it_too() -> None:
    methods = inspected(FEATURES / "metadata_flatbuffer/model.ptl")["methods"]
    assert methods["forward"]["result"]["labels"] == ["cat", "dog"]


def test_lists_are_replaced_and_elements_of_tuples_are_not(folder: Path) -> None:
    forward = {"result": {"shape": ["batch", 3], "labels": ["a", "b", "c"]}}
    best = {"result": {"class": "Old", "elements": [{"name": "a", "description": "x"}, {"name": "b"}]}}
    said = {"metadata_version": 1, "methods": {"forward": forward, "best": best}}
    inside(folder, json.dumps(said).encode())
    beside(
        folder,
        '[methods.forward.result]\nshape = [2, 2]\nlabels = ["x", "y"]\n'
        '[methods.best.result]\nclass = "New"\nelements = [{ name = "c" }]\n',
    )
    found = inspected(folder / "model.ptl")["methods"]
    assert found["forward"]["result"] == {"shape": [2, 2], "labels": ["x", "y"]}
    assert found["best"]["result"] == {"class": "New", "elements": [{"name": "c", "description": "x"}, {"name": "b"}]}


def test_windows_files_are_read(folder: Path) -> None:
    (folder / "labels.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n3\r\nfour\r\n\r\n")
    text = '[methods.forward.result]\nlabels_file = "labels.txt"\nlabel_dimension = 1\n'
    (folder / "model.kmpgen.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert inspected(folder / "model.ptl")["methods"]["forward"]["result"]["labels"] == ["one", "two", "3", "four"]


def test_a_model_without_metadata_imports_nothing_of_it(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom kmpgen.cli import main\n"
        f"try:\n    main(['build', {str(PLAIN.model)!r}, '-o', {str(tmp_path / 'out')!r}])\n"
        "finally:\n"
        "    print([name for name in sys.modules if name.startswith(('kmpgen.metadata', 'kmpgen.viewing.d'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "['kmpgen.viewing.defaults']", done.stderr


EVERY = ValueInfo(
    name="n",
    description="d",
    class_name="C",
    dtype="int8",
    shape=(1, "batch"),
    minimum=-1.5,
    maximum=2.0,
    unit="u",
    image=ImageInfo("GRAY", "HWC", 2.0, (0.5,), (0.25,), 0.875),
    labels=("a", "b"),
    label_dimension=1,
    elements=(ValueInfo(name="e"),),
    fields={"f": ValueInfo(name="f")},
    entries={"k": ValueInfo(unit="k")},
    items=ValueInfo(unit="i"),
)
"""Not of any one type: every key once."""


def unsaid(data: ValueInfo | ImageInfo | Metadata) -> list[str]:
    """The fields that are as they would be if nothing was said."""
    nothing = type(data)()
    return [field.name for field in fields(data) if getattr(data, field.name) == getattr(nothing, field.name)]


def test_data_survive_the_plain_form_and_json() -> None:
    """Of everything that the features say, and of what is falsy without being nothing."""
    scalar = MethodInfo(result=ValueInfo(shape=(), minimum=0.0, items=None))
    metadata = from_plain(inspected(DESCRIBED / "model.ptl"))
    every = Metadata("n", "v", "a", "l", "d", {"forward": MethodInfo("m", {"x": EVERY}, ValueInfo(name="r"))})
    assert unsaid(EVERY) == unsaid(EVERY.image or ImageInfo()) == []
    assert unsaid(every) == ["origins", "digest"]  # these are not said, but where it is said
    for each in (metadata, every, Metadata(methods={"forward": scalar}), Metadata()):
        text = to_json(each)
        assert text.isascii()
        assert from_plain(json.loads(text)) == each == from_plain(to_plain(each))
        jsonschema.validate(json.loads(text), SCHEMA)


# --- what is wrong with it: the text beside the model, and the codes with their lines

BAD = {
    "a number of more digits than Python reads": (f"\nmetadata_version = {'9' * 5_000}\n", [("KMP801", 2)]),
    "no TOML": ("name = \n", [("KMP801", 1)]),
    "a newer version": ('metadata_version = 2\nnew_key = "x"\n', [("KMP802", 1)]),
    "a version that is none": ('metadata_version = "1"\n', [("KMP804", 1)]),
    "a version of many digits": (f"metadata_version = 0x{'f' * 5_000}\n", [("KMP802", 1)]),
    "version 0": ("metadata_version = 0\n", [("KMP804", 1)]),
    "an unknown key": ('\nnam = "x"\n', [("KMP803", 2)]),
    "an unknown key of many parts": (f'name = "x"\n{"a." * 5_000}a = 1\n', [("KMP803", 2)]),
    "an unknown key of a method": ('[methods.forward]\nargument.x.dtype = "int8"\n', [("KMP803", 2)]),
    "an unknown key of an image": ("[methods.forward.arguments.x]\nimage = { size = 3 }\n", [("KMP803", 2)]),
    "a number for a text": ("version = 1.2\n", [("KMP804", 1)]),
    "a name of two lines": ('name = """\na\nb"""\n', [("KMP804", 1)]),
    "a text for a table": ('methods = "forward"\n', [("KMP804", 1)]),
    "a text for a method": ('methods.forward = "scores"\n', [("KMP804", 1)]),
    "a list for a value": ("methods.forward.result = [1]\n", [("KMP804", 1)]),
    "a table for elements": ("methods.best.result.elements = {}\n", [("KMP804", 1)]),
    "a dtype that is none": ('[methods.forward.arguments.x]\ndtype = "float"\n', [("KMP804", 2)]),
    "a text for a shape": ('[methods.forward.arguments.x]\nshape = "batch"\n', [("KMP804", 2)]),
    "a size below 0": ('[methods.forward.arguments.x]\nshape = [\n "batch",\n -1,\n]\n', [("KMP804", 4)]),
    "a size with a point": ("[methods.forward.arguments.x]\nshape = [1.5]\n", [("KMP804", 2)]),
    "true for a size": ("[methods.forward.arguments.x]\nshape = [true]\n", [("KMP804", 2)]),
    "a dimension of odd letters": ('[methods.forward.arguments.x]\nshape = ["b*2"]\n', [("KMP804", 2)]),
    "too many dimensions": (f"[methods.forward.arguments.x]\nshape = {[1] * 17}\n", [("KMP804", 2)]),
    "inf for a number": ("[methods.forward.arguments.temperature]\nmaximum = inf\n", [("KMP804", 2)]),
    "nan for a number": ("[methods.forward.arguments.temperature]\nminimum = nan\n", [("KMP804", 2)]),
    "a number beyond all doubles": (f"methods.forward.result.minimum = 1{'0' * 400}\n", [("KMP804", 1)]),
    "a standard deviation of 0": (
        "[methods.forward.arguments.x]\nimage = { std = [1, 0, 1] }\n",
        [("KMP804", 2)],
    ),
    "two means": ("[methods.forward.arguments.x]\nimage = { mean = [1, 0] }\n", [("KMP804", 2)]),
    "a crop of nothing": ("[methods.forward.arguments.x]\nimage = { crop = 0 }\n", [("KMP804", 2)]),
    "a crop of more than all": ("[methods.forward.arguments.x]\nimage = { crop = 1.01 }\n", [("KMP804", 2)]),
    "no labels": ("methods.forward.result.labels = []\n", [("KMP804", 1)]),
    "a number for a label": ("methods.forward.result.labels = [1]\n", [("KMP804", 1)]),
    "a long label": (f'methods.forward.result.labels = ["{"x" * 201}"]\n', [("KMP804", 1)]),
    "a long description": (f'description = "{"x" * 20_001}"\n', [("KMP804", 1)]),
    "a name that Kotlin can't have": ('methods.forward.arguments.x.name = "a-b"\n', [("KMP804", 1)]),
    "a class that Kotlin can't have": ('methods.best.result.class = "fun"\n', [("KMP804", 1)]),
    "all at once": (
        'nam = "x"\n[methods.forward]\ndescription = 3\n[methods.forward.arguments.x]\ndtype = "int"\n',
        [("KMP803", 1), ("KMP804", 3), ("KMP804", 5)],
    ),
}

# What the schema can't say, for it knows no model.
MISFITS = {
    "labels twice": ('methods.forward.result = { labels = ["a"], labels_file = "labels.txt" }\n', [("KMP805", 1)]),
    "a file of labels that is missing": ('methods.forward.result.labels_file = "none.txt"\n', [("KMP805", 1)]),
    "a folder of labels": ('methods.forward.result.labels_file = "."\n', [("KMP805", 1)]),
    "a file of labels elsewhere": ('methods.forward.result.labels_file = "/etc/passwd"\n', [("KMP805", 1)]),
    "a file of labels of no name": ('methods.forward.result.labels_file = "a\\u0000"\n', [("KMP805", 1)]),
    "a file of labels of a long name": (f'methods.forward.result.labels_file = "{"x" * 280}"\n', [("KMP805", 1)]),
    "a file of labels above": ('methods.forward.result.labels_file = "../labels.txt"\n', [("KMP805", 1)]),
    "an unknown method": ("[methods.forwards]\n", [("KMP806", 1)]),
    "an unknown argument": ('\n[methods.forward.arguments.y]\nname = "z"\n', [("KMP806", 2)]),
    "an unknown field": ("[methods.flower.result.fields.x]\nminimum = 0\n", [("KMP806", 1)]),
    "a shape of an int": ("[methods.plain.arguments.x]\nshape = [1]\n", [("KMP807", 2)]),
    "a dtype of a float": ('[methods.forward.arguments.temperature]\ndtype = "float32"\n', [("KMP807", 2)]),
    "an image of a Dict": ("[methods.segment.result]\nimage = {}\n", [("KMP807", 2)]),
    "labels of a float": ('[methods.forward.arguments.temperature]\nlabels = ["a"]\n', [("KMP807", 2)]),
    "fields of a tuple": ("[methods.best.result]\nfields.x.minimum = 0\n", [("KMP807", 2)]),
    "elements of a NamedTuple": ("[methods.flower.result]\nelements = [{}]\n", [("KMP807", 2)]),
    "items of a Tensor": ("[methods.forward.result]\nitems = {}\n", [("KMP807", 2)]),
    "a class of a NamedTuple": ('[methods.flower.result]\nclass = "Other"\n', [("KMP807", 2)]),
    "a class of no labels": ('[methods.forward.result]\nclass = "Kind"\n', [("KMP807", 2)]),
    "a class of labels that are texts": (
        '[methods.forward.result]\nlabels = ["1", "2"]\nclass = "Kind"\n',
        [("KMP807", 3)],
    ),
    "a class of an argument's labels": (
        '[methods.plain.arguments.x]\nlabels = ["a", "b"]\nclass = "Kind"\n',
        [("KMP807", 3)],
    ),
    "a reserved class of labels": (
        '[methods.forward.result]\nlabels = ["a", "b", "c"]\nclass = "labels"\n',
        [("KMP808", 3)],
    ),
    "more elements than there are": ("[methods.best.result]\nelements = [{}, {}, {}]\n", [("KMP807", 2)]),
    "a shape of an element that is a text": (
        "[methods.best.result]\nelements = [\n  { shape = [1] },\n]\n",
        [("KMP807", 3)],
    ),
    "a dtype deep inside": (
        '[methods.best.result]\nelements = [{}, { elements = [{ dtype = "int8" }] }]\n',
        [("KMP807", 2)],
    ),
    "a name of an item": ('[methods.step.arguments.state.items]\nname = "x"\n', [("KMP807", 2)]),
    "a minimum above the maximum": ("[methods.forward.result]\nminimum = 2\nmaximum = 1\n", [("KMP807", 2)]),
    "more labels than scores": (
        '[methods.forward.result]\ndtype = "float32"\nshape = ["n", 3]\nlabels = ["a", "b"]\n',
        [("KMP807", 4)],
    ),
    "labels along no dimension": (
        '[methods.forward.result]\nshape = ["n"]\nlabels = ["a"]\nlabel_dimension = 1\n',
        [("KMP807", 4)],
    ),
    "a dimension of no labels": ("[methods.forward.result]\nlabel_dimension = 1\n", [("KMP807", 2)]),
    "an image without a shape": ("[methods.forward.arguments.x]\nimage = {}\n", [("KMP807", 2)]),
    "an image of two dimensions": ("[methods.forward.arguments.x]\nshape = [3, 3]\nimage = {}\n", [("KMP807", 3)]),
    "an image of no height": (
        "[methods.forward.arguments.x]\nshape = [1, 3, 0, 8]\nimage = {}\n",
        [("KMP804", 2)],
    ),
    "a batch of no images": ("[methods.forward.result]\nshape = [0, 3, 8, 8]\nimage = {}\n", [("KMP804", 2)]),
    "an image of another layout": (
        '[methods.forward.arguments.x]\nshape = [1, 8, 8, 3]\nimage = { layout = "CHW" }\n',
        [("KMP807", 3)],
    ),
    "three means of grey": (
        '[methods.forward.arguments.x]\nshape = [1, 8, 8]\nimage = { channels = "GRAY", mean = [1, 2, 3] }\n',
        [("KMP807", 3)],
    ),
    "a crop of a result": (
        "[methods.forward.result]\nshape = [1, 3, 8, 8]\nimage = { crop = 1 }\n",
        [("KMP807", 3)],
    ),
    "an image of whole numbers": (
        '[methods.forward.arguments.x]\ndtype = "int64"\nshape = [3, 8, 8]\nimage = {}\n',
        [("KMP807", 4)],
    ),
    "an image that no pixels are made into": (
        '[methods.forward.arguments.x]\ndtype = "float16"\nshape = [3, 8, 8]\nimage = {}\n',
        [("KMP807", 4)],
    ),
    "a reserved name": ('[methods.forward.arguments.x]\nname = "module"\n', [("KMP808", 2)]),
    "a reserved class": ('[methods.best.result]\nclass = "pair"\n', [("KMP808", 2)]),
    "the name of another argument": ('[methods.forward.arguments.x]\nname = "Temperature"\n', [("KMP808", 2)]),
    "one name for two properties": (
        '[methods.best.result]\nelements = [\n { name = "a_b" },\n { name = "aB" },\n]\n',
        [("KMP808", 4)],
    ),
}


@pytest.mark.parametrize("case", [*BAD, *MISFITS])
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_bad_metadata_is_said_with_its_line(folder: Path, command: str, case: str) -> None:
    text, expected = (BAD | MISFITS)[case]
    beside(folder, text)
    before = files(folder)
    result = run(command, "model.ptl")
    assert (result.exit_code, places(result)) == (1, expected), result.output
    assert result.output.count("hint: ") == len(expected) == result.output.count("error[")
    assert files(folder) == before


@pytest.mark.parametrize("case", [case for case in BAD if BAD[case][1][0][0] != "KMP801"])
def test_the_schema_refuses_what_the_reader_refuses(case: str) -> None:
    said = tomllib.loads(BAD[case][0])
    if case.startswith(("inf", "nan", "a number beyond")):  # no numbers of JSON
        return
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said, SCHEMA)


BROKEN = {
    "no JSON": (b'{"metadata_version": 1,}', "KMP801"),
    "cut off": (b'{"metadata_version": 1, "name": "Fl', "KMP801"),
    "empty": (b"", "KMP801"),
    "no UTF-8": (b'{"metadata_version": 1, "name": "\xff"}', "KMP801"),
    "a key twice": (b'{"metadata_version": 1, "name": "a", "name": "b"}', "KMP801"),
    "NaN": (b'{"metadata_version": 1, "x": NaN}', "KMP801"),
    "nested deeply": (b'{"metadata_version": 1, "x": ' + b"[" * 200_000, "KMP801"),
    "half a character": (b'{"metadata_version": 1, "description": "\\ud800"}', "KMP801"),
    "half a character as a key": (b'{"metadata_version": 1, "methods": {"\\udfff": {}}}', "KMP801"),
    "a number of many digits": (b'{"metadata_version": ' + b"9" * 5_000 + b"}", "KMP801"),
    "newer": (b'{"metadata_version": 99, "surprise": {"a": 1}}', "KMP802"),
    "no version": (b'{"name": "a"}', "KMP804"),
    "a list": (b"[]", "KMP804"),
    "null": (b"null", "KMP804"),
    "null for a text": (b'{"metadata_version": 1, "name": null}', "KMP804"),
    "true for a version": (b'{"metadata_version": true}', "KMP804"),
    "values without end": (
        b'{"metadata_version": 1, "methods": {"step": {"result": ' + b'{"items": ' * 100 + b"{}" + b"}" * 100 + b"}}}",
        "KMP804",
    ),
    "another method": (b'{"metadata_version": 1, "methods": {"detect": {}}}', "KMP806"),
    "labels outside": (
        b'{"metadata_version": 1, "methods": {"forward": {"result": {"labels_file": "../data.pkl"}}}}',
        "KMP805",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_model_with_broken_metadata_is_refused_in_one_sentence(folder: Path, case: str) -> None:
    content, code = BROKEN[case]
    inside(folder, content)
    result = run("build", "model.ptl")
    assert (result.exit_code, codes(result)) == (1, [code]), result.output
    assert "  where: model.ptl, kmpgen.json" in result.output
    assert "damaged" not in result.output
    assert code not in ("KMP801", "KMP802") or "build --no-metadata" in result.output  # the way out of somebody else's
    assert files(folder) == [".git", "model.ptl"]


def test_metadata_too_large_is_refused(folder: Path) -> None:
    inside(folder, b" " * (4 << 20) + b'{"metadata_version": 1}')
    assert codes(run("inspect", "model.ptl")) == ["KMP800"]
    inside(folder, b'{"metadata_version": 1}')
    beside(folder, "#" * ((4 << 20) + 1))
    assert codes(run("inspect", "model.ptl")) == ["KMP800"]


def test_a_key_that_stands_twice_is_found_at_once(folder: Path) -> None:
    """Among 100,000 keys, counting each on its own would take minutes."""
    names = ", ".join(f'"k{number}": 0' for number in [*range(100_000), 99_999])
    inside(folder, f'{{"metadata_version": 1, {names}}}'.encode())
    start = time.process_time()
    result = run("inspect", "model.ptl")
    assert codes(result) == ["KMP801"]
    assert "k99999" in result.output
    assert time.process_time() - start < 10


def test_a_model_of_a_long_name_has_nothing_beside_it(folder: Path) -> None:
    model = folder / "model.ptl"
    model.rename(folder / f"{'m' * 250}.ptl")
    assert inspected(folder / f"{'m' * 250}.ptl") == {}


def test_a_folder_for_metadata_is_an_error(folder: Path) -> None:
    (folder / "model.kmpgen.toml").mkdir()
    assert codes(run("build", "model.ptl")) == ["KMP800"]


@pytest.mark.parametrize("target", ["nowhere", "itself"])
@pytest.mark.parametrize(
    ("name", "code"), [("model.kmpgen.toml", "KMP800"), ("model.parity", "KMP501"), ("kmpgen.toml", "KMP600")]
)
def test_a_link_that_leads_nowhere_is_not_passed_over(folder: Path, name: str, code: str, target: str) -> None:
    (folder / name).symlink_to(name if target == "itself" else target)
    result = run("build", "model.ptl", "-o", "out")
    assert (bool(result.exit_code), codes(result)) == (True, [code]), result.output
    assert not (folder / "out").exists()


def test_labels_beside_a_model_come_from_nowhere_else(folder: Path) -> None:
    """A model and its metadata may be somebody else's: they must not carry a file of this machine into a library."""
    secret = folder.parent / "secret.txt"
    secret.write_text("hunter2\n")
    (folder / "labels.txt").symlink_to(secret)
    beside(folder, 'methods.forward.result.labels_file = "labels.txt"\n')
    result = run("inspect", "--json", "model.ptl")
    assert codes(result) == ["KMP805"]
    assert "hunter2" not in result.output


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xff\xfe", b"x" * 201, b"a\n" * 50_001], ids=["none", "empty", "bytes", "long", "many"]
)
def test_labels_that_are_none_are_an_error(folder: Path, content: bytes) -> None:
    (folder / "labels.txt").write_bytes(content)
    beside(folder, 'methods.forward.result.labels_file = "labels.txt"\n')
    assert codes(run("inspect", "model.ptl")) == ["KMP805"]


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n\r\n", "\r\r"], ids=repr)
def test_empty_lines_at_the_end_are_no_labels(folder: Path, end: str) -> None:
    """A line of a space is one: alphabets of recognizers have it."""
    (folder / "labels.txt").write_text(f"yes\nno\n {end}", "utf-8", newline="")
    beside(folder, 'methods.forward.result.labels_file = "labels.txt"\n')
    assert inspected(folder / "model.ptl")["methods"]["forward"]["result"]["labels"] == ["yes", "no", " "]


@pytest.mark.parametrize(("text", "line"), [("yes\n\nno\n", 2), ("\nyes\n\nno", 1), ("a\r\nb\r\n\r\nc", 3)])
def test_an_empty_line_among_labels_is_an_error_with_its_number(folder: Path, text: str, line: int) -> None:
    (folder / "labels.txt").write_text(text, "utf-8", newline="")
    beside(folder, 'methods.forward.result.labels_file = "labels.txt"\n')
    result = run("inspect", "model.ptl")
    assert codes(result) == ["KMP805"], result.output
    assert f"line {line} of the file of labels is empty" in result.output


def test_of_many_wrong_labels_the_first_is_said(folder: Path) -> None:
    labels = "".join(f'  "{number}",\n' for number in range(2_000)) + "  1,\n" * 600
    start = time.process_time()
    beside(folder, f'methods.forward.result.labels = [\n{labels}]\nname = """\n\n"""\n')
    result = run("inspect", "model.ptl")
    assert places(result) == [("KMP804", 2_002), ("KMP804", 2_603)], result.output
    assert time.process_time() - start < 10


def test_lines_of_many_elements_are_found_in_one_reading(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def lines(text: str) -> Lines:
        read.append(text)
        return Lines(text)

    monkeypatch.setattr(sidecar, "Lines", lines)
    parts = "".join(f"  {{ shape = [\n    1,\n    {number},\n  ] }},\n" for number in [1, -1, 1, -1, -1])
    beside(folder, f"[methods.best.result]\nelements = [\n{parts}]\n")
    result = run("inspect", "model.ptl")
    assert places(result) == [("KMP804", line) for line in (9, 17, 21)], result.output
    assert len(read) == 1


def test_a_link_to_itself_is_no_file_of_labels(folder: Path) -> None:
    (folder / "labels.txt").symlink_to("labels.txt")
    beside(folder, 'methods.forward.result.labels_file = "labels.txt"\n')
    result = run("inspect", "model.ptl")
    assert places(result) == [("KMP805", 1)], result.output


def test_labels_are_limited_in_all(folder: Path) -> None:
    """A short text that names one file for many values must not make millions of labels of it."""
    (folder / "labels.txt").write_text("a\n" * 50_000)
    elements = ", ".join(['{ labels_file = "labels.txt" }'] * 11)
    beside(folder, f"[methods.best.result]\nelements = [{elements}]\n")
    result = run("inspect", "model.ptl")
    assert (codes(result), places(result)) == (["KMP805"], [("KMP805", 2)]), result.output
    assert "more than 500000 labels in all" in result.output
    listed = ["a"] * 50_000
    said = {"methods": {"best": {"result": {"elements": [{"labels": listed}] * 11}}}, "metadata_version": 1}
    (folder / "model.kmpgen.toml").unlink()
    inside(folder, json.dumps(said, separators=(",", ":")).encode())
    assert codes(run("inspect", "model.ptl")) == ["KMP805"]


def test_labels_in_the_model_and_beside_it_are_limited_together(folder: Path) -> None:
    """Each may have 500,000; a value that both speak of has those beside the model alone."""
    many = ["a"] * 50_000
    elements = {"elements": [{"labels": many}] * 9}
    inside(folder, json.dumps({"metadata_version": 1, "methods": {"best": {"result": elements}}}).encode())
    (folder / "labels.txt").write_text("b\n" * 50_000)
    said = "arguments.x.labels_file = 'labels.txt'\nresult.labels_file = 'labels.txt'\n"
    beside(folder, f"[methods.forward]\n{said}")
    result = run("inspect", "model.ptl")
    assert codes(result)[0] == "KMP805", result.output
    assert "in the model and beside it together" in result.output
    beside(
        folder, "[methods.best.result]\nelements = [{ labels_file = 'labels.txt' }, { labels_file = 'labels.txt' }]\n"
    )
    assert "KMP805" not in run("inspect", "model.ptl").output


@pytest.mark.parametrize(
    ("labels", "entries"),
    [
        (["negative", "positive"], ["NEGATIVE", "POSITIVE"]),
        (["TableLamp", "table  top", "__background__", "R2-D2"], ["TABLE_LAMP", "TABLE_TOP", "BACKGROUND", "R2_D2"]),
        (["Crème brûlée", "Smørrebrød", "Straße", "ﬁsh"], ["CREME_BRULEE", "SMORREBROD", "STRASSE", "FISH"]),
        (['a"b', "*/ c", "$d", "e\u202ef", "g\nh"], ["A_B", "C", "D", "E_F", "G_H"]),
        ([f"l{number}" for number in range(100)], [f"L{number}" for number in range(100)]),
        ([f"l{number}" for number in range(101)], None),
        (["cat", "cat"], None),
        (["cat", "Cat"], None),
        (["C", "C++"], None),
        (["a 1", "a1"], None),
        (["one", "2"], None),
        (["one", "+"], None),
        (["one", ""], None),
        (["nil", "one"], None),
        (["typeof", "one"], None),
        (["stdin", "one"], None),
        (["concept", "one"], None),
        (["type of", "std-in", "the concept"], ["TYPE_OF", "STD_IN", "THE_CONCEPT"]),
        (["cat", "猫"], None),
        (["a" * 61], None),
        (["a" + " " * 100 + "b"], None),
    ],
)
def test_labels_that_spell_names_are_an_enum(folder: Path, labels: list[str], entries: list[str] | None) -> None:
    """What it is called is the API that the lock keeps."""
    beside(folder, f"[methods.forward.result]\nlabels = {json.dumps(labels, ensure_ascii=False)}\n")
    built = run("build", "model.ptl", "-o", "out")
    assert built.exit_code == 0, built.output
    api = json.loads((folder / "out/kmpgen.lock").read_text())["models"][0]["kotlin"]
    found = [[entry["name"] for entry in enum["entries"]] for enum in api.get("enums", [])]
    assert found == ([entries] if entries else [])


KINDS = "labels = ['one', 'two']\n"


def test_an_enum_keeps_the_name_that_metadata_gives_it(folder: Path) -> None:
    """Without one, it has that of the first place, or of the model: more labels elsewhere name it otherwise."""
    later = f"[methods.plain.result]\n{KINDS}"
    assert enums(folder, later) == ["FlowersPlainLabel"]
    assert enums(folder, f"{later}[methods.flower.result.fields.cls]\n{KINDS}") == ["FlowersFlowerClsLabel"]
    named = f"{later}class = 'Kind'\n"
    assert enums(folder, named) == ["Kind"]
    assert enums(folder, f"{named}[methods.flower.result.fields.cls]\n{KINDS}") == ["Kind"]
    assert enums(folder, f"{named}[methods.segment.result.entries.out]\n{KINDS}class = 'Kind'\n") == ["Kind"]


def enums(folder: Path, said: str) -> list[str]:
    beside(folder, said)
    built = run("build", "model.ptl", "-o", "out")
    assert built.exit_code == 0, built.output
    api = json.loads((folder / "out/kmpgen.lock").read_text())["models"][0]["kotlin"]
    return [enum["name"] for enum in api.get("enums", [])]


@pytest.mark.parametrize(
    "other",
    [
        f"[methods.segment.result.entries.out]\n{KINDS}class = 'Other'\n",
        "[methods.segment.result.entries.out]\nlabels = ['three', 'four']\nclass = 'kind'\n",
        "[methods.best.result]\nclass = 'Kind'\n",
    ],
    ids=["two names of one", "one name of two", "a tuple's"],
)
def test_enums_of_names_that_meet_are_an_error(folder: Path, other: str) -> None:
    beside(folder, f"[methods.plain.result]\n{KINDS}class = 'Kind'\n{other}")
    result = run("build", "model.ptl", "-o", "out")
    assert (result.exit_code, codes(result)) == (1, ["KMP808"]), result.output
    assert not (folder / "out").exists()


def test_labels_of_a_text_are_those_that_it_may_be(folder: Path) -> None:
    for suffix in ("ptl", "parity"):
        shutil.copy(ROOT / f"generated/sentiment/sentiment.{suffix}", folder)
    said = folder / "sentiment.kmpgen.toml"
    said.write_text('methods.classify.result.fields.label.labels = ["negative", "great"]\n')
    result = run("build", "sentiment.ptl", "-o", "out")
    assert codes(result) == ["KMP807"], result.output
    said.write_text('methods.classify.result.fields.label.labels = ["negative", "positive", "mixed"]\n')
    assert run("build", "sentiment.ptl", "-o", "out").exit_code == 0


def test_a_file_of_labels_is_read_once(folder: Path) -> None:
    (folder / "labels.txt").write_text("a\nb\n")
    names = ["labels.txt", "./labels.txt", "labels.txt"]
    elements = ", ".join(f'{{ labels_file = "{name}" }}' for name in names)
    beside(folder, f"[methods.best.result]\nelements = [{elements}]\n")
    source = sidecar.read(folder / "model.kmpgen.toml")
    assert len(source.outside) == 2
    first, _, last = source.said["methods"]["best"]["result"]["elements"]
    assert first["labels"] is last["labels"]


def test_a_problem_is_placed_where_it_is_said(folder: Path) -> None:
    """In the model, or beside it, whichever says the key."""
    said = {"metadata_version": 1, "methods": {"plain": {"arguments": {"x": {"dtype": "int8"}}}}}
    inside(folder, json.dumps(said).encode())
    beside(folder, "[methods.plain.arguments.x]\nshape = [1]\n")
    output = run("build", "model.ptl").output
    assert "  where: model.ptl, kmpgen.json at methods.plain.arguments.x.dtype, method plain, argument x\n" in output
    assert "  where: model.kmpgen.toml:2, method plain, argument x\n" in output


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ('[methods.forward.arguments.x]\nshape = ["n", 4, "h", "w"]\n', "forward, argument x"),
        ('[methods.forward.arguments.x]\nshape = ["n", "c"]\n', "forward, argument x"),
        ('[methods.forward.arguments.x]\ndtype = "int64"\n', "forward, argument x"),
        ('[methods.forward]\narguments.x.shape = ["n", 3, "h", "n"]\n', "forward, argument x"),
        ('[methods.forward]\nresult.shape = ["n", "n"]\n', "forward"),
        ("[methods.segment.result]\nentries.aux.shape = [1, 2, 3]\n", "segment"),
        ('[methods.segment.result]\nentries.out.dtype = "bool"\n', "segment"),
        ("[methods.step.arguments.state]\nitems.shape = []\n", "step, argument state"),
        ('[methods.segment.result]\nentries.aux = { shape = ["n", "h", "w"], labels = ["a"] }\n', "segment"),
        ('[methods.step.result.items.items]\nlabels = ["a", "b", "c", "d", "e", "f", "g"]\n', "step"),
        ('[methods.step.result.items.items]\nlabels = ["a"]\nlabel_dimension = 5\n', "step"),
        ('[methods.flower.result]\nfields.cls.labels = ["a"]\n', "flower"),
        ('[methods.best.result]\nelements = [{}, { elements = [{ labels = ["a"] }] }]\n', "best"),
    ],
)
def test_a_recording_of_other_shapes_is_an_error(folder: Path, text: str, method: str) -> None:
    shutil.copytree(DESCRIBED, folder, dirs_exist_ok=True)
    assert run("build", "model.ptl", "-o", "before").exit_code == 0
    beside(folder, text)
    result = run("build", "model.ptl", "-o", "after")
    assert (result.exit_code, codes(result)) == (1, ["KMP807"]), result.output
    assert f"  where: model.parity, method {method}\n" in result.output
    assert run("build", "model.ptl", "-o", "after", "--no-parity").exit_code == 0


# --- where it goes


def test_check_notices_what_changed_beside_the_model(folder: Path) -> None:
    (folder / "labels.txt").write_text("a\nb\n")
    beside(folder, 'description = "One."\nmethods.forward.result.labels_file = "labels.txt"\n')
    assert run("build", "model.ptl", "-o", "out").exit_code == 0
    assert run("build", "model.ptl", "-o", "out", "--check").exit_code == 0
    changes: list[Callable[[], object]] = [
        lambda: beside(folder, 'description = "Two."\nmethods.forward.result.labels_file = "labels.txt"\n'),
        lambda: (folder / "labels.txt").write_text("a\nc\n"),
        (folder / "model.kmpgen.toml").unlink,
    ]
    for change in changes:
        before = json.loads((folder / "out/kmpgen.lock").read_text())["fingerprints"]
        change()
        checked = run("build", "model.ptl", "-o", "out", "--check")
        assert checked.exit_code == 1
        assert "the model's metadata changed" in checked.output
        assert run("build", "model.ptl", "-o", "out").exit_code == 0
        after = json.loads((folder / "out/kmpgen.lock").read_text())["fingerprints"]
        assert before["api"] == after["api"]
        assert before["model"] != after["model"]


def test_inspect_tells_all_else_of_a_model_whose_metadata_is_wrong(folder: Path) -> None:
    """The names that it should have said are among that."""
    beside(folder, "[methods.forwards]\n")
    result = CliRunner().invoke(main, ["inspect", "--json", "model.ptl"])
    assert (result.exit_code, codes(result)) == (1, ["KMP806"])
    said = json.loads(result.stdout)
    assert "forward" in [method["name"] for method in said["methods"]]
    assert "metadata" not in said


@pytest.mark.parametrize("way", ["option", "setting"])
def test_metadata_can_be_left_out(folder: Path, way: str) -> None:
    """Somebody else's may be broken, or of a newer version."""
    assert run("build", "model.ptl", "-o", "plain").exit_code == 0
    beside(folder, "metadata_version = 99\n")
    if way == "setting":
        (folder / "kmpgen.toml").write_text('[library]\nmetadata = false\n[[model]]\npath = "model.ptl"\n')
    words = ["--no-metadata"] if way == "option" else []
    result = run("build", "model.ptl", "-o", "out", *words)
    assert result.exit_code == 0, result.output
    facades = [next((folder / each / FACADE).glob("*/Flowers.kt")).read_text() for each in ("plain", "out")]
    assert facades[0] == facades[1]


def test_a_model_with_metadata_beside_it_takes_its_recording(folder: Path) -> None:
    """It is the model that a recording belongs to, whatever is said of it."""
    shutil.copy(DESCRIBED / "model.ptl", folder)
    shutil.copy(DESCRIBED / "model.parity", folder)
    beside(folder, 'description = "Another."\n')
    result = run("build", "model.ptl", "-o", "out")
    assert result.exit_code == 0, result.output
    assert list((folder / "out/src/commonTest/kotlin").rglob("*ParityTest.kt"))


def test_kmpgen_toml_wins_over_names_of_metadata(folder: Path) -> None:
    beside(
        folder,
        '[methods.forward.arguments]\nx.name = "photos"\ntemperature.name = "heat"\n'
        '[methods.best.result]\nclass = "Metadatas"\nelements = [{ name = "one" }, { name = "two", class = "Inner" }]\n'
        '[methods.flower.result]\nfields.cls.name = "number"\n',
    )
    (folder / "kmpgen.toml").write_text(
        '[[model]]\npath = "model.ptl"\nmethods.forward.arguments.x = "pictures"\n'
        'methods.best = { result = "Settings", fields = ["uno", "due"] }\nfields.Flower = { cls = "which" }\n'
    )
    result = run("build", "-o", "out")
    assert result.exit_code == 0, result.output
    (facade,) = (folder / "out" / FACADE).glob("*/Flowers.kt")
    found = set(re.findall(r"\w+", re.sub(r"/\*.*?\*/", "", facade.read_text("utf-8"), flags=re.DOTALL)))
    assert {"pictures", "heat", "Settings", "uno", "due", "Inner", "which"} <= found
    assert not {"photos", "Metadatas", "one", "two", "number"} & found


def test_diff_compares_the_names_that_a_build_would_give(folder: Path) -> None:
    beside(folder, '[methods.forward.arguments.x]\nname = "photos"\n')
    assert run("build", "model.ptl", "-o", "out").exit_code == 0
    shutil.copy("model.ptl", "new.ptl")
    (folder / "new.kmpgen.toml").write_text('[methods.forward.arguments.x]\nname = "photos"\n')
    assert run("diff", "out", "new.ptl").exit_code == 0
    (folder / "new.kmpgen.toml").write_text('[methods.forward.arguments.x]\nname = "pictures"\n')
    assert run("diff", "out", "new.ptl").exit_code == 1


def test_diff_tells_what_metadata_says_otherwise(folder: Path) -> None:
    """Of two files, and of a library and a file: shapes, labels beyond the first ones, not descriptions."""
    labels = [str(number) for number in range(9)]
    text = '[methods.forward]\ndescription = "{}"\narguments.x.shape = ["n", {}, 8, 8]\nresult.labels = {}\n'
    beside(folder, text.format("Old.", 3, labels))
    shutil.copy("model.ptl", "same.ptl")
    (folder / "same.kmpgen.toml").write_text(text.format("Another.", 3, labels))
    shutil.copy("model.ptl", "new.ptl")
    (folder / "new.kmpgen.toml").write_text(text.format("New.", 1, [*labels[:8], "x"]))
    shutil.copy("model.ptl", "fewer.ptl")
    (folder / "fewer.kmpgen.toml").write_text(text.format("New.", 1, labels[:8]))
    assert run("build", "model.ptl", "-o", "out").exit_code == 0
    for old in ("model.ptl", "out"):
        assert changes(old, "same.ptl") == []
        assert changes(old, "new.ptl") == [("metadata-changed", "forward(x)"), ("metadata-changed", "forward")]
        assert len(re.findall(r"labels [0-9a-f]{8}", run("diff", old, "new.ptl").output)) == 2
        assert not re.search(r"labels [0-9a-f]{8}", run("diff", old, "fewer.ptl").output)


def test_diff_shows_types_of_the_old_side_as_they_were_called(folder: Path) -> None:
    """And how an enum keeps its name."""
    beside(folder, f"[methods.forward.result]\n{KINDS}[methods.plain.result]\n{KINDS}")
    shutil.copy("model.ptl", "new.ptl")
    (folder / "new.kmpgen.toml").write_text(f"[methods.plain.result]\n{KINDS}")
    assert api_changes("model.ptl", "new.ptl") == {
        ("property-removed", "FlowersLabels.forward", "Labels<FlowersLabel>", ""),
        ("enum-renamed", "FlowersPlainLabel", "FlowersLabel", "FlowersPlainLabel"),
    }
    assert 'class = "FlowersLabel"' in run("diff", "model.ptl", "new.ptl").output
    (folder / "new.kmpgen.toml").write_text(f"[methods.plain.result]\n{KINDS}class = 'FlowersLabel'\n")
    assert {kind for kind, *_ in api_changes("model.ptl", "new.ptl")} == {"property-removed"}
    (folder / "new.kmpgen.toml").write_text(f"[methods.forward.result]\n{KINDS}class = 'Zzz'\n")
    assert ("enum-renamed", "Zzz", "FlowersLabel", "Zzz") in api_changes("model.ptl", "new.ptl")


def api_changes(old: str, new: str) -> set[tuple[str, str, str, str]]:
    found = json.loads(run("diff", old, new, "--json").output)["models"][0]["changes"]
    own = [each for each in found if each["kind"] != "metadata-changed"]
    return {(each["kind"], each["place"], each.get("old") or "", each.get("new") or "") for each in own}


def changes(old: str, new: str) -> list[tuple[str, str]]:
    result = run("diff", old, new, "--json")
    assert result.exit_code == 0, result.output
    return [(each["kind"], each["place"]) for model in json.loads(result.output)["models"] for each in model["changes"]]


def test_models_share_a_class_whichever_describes_it(folder: Path) -> None:
    for name in ("one", "other"):
        shutil.copy(FEATURES / "namedtuple/model.ptl", folder / f"{name}.ptl")
    (folder / "kmpgen.toml").write_text(
        '[library]\npackage = "com.example.both"\n'
        '[[model]]\npath = "one.ptl"\nclass = "One"\n[[model]]\npath = "other.ptl"\nclass = "Other"\n'
    )
    assert run("build", "-o", "plain").exit_code == 0
    (folder / "one.kmpgen.toml").write_text('[methods.forward.result]\ndescription = "What the model found."\n')
    assert run("build", "-o", "described").exit_code == 0
    shared = f"{FACADE}/both/Sentiment.kt"
    plain, described = ((folder / name / shared).read_text() for name in ("plain", "described"))
    assert "What the model found." in described.partition("class ")[0]
    assert described.partition("class ")[2] == plain.partition("class ")[2]


def test_a_readme_shows_hostile_texts_as_they_are(tmp_path: Path) -> None:
    """No text of metadata becomes a link, HTML, a heading, code or emphasis: a parser of Markdown judges."""
    said = tomllib.loads((HOSTILE / "model.kmpgen.toml").read_text("utf-8"))
    harmless = tmp_path / "model.ptl"
    shutil.copy(HOSTILE / "model.ptl", harmless)
    with zipfile.ZipFile(harmless, "a") as archive:
        archive.writestr("model/extra/kmpgen.json", json.dumps({"metadata_version": 1, **tamed(said)}))
    for model, name in ((HOSTILE / "model.ptl", "hostile"), (harmless, "harmless")):
        assert run("build", model, "-o", tmp_path / name, "--name", "readme").exit_code == 0
    hostile, plain = (shape(tmp_path / name / "README.md") for name in ("hostile", "harmless"))
    assert {kind: hostile.get(kind) for kind in {*hostile, *plain} - TEXTUAL} == {
        kind: plain.get(kind) for kind in {*hostile, *plain} - TEXTUAL
    }


def tamed(said: Any, key: str = "") -> Any:
    """The same metadata with a plain word for every free text."""
    if isinstance(said, dict):
        return {name: tamed(value, name) for name, value in said.items()}
    if isinstance(said, list):
        return [tamed(value, key) for value in said]
    return "word" if key in ("description", "unit", "labels", "version", "author", "license") else said


TEXTUAL = {"inline", "paragraph", "text", "softbreak", "text_special", "list_item", "bullet_list", "code_inline"}


def shape(document: Path) -> dict[str, int]:
    """How many there are of each kind of node."""
    kinds: dict[str, int] = {}
    parsed = MarkdownIt("commonmark").enable("table").parse(document.read_text("utf-8"))
    for token in [each for top in parsed for each in (top, *(top.children or ()))]:
        kind = token.type.removesuffix("_open")
        if not kind.endswith("_close"):
            kinds[kind] = kinds.get(kind, 0) + 1
    return kinds


def test_a_terminal_obeys_nothing_of_metadata() -> None:
    output = run("inspect", HOSTILE / "model.ptl").output
    assert all(char.isprintable() or char == "\n" for char in output)


# --- a file to start from


def uncommented(text: str) -> str:
    """Every line that would say something, said."""
    return re.sub(r"^#(?=\[|\w+ = )", "", text, flags=re.MULTILINE)


UNDESCRIBED = [feature for feature in EMITTED if not feature.name.startswith("metadata")]


@pytest.mark.parametrize("feature", UNDESCRIBED, ids=lambda feature: feature.name)
def test_what_init_writes_says_nothing_and_would_be_right(folder: Path, feature: Feature) -> None:
    """As it is it changes no facade; with every line of it said, it fits the model and its recording."""
    (folder / "model.ptl").unlink()
    for file in (feature.model, feature.folder / "model.parity"):
        if file.exists():
            shutil.copy(file, folder)
    model = feature.model.name
    assert run("build", model, "-o", "plain").exit_code == 0
    assert run("init", "--metadata", model).exit_code == 0
    assert run("build", model, "-o", "started").exit_code == 0
    facades = [
        sorted(path.read_text("utf-8") for path in (folder / name / "src/commonMain").rglob("*.kt"))
        for name in ("plain", "started")
    ]
    assert facades[0] == facades[1]
    said = uncommented((folder / "model.kmpgen.toml").read_text("utf-8"))
    jsonschema.validate(tomllib.loads(said), SCHEMA)
    beside(folder, said)
    result = run("build", model, "-o", "said")
    assert set(codes(result)) <= {"KMP808", "KMP607"}, result.output  # an argument may have a name that is reserved


def test_init_never_overwrites_metadata(folder: Path) -> None:
    beside(folder, "name = 'mine'\n")
    result = run("init", "--metadata", "model.ptl")
    assert (result.exit_code, codes(result)) == (1, ["KMP610"])
    assert (folder / "model.kmpgen.toml").read_text() == "name = 'mine'\n"
    assert files(folder) == [".git", "model.kmpgen.toml", "model.ptl"]


@pytest.mark.parametrize("words", [["--metadata"], ["--metadata", "--schema", "model.ptl"]])
def test_init_of_metadata_is_of_a_model(folder: Path, words: list[str]) -> None:
    assert run("init", *words).exit_code == 2
    assert files(folder) == [".git", "model.ptl"]


# --- the table of keys


def test_schema_and_reference_are_those_of_the_table_of_keys() -> None:
    rewrite = "run: python scripts/metadata.py"
    assert schema.SHIPPED.read_text("utf-8") == schema.text(), rewrite
    assert made.PAGE.read_text("utf-8") == made.page(), rewrite


def test_the_schema_takes_every_example_of_the_table() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    tops = {"MODEL": SCHEMA, "METHOD": SCHEMA["definitions"]["method"], "VALUE": SCHEMA["definitions"]["value"]}
    for name, part in {**tops, "IMAGE": SCHEMA["definitions"]["image"]}.items():
        for key in getattr(keys, name).keys:
            if key.example:
                value = tomllib.loads(f"{key.name} = {key.example}")
                jsonschema.validate(value, {**part, "definitions": SCHEMA["definitions"]})


def test_the_examples_of_the_page_are_read(folder: Path) -> None:
    page = made.PAGE.read_text("utf-8")
    toml, *_ = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (stored,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (folder / "flowers.txt").write_text("daisy\ndandelion\nrose\nsunflower\ntulip\n")
    inside(folder, stored.encode())
    beside(folder, toml)
    assert inspected(folder / "model.ptl")["methods"]["forward"]["arguments"]["x"]["name"] == "photos"


def test_the_example_of_the_readme_is_true_of_its_model(folder: Path) -> None:
    """The recording of the sample says so."""
    (example,) = re.findall(
        r"^```toml\n(# sentiment\.kmpgen.*?)^```", (ROOT / "README.md").read_text(), re.M | re.DOTALL
    )
    for suffix in ("ptl", "parity"):
        shutil.copy(ROOT / f"generated/sentiment/sentiment.{suffix}", folder)
    (folder / "sentiment.kmpgen.toml").write_text(example)
    result = run("build", "sentiment.ptl", "-o", "out")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_one_of_torch(dtype: str) -> None:
    torch = pytest.importorskip("torch")
    assert isinstance(getattr(torch, dtype), torch.dtype)


@pytest.mark.parametrize("key", ["--5", "9" * 5000, "9" * 20, str(2**63), "01", "٣", "-0", "", "1.0"], ids=repr)
def test_entries_of_whole_numbers_have_keys_that_are_such_numbers(tmp_path: Path, key: str) -> None:
    shutil.copy(FEATURES / "dict_int/model.ptl", tmp_path)
    text = f'[methods.forward.arguments.x.entries.{json.dumps(key, ensure_ascii=False)}]\nshape = ["_"]\n'
    (tmp_path / "model.kmpgen.toml").write_text(text, "utf-8")
    result = run("build", tmp_path / "model.ptl", "-o", tmp_path / "library")
    assert (result.exit_code, codes(result)) == (1, ["KMP807"]), result.output


def test_wrong_metadata_keeps_nobody_from_a_page_or_a_list_of_operators(folder: Path) -> None:
    beside(folder, '[methods.nothing]\ndescription = "There is no such method."\n')
    page = run("inspect", "model.ptl", "--html", "page.html")
    assert (page.exit_code, codes(page), (folder / "page.html").is_file()) == (1, ["KMP806"], True), page.output
    assert run("inspect", "model.ptl", "--operators", "yaml").exit_code == 0
