"""Decisions that no single feature model shows: limits, and names of one model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kmpgen import ir
from kmpgen.config import Config
from kmpgen.errors import KmpgenError
from kmpgen.templating import layers, render
from kmpgen.viewing.view import make_view
from kmpgen.viewing.viewdata import View


def model(name: str, *methods: ir.Method) -> ir.Model:
    return ir.Model(f"{name}.ptl", "lite", name, 8, methods, (), ir.Parameters(0, 0))


def method(name: str, *types: ir.Type, returns: ir.Type = ir.INT) -> ir.Method:
    return ir.Method(name, tuple(ir.Argument(f"x{index}", type_) for index, type_ in enumerate(types)), returns)


def view(*models: ir.Model, **options: object) -> View:
    return make_view(models, Config(name="library", **options))[0]  # type: ignore[arg-type]


def refusals(*models: ir.Model, **options: object) -> list[str]:
    with pytest.raises(KmpgenError) as raised:
        view(*models, **options)
    return [diagnostic.code for diagnostic in raised.value.diagnostics]


def test_a_method_has_no_more_arguments_than_the_jvm_takes() -> None:
    assert view(model("M", method("forward", *[ir.INT] * 120)))
    assert refusals(model("M", method("forward", *[ir.INT] * 121))) == ["KMP102"]


def test_a_method_can_be_skipped_that_only_one_of_the_models_has() -> None:
    models = (model("A", method("a"), method("forward")), model("B", method("b"), method("forward")))
    made = view(*models, skip=("b",))
    assert [[each.name for each in facade.methods] for facade in made.models] == [["a", "forward"], ["forward"]]
    assert refusals(*models, skip=("c",)) == ["KMP104"]


def test_the_model_class_may_be_called_like_its_result() -> None:
    made = view(model("Sentiment", method("forward", returns=ir.NamedTuple("__torch__.m.Sentiment", (("x", ir.INT),)))))
    assert made.models[0].name == "Sentiment"
    assert made.models[0].classes[0].name == "SentimentResult"


def test_names_of_deep_tuples_end() -> None:
    deep: ir.Type = ir.INT
    for _ in range(40):
        deep = ir.Tuple((ir.STR, deep))
    made = view(model("M", method("forward", returns=deep)))
    assert len({cls.name for cls in made.models[0].classes}) == 40
    assert max(len(cls.name) for cls in made.models[0].classes) <= 60


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% if %}", "KMP201"),
        ("{{ 1 / 0 }}", "KMP201"),
        ("{{ library.nothing }}{% if 1 %}{% endif %}", "KMP202"),
        ("{% extends 'nowhere' %}", "KMP205"),
    ],
)
def test_a_broken_template_is_one_error_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, code: str
) -> None:
    shutil.copytree(layers.templates_root(), tmp_path / "templates")
    (tmp_path / "templates" / "library" / "broken.txt.j2").write_text("first line\n" + text)
    monkeypatch.setattr(layers, "templates_root", lambda: tmp_path / "templates")
    with pytest.raises(KmpgenError) as raised:
        render.render(view(model("M", method("forward"))))
    assert [diagnostic.code for diagnostic in raised.value.diagnostics] == [code]
    assert "broken.txt.j2" in str(raised.value.diagnostics[0].where)
