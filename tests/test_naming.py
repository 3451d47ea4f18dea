"""Names and literals: case, keywords, clashes, escaping."""

from __future__ import annotations

import pytest

from kmpgen.viewing import naming


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("input_ids", "inputIds"),
        ("inputIds", "inputIds"),
        ("x", "x"),
        ("X", "x"),
        ("URL", "url"),
        ("model_URL", "modelUrl"),
        ("_private", "private"),
        ("a__b_", "aB"),
        ("_2d", "_2d"),
        ("_", "underscore"),
        ("___", "underscore"),
        ("größe", "größe"),
        ("IValue", "iValue"),
        ("argument_1", "argument1"),
    ],
)
def test_camel_case(name: str, expected: str) -> None:
    assert naming.camel_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SentimentClassifier", "sentiment-classifier"),
        ("MobileNetV2", "mobile-net-v2"),
        ("HTTPModel", "http-model"),
        ("M_tensor", "m-tensor"),
        ("Über", "uber"),
        ("模型", "model"),
        ("_2d", "model-2d"),
    ],
)
def test_kebab_case(name: str, expected: str) -> None:
    assert naming.kebab_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("value", "value"), ("fun", "`fun`"), ("größe", "größe"), ("_", "`_`"), ("a·b", "`a·b`"), ("inner", "inner")],
)
def test_identifier(name: str, expected: str) -> None:
    assert naming.identifier(name) == expected


def test_namespace_tells_apart_what_differs_only_by_case() -> None:
    space = naming.Namespace({"close"}, "Method")
    assert [space.claim(name) for name in ("close", "a", "A", "a", "Close")] == [
        "closeMethod",
        "a",
        "AMethod",
        "aMethod2",
        "CloseMethod2",
    ]


def test_a_name_spelled_as_kotlin_spells_it_keeps_it_whatever_comes_first() -> None:
    space = naming.Namespace((), "Method")
    assert space.claim_all(["do_it", "doIt"], naming.camel_case) == {"do_it": "doItMethod", "doIt": "doIt"}


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain é 模", '"plain é 模"'),
        ('"quoted" \\', '"\\"quoted\\" \\\\"'),
        ("${x} $x", '"\\${x} \\$x"'),
        ("a\nb\r\t\0", '"a\\nb\\r\\t\\u0000"'),
        ("\u202e\u2066", '"\\u202e\\u2066"'),
        ("\u2028\ufeff\u00a0", '"\\u2028\\ufeff\\u00a0"'),
        ("😀", '"😀"'),
        ("\U000e0001", '"\\udb40\\udc01"'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_kotlin_string(text: str, literal: str) -> None:
    assert naming.kotlin_string(text) == literal


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (0.5, "0.5"),
        (-0.0, "-0.0"),
        (1e-300, "1e-300"),
        (1e16, "1e+16"),
        (float("inf"), "Double.POSITIVE_INFINITY"),
        (float("-inf"), "Double.NEGATIVE_INFINITY"),
        (float("nan"), "Double.NaN"),
    ],
)
def test_kotlin_double(value: float, literal: str) -> None:
    assert naming.kotlin_double(value) == literal


@pytest.mark.parametrize("hostile", ["*/ fun x() /*", "`*/\n$} fun x()", "a\u202eb", "/**/", "*\u200b/"])
def test_a_comment_neither_ends_nor_nests_nor_hides(hostile: str) -> None:
    text = naming.comment(hostile)
    assert not {"*/", "/*", "`", "\n", "\u202e", "\u200b"} & {text[i : i + n] for n in (1, 2) for i in range(len(text))}
