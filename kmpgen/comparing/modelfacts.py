"""Compares what callers do not see of two models: the file, its weights, operators and Tensor defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kmpgen import ir
from kmpgen.comparing.apichanges import Change, change
from kmpgen.comparing.surface import Facade


def compare_facts(old: ir.Model, new: ir.Model, facade: Facade) -> Iterator[Change]:
    """``facade`` is the new model's."""
    yield from _tensor_defaults(old, new, facade)
    if old.format != new.format:
        yield change("format-changed", "", old.format, new.format)
    if old.bytecode_version != new.bytecode_version:
        yield change("bytecode-changed", "", _version(old), _version(new))
    if old.operators is not None and new.operators is not None and set(old.operators) != set(new.operators):
        yield _sets("operators-changed", old.operators, new.operators)
    if set(old.extra_files) != set(new.extra_files):
        yield _sets("extra-files-changed", old.extra_files, new.extra_files)
    if old.parameters != new.parameters:
        yield change("size-changed", "", _size(old), _size(new))
    if old.fingerprint and new.fingerprint and old.fingerprint != new.fingerprint:
        yield change("weights-changed")


def compare_metadata(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """What metadata says of each value, in the new one's order, then what only the old one says."""
    from kmpgen.metadata.contract import without_labels_hash

    for place in dict.fromkeys([*new, *old]):
        if old.get(place) != new.get(place):
            said = old.get(place, "nothing"), new.get(place, "nothing")
            shown = without_labels_hash(said[0]), without_labels_hash(said[1])
            yield change("metadata-changed", place, *(said if shown[0] == shown[1] else shown))


def _version(model: ir.Model) -> str:
    return "none" if model.bytecode_version is None else str(model.bytecode_version)


def _size(model: ir.Model) -> str:
    return f"{model.parameters.count:,} ({model.parameters.bytes:,} bytes)"


def _sets(kind: str, old: Iterable[str], new: Iterable[str]) -> Change:
    gone, come = sorted({*old} - {*new}), sorted({*new} - {*old})
    return change(kind, "", ", ".join(gone) or None, ", ".join(come) or None)


def _tensor_defaults(old: ir.Model, new: ir.Model, facade: Facade) -> Iterator[Change]:
    """Kotlin's default of such an argument is null, whatever the model's own value is."""
    before, now = _tensors(old), _tensors(new)
    for function in facade.functions:
        for parameter in function.parameters:
            key = function.method, parameter.argument
            if key in before and key in now and _differ(before[key], now[key]):
                place = f"{function.name}({parameter.name})"
                yield change("default-changed", place, _shown(before[key]), _shown(now[key]))


def _tensors(model: ir.Model) -> dict[tuple[str, str], ir.TensorValue]:
    """Tensor defaults by method and argument."""
    return {
        (method.name, argument.name): argument.default.value
        for method in model.methods
        for argument in method.arguments
        if argument.default and isinstance(argument.default.value, ir.TensorValue)
    }


def _differ(old: ir.TensorValue, new: ir.TensorValue) -> bool:
    """Data that is not known, as that of a lock's models, counts as the same."""
    unknown = old.data is None or new.data is None
    return (old.dtype, old.shape) != (new.dtype, new.shape) or (not unknown and old.data != new.data)


def _shown(value: ir.TensorValue) -> str:
    return f"Tensor({value.dtype}, shape {list(value.shape)})"
