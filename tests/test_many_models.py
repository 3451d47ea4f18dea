"""Several models in one library: what each may change, which classes they share, which names they can't both have."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner, Result

from kmpgen import ir
from kmpgen.cli import main
from kmpgen.config import Config, ModelSettings
from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.metadata.data import Metadata, MethodInfo, ValueInfo
from kmpgen.verify import RUN_TIERS, verify
from kmpgen.viewing.view import make_view
from kmpgen.viewing.viewdata import View
from tests.feature_models import ROOT

FEATURES = ROOT / "tests/features"
Build = Callable[..., CompletedProcess[str]]
MODELS = {"First": "namedtuple", "Second": "namedtuple", "Third": "tuple_nested", "Fourth": "scalars"}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def team(folder: Path, models: dict[str, str]) -> Path:
    """A folder with a kmpgen.toml of models that are copies of features' models, by their facades' names."""
    text = '[library]\nname = "models"\npackage = "com.example.models"\noutput = "library"\n'
    for name, feature in models.items():
        for suffix in (".ptl", ".parity"):
            shutil.copy(FEATURES / feature / f"model{suffix}", folder / f"{name}{suffix}")
        text += f'\n[[model]]\npath = "{name}.ptl"\nclass = "{name}"\n'
    (folder / "kmpgen.toml").write_text(text)
    return folder


def built(folder: Path, *options: str) -> dict[str, bytes]:
    result = run("build", "--config", folder / "kmpgen.toml", *options)
    assert result.exit_code == 0, result.output
    return tree(folder / "library")


def test_the_order_of_models_changes_nothing(tmp_path: Path) -> None:
    trees = []
    for number, names in enumerate((list(MODELS), list(reversed(MODELS)))):
        (tmp_path / str(number)).mkdir()
        trees.append(built(team(tmp_path / str(number), {name: MODELS[name] for name in names})))
    assert trees[0] == trees[1]


@pytest.mark.parametrize(
    "models", [{"First": "metadata_images", "Second": "metadata_labels"}, {"Only": "metadata_labels"}]
)
def test_facades_and_readme_lead_to_labels_and_images(tmp_path: Path, models: dict[str, str]) -> None:
    """A facade's KDoc links the objects beside it; the README names each, and where there are several links it."""
    files = built(team(tmp_path, models))
    readme = files["README.md"].decode()
    links = set(re.findall(r"\]\((src/[^)]+)\)", readme))
    beside = 0
    for path in files:
        if found := re.fullmatch(r"src/commonMain/.*/(\w+)(?:Images|Labels)\.kt", path):
            beside += 1
            facade = files[str(PurePosixPath(path).with_name(f"{found[1]}.kt"))].decode()
            (doc,) = re.findall(rf"^/\*\*\n((?: \*.*\n)+)public class {found[1]}\(", facade, re.MULTILINE)
            assert PurePosixPath(path).stem in re.findall(r"\[(\w+)\]", doc)
            assert f"`{PurePosixPath(path).stem}`" in readme
            assert path in links or len(models) == 1
    assert beside == len(models)
    assert links <= {*files}


def test_a_change_of_one_model_rewrites_only_its_files(tmp_path: Path) -> None:
    before = built(team(tmp_path, MODELS))
    after = built(team(tmp_path, {**MODELS, "Fourth": "strings"}))
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    others = {name for name in changed if "Fourth" not in name}
    assert others == {"kmpgen.lock"}
    assert any(name.endswith("/Fourth.kt") for name in changed)


def test_a_retrained_model_rewrites_the_lock_alone(tmp_path: Path) -> None:
    before = built(team(tmp_path, MODELS), "--no-bundle")
    model = tmp_path / "Fourth.ptl"
    (tmp_path / "Fourth.parity").unlink()
    without = built(tmp_path, "--no-bundle")
    with zipfile.ZipFile(model, "a") as archive:
        archive.writestr(archive.namelist()[0].partition("/")[0] + "/extra/epoch", "2")
    after = built(tmp_path, "--no-bundle")
    assert {name for name in after if without[name] != after[name]} == {"kmpgen.lock"}
    assert {name for name in {*before, *without} if before.get(name) != without.get(name) and "Fourth" not in name} == {
        "kmpgen.lock"
    }


def test_a_retrained_model_in_the_library_rewrites_its_facade_too(tmp_path: Path) -> None:
    """Which says what the file is."""
    before = built(team(tmp_path, MODELS))
    (tmp_path / "Fourth.parity").unlink()
    with zipfile.ZipFile(tmp_path / "Fourth.ptl", "a") as archive:
        archive.writestr(archive.namelist()[0].partition("/")[0] + "/extra/epoch", "2")
    after = built(tmp_path)
    changed = {PurePosixPath(name).name for name in after if before[name] != after[name]}
    assert changed == {"kmpgen.lock", "Fourth.kt", "Fourth.ptl"}


def model(name: str, *returns: ir.Type) -> ir.Model:
    methods = tuple(ir.Method(f"run{index}", (), type_) for index, type_ in enumerate(returns))
    return ir.Model(f"{name}.ptl", "lite", name, 8, methods, (), ir.Parameters(0, 0))


def point(module: str, *fields: tuple[str, ir.Type]) -> ir.NamedTuple:
    return ir.NamedTuple(f"__torch__.{module}.Point", fields)


XY = (("x", ir.INT), ("y", ir.INT))


def view(*models: ir.Model, **settings: dict[str, str]) -> View:
    each = tuple(ModelSettings(Path(one.file), classes=settings.get(one.class_name, {})) for one in models)
    return make_view(models, Config(name="library", models=each))[0]


def refusals(*models: ir.Model, **settings: dict[str, str]) -> tuple[Diagnostic, ...]:
    with pytest.raises(KmpgenError) as raised:
        view(*models, **settings)
    return raised.value.diagnostics


def test_the_same_named_tuple_is_one_class() -> None:
    made = view(model("A", point("m", *XY)), model("B", point("___torch_mangle_7.m", *XY)))
    assert [cls.name for cls in made.classes] == ["Point"]
    assert [cls.name for each in made.models for cls in each.classes] == ["Point", "Point"]


def test_a_named_tuple_that_any_model_takes_can_be_made() -> None:
    takes = ir.Model(
        "B.ptl",
        "lite",
        "B",
        8,
        (ir.Method("run", (ir.Argument("p", point("m", *XY)),), ir.INT),),
        (),
        ir.Parameters(0, 0),
    )
    assert [cls.is_argument for cls in view(model("A", point("m", *XY)), takes).classes] == [True]
    assert [cls.is_argument for cls in view(model("A", point("m", *XY)), model("B", point("m", *XY))).classes] == [
        False
    ]


def test_one_model_alone_keeps_its_classes_in_its_file() -> None:
    assert view(model("A", point("m", *XY))).classes == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (point("m", *XY), point("m", ("x", ir.INT))),
        (point("m", *XY), point("m", *reversed(XY))),
        (point("m", *XY), point("n", *XY)),
    ],
    ids=["fields", "order", "module"],
)
def test_unlike_named_tuples_of_one_name_are_refused_with_the_way_out(one: ir.Type, other: ir.Type) -> None:
    (problem,) = refusals(model("A", one), model("B", other))
    assert problem.code == "KMP113"
    assert "A.ptl" in problem.message
    assert "B.ptl" in problem.message
    assert 'classes = { Point = "BPoint" }' in problem.hint
    made = view(model("A", one), model("B", other), B={"Point": "BPoint"})
    assert "BPoint" in {cls.name for cls in made.classes}


def test_named_tuples_that_differ_deep_inside_are_refused() -> None:
    boxes = [ir.NamedTuple("__torch__.m.Box", (("corner", point("m", *fields)),)) for fields in (XY, XY[:1])]
    problems = refusals(model("A", boxes[0]), model("B", boxes[1]))
    assert {problem.message.split("'")[1] for problem in problems} == {"Box", "Point"}
    assert len(view(model("A", boxes[0]), model("B", boxes[0])).classes) == 2


def test_every_clash_is_told_at_once_with_all_that_want_the_name() -> None:
    pair = ir.Tuple((ir.INT, ir.STR))
    problems = refusals(
        model("A", pair), model("B", pair), model("C", pair), model("c", ir.INT), model("X", point("m", *XY))
    )
    assert [problem.code for problem in problems] == ["KMP113", "KMP113"]
    assert {problem.message.split("'")[1] for problem in problems} == {"Run0Result", "C"}
    assert sum(all(f"{name}.ptl" in problem.message for name in "ABC") for problem in problems) == 1


def test_a_clash_with_what_the_jvm_makes_of_another_file_is_told() -> None:
    named = ir.NamedTuple("__torch__.m.BKt", (("x", ir.INT),))
    assert [problem.code for problem in refusals(model("A", named), model("B", ir.INT))] == ["KMP113"]


@pytest.mark.parametrize(("one", "other"), [("Pet", "PetScores"), ("Pet", "petScores")], ids=["same", "case"])
def test_enums_of_labels_that_meet_are_told(one: str, other: str) -> None:
    said = ValueInfo(labels=("yes", "no"))
    problems = refusals(*(labelled(name, method, said) for name, method in ((one, "scores"), (other, "forward"))))
    assert [problem.code for problem in problems] == ["KMP113"]
    assert "PetScoresLabel" in problems[0].message
    assert problems[0].hint.rpartition('"')[0].rpartition('"')[2].casefold() != "petscores"


def test_enums_that_metadata_names_alike_are_told_with_the_way_out() -> None:
    said = ValueInfo(labels=("yes", "no"), class_name="Answer")
    (problem,) = refusals(*(labelled(name, "forward", said) for name in ("A", "B")))
    assert (problem.code, problem.message.split("'")[1]) == ("KMP113", "Answer")
    assert "metadata" in problem.hint


def test_a_clash_of_facades_is_told_once_though_their_labels_clash_too() -> None:
    said = ValueInfo(labels=("yes", "no"))
    problems = refusals(*(labelled(name, "forward", said) for name in ("Pet", "Pet")))
    assert [problem.message.split("'")[1] for problem in problems] == ["Pet"]


def labelled(name: str, method: str, said: ValueInfo) -> ir.Model:
    """A model of one method, which returns a Tensor."""
    metadata = Metadata(methods={method: MethodInfo(result=said)})
    return replace(model(name), methods=(ir.Method(method, (), ir.TENSOR),), metadata=metadata)


def test_clashes_write_nothing(tmp_path: Path) -> None:
    models = [FEATURES / name / "model.ptl" for name in ("tuple_unnamed", "namedtuple", "namedtuple")]
    result = run("build", *models, "-o", tmp_path / "library")
    assert result.exit_code == 1
    assert "error[KMP113]" in result.output
    assert not (tmp_path / "library").exists()


def test_a_clash_is_told_with_the_lines_of_all_tables_that_settle_it(tmp_path: Path) -> None:
    file = team(tmp_path, {"First": "tensor", "Second": "tensor"}) / "kmpgen.toml"
    file.write_text(file.read_text().replace('"First"', '"Second"'))
    result = run("build", "--config", file)
    assert "error[KMP113]" in result.output
    (where,) = re.findall(r"where: (.*)", result.output)
    tables = [number for number, line in enumerate(file.read_text().splitlines(), 1) if line == "[[model]]"]
    assert [int(line) for line in re.findall(r"kmpgen\.toml:(\d+)", where)] == tables
    assert re.findall(r"hint: .*kmpgen\.toml:(\d+)", result.output) == [str(tables[-1])]


@pytest.mark.slow
def test_three_models_of_one_library_run_beside_another_library(kmpgen: Build, tmp_path: Path) -> None:
    """Two of them share their NamedTuples; their tests run one after the other, over one runtime.

    The other library brings its own runtime, with a package and a prefix of its own: one program holds both. A library
    of many models is among those that test_features compiles on every tier.
    """
    folder = team(tmp_path, {name: MODELS[name] for name in ("First", "Second", "Third")})
    assert kmpgen("build", "--config", folder / "kmpgen.toml").returncode == 0
    other = tmp_path / "other"
    options = ("--package", "org.acme.other", "--prefix", "TWO", "-o", other)
    assert kmpgen("build", FEATURES / "tensor/model.ptl", *options).returncode == 0
    consumer = folder / "library/src/commonTest/kotlin/com/example/models/SharedTest.kt"
    consumer.write_text(SHARED)
    for report in verify([folder / "library", other], RUN_TIERS):
        assert {tier.name: str(tier) for tier in report.tiers if tier.status != "ok"} == {}


SHARED = """\
package com.example.models

import com.example.models.torch.Tensor
import com.example.models.torch.TorchException
import com.example.models.torch.resourcePath
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class SharedTest {
    @Test
    fun aResultOfOneModelIsAnArgumentOfAnother() {
        val sentiment = First.load(resourcePath("First.ptl")).use { it.forward(Tensor.of(floatArrayOf(1f), 1)) }
        val label = try {
            Second.load(resourcePath("Second.ptl")).use { it.label(sentiment) }
        } catch (refusal: TorchException) {
            assertTrue("NamedTuple" in refusal.message.orEmpty()) // Android passes none
            "good"
        }
        assertEquals("good", label)
    }
}
"""
