"""What a comparison rests on: models read back from locks, the rules as documented, the versions that they ask for."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kmpgen import ir
from kmpgen.build import build
from kmpgen.comparing.apichanges import RULES, Change, change
from kmpgen.comparing.apidiff import compare
from kmpgen.comparing.diffreport import row
from kmpgen.comparing.kotlinapi import kotlin_api
from kmpgen.comparing.lockmodels import read_library
from kmpgen.comparing.modelfacts import compare_facts
from kmpgen.comparing.semver import verdict
from kmpgen.comparing.surface import read_facade
from kmpgen.config import Config
from kmpgen.errors import KmpgenError
from kmpgen.reading.torchscript import read_model
from kmpgen.writing.lockfile import LOCK, Lock, read_lock
from tests.feature_models import EMITTED, ROOT, Feature


def without_files(model: ir.Model) -> ir.Model:
    """What a lock keeps of a model: no refusals, and of Tensor defaults no data."""

    def plain(value: object) -> object:
        match value:
            case ir.TensorValue():
                return ir.TensorValue(value.dtype, value.shape)
            case list():
                return [plain(each) for each in value]
        return repr(value)  # NaN is what it is, -0.0 not 0.0

    methods = tuple(
        ir.Method(
            method.name,
            tuple(
                ir.Argument(each.name, each.type, each.default and ir.Default(plain(each.default.value)))
                for each in method.arguments
            ),
            method.returns,
        )
        for method in model.methods
    )
    return ir.Model(
        model.file,
        model.format,
        model.class_name,
        model.bytecode_version,
        methods,
        model.operators,
        model.parameters,
        model.extra_files,
    )


@pytest.mark.parametrize("feature", EMITTED, ids=lambda feature: feature.name)
def test_a_lock_tells_the_model_again(feature: Feature, tmp_path: Path) -> None:
    (tmp_path / LOCK).write_bytes(build([feature.model], Config()).files[LOCK])
    lock = read_lock(tmp_path)
    assert lock is not None
    (known,) = read_library(lock).models
    assert without_files(known.model) == without_files(read_model(feature.model))


def test_a_damaged_lock_is_an_error_of_its_own(tmp_path: Path) -> None:
    """Any part of it may be missing or another thing; what reads is fit to compare."""
    feature = next(each for each in EMITTED if each.name == "namedtuple_nested")
    text = build([feature.model], Config()).files[LOCK].decode()
    source = random.Random(5)
    codes: set[str] = set()
    for _ in range(400):
        content = json.loads(text)
        _damage(content, source)
        try:
            damaged = read_library(Lock(tmp_path / LOCK, {}, {}, content))
        except KmpgenError as error:
            codes.update(each.code for each in error.diagnostics)
            continue
        whole = read_library(Lock(tmp_path / LOCK, {}, {}, json.loads(text)))
        for old, new in ((whole, damaged), (damaged, whole)):
            for one, other in zip(old.models, new.models, strict=False):
                found = [*compare(one.facade, other.facade), *compare_facts(one.model, other.model, other.facade)]
                assert all(row(each).isprintable() for each in found)
    assert codes == {"KMP303", "KMP702"}


def _damage(content: Any, source: random.Random) -> None:
    """Takes away or replaces something, at a random depth."""
    key = source.choice(list(content) if isinstance(content, dict) else range(len(content)))
    if content[key] and isinstance(content[key], dict | list) and source.random() < 0.8:
        _damage(content[key], source)
    elif source.random() < 0.2:
        del content[key]
    else:
        content[key] = source.choice(
            [None, -1, 0.5, True, "", "x", "List<", "\ud800\x1b", [], {}, [1], {"a": 1}, "_" * 999]
        )


def test_another_tensor_as_default_is_a_changed_default() -> None:
    """Kotlin's own default is null, whatever the Tensor."""
    feature = next(each for each in EMITTED if each.name == "defaults_tensor")
    model = read_model(feature.model)
    facade = read_facade(kotlin_api(build([feature.model], Config()).view.models[0]))
    (method,) = model.methods
    first = next(each for each in method.arguments if each.default and isinstance(each.default.value, ir.TensorValue))
    assert first.default is not None
    assert isinstance(first.default.value, ir.TensorValue)
    assert first.default.value.data is not None
    other = ir.TensorValue(first.default.value.dtype, first.default.value.shape, bytes(len(first.default.value.data)))
    arguments = tuple(replace(each, default=ir.Default(other)) if each == first else each for each in method.arguments)
    new = replace(model, methods=(replace(method, arguments=arguments),))
    assert [each.kind for each in compare_facts(model, new, facade)] == ["default-changed"]
    assert not list(compare_facts(model, model, facade))


@pytest.mark.parametrize(
    ("changes", "versions"),
    [
        ([], {"0.1.0": "0.1.0", "1.2.3": "1.2.3"}),
        ([change("weights-changed")], {"0.1.0": "0.1.1", "1.2.3": "1.2.4", "1.2.3-rc.1": "1.2.4", "x": None}),
        ([change("method-added")], {"0.1.0": "0.1.1", "1.2.3": "1.3.0"}),
        ([change("argument-added-last-unkept")], {"0.1.0": "0.2.0", "1.2.3": "1.3.0"}),
        ([change("method-added"), change("method-removed")], {"0.1.0": "0.2.0", "1.2.3": "2.0.0", "10.0.0": "11.0.0"}),
    ],
)
def test_the_version_says_what_breaks(changes: list[Change], versions: dict[str, str | None]) -> None:
    found = verdict(changes)
    assert {version: found.next_version(version) for version in versions} == versions


def test_the_documented_rules_are_those_that_hold() -> None:
    text = (ROOT / "docs/diff.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (\w+) \| (\w+) \| (\w+) \| (\w+) \| (.*) \|$", text, re.MULTILINE)
    assert rows == [
        (kind, rule.what, rule.source, rule.jvm, rule.klib, rule.level, rule.why) for kind, rule in RULES.items()
    ]
