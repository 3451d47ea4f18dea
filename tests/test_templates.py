"""A team's own templates: what they change, what of them is refused, and what `kmpgen templates` says of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.templating.blocks import find_blocks
from kmpgen.templating.layers import Layers, templates_root
from kmpgen.templating.render import Renderer
from kmpgen.templating.viewfields import unknown_fields, unknown_variables
from kmpgen.verify import COMPILE_TIERS, verify
from kmpgen.viewing.naming import DEFAULT_PREFIX
from kmpgen.viewing.viewdata import TEMPLATE_API
from scripts.template_reference import PAGE, page
from tests.feature_models import ROOT
from tests.test_style import facades, ktlint

MODEL = ROOT / "tests/features/namedtuple/model.ptl"
RECORDED = ROOT / "generated/sentiment/sentiment.ptl"
FACADE = "src/commonMain/kotlin/__package__/__Model__.kt.j2"
GRADLE = "build.gradle.kts.j2"


class Team:
    """A folder of templates, and what building with it gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "team"
        self.output = folder / "library"
        self.folder.mkdir()

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def extend(self, path: str, text: str) -> Path:
        return self.write(path, f'{{% extends "@kmpgen/library/{path}" %}}\n{text}')

    def build(self, *words: str | Path, model: Path = MODEL) -> Result:
        return run("build", model, "-o", self.output, "--templates", self.folder, *words)

    def files(self, *words: str | Path, model: Path = MODEL) -> dict[str, bytes]:
        result = self.build(*words, model=model)
        assert result.exit_code == 0, result.output
        return files_of(self.output)

    def refused(self, code: str, *words: str | Path, model: Path = MODEL) -> str:
        """What `build` says; nothing may be written."""
        result = self.build(*words, model=model)
        assert (result.exit_code, code in result.output) == (1, True), result.output
        assert not self.output.exists()
        return result.output


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def files_of(folder: Path) -> dict[str, bytes]:
    """All but the lock, which says what the others are, and the option by which the README repeats the command."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop("kmpgen.lock")
    if readme := found.get("README.md"):
        found["README.md"] = re.sub(rb" --templates \S+", b"", readme)
    return found


def plain(folder: Path, *words: str | Path, model: Path = MODEL) -> dict[str, bytes]:
    """What kmpgen emits without a team's templates."""
    result = run("build", model, "-o", folder / "plain", *words)
    assert result.exit_code == 0, result.output
    return files_of(folder / "plain")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def own_templates() -> dict[str, str]:
    """kmpgen's rendered templates: ``{path: text}``."""
    root = templates_root() / "library"
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.j2")}


# The four ways


def test_a_template_at_the_same_path_replaces_the_file(team: Team, tmp_path: Path) -> None:
    team.write("README.md.j2", "# {{ library.name }} of Acme\n")
    changed = {**plain(tmp_path), "README.md": b"# named-tuple-model of Acme\n"}
    assert team.files() == changed


def test_a_file_that_is_no_template_replaces_one_that_is_and_is_copied(team: Team) -> None:
    team.write("README.md", "{{ library.name }}\r\n")
    assert team.files()["README.md"] == b"{{ library.name }}\r\n"


def test_a_block_is_overridden_and_the_rest_stays(team: Team, tmp_path: Path) -> None:
    team.extend(GRADLE, "{% block coordinates %}\n{{ super() }}\nversion = file({{ models | length }})\n{% endblock %}")
    before = plain(tmp_path)
    version = b'version = "0.1.0"\n'
    expected = before["build.gradle.kts"].replace(version, version + b"\nversion = file(1)\n".lstrip())
    assert team.files() == {**before, "build.gradle.kts": expected}


def test_a_new_path_adds_a_file_rendered_or_copied(team: Team, tmp_path: Path) -> None:
    picture = bytes(range(256))
    team.write("docs/logo.png", picture)
    team.write("docs/{{ name }}.txt.j2", "{{ native.pod }}")
    team.write("src/commonMain/kotlin/__package__/__Model__Extra.kt.j2", "// {{ model.name }}\n")
    assert team.files() == {
        **plain(tmp_path),
        "docs/logo.png": picture,
        "docs/{{ name }}.txt": b"PLMLibTorchWrapper",
        "src/commonMain/kotlin/com/example/namedtuplemodel/NamedTupleModelExtra.kt": b"// NamedTupleModel\n",
    }


def test_tests_that_are_added_need_no_recording(team: Team) -> None:
    path = "src/commonTest/kotlin/__package__/FakeTest.kt.j2"
    team.write(path, "package {{ library.package }}\n")
    assert "src/commonTest/kotlin/com/example/namedtuplemodel/FakeTest.kt" in team.files("--no-parity")


def test_a_template_that_renders_to_nothing_makes_no_file(team: Team, tmp_path: Path) -> None:
    team.write("only/with/ten.txt.j2", "{% if models | length == 10 %}\nten\n{% endif %}\n")
    assert team.files() == plain(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "gone"),
    [
        ("Package.swift", {"Package.swift"}),
        ("*.swift", {"Package.swift"}),
        ("gradle/", {"gradle/libs.versions.toml", "gradle/wrapper/gradle-wrapper.properties"}),
        ("gradle/*.toml", {"gradle/libs.versions.toml"}),
        ("**/*.toml", {"gradle/libs.versions.toml"}),
        ("src/**/DType*", {"src/iosMain/.../DType.ios.kt", "src/commonMain/.../DType.kt"}),
        ("src/commonMain/kotlin/__package__/torch/DType.kt", {"src/commonMain/.../DType.kt"}),
        (
            "src/commonTest/resources",
            {"src/commonTest/resources/SentimentClassifier.parity"},
        ),
    ],
)
def test_exclude_removes_files(team: Team, tmp_path: Path, pattern: str, gone: set[str]) -> None:
    config = tmp_path / "kmpgen.toml"
    config.write_text(f'[library]\nexclude = ["{pattern}"]\n')
    before = plain(tmp_path, model=RECORDED)
    after = team.files("--config", config, model=RECORDED)
    spelled = {path.replace("...", "kotlin/com/example/sentimentclassifier/torch") for path in gone}
    assert before.keys() - after.keys() == spelled


def test_tests_may_be_excluded_where_nothing_was_recorded(team: Team, tmp_path: Path) -> None:
    config = tmp_path / "kmpgen.toml"
    config.write_text('[library]\nexclude = ["src/commonTest/**"]\n')
    files = team.files("--config", config, "--no-parity")
    assert files.keys() == plain(tmp_path, "--no-parity").keys()


def test_excluding_what_is_not_emitted_names_the_nearest(team: Team, tmp_path: Path) -> None:
    config = tmp_path / "kmpgen.toml"
    config.write_text('[library]\nexclude = ["Pakage.swift", "README.md"]\n')
    said = team.refused("KMP209", "--config", config)
    assert f"{config}:2\n" in said
    assert "'Pakage.swift'" in said
    assert "'Package.swift'" in said
    assert "README" not in said


# What templates share


def test_one_header_stands_at_the_top_of_every_source_file(team: Team, tmp_path: Path) -> None:
    team.write("macros/header.j2", "/* Acme: {{ library.name }} */")
    header = b"/* Acme: sentiment-classifier */\n"
    before, after = plain(tmp_path, model=RECORDED), team.files(model=RECORDED)
    with_header = {path for path, content in after.items() if content == header + before[path]}
    sources = {path for path in before if path.endswith((".kt", ".kts", ".h", ".hpp", ".m", ".cpp"))}
    assert with_header == sources
    first, rest = before["Package.swift"].split(b"\n", 1)  # Swift wants its version there
    assert after["Package.swift"] == first + b"\n" + header + rest
    assert {path for path in before if before[path] != after[path]} == sources | {"Package.swift"}


def test_macros_of_the_team_are_imported_and_not_emitted(team: Team) -> None:
    team.write("macros/acme.j2", "{% macro shout(text) %}{{ text | upper }}!{% endmacro %}")
    team.write("a.txt.j2", '{% from "macros/acme.j2" import shout %}{{ shout(library.name) }}')
    files = team.files()
    assert files["a.txt"] == b"NAMED-TUPLE-MODEL!"
    assert not [path for path in files if "macros" in path]


def test_overrides_are_spelled_in_the_default_prefix_whatever_the_prefix(team: Team) -> None:
    path = "PLMLibTorchWrapper.podspec.j2"
    team.extend(path, "{% block extra %}\n  s.resource = 'PLMThing plm_thing'\n{% endblock %}")
    team.write("ios/PLMExtra.h", "@interface PLMExtra\n")
    files = team.files("--prefix", "ACME")
    assert b"s.resource = 'ACMEThing acme_thing'" in files["ACMELibTorchWrapper.podspec"]
    assert files["ios/ACMEExtra.h"] == b"@interface ACMEExtra\n"


@pytest.mark.parametrize("model", [MODEL, RECORDED], ids=["plain", "recorded"])
def test_overriding_every_block_with_itself_changes_nothing(team: Team, tmp_path: Path, model: Path) -> None:
    """So blocks see the variables around them, and ``super()`` on a line of its own is exactly the overridden lines."""
    for path, text in own_templates().items():
        blocks = {block.name: "\n" in block.inner or not block.inner for block in find_blocks(text)}
        overrides = [
            f"{{% block {name} %}}\n{{{{ super() }}}}\n{{% endblock %}}\n"
            if is_lines
            else f"{{% block {name} %}}{{{{ super() }}}}{{% endblock %}}\n"
            for name, is_lines in blocks.items()
        ]
        team.extend(path, "".join(overrides))
    assert team.files(model=model) == plain(tmp_path, model=model)


def test_every_template_has_blocks_and_each_name_once() -> None:
    for path, text in own_templates().items():
        names = [block.name for block in find_blocks(text)]
        assert names, path
        assert len(names) == len(set(names)), path


def test_templates_see_what_those_that_name_them_set(team: Team) -> None:
    team.write("macros/line.j2", "{{ line }}{{ last }}")
    team.write("macros/page.j2", "{{ title }}{% block body %}{% endblock %}")
    team.write("a.txt.j2", "{% set last = '.' %}{% for line in 'ab' %}{% include 'macros/line.j2' %}{% endfor %}")
    text = "{% extends 'macros/page.j2' %}{% set title = 'T' %}{% block body %}{{ title }}{% endblock %}"
    team.write("b.txt.j2", text)
    team.extend(FACADE, "{% block extra %}\n// {{ kdoc(['x']) }}{% endblock %}")
    files = team.files()
    assert (files["a.txt"], files["b.txt"]) == (b"a.b.", b"TT")


def test_kmpgens_own_templates_name_no_field_that_is_not_there() -> None:
    renderer = Renderer(Layers(None), DEFAULT_PREFIX)
    own = {each.path: renderer.parse(each) for each in Layers(None).own if each.path.endswith(".j2")}
    found = {path: [*unknown_fields(tree), *unknown_variables(tree)] for path, tree in own.items()}
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("override", ["@kmpgen/library/README.md.j2", "library/README.md.j2"])
def test_a_template_does_not_become_another_of_kmpgens_files(team: Team, override: str) -> None:
    file = team.write(FACADE, f'\n{{% extends "{override}" %}}\n')
    said = team.refused("KMP205")
    assert f"{file}:2\n" in said
    assert "README.md" in said
    assert FACADE in said


def test_a_file_that_is_added_extends_what_it_likes(team: Team) -> None:
    team.write("docs/README.md.j2", '{% extends "library/README.md.j2" %}')
    team.files()
    assert (team.output / "docs/README.md").read_bytes() == (team.output / "README.md").read_bytes()


def test_taking_a_template_away_takes_its_file_away(team: Team, tmp_path: Path) -> None:
    file = team.write("docs/notes.txt", "notes")
    assert "docs/notes.txt" in team.files()
    file.unlink()
    assert team.files() == plain(tmp_path)


# What drifted


@pytest.mark.parametrize(
    ("path", "text", "code", "line", "names"),
    [
        (GRADLE, "{% block plugin %}\n{% endblock %}", "KMP203", 2, ["'plugin'", "'plugins'"]),
        (FACADE, "\n{% block zzz %}{% endblock %}", "KMP203", 3, ["'zzz'", "method_doc"]),
        (GRADLE, "\n\nstray\n{% block extra %}{% endblock %}", "KMP204", 4, []),
        (GRADLE, "{{ library.name }}", "KMP204", 2, []),
        (GRADLE, "{% block extra %}\n{{ library.naem }}{% endblock %}", "KMP202", 3, ["'naem'", "Library", "'name'"]),
        (FACADE, "{% block method_doc %}\n{{ method.sorce }}\n{% endblock %}", "KMP202", 3, ["'sorce'", "'source'"]),
        (FACADE, "{% block extra %}{{ modle.name }}{% endblock %}", "KMP202", 2, ["'modle'", "'model'"]),
        (GRADLE, "{% block extra %}\n{% if %}{% endblock %}", "KMP201", 3, []),
        (GRADLE, "{% block extra %}\n\n{{ 1 // 0 }}{% endblock %}", "KMP201", 4, ["zero"]),
        (GRADLE, '{% import "macros/kotlni.j2" as k %}', "KMP205", 2, ["'macros/kotlin.j2'"]),
        (GRADLE, '{% block extra %}\n{% include "x" ~ 1 %}{% endblock %}', "KMP205", 3, ["'x1'"]),
    ],
)
def test_what_no_longer_fits_is_named_with_its_line(
    team: Team, path: str, text: str, code: str, line: int, names: list[str]
) -> None:
    file = team.extend(path, text)
    said = team.refused(code)
    assert f"{file}:{line}\n" in said
    assert all(name in said for name in names), said


def test_a_field_of_a_template_that_is_no_override_is_checked_too(team: Team) -> None:
    file = team.write("a.txt.j2", "first\n{{ versions.kotlni }}\n")
    said = team.refused("KMP202")
    assert f"{file}:2\n" in said
    assert "'kotlin'" in said


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("{{ model.name }}", "KMP202", ["'model'", "__Model__"]),
        ("{{ method.name }}", "KMP202", ["'method'", "model.methods"]),
        ("{{ models[3].name }}", "KMP201", ["3"]),
        ("{{ library.name.nothing }}", "KMP202", ["'nothing'"]),
        ('{% import "@kmpgen/macros/kotlin.j2" as kotlin %}{{ kotlin.kdocs([]) }}', "KMP202", ["'kdocs'", "'kdoc'"]),
        ("{{ 'x' | nofilter }}", "KMP201", ["nofilter"]),
    ],
)
def test_what_cannot_be_rendered_says_why(team: Team, text: str, code: str, names: list[str]) -> None:
    team.write("a.txt.j2", text)
    said = team.refused(code)
    assert all(name in said for name in names), said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{% if false %}{{ library.nothing }}{% endif %}", ["'nothing'", "Library"]),
        ("{% for m in models if false %}{% for f in m.methods %}{{ f.sorce }}{% endfor %}{% endfor %}", ["'source'"]),
        ("{% for m in models %}{{ m.parity.tets if m.parity and false }}{% endfor %}", ["'tests'", "Parity"]),
        ("{% if false %}{% set first = models[0] %}{{ first.clases[0].name }}{% endif %}", ["'classes'", "Model"]),
        ("{% if false %}{{ versions.kotlni.x }}{{ native.pods }}{% endif %}", ["'kotlin'", "'pod'"]),
        ("{% if false %}{{ librray.name }}{% endif %}", ["no variable 'librray'", "'library'"]),
        ("{% set mine = 1 %}{% if false %}{{ mien }}{% endif %}", ["no variable 'mien'", "'mine'"]),
        ("{% macro unused(first) %}{{ frist }}{% endmacro %}", ["no variable 'frist'", "'first'"]),
    ],
)
def test_fields_are_checked_where_nothing_is_rendered_too(team: Team, text: str, names: list[str]) -> None:
    file = team.write("a.txt.j2", f"\n\n{text}")
    said = team.refused("KMP202")
    assert f"{file}:3\n" in said
    assert all(name in said for name in names), said


@pytest.mark.parametrize(
    "text",
    [
        "{{ library.nothing | default('x') }}{{ 'x' if library.nothing is defined }}",
        "{% macro m(model) %}{{ model.own }}{% endmacro %}{{ m({'own': 1}) }}",
        "{% for method in [{'own': 1}] %}{{ method.own }}{% endfor %}",
        "{% for method in models[0].methods %}{{ method.name }}{% endfor %}",
        "{% for n, cls in [(1, {'a': 1})] %}{{ cls.a }}{% endfor %}",
        "{% set library = {'own': 1} %}{{ library.own }}",
        "{{ library.name.upper() }}{{ models | map(attribute='name') | join }}",
        "{{ models[0].methods[0].parameters[0].declaration }}",
        "{{ acme | default('x') }}{% if acme is defined %}{{ acme }}{% endif %}",
        "{% from '@kmpgen/macros/kotlin.j2' import kdoc as k, class_body %}{{ k(['x']) }}{{ class_body is callable }}",
        "{% import '@kmpgen/macros/kotlin.j2' as kotlin %}{{ kotlin.kdoc(['x']) }}",
        "{% macro m() %}{{ varargs }}{{ kwargs }}{{ caller(1) }}{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}",
        "{% with a = 1 %}{{ a }}{% endwith %}{% set b %}x{% endset %}{{ b }}",
        "{% for a in range(2) %}{{ loop.index }}{% endfor %}",
        "{% block own %}{{ self.other() if false }}{{ namespace(x=1).x }}{{ lipsum is callable }}{% endblock %}",
    ],
)
def test_what_a_template_names_for_itself_is_no_field(team: Team, text: str) -> None:
    team.write("a.txt.j2", text)
    assert team.build().exit_code == 0, team.build().output


@pytest.mark.parametrize("name", ["library/build.gradle.kts.j2", "@kmpgen/library/build.gradle.j2"])
def test_extending_itself_or_nothing_says_what_to_write(team: Team, name: str) -> None:
    team.write(GRADLE, f'{{% extends "{name}" %}}')
    assert "'@kmpgen/library/build.gradle.kts.j2'" in team.refused("KMP205")


def test_macros_that_take_the_place_of_kmpgens_must_all_be_there(team: Team) -> None:
    file = team.write("macros/kotlin.j2", "{% macro kdoc(lines) %}{% endmacro %}")
    said = team.refused("KMP203")
    assert str(file) in said
    assert "'class_body'" in said


def test_templates_that_include_each_other_end(team: Team) -> None:
    team.write("macros/a.j2", '{% include "macros/b.j2" %}')
    team.write("macros/b.j2", '{% include "macros/a.j2" %}')
    team.write("a.txt.j2", '{% include "macros/a.j2" %}')
    assert "without end" in team.refused("KMP201")


def test_a_block_that_an_override_nests_is_its_own(team: Team) -> None:
    team.extend(GRADLE, "{% block extra %}{% block mine %}\n// mine\n{% endblock %}{% endblock %}")
    assert team.files()["build.gradle.kts"].endswith(b"// mine\n")


def test_a_template_that_is_no_text_is_refused(team: Team) -> None:
    file = team.write("a.txt.j2", b"one\ntwo\xff\n")
    assert f"{file}:2\n" in team.refused("KMP201")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\ntemplate_api = 0", 2),
        (f"template_api = {TEMPLATE_API + 1}", 1),
        ('template_api = "1"', 1),
        ("# none", None),
        ("template_api = 1\ntemplate_ip = 2", 2),
        ("template_api", 1),
        ("template_api = true", 1),
        (f"\ntemplate_api = {'9' * 5000}", 2),
        (f"template_api = 0x{'f' * 5000}", 1),
        (f"template_api = {'[' * 5000}", 1),
    ],
)
def test_templates_for_another_template_api_are_refused(team: Team, text: str, line: int | None) -> None:
    file = team.write("kmpgen-templates.toml", text)
    said = team.refused("KMP206")
    assert (f"{file}:{line}\n" if line else f"{file}\n") in said


def test_templates_for_this_template_api_are_taken(team: Team, tmp_path: Path) -> None:
    team.write("kmpgen-templates.toml", f"template_api = {TEMPLATE_API}\n")
    assert team.files() == plain(tmp_path)


# Where templates may write


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a\\..\\..\\b.txt", "KMP207"),
        ("c:file.txt", "KMP207"),
        ("bell\a.txt", "KMP207"),
        ("src/__Package__/A.kt", "KMP207"),
        ("src/__model__.kt.j2", "KMP207"),
        ("src/my__package__/A.kt", "KMP207"),
        ("kmpgen.lock", "KMP207"),
        ("KMPGEN.LOCK.j2", "KMP207"),
        ("readme.md", "KMP208"),
        ("SRC", "KMP208"),
        ("README.md/notes.txt", "KMP208"),
        ("src/commonTest/resources/SentimentClassifier.PARITY", "KMP208"),
    ],
)
def test_paths_that_no_template_may_have_are_refused(team: Team, path: str, code: str) -> None:
    file = team.write(path, "mine")
    assert file.name.replace("\a", "\\u0007") in team.refused(code, model=RECORDED)


@pytest.mark.parametrize("target", ["/etc/passwd", "..", "nowhere"])
def test_links_among_templates_are_refused(team: Team, target: str) -> None:
    (team.folder / "link.txt").symlink_to(target)
    assert "link.txt" in team.refused("KMP207")


def test_two_templates_for_one_file_are_refused(team: Team) -> None:
    team.write("notes.txt", "a")
    team.write("notes.txt.j2", "b")
    team.refused("KMP208")


@pytest.mark.parametrize("name", ["none", "file"])
def test_templates_must_be_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    result = run("build", MODEL, "-o", tmp_path / "library", "--templates", tmp_path / name)
    assert (result.exit_code, "KMP210" in result.output) == (2, True)
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("output", [".", "library"])
def test_a_library_is_not_built_among_the_templates(team: Team, output: str) -> None:
    result = run("build", MODEL, "-o", team.folder / output, "--templates", team.folder)
    assert (result.exit_code, "KMP212" in result.output) == (2, True)
    assert not list(team.folder.iterdir())


# kmpgen templates


def listed(team: Team, *words: str | Path) -> dict[str, dict[str, object]]:
    result = run("templates", "list", "--templates", team.folder, "--json", *words)
    assert result.exit_code == 0, result.output
    return {row["path"]: row for row in json.loads(result.output)}


def test_list_says_of_every_template_whose_it_is(team: Team, tmp_path: Path) -> None:
    team.write("README.md", "mine")
    team.write("docs/mine.txt", "mine")
    team.extend(GRADLE, "{% block plugins %}{% endblock %}")
    config = tmp_path / "kmpgen.toml"
    config.write_text('[library]\nexclude = ["src/commonMain/kotlin/com/acme/torch/DType.kt"]\n')
    rows = listed(team, "--config", config)
    states = {path: row["state"] for path, row in rows.items() if row["state"] != "kmpgen"}
    assert states == {
        "README.md.j2": "replaced",
        "docs/mine.txt": "added",
        GRADLE: "blocks",
        "src/commonMain/kotlin/__package__/torch/DType.kt.j2": "excluded",
    }
    assert rows[GRADLE]["overridden"] == ["plugins"]
    assert own_templates().keys() <= rows.keys()


def test_list_is_for_people_too(team: Team) -> None:
    team.extend(GRADLE, "{% block plugins %}{% endblock %}")
    said = run("templates", "list", "--templates", team.folder).output
    assert "plugins*" in said
    assert run("templates", "list").exit_code == 0


def test_what_is_ejected_changes_nothing_until_it_is_edited(team: Team, tmp_path: Path) -> None:
    for words in (
        ["README.md"],
        [GRADLE, "--block", "plugins"],
        [GRADLE, "--block", "extra"],
        [FACADE, "--block", "module"],
    ):
        assert run("templates", "eject", *words, "--templates", team.folder).exit_code == 0
    assert team.files() == plain(tmp_path)
    assert {path: row["overridden"] for path, row in listed(team).items() if row["state"] == "blocks"} == {
        GRADLE: ["plugins", "plugins_extra", "extra"],
        FACADE: ["module"],
    }


def test_every_block_of_every_template_can_be_ejected(team: Team, tmp_path: Path) -> None:
    for path, text in own_templates().items():
        for block in find_blocks(text):
            if not block.depth:  # those within come with the block around them
                result = run("templates", "eject", path, "--block", block.name, "--templates", team.folder)
                assert result.exit_code == 0, result.output
    assert team.files(model=RECORDED) == plain(tmp_path, model=RECORDED)


@pytest.mark.parametrize(
    ("emitted", "path"),
    [
        ("com/acme/torch/Tensor.kt", "__package__/torch/Tensor.kt.j2"),
        ("com/acme/torch/check/ModelApi.kt", "__package__/torch/check/ModelApi.kt.j2"),
        ("com/acme/torch/check/ModelApi.kt.j2", "__package__/torch/check/ModelApi.kt.j2"),
    ],
)
def test_eject_takes_the_path_of_an_emitted_file(team: Team, emitted: str, path: str) -> None:
    start = "src/commonMain/kotlin"
    assert run("templates", "eject", f"{start}/{emitted}", "--templates", team.folder).exit_code == 0
    assert (team.folder / start / path).read_text() == own_templates()[f"{start}/{path}"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["src/commonMain/kotlin/com/acme/SentimentClassifier.kt"], "KMP205", "/__Model__.kt' or '"),
        (["src/commonMain/kotlin/com/acme/torch/Tensr.kt"], "KMP205", "/__package__/torch/Tensor.kt'"),
        (["build.gradle.kt"], "KMP205", "'build.gradle.kts'"),
        (["build.gradle.kts", "--block", "plugin"], "KMP203", "'plugins'"),
        (["README.md"], "KMP211", "README.md"),
        (["README.md", "--block", "intro"], "KMP211", "README.md"),
        ([GRADLE, "--block", "extra"], "KMP211", "'extra'"),
    ],
)
def test_eject_overwrites_nothing(team: Team, words: list[str], code: str, says: str) -> None:
    team.write("README.md", "mine")
    team.extend(GRADLE, "{% block extra %}{% endblock %}")
    before = {path: path.read_bytes() for path in team.folder.rglob("*") if path.is_file()}
    result = run("templates", "eject", *words, "--templates", team.folder)
    assert (result.exit_code, code in result.output, says in result.output) == (1, True, True), result.output
    assert before == {path: path.read_bytes() for path in team.folder.rglob("*") if path.is_file()}


def test_templates_need_a_folder_to_be_ejected_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("templates", "eject", "README.md")
    assert (result.exit_code, "KMP210" in result.output) == (2, True)
    (tmp_path / "kmpgen.toml").write_text('[library]\ntemplates = "ours"\n')
    assert run("templates", "eject", "README.md").exit_code == 0
    assert (tmp_path / "ours" / "README.md.j2").is_file()


@pytest.fixture
def upgraded(team: Team) -> Team:
    """A folder with two overrides that were made from an older kmpgen, of another template API."""
    for words in (["README.md"], [GRADLE, "--block", "plugins"]):
        run("templates", "eject", *words, "--templates", team.folder)
    base = team.folder / ".kmpgen" / GRADLE
    base.write_text(base.read_text().replace("`maven-publish`", "`maven-older`").replace("explicitApi()", "older()"))
    team.write("kmpgen-templates.toml", "# ours\ntemplate_api = 0\n")
    return team


def test_diff_shows_what_changed_under_an_override_and_what_it_changes(upgraded: Team) -> None:
    file = upgraded.folder / GRADLE
    file.write_text(file.read_text().replace("`maven-publish`", "`acme`"))
    said = run("templates", "diff", "--templates", upgraded.folder).output
    since, own = said.partition(GRADLE)[2].split("changed in yours")
    assert "-    `maven-older`" in since
    assert "+    `maven-publish`" in since
    assert "-    `maven-publish`" in own
    assert "+    `acme`" in own
    assert "older()" not in said  # it is in a block that is not overridden
    readme = said.partition(GRADLE)[0]
    assert readme.count("nothing") == 2


def test_accepting_moves_on_to_this_kmpgen(upgraded: Team, tmp_path: Path) -> None:
    upgraded.refused("KMP206")
    assert run("templates", "diff", "--accept", "--templates", upgraded.folder).exit_code == 0
    assert "older" not in run("templates", "diff", "--templates", upgraded.folder).output
    assert (upgraded.folder / "kmpgen-templates.toml").read_text() == f"# ours\ntemplate_api = {TEMPLATE_API}\n"
    assert upgraded.files() == plain(tmp_path)


def test_blocks_of_a_file_are_ejected_from_one_version(upgraded: Team) -> None:
    result = run("templates", "eject", GRADLE, "--block", "extra", "--templates", upgraded.folder)
    assert (result.exit_code, "--accept" in result.output) == (1, True)


def test_diff_of_what_was_written_by_hand_says_that_it_has_nothing_to_compare(team: Team) -> None:
    team.extend(GRADLE, "{% block plugins %}mine{% endblock %}")
    said = run("templates", "diff", GRADLE, "--templates", team.folder).output
    assert "unknown" in said
    assert "+mine" in said


# The reference


def test_the_reference_lists_all_blocks_and_fields() -> None:
    assert PAGE.read_text() == page(), "run: python scripts/template_reference.py"


# The worked example


EXAMPLE = ROOT / "examples/team-templates"


@pytest.mark.slow
def test_the_worked_example_compiles_and_its_own_test_runs(tmp_path: Path) -> None:
    result = run("build", "--config", EXAMPLE / "kmpgen.toml", "-o", tmp_path / "example")
    assert result.exit_code == 0, result.output
    (report,) = verify([tmp_path / "example"], [*COMPILE_TIERS, "run-android"])
    assert [tier.status for tier in report.tiers] == ["ok"] * 5, report.as_dict()


@pytest.mark.slow
def test_ktlint_passes_what_the_example_makes(tmp_path: Path) -> None:
    files: list[Path] = []
    for name in ("every_setting", "many_arguments", "tensor"):
        settings = ROOT / "tests/features" / name / "kmpgen.toml"
        words: list[str | Path] = ["--config", settings] if settings.exists() else []
        model = ROOT / "tests/features" / name / "model.ptl"
        result = run("build", model, *words, "-o", tmp_path / name, "--templates", EXAMPLE / "templates")
        assert result.exit_code == 0, result.output
        files += [tmp_path / name / "build.gradle.kts", *facades(tmp_path / name)]
    assert ktlint(files).stdout == ""


@pytest.mark.slow
def test_the_templates_of_the_example_suit_other_libraries(tmp_path: Path) -> None:
    settings = ROOT / "tests/features/every_setting"
    builds: dict[str, list[str | Path]] = {
        "settings": [settings / "model.ptl", "--config", settings / "kmpgen.toml"],
        "runtime": ["--runtime-only", "--name", "acme-runtime", "--package", "com.acme.runtime"],
    }
    for name, words in builds.items():
        result = run("build", *words, "-o", tmp_path / name, "--templates", EXAMPLE / "templates")
        assert result.exit_code == 0, result.output
    for name, report in zip(
        builds, verify([tmp_path / name for name in builds], ["kotlin-common", "kotlin-ios"]), strict=True
    ):
        assert [tier.status for tier in report.tiers] == ["ok"] * 2, f"{name}: {report.as_dict()}"


def test_the_worked_example_is_up_to_date_with_kmpgen(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE / "templates", tmp_path / "templates")
    said = run("templates", "diff", "--templates", folder).output
    assert said.count("in kmpgen since it was made: nothing") == 3, said
