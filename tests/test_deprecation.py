"""What a deprecated method's annotation says: the call to put in place, where the text names a method that takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpgen import ir
from kmpgen.config import Config, MethodSettings, ModelSettings, Visibility
from kmpgen.viewing.view import make_view

OPTIONAL = ir.Optional(ir.TENSOR)


def argument(name: str, type_: ir.Type = ir.INT, default: int | None = None) -> ir.Argument:
    return ir.Argument(name, type_, None if default is None else ir.Default(default))


# Of `old(ids: Tensor, count: Long = 1)`: the method that takes its place, what is said, and the call.
CASES = {
    "the same arguments": ([argument("ids", ir.TENSOR), argument("count")], "use new_one", "newOne(ids, count)"),
    "the name in Kotlin": ([argument("ids", ir.TENSOR), argument("count")], "use newOne", "newOne(ids, count)"),
    "in a sentence": ([argument("ids", ir.TENSOR)], "Too slow: use `new_one` instead.", "newOne(ids)"),
    "another order": ([argument("count"), argument("ids", ir.TENSOR)], "use new_one", "newOne(count, ids)"),
    "other names": ([argument("x", ir.TENSOR), argument("y")], "use new_one", "newOne(ids, count)"),
    "one more that may be left out": (
        [argument("first", ir.INT, 3), argument("ids", ir.TENSOR)],
        "use new_one",
        "newOne(ids = ids)",
    ),
    "one that may be null": ([argument("ids", OPTIONAL)], "use new_one", "newOne(ids)"),
    "none": ([], "use new_one", "newOne()"),
    "one that must be there": ([argument("ids", ir.TENSOR), argument("text", ir.STR)], "use new_one", None),
    "another type": ([argument("ids", ir.STR)], "use new_one", None),
    "no method": ([], "use the other library", None),
    "itself": ([], "use old with care", None),
    "not said to be used": ([], "new_one is better", None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_annotation_replaces_calls_that_fit(case: str) -> None:
    arguments, text, call = CASES[case]
    old = ir.Method("old", (argument("ids", ir.TENSOR), argument("count", ir.INT, 1)), ir.INT)
    model = ir.Model("m.ptl", "lite", "M", 8, (old, ir.Method("new_one", tuple(arguments), ir.INT)), (), PARAMETERS)
    settings = ModelSettings(Path("m.ptl"), methods={"old": MethodSettings(deprecated=text)})
    view, _ = make_view([model], Config(models=(settings,)))
    replaced = f', ReplaceWith("{call}")' if call else ""
    assert [each.deprecated for each in view.models[0].methods] == [f'@Deprecated("{text}"{replaced})', ""]


@pytest.mark.parametrize(
    ("own", "target", "returns", "replaced"),
    [
        ("public", "public", ir.INT, True),
        ("public", "public", ir.STR, False),
        ("public", "internal", ir.INT, False),
        ("internal", "internal", ir.INT, True),
        ("internal", "public", ir.INT, True),
    ],
)
def test_the_call_is_one_that_every_caller_can_put_in_place(
    own: Visibility, target: Visibility, returns: ir.Type, replaced: bool
) -> None:
    methods = (ir.Method("old", (), ir.INT), ir.Method("new_one", (), returns), ir.Method("more", (), ir.INT))
    model = ir.Model("m.ptl", "lite", "M", 8, methods, (), PARAMETERS)
    said = {
        "old": MethodSettings(deprecated="use new_one", visibility=own),
        "new_one": MethodSettings(visibility=target),
    }
    view, _ = make_view([model], Config(models=(ModelSettings(Path("m.ptl"), methods=said),)))
    call = ', ReplaceWith("newOne()")' if replaced else ""
    assert view.models[0].methods[0].deprecated == f'@Deprecated("use new_one"{call})'


PARAMETERS = ir.Parameters(0, 0)
