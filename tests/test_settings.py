"""`kmpgen.toml`: where it is found, what it changes, what is said of a bad one; `kmpgen init` and the JSON Schema."""

from __future__ import annotations

import json
import re
import shutil
import time
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.settings import settingkeys, settingschema
from kmpgen.settings.settingsfile import read_settings
from scripts import settings as made
from tests.feature_models import ROOT

MODEL = ROOT / "tests/features/tensor/model.ptl"
EVERY = ROOT / "tests/features/every_setting"
SCHEMA = json.loads(settingschema.SHIPPED.read_text("utf-8"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def write(folder: Path, text: str, model: str = '[[model]]\npath = "model.ptl"\n') -> None:
    (folder / "kmpgen.toml").write_text(text + model, "utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def keys(table: settingkeys.Table) -> set[str]:
    return {key.name for key in table.keys}


def places(result: Result) -> list[tuple[str, int]]:
    """The code and the line of each error, in the order in which they are shown."""
    found = re.findall(r"error\[(KMP\d+)\]:.*\n  where: .*?kmpgen\.toml:(\d+)$", result.output, re.MULTILINE)
    return [(code, int(line)) for code, line in found]


# --- where it is found


def test_the_nearest_file_above_holds_and_its_paths_are_relative_to_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, '[library]\noutput = "emitted/tools"\n')
    (repository / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(repository / "deep/er")
    assert run("build").exit_code == 0
    assert (repository / "emitted/tools/kmpgen.lock").is_file()
    assert run("build", "--check").exit_code == 0


def test_without_an_output_the_library_lies_beside_the_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, '[library]\nname = "tools"\n')
    (repository / "deep").mkdir()
    monkeypatch.chdir(repository / "deep")
    assert run("build").exit_code == 0
    assert (repository / "tools/kmpgen.lock").is_file()


@pytest.mark.parametrize("boundary", ["repository", "home", "a folder of everybody"])
def test_the_search_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boundary: str) -> None:
    inner = tmp_path / "inner"
    (inner / "here").mkdir(parents=True)
    if boundary == "repository":
        (inner / ".git").mkdir()
    elif boundary == "home":
        monkeypatch.setenv("HOME", str(inner))
    else:
        tmp_path.chmod(0o1777)
    shutil.copy(MODEL, tmp_path / "model.ptl")
    write(tmp_path, "")
    monkeypatch.chdir(inner / "here")
    result = run("build")
    assert (result.exit_code, "KMP609" in result.output) == (2, True)
    assert run("build", "--config", "../../kmpgen.toml").exit_code == 0


def test_a_file_at_the_boundary_itself_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "project").mkdir()
    shutil.copy(MODEL, tmp_path / "model.ptl")
    write(tmp_path, "")
    monkeypatch.chdir(tmp_path / "project")
    assert run("build").exit_code == 0


def test_options_win(repository: Path) -> None:
    write(repository, '[library]\nname = "tools"\npackage = "org.file"\nprefix = "ACME"\noutput = "out"\n')
    assert run("build", "--name", "other", "--package", "org.option", "--prefix", "OTHER", "-o", "there").exit_code == 0
    settings = (repository / "there/settings.gradle.kts").read_text()
    assert settings.count("other") == 1
    assert (repository / "there/src/commonMain/kotlin/org/option").is_dir()
    assert (repository / "there/OTHERLibTorchWrapper.podspec").is_file()
    assert not (repository / "out").exists()


def test_a_model_of_the_command_line_has_its_settings(repository: Path) -> None:
    other = ROOT / "tests/features/scalars/model.ptl"
    write(repository, "", f'[[model]]\npath = "{other}"\n[[model]]\npath = "model.ptl"\nclass = "Named"\n')
    assert run("build", repository / "model.ptl", "-o", "out").exit_code == 0
    facades = list((repository / "out/src/commonMain/kotlin/com/example").glob("*/*.kt"))
    assert [path.stem for path in facades] == ["Named"]


def test_a_byte_order_mark_and_line_ends_of_windows_are_taken(repository: Path) -> None:
    text = '[library]\nname = "tools"\n[[model]]\npath = "model.ptl"\n'.replace("\n", "\r\n")
    (repository / "kmpgen.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert run("build").exit_code == 0
    (repository / "kmpgen.toml").write_bytes(text.replace("name", "\r\nnamee").encode())
    assert places(run("build")) == [("KMP602", 3)]


@pytest.mark.parametrize(
    ("words", "warns"),
    [([], False), (["model.ptl", "other.ptl"], False), (["model.ptl"], True), (["model.ptl", "-o", "there"], False)],
    ids=["none", "both", "one", "one elsewhere"],
)
def test_a_library_of_fewer_models_than_the_file_names_is_warned_of(
    repository: Path, words: list[str], warns: bool
) -> None:
    shutil.copy(ROOT / "tests/features/scalars/model.ptl", repository / "other.ptl")
    write(repository, '[[model]]\npath = "other.ptl"\n')
    result = run("build", *words)
    assert result.exit_code == 0, result.output
    assert ("warning[KMP612]: the library is built without other.ptl" in result.output) == warns


# --- what is wrong with it: the text, and the codes with their lines. The schema refuses each as well.

BAD = {
    "an unknown table": ("[libary]\n", [("KMP602", 1)]),
    "a key outside of all tables": ('name = "x"\n', [("KMP602", 1)]),
    "an unknown key": ('[library]\n\nnmae = "x"\n', [("KMP602", 3)]),
    "an unknown key in a dotted table": ("library.nmae = 1\n", [("KMP602", 1)]),
    "an unknown version": ('[versions]\nkotlinn = "2.4.20"\n', [("KMP602", 2)]),
    "an unknown key of the second model": (
        '[[model]]\npath = "a"\n[[model]]\npath = "b"\nclas = "C"\n',
        [("KMP602", 5)],
    ),
    "an unknown key of a method": (
        '[[model]]\npath = "a"\n[model.methods.forward]\nnam = "x"\n[[model]]\npath = "b"\n',
        [("KMP602", 4)],
    ),
    "an unknown key of a method in a line": ('[[model]]\npath = "a"\nmethods.f = { n = 1 }\n', [("KMP602", 3)]),
    "all at once": (
        '[library]\nnme = "x"\nversion = 3\nprefix = "acme"\n[versions]\nmin_sdk = "24"\n',
        [("KMP602", 2), ("KMP603", 3), ("KMP112", 4), ("KMP603", 6)],
    ),
    "a number for a text": ("[library]\nname = 1\n", [("KMP603", 2)]),
    "a text for a number": ('[versions]\nmin_sdk = "24"\n', [("KMP603", 2)]),
    "true for a number": ("[versions]\nmin_sdk = true\n", [("KMP603", 2)]),
    "a number with a point": ("[versions]\nmin_sdk = 24.5\n", [("KMP603", 2)]),
    "a number for a switch": ("[library]\nparity = 1\n", [("KMP603", 2)]),
    "a text for a list": ('[library]\nexclude = "a"\n', [("KMP603", 2)]),
    "a number in a list of many lines": ('[library]\nexclude = [\n  "a", # ]\n\n  2,\n]\n', [("KMP603", 5)]),
    "a text for a table": ('library = "x"\n', [("KMP603", 1)]),
    "a table for a list of tables": ('[model]\npath = "a"\n', [("KMP603", 1)]),
    "a list for a table": ("[[library]]\n", [("KMP603", 1)]),
    "a text for a method": ('[[model]]\npath = "a"\nmethods.forward = "x"\n', [("KMP603", 3)]),
    "a text for all methods": ('[[model]]\npath = "a"\nmethods = "x"\n', [("KMP603", 3)]),
    "a number for a name": ('[[model]]\npath = "a"\n[model.fields.Output]\nx = 1\n', [("KMP603", 4)]),
    "a date": ("[library]\nversion = 2026-01-01\n", [("KMP603", 2)]),
    "no path": ('[[model]]\nclass = "A"\n', [("KMP605", 1)]),
    "an empty path": ('[[model]]\npath = ""\n', [("KMP604", 2)]),
    "a bad library name": ('[library]\nname = "My Library"\n', [("KMP110", 2)]),
    "a package of Kotlin's words": ('[library]\npackage = "com.fun.x"\n', [("KMP111", 2)]),
    "a package of Android's": ('[library]\npackage = "android.x"\n', [("KMP111", 2)]),
    "a package of one name": ('[library]\npackage = "models"\n', [("KMP111", 2)]),
    "a package that goes on": ('[library]\npackage = "com.a;import x"\n', [("KMP111", 2)]),
    "a bad prefix": ('[library]\nprefix = "acme"\n', [("KMP112", 2)]),
    "a bad version": ('[library]\nversion = "one"\n', [("KMP604", 2)]),
    "a version that ends the literal": ("[library]\nversion = '1\"'\n", [("KMP604", 2)]),
    "a bad group": ('[library]\ngroup = "a b"\n', [("KMP604", 2)]),
    "a bad pod": ('[library]\nlibtorch_pod = "a\'b"\n', [("KMP604", 2)]),
    "an xcframework that ends the literal": (
        "[library]\nlibtorch_xcframework = 'a\")\\.xcframework'\n",
        [("KMP604", 2)],
    ),
    "an xcframework outside": ('[library]\nlibtorch_xcframework = "a/../../b.xcframework"\n', [("KMP604", 2)]),
    "an xcframework at the root": ('[library]\nlibtorch_xcframework = "/b.xcframework"\n', [("KMP604", 2)]),
    "an xcframework without encryption": ('[library]\nlibtorch_xcframework = "http://a.b/c.zip"\n', [("KMP604", 2)]),
    "a zip that is code": ('[library]\nlibtorch_xcframework = "https://a.b/\\\\(x)"\n', [("KMP604", 2)]),
    "a zip for its owner alone": (
        '[library]\nlibtorch_xcframework = "https://me:hunter2@a.b/c.zip"\n',
        [("KMP604", 2)],
    ),
    "a signed address of a zip": (
        '[library]\nlibtorch_xcframework = "https://a.b/c.zip?sig=hunter2"\n',
        [("KMP604", 2)],
    ),
    "an archive that is no zip": ('[library]\nlibtorch_xcframework = "https://a.b/c.tar.gz"\n', [("KMP604", 2)]),
    "an xcframework among the wrapper's own files": (
        '[library]\nlibtorch_xcframework = "ios/a.xcframework"\n',
        [("KMP604", 2)],
    ),
    "an xcframework called as the wrapper is": (
        '[library]\nlibtorch_xcframework = "a/PLMLibTorchWrapper.xcframework"\n',
        [("KMP604", 2)],
    ),
    "a short checksum": (
        '[library]\nlibtorch_xcframework = "https://a.b/c.zip"\nlibtorch_checksum = "abc"\n',
        [("KMP604", 3)],
    ),
    "a bad runtime": ('[library]\nruntime = "external:a.b"\n', [("KMP604", 2)]),
    "an unknown target": ('[library]\ntargets = [\n  "android",\n  "iosArm32",\n]\n', [("KMP604", 4)]),
    "no target": ("[library]\ntargets = []\n", [("KMP604", 2)]),
    "a target twice": ('[library]\ntargets = ["android", "android"]\n', [("KMP604", 2)]),
    "an old Android": ("[versions]\nmin_sdk = 19\n", [("KMP604", 2)]),
    "an Android that will never be": ("[versions]\ncompile_sdk = 2147483648\n", [("KMP604", 2)]),
    "an unknown JVM": ('[versions]\njvm_target = "12"\n', [("KMP604", 2)]),
    "a bad iOS": ('[versions]\nios = "15,0"\n', [("KMP604", 2)]),
    "an unknown visibility": ('[[model]]\npath = "a"\nvisibility = "private"\n', [("KMP604", 3)]),
    "a bad class name": ('[[model]]\npath = "a"\nclass = "My-Class"\n', [("KMP604", 3)]),
    "a keyword for a class": ('[[model]]\npath = "a"\nclass = "fun"\n', [("KMP604", 3)]),
    "a keyword for a result": ('[[model]]\npath = "a"\nmethods.f.result = "object"\n', [("KMP604", 3)]),
    "a keyword for a tuple": ('[[model]]\npath = "a"\nclasses = { A = "val" }\n', [("KMP604", 3)]),
    "a bad method name": ('[[model]]\npath = "a"\n[model.methods.f]\nname = "snake_case"\n', [("KMP604", 4)]),
    "a bad argument name": ('[[model]]\npath = "a"\nmethods.f.arguments = { x = "X" }\n', [("KMP604", 3)]),
    "a bad field name": ('[[model]]\npath = "a"\n[model.methods.f]\nfields = ["a", "b c"]\n', [("KMP604", 4)]),
    "a text of two lines": ('[[model]]\npath = "a"\n[model.methods.f]\ndeprecated = """\nuse\nx"""\n', [("KMP604", 4)]),
    "a licence in words": ('[publishing]\nlicense = "Apache 2.0"\n', [("KMP604", 2)]),
    "no address": ('[publishing]\nurl = "acme"\n', [("KMP604", 2)]),
    "an address that ends the literal": ("[publishing]\nurl = 'https://a.com/\"'\n", [("KMP604", 2)]),
    "an address without encryption": ('[publishing]\nrepository = "http://a.com"\n', [("KMP604", 2)]),
    "an address with a password": ('[publishing]\nscm = "https://me:x@a.com"\n', [("KMP604", 2)]),
    "an unknown repository": ('[publishing]\nrepository = "github:acme"\n', [("KMP604", 2)]),
    "an unknown service": ('[publishing]\nci = "gitlab"\n', [("KMP604", 2)]),
    "a bad e-mail": ('[publishing]\nemail = "a b@c"\n', [("KMP604", 2)]),
    "a developer of two lines": ('[publishing]\ndeveloper = """\na\nb"""\n', [("KMP604", 2)]),
    "a password": ('[publishing]\npassword = "x"\n', [("KMP602", 2)]),
    "nothing said": ('[[model]]\npath = "a"\n[model.methods.f]\ndeprecated = " "\n', [("KMP604", 4)]),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_setting_is_said_with_its_line(repository: Path, case: str) -> None:
    text, expected = BAD[case]
    write(repository, text, "")
    result = run("build")
    assert (result.exit_code, places(result)) == (2, expected), result.output
    assert result.output.count("hint: ") == len(expected)
    assert "hunter2" not in result.output
    assert names(repository) == [".git", "kmpgen.toml", "model.ptl"]


@pytest.mark.parametrize("case", BAD)
def test_the_schema_refuses_what_the_reader_refuses(case: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(json.dumps(tomllib.loads(BAD[case][0]), default=lambda date: [])), SCHEMA)


# What a schema can't say.
BEYOND = {
    "a model twice": ('[[model]]\npath = "a"\n[[model]]\npath = "./a"\n', [("KMP604", 4)]),
    "a least API above the one compiled against": ("[versions]\ncompile_sdk = 34\nmin_sdk = 35\n", [("KMP604", 3)]),
    "a package of a runtime that is not external": ('[library]\nruntime_package = "com.a"\n', [("KMP604", 2)]),
    "a runtime without a package": ('[library]\n\nruntime = "external:com.a:native:1"\n', [("KMP111", 3)]),
    "a zip without its checksum": ('[library]\nlibtorch_xcframework = "https://a.b/c.zip"\n', [("KMP604", 2)]),
    "a checksum of nothing": (f'[library]\nlibtorch_checksum = "{64 * "0"}"\n', [("KMP604", 2)]),
    "a checksum of a folder": (
        f'[library]\nlibtorch_xcframework = "a.xcframework"\nlibtorch_checksum = "{64 * "0"}"\n',
        [("KMP604", 3)],
    ),
    "no TOML": ('[library]\nname = "tools\n', [("KMP601", 2)]),
    "TOML that ends too soon": ('[library]\nexclude = [\n"a",\n', [("KMP601", 3)]),
    "a number of many digits for a text": (f"[library]\npackage = 0x{'f' * 5_000}\n", [("KMP603", 2)]),
    "a version of many digits": (f"[versions]\nmin_sdk = 0x{'f' * 5_000}\n", 2 * [("KMP604", 2)]),
    "a number of more digits than Python reads": (f"[versions]\nmin_sdk = {'9' * 5_000}\n", [("KMP601", 2)]),
    "a version below nothing": (f"[versions]\nmin_sdk = -{'9' * 4_000}\n", [("KMP604", 2)]),
    "a key twice": ('[library]\nname = "a"\nname = "b"\n', [("KMP601", 3)]),
    "a missing folder of templates": (
        '[library]\ntemplates = "gone"\n[[model]]\npath = "model.ptl"\n',
        [("KMP210", 2)],
    ),
    "a missing model": ('\n[[model]]\npath = "gone.ptl"\n', [("KMP611", 3)]),
}


@pytest.mark.parametrize("case", BEYOND)
def test_what_no_schema_says_is_said_with_its_line(repository: Path, case: str) -> None:
    text, expected = BEYOND[case]
    write(repository, text, "")
    result = run("build")
    assert (result.exit_code, places(result)) == (2, expected), result.output


MANY = 60_000
LONG = {
    "a list with brackets": "a = [\n" + '"]",\n' * MANY + "]\n",
    "a text with brackets": 'a = """\n' + "]\n" * MANY + '"""\n',
    "a literal with quotes": "a = '''\n" + '"""\n' * MANY + "'''\n",
    "quotes": 'a = """\n' + "\"\"'''\n" * MANY + '"""\n',
    "escapes": 'a = """\n' + '\\"""\\\\\n' * MANY + '"""\n',
    "lists in a list": "a = [\n" + "[\n],\n" * MANY + "]\n",
    "comments": "a = [\n" + '# ["\n' * MANY + "]\n",
    "statements": "".join(f"a{number} = [\n]\n" for number in range(1_000)),
    "different texts": "[library]\nexclude = [\n" + "".join(f'"{number}",\n' for number in range(MANY)) + "]\n",
}


@pytest.mark.parametrize("case", LONG)
def test_of_a_long_file_is_told_at_once(repository: Path, case: str) -> None:
    write(repository, LONG[case] + "\n[library.x]\n", "")
    start = time.process_time()
    result = run("build")
    assert places(result)[-1] == ("KMP602", LONG[case].count("\n") + 2)
    assert time.process_time() - start < 10


def test_elements_of_lists_have_their_lines(repository: Path) -> None:
    text = """[[model]]
path = "a"
methods = { "f[]" = { fields = [
# ["
  "a", \"""
b, ["\""", 'd,]',

  1.5 ] } }
skip = [

  1
]
"""
    write(repository, text, "")
    assert places(run("build")) == [("KMP603", 8), ("KMP603", 11)]
    write(repository, text.replace("1.5 ", "").replace("  1\n", ""), "")
    assert places(run("build")) == [("KMP604", 5), ("KMP604", 6)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[library]\nnmae = "x"\n', "'name'"),
        ("[versions]\nmin-sdk = 24\n", "'min_sdk'"),
        ("[versions]\nminSdk = 24\n", "'min_sdk'"),
        ("[verions]\n", "'versions'"),
        ('[library]\nkotlin = "2.4.20"\n', "[versions]"),
        ('[library]\ntargets = ["iosArm"]\n', "'iosArm64'"),
        ("[versions]\njvm_target = 17\n", 'jvm_target = "17"'),
        ("[versions]\njvm_target = 12\n", 'jvm_target = "11"'),
        ("[library]\nversion = 2\n", 'version = "2"'),
        ('[[model]]\npath = "model.ptl"\n[model.methods.forwrd]\n', "'forward'"),
        ('[[model]]\npath = "model.ptl"\n[model.methods.forward]\narguments = { xx = "a" }\n', "x"),
    ],
)
def test_the_hint_has_the_nearest_right_name(repository: Path, text: str, says: str) -> None:
    write(repository, text, "")
    assert says in re.findall(r"hint: (.*)", run("build").output)[0]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b'[library]\nname = "\xff"\n', "KMP601"), (b"a = " + b"[" * 100_000, "KMP601"), (b"#" * (1 << 21), "KMP600")],
    ids=["other text", "deep", "large"],
)
def test_a_file_that_is_no_settings_is_one_error(repository: Path, content: bytes, code: str) -> None:
    (repository / "kmpgen.toml").write_bytes(content)
    result = run("build")
    assert (result.exit_code, re.findall(r"KMP\d+", result.output)) == (2, [code])


@pytest.mark.usefixtures("repository")
def test_a_folder_or_nothing_for_a_file_is_one_error() -> None:
    for name in (".git", "nothing.toml"):
        result = run("build", "--config", name)
        assert (result.exit_code, re.findall(r"KMP\d+", result.output)) == (2, ["KMP600"])


def test_without_file_and_model_the_command_says_what_to_do(repository: Path) -> None:
    assert run("build").exit_code == 2
    write(repository, "", "")
    result = run("build")
    assert (result.exit_code, "kmpgen.toml names none" in result.output) == (2, True)


# --- what does not fit the model. `every_setting` has forward, classify_v2, parse, join and more.

MISFITS = {
    "an unknown method": ('methods.forwrad.name = "x"', "KMP606"),
    "an unknown method to skip": ('skip = ["nope"]', "KMP606"),
    "nothing but an unknown method to include": ('include = ["forwrad"]', "KMP606"),
    "nothing to include": ("include = []", "KMP103"),
    "an unknown method to include": ('include = ["forward", "nope"]', "KMP606"),
    "an unknown argument": ('methods.forward.arguments = { input_id = "x" }', "KMP606"),
    "an unknown class": ('classes.Outpt = "X"', "KMP606"),
    "an unknown class with fields": ('fields.Outpt.logits = "x"', "KMP606"),
    "an unknown field": ('fields.Output.logit = "x"', "KMP606"),
    "an element that the tuple lacks": ('fields.JoinState.third = "x"', "KMP606"),
    "a name of another method": ('methods.forward.name = "join"', "KMP607"),
    "a name of another method in Kotlin": ('methods.forward.name = "nextState"', "KMP607"),
    "a name of another method but for its case": ('methods.forward.name = "jOIN"', "KMP607"),
    "a reserved name": ('methods.forward.name = "close"', "KMP607"),
    "the same name twice": ('methods = { parse = { name = "x" }, join = { name = "x" } }', "KMP607"),
    "a name of another argument": ('methods.forward.arguments = { k = "inputIds" }', "KMP607"),
    "a reserved name of an argument": ('methods.forward.arguments = { k = "module" }', "KMP607"),
    "a name of another field": ('fields.Token.text = "startIndex"', "KMP607"),
    "a reserved name of a field": ('fields.Token.text = "fields"', "KMP607"),
    "the same element twice": ('methods.old_classify.fields = ["aB", "ab"]', "KMP607"),
    "a class named like the facade": ('classes.Output = "EverySetting"', "KMP607"),
    "a class named like the runtime's": ('classes.Output = "Tensor"', "KMP607"),
    "a facade named like the runtime's": ('class = "TorchModule"', "KMP607"),
    "two classes of one name": ('classes = { Output = "X", Token = "x" }', "KMP607"),
    "a class of two names": ('classes = { Output = "X", "__torch__.every_setting.Output" = "Y" }', "KMP607"),
    "a method that is left out": ('skip = ["parse"]\nmethods.parse.name = "x"', "KMP608"),
    "a private method that is not included": ('methods._length.name = "x"', "KMP608"),
    "a method both ways": ('skip = ["parse"]\ninclude = ["forward", "parse"]', "KMP608"),
    "a result that is no tuple": ('methods.forward.result = "X"', "KMP608"),
    "a result that is a NamedTuple": ('methods.parse.result = "X"', "KMP608"),
    "too few fields": ('methods.classify_v2.fields = ["a"]', "KMP608"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_settings_that_do_not_fit_the_model_are_said_with_their_line(repository: Path, case: str) -> None:
    setting, code = MISFITS[case]
    write(repository, "", f'# a comment\n[[model]]\npath = "{EVERY / "model.ptl"}"\n\n{setting}\n')
    result = run("build", "-o", "out")
    assert (result.exit_code, [found for found, _ in places(result)]) == (1, [code]), result.output
    assert places(result)[0][1] in (5, 6)
    assert not (repository / "out").exists()


def test_a_misspelled_include_hides_nothing_else(repository: Path) -> None:
    """Nor does it bring what only follows from it: the class of the method that is missing."""
    settings = ['include = ["join2"]', "skip = ['a']", "methods.c.name = 'x'", "methods.join.arguments.b = 'x'"]
    settings += ["classes.JoinState = 'Known'"]
    write(repository, "", "\n".join(["[[model]]", f'path = "{EVERY / "model.ptl"}"', *settings]))
    result = run("build", "-o", "out")
    assert sorted(places(result)) == [("KMP606", line) for line in (3, 4, 5, 6)], result.output


def test_settings_that_leave_all_out_are_told_by_their_line(repository: Path) -> None:
    write(repository, "", '[[model]]\npath = "model.ptl"\n\nskip = ["forward"]\n')
    result = run("build")
    assert (result.exit_code, places(result)) == (1, [("KMP103", 4)])
    assert "there are: forward" in result.output
    write(repository, "")
    assert places(run("build", "--skip", "forward")) == []


def test_a_name_that_nobody_can_have_is_not_said_to_be_taken(repository: Path) -> None:
    write(repository, "", f'[[model]]\npath = "{EVERY / "model.ptl"}"\nfields.Token = {{ text = "class" }}\n')
    result = run("build", "-o", "out")
    assert places(result) == [("KMP607", 3)]
    assert "'class' is reserved" in result.output
    assert "rename" not in result.output


def test_models_that_cannot_be_read_are_all_said_with_the_line_that_names_them(repository: Path) -> None:
    (repository / "cut.ptl").write_bytes(MODEL.read_bytes()[:100])
    (repository / "text.ptl").write_text("no model")
    (repository / "folder.ptl").mkdir()
    write(repository, "".join(f'[[model]]\npath = "{name}.ptl"\n' for name in ("cut", "text")))
    result = run("build")
    assert (result.exit_code, places(result)) == (1, [("KMP017", 2), ("KMP016", 4)])
    assert "cut.ptl" in result.output
    write(repository, '[[model]]\npath = "folder.ptl"\n')
    result = run("build")
    assert (result.exit_code, places(result)) == (2, [("KMP002", 2)])


def test_a_library_without_a_file_is_warned_of(repository: Path) -> None:
    write(repository, '[library]\nname = "tools"\nexclude = ["**"]\n')
    result = run("build")
    assert (result.exit_code, names(repository / "tools")) == (0, ["kmpgen.lock"])
    assert "warning[KMP213]" in result.output
    assert "kmpgen.toml:3" in result.output


@pytest.mark.parametrize("words", [["model.ptl", "-o", "tensor-model"], []], ids=["one", "both"])
def test_the_command_of_the_readme_builds_the_same_library(repository: Path, words: list[str]) -> None:
    shutil.copy(ROOT / "tests/features/scalars/model.ptl", repository / "other.ptl")
    write(repository, '[library]\nname = "tensor-model"\n[[model]]\npath = "other.ptl"\n')
    assert run("build", *words).exit_code == 0
    (check,) = re.findall(r"^kmpgen (build .*--check)$", (repository / "tensor-model/README.md").read_text(), re.M)
    result = run(*check.replace("MODEL", "model.ptl").split())
    assert (result.exit_code, result.output) == (0, "tensor-model: up to date\n")


@pytest.mark.parametrize("visibility", ["internal", "public"])
def test_the_readme_sends_callers_where_they_can_call(repository: Path, visibility: str) -> None:
    """What is internal can be called from no other module."""
    write(repository, "", f'[[model]]\npath = "model.ptl"\nvisibility = "{visibility}"\n')
    assert run("build", "-o", "out").exit_code == 0
    assert ("another module" in (repository / "out/README.md").read_text()) == (visibility == "public")


def test_all_misfits_are_said_at_once(repository: Path) -> None:
    settings = ["skip = ['a']", "classes.B = 'B'", "methods.c.name = 'x'", "methods.join.name = 'close'"]
    write(repository, "", "\n".join(["[[model]]", f'path = "{EVERY / "model.ptl"}"', *settings]))
    assert sorted(places(run("build", "-o", "out"))) == [("KMP606", 3), ("KMP606", 4), ("KMP606", 5), ("KMP607", 6)]


def test_the_library_of_every_setting_sets_every_setting() -> None:
    """It is compiled and run (test_features.py, test_run_*.py); what is left out has tests of its own."""
    said = tomllib.loads((EVERY / "kmpgen.toml").read_text("utf-8"))
    (model,) = said["model"]
    methods: set[str] = set().union(*model.pop("methods").values())
    assert set(said["library"]) == keys(settingkeys.LIBRARY) - {"output", "templates", "runtime", "runtime_package"}
    assert set(said["publishing"]) == keys(settingkeys.PUBLISHING)
    assert set(said["versions"]) == keys(settingkeys.VERSIONS)
    assert set(model) - {"fields"} == keys(settingkeys.MODEL)
    assert methods == keys(settingkeys.METHOD)


# --- init and the schema


def test_what_init_writes_builds_as_it_is(repository: Path) -> None:
    assert run("build", "model.ptl", "-o", "plain").exit_code == 0
    assert run("init", "model.ptl").exit_code == 0
    assert run("build", "-o", "settings").exit_code == 0
    facades = [(repository / folder).rglob("TensorModel.kt") for folder in ("plain", "settings")]
    assert len({path.read_text() for found in facades for path in found}) == 1


def test_init_without_a_model_builds_once_the_path_is_right(repository: Path) -> None:
    assert run("init").exit_code == 0
    (repository / "model.ptl").rename(repository / "mine.ptl")
    assert places(run("build"))[0][0] == "KMP611"
    text = (repository / "kmpgen.toml").read_text("utf-8")
    (repository / "kmpgen.toml").write_text(text.replace('"model.ptl"', '"mine.ptl"'), "utf-8")
    assert run("build").exit_code == 0


def test_init_never_overwrites(repository: Path) -> None:
    (repository / "kmpgen.toml").write_text("mine")
    result = run("init", "model.ptl")
    assert (result.exit_code, "KMP610" in result.output) == (1, True)
    assert names(repository) == [".git", "kmpgen.toml", "model.ptl"]
    assert (repository / "kmpgen.toml").read_text() == "mine"


@pytest.mark.parametrize("words", [["no.ptl"], [str(ROOT / "README.md")]], ids=["missing", "no model"])
def test_init_for_no_model_writes_nothing(repository: Path, words: list[str]) -> None:
    assert run("init", *words).exit_code in (1, 2)
    assert names(repository) == [".git", "model.ptl"]


@pytest.mark.parametrize("model", [[], [str(EVERY / "model.ptl")]], ids=["no model", "a model"])
def test_every_line_that_init_comments_out_is_a_setting(repository: Path, model: list[str]) -> None:
    """Taken in, they are read without an error, and the schema takes them: nobody copies a mistake from them."""
    assert run("init", *model).exit_code == 0
    text = re.sub(r"(?m)^#(?=[a-z\[])", "", (repository / "kmpgen.toml").read_text("utf-8"))
    (repository / "kmpgen.toml").write_text(text.replace("schema ./", "# "), "utf-8")
    said = tomllib.loads((repository / "kmpgen.toml").read_text("utf-8"))
    read_settings(repository / "kmpgen.toml")
    jsonschema.validate(said, SCHEMA)
    assert set(said["library"]) == keys(settingkeys.LIBRARY)
    assert set(said["versions"]) == keys(settingkeys.VERSIONS)


def test_the_schema_takes_what_the_reader_takes(repository: Path) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert run("init").exit_code == 0
    for file in (EVERY / "kmpgen.toml", repository / "kmpgen.toml"):
        read_settings(file)
        jsonschema.validate(tomllib.loads(file.read_text("utf-8")), SCHEMA)


def test_editors_find_the_schema_that_init_names(repository: Path) -> None:
    assert run("init").exit_code == 0
    first = (repository / "kmpgen.toml").read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"#:schema (.+)", first)
    assert named
    assert json.loads((repository / named[1]).read_text("utf-8")) == SCHEMA
    (repository / named[1]).write_text("old")
    assert run("init", "--schema").exit_code == 0
    assert json.loads((repository / named[1]).read_text("utf-8")) == SCHEMA


def test_schema_and_reference_are_those_of_the_table_of_keys() -> None:
    rewrite = "run: python scripts/settings.py"
    assert settingschema.SHIPPED.read_text("utf-8") == settingschema.text(), rewrite
    assert made.PAGE.read_text("utf-8") == made.page(), rewrite


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", made.PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    write(tmp_path, example, "")
    assert read_settings(tmp_path / "kmpgen.toml").models
    jsonschema.validate(tomllib.loads(example), SCHEMA)
