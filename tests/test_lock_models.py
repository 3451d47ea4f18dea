"""What a comparison rests on: models read back from locks, the rules as documented, the versions that they ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kmpgen import ir
from kmpgen.apichanges import RULES, Change, change
from kmpgen.build import build
from kmpgen.config import Config
from kmpgen.lockfile import LOCK, read_lock
from kmpgen.lockmodels import read_library
from kmpgen.semver import verdict
from kmpgen.torchscript import read_model
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
