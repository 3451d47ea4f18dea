"""What Swift sees of a library, in the header that Kotlin's compiler makes for it.

Proven: names and labels as Swift will have them. Not proven: no Swift calls them here, and no framework is linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tree_sitter import Node

from kmpgen.verify.library import open_library
from tests import swift, variants
from tests.swift_view import swift_view

pytestmark = pytest.mark.slow

Seen = dict[str, list[str]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with defaults, a deprecated method and old signatures that are kept hidden."""
    made = variants.make(tmp_path_factory.mktemp("variants"))
    return next(folder for name, folder in made if name == "updated")


@pytest.fixture(scope="module")
def seen(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return swift_view(open_library(library), tmp_path_factory.mktemp("swift"))


LISTS = ["ints", "floats", "bools", "texts", "empty", "maybe"]


def test_each_number_of_defaults_can_be_left_out(seen: Seen) -> None:
    functions = [name for name in seen["DefaultsContainers"] if name.startswith(("forward", "lists"))]
    expected = [f"lists({':'.join(LISTS[:count])}:)" for count in range(1, len(LISTS) + 1)]
    expected += ["lists()", "forward()", "forward(pair:)", "forward(pair:nested:)"]
    assert sorted(functions) == sorted(expected)


def test_tensors_take_and_give_data(seen: Seen) -> None:
    assert "of(data:dtype:shape:)" in seen["Tensor.Companion"]
    assert "toNSData()" in seen["Tensor"]


def test_few_labels_are_an_enum(seen: Seen) -> None:
    entries = {"tableLamp", "class_", "name", "entries", "theNew", "true_"}
    assert entries <= {*seen["DefaultsContainersLabel"]}
    assert {"label", "text", "index", "score"} <= {*seen["LabelScore"]}
    assert "DefaultsContainersListsLabel" not in seen


def calls(root: Node) -> Iterator[str]:
    """Functions that are called on something, as Swift names them: ``load(path:)``."""
    for node in swift.walk(root):
        if node.type == "call_expression" and node.named_children[0].type == "navigation_expression":
            name = (node.named_children[0].named_children[-1].text or b"").decode().lstrip(".")
            labels = re.findall(r"(\w+): ", (node.named_children[1].text or b"").decode())
            yield f"{name}({''.join(f'{label}:' for label in labels)})"


def test_the_readme_calls_what_is_there(library: Path, seen: Seen) -> None:
    (snippet,) = re.findall(r"^```swift\n(.*?)^```$", (library / "README.md").read_text(), re.M | re.S)
    called = set(calls(swift.parse(snippet)))
    assert {"load(path:)", "close()"} <= called
    assert called <= {name for names in seen.values() for name in names}
