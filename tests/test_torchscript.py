"""What is read of a model is what torch says of it: names, types, defaults, weights, and whether phones can load it."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmpgen import ir
from kmpgen.errors import KmpgenError
from kmpgen.inspect import default_json, describe, render_text
from kmpgen.reading.torchscript import read_model
from tests.archives import replace, rewrite
from tests.feature_models import FEATURES, ROOT, Feature

EACH = pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
UNREADABLE_BY_TORCH = {"names_unicode"}
"""torch's own loader fails on the non-ASCII names that it saved; schema.json tells what the module had."""
RENAMED_BY_TORCH = {"names_underscore"}
"""torch's loader reads the sources, where an argument `_` is called `_0`; the lite loader and kmpgen the bytecode."""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What torch says of every feature's model; see tests/oracle.py."""
    return ask_torch([feature.model for feature in FEATURES])


def ask_torch(paths: list[Path]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.oracle", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read(feature: str) -> ir.Model:
    return read_model(next(one for one in FEATURES if one.name == feature).model)


def exact(value: Any) -> str:
    """A text that differs where values do: -0.0 from 0.0, 1 from 1.0 and True; keys keep their order."""
    return json.dumps(value, ensure_ascii=False)


def with_data(model: ir.Model) -> list[dict[str, Any]]:
    """The methods as the oracle spells them: Tensor defaults with their bytes."""
    methods = []
    for method in model.methods:
        arguments = []
        for argument in method.arguments:
            one: dict[str, Any] = {"name": argument.name, "type": str(argument.type)}
            if argument.default is not None:
                one["default"] = default_with_data(argument.default.value)
            arguments.append(one)
        methods.append({"name": method.name, "arguments": arguments, "returns": str(method.returns)})
    return methods


def default_with_data(value: object) -> Any:
    match value:
        case ir.TensorValue():
            return {**default_json(value), "data": (value.data or b"").hex()}  # type: ignore[dict-item]
        case ir.Unsupported():
            return {"unsupported": ""}
        case list() | tuple():
            return [default_with_data(item) for item in value]
    return default_json(value)


def without_texts(methods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How a value is called that has no JSON form is nobody's contract."""
    for method in methods:
        for argument in method["arguments"]:
            if isinstance(argument.get("default"), dict) and "unsupported" in argument["default"]:
                argument["default"] = {"unsupported": ""}
    return methods


@EACH
def test_methods_are_those_torch_reads(feature: Feature, told: dict[str, Any]) -> None:
    expected = told[str(feature.model)]
    if feature.name in UNREADABLE_BY_TORCH:
        assert "error" in expected
        return
    if feature.name in RENAMED_BY_TORCH:
        expected["methods"][0]["arguments"][0]["name"] = "_"
    model = read_model(feature.model)
    assert exact(with_data(model)) == exact(without_texts(expected["methods"]))
    assert model.class_name == expected["class"]


@EACH
def test_operators_and_weights_are_those_torch_counts(feature: Feature, told: dict[str, Any]) -> None:
    expected = told[str(feature.model)]
    model = read_model(feature.model)
    if "operators" in expected:
        assert sorted(model.operators or ()) == expected["operators"]
    if expected.get("parameters", {}).get("count"):
        assert model.parameters == ir.Parameters(**expected["parameters"])


@EACH
def test_refusals_are_those_of_the_lite_loader(feature: Feature, told: dict[str, Any]) -> None:
    model = read_model(feature.model)
    expected = told[str(feature.model)]
    if model.format != "torchscript" and "error" not in expected:
        assert bool(model.refusals) == bool(expected["lite_error"]), (model.refusals, expected["lite_error"])
    assert all(refusal.message and refusal.hint for refusal in model.refusals)


@EACH
def test_description_is_the_committed_schema(feature: Feature) -> None:
    schema = json.loads((feature.folder / "schema.json").read_text())
    described: dict[str, Any] = describe(read_model(feature.model))
    assert bool(described.pop("refusals")) == (schema.pop("lite_loader") == "refuses" and described["format"] == "lite")
    if "parameters" not in schema:
        del described["parameters"]
    if schema["operators"] is not None:
        described["operators"] = sorted(described["operators"])
    if schema["operators"] == "unknown":
        del described["operators"], schema["operators"]
    for methods in (schema["methods"], described["methods"]):
        without_texts(methods)
    for fields in (field for named in schema["named_tuples"].items() for field in named[1]):
        if not fields["name"]:  # a NamedTuple of torch's own, which model.py does not tell
            return
    assert exact(described) == exact(schema)


def test_described_model_is_json() -> None:
    for feature in FEATURES:
        json.dumps(describe(read_model(feature.model)), allow_nan=False)


def test_named_tuples_of_one_short_name_stay_apart() -> None:
    model = read("namedtuple_same_name")
    first, second = (method.arguments[0].type for method in model.methods)
    assert isinstance(first, ir.NamedTuple)
    assert isinstance(second, ir.NamedTuple)
    assert (first.name, second.name) == ("Point", "Point")
    assert first != second
    assert [name for name, _ in first.fields] == ["x", "y"]


def test_mangling_is_no_part_of_names() -> None:
    assert read("mangled_class").class_name == "Mangled"


def test_frozen_and_quantized_weights_count() -> None:
    # Weights and biases of the linear layer and its norm; freezing folds nothing here, it makes constants.
    assert read("frozen").parameters.count >= 4 * 3 + 4
    assert read("quantized").parameters == ir.Parameters(4 * 2 + 2, 4 * 2 + 2 * 4)


def test_none_counts_as_default_in_a_flatbuffer_only_for_optionals() -> None:
    forward = read("flatbuffer").methods[0]
    defaults = {argument.name: argument.default for argument in forward.arguments}
    assert defaults["x"] is None
    assert defaults["note"] == ir.Default(None)


def test_sources_tell_none_from_no_default() -> None:
    arguments = read("defaults_bool_none").methods[0].arguments
    assert arguments[0].default is None
    assert arguments[3].default == ir.Default(None)


def test_archive_without_sources_falls_back_on_the_bytecode(tmp_path: Path) -> None:
    stripped = tmp_path / "stripped.ptl"
    rewrite(
        next(f for f in FEATURES if f.name == "namedtuple_nested").model,
        stripped,
        lambda n: None if "code/" in n else n,
    )
    assert read_model(stripped).methods == read("namedtuple_nested").methods


def test_fingerprint_follows_content_and_not_the_name(tmp_path: Path) -> None:
    for feature in ("tensor", "flatbuffer"):
        original = next(one for one in FEATURES if one.name == feature).model
        renamed = tmp_path / f"{feature}.ptl"
        shutil.copy(original, renamed)
        assert read_model(renamed).fingerprint == read(feature).fingerprint
    assert read("tensor").fingerprint != read("sequential").fingerprint
    changed = bytearray(renamed.read_bytes())
    changed[changed.index(struct.pack("<f", 2.0))] ^= 1  # one weight's worth of change, structure untouched
    renamed.write_bytes(changed)
    assert read_model(renamed).fingerprint != read("flatbuffer").fingerprint


def test_broken_off_lite_save_is_refused(tmp_path: Path) -> None:
    full = next(one for one in FEATURES if one.name == "keyword_only").model
    assert not read_model(full).refusals
    lite = tmp_path / "model.ptl"
    shutil.copy(full, lite)
    (refusal,) = read_model(lite).refusals
    assert "bytecode" in refusal.message


def with_version(version: int) -> Callable[[bytes], bytes]:
    return lambda bytecode: bytecode.replace(b"K\x08", bytes([0x4B, version]), 1)


def test_unsupported_bytecode_version_is_said(tmp_path: Path) -> None:
    for version, hint in ((3, "export the model again"), (10, "update kmpgen")):
        other = tmp_path / "other.ptl"
        source = next(one for one in FEATURES if one.name == "tensor").model
        replace(source, other, "bytecode.pkl", with_version(version))
        with pytest.raises(KmpgenError) as caught:
            read_model(other)
        (diagnostic,) = caught.value.diagnostics
        assert diagnostic.code == "KMP020"
        assert str(version) in diagnostic.message
        assert hint in diagnostic.hint


def test_text_shows_every_method_and_nothing_raw() -> None:
    for feature in FEATURES:
        model = read_model(feature.model)
        text = render_text(model)
        assert all(f"{method.name}(" in text for method in model.methods)
        assert all(char.isprintable() or char == "\n" for char in text)


def test_archive_as_torch_writes_it(tmp_path: Path) -> None:
    """The committed models were packed again without debug tables; this one was not."""
    code = (
        "import sys, torch\n"
        "module = torch.jit.trace(torch.nn.Linear(3, 2), torch.ones(1, 3))\n"
        "module.save(sys.argv[1] + '/full.pt')\n"
        "module._save_for_lite_interpreter(sys.argv[1] + '/lite.ptl', _extra_files={'a': 'b'})\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, tmp_path], check=True, timeout=120)
    for path in (tmp_path / "full.pt", tmp_path / "lite.ptl"):
        model = read_model(path)
        assert [str(method.arguments[0].type) for method in model.methods] == ["Tensor"]
        assert model.parameters == ir.Parameters(8, 32)
