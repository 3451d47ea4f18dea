"""How many weights a model has and how many bytes they take, from its pickles alone: storages are never read.

Counted as torch's ``module.parameters()`` counts them: the tensors that the classes call parameters, each once however
often it is shared; buffers are left out. Freezing and quantizing leave no parameters but weights all the same: a
model without any counts every tensor it stores, in attributes and constants, each storage once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kmpgen import ir
from kmpgen.reading.pickles import Call, Pairs
from kmpgen.reading.stored_values import StoredTensor, stored_tensor


def count_weights(
    module: object, constants: object, parameter_names: Callable[[str], frozenset[str] | None]
) -> ir.Parameters:
    """`module` is data.pkl's value, `constants` that of constants.pkl; `parameter_names` gives the names of a class's
    parameters by the class's qualified name, or None where the file does not tell."""
    parameters: dict[object, StoredTensor] = {}
    every: dict[str, tuple[int, int]] = {}
    dtypes: set[str] = set()
    for place, root in (("data", module), ("constants", constants)):
        for owner, name, call in _calls(root):
            tensor = stored_tensor(call)
            if tensor is None:
                continue
            storage = tensor.storage
            dtypes.add(storage.dtype)
            every[f"{place}/{storage.key}"] = (storage.elements, storage.elements * storage.element_bytes)
            if owner and _is_parameter(name, tensor, parameter_names(owner)):
                parameters[(place, storage.key, tensor.offset, tensor.shape, tensor.strides)] = tensor
    return _sum(parameters, dtypes) if parameters else _total(every.values(), dtypes)


def _is_parameter(name: str, tensor: StoredTensor, declared: frozenset[str] | None) -> bool:
    """By the class's source; without that, parameters are the attributes that need a gradient."""
    return tensor.requires_grad if declared is None else name in declared


def count_tensors(tensors: Iterable[StoredTensor]) -> ir.Parameters:
    """The same for a file without class sources: tensors that need a gradient are the parameters."""
    parameters: dict[object, StoredTensor] = {}
    every: dict[str, tuple[int, int]] = {}
    dtypes: set[str] = set()
    for tensor in tensors:
        storage = tensor.storage
        dtypes.add(storage.dtype)
        every[storage.key] = (storage.elements, storage.elements * storage.element_bytes)
        if tensor.requires_grad:
            parameters[(storage.key, tensor.offset, tensor.shape, tensor.strides)] = tensor
    return _sum(parameters, dtypes) if parameters else _total(every.values(), dtypes)


def _sum(parameters: dict[object, StoredTensor], dtypes: Iterable[str]) -> ir.Parameters:
    found = parameters.values()
    size = sum(tensor.elements * tensor.storage.element_bytes for tensor in found)
    return ir.Parameters(sum(tensor.elements for tensor in found), size, tuple(sorted(dtypes)))


def _total(sizes: Iterable[tuple[int, int]], dtypes: Iterable[str]) -> ir.Parameters:
    count = total = 0
    for elements, size in sizes:
        count += elements
        total += size
    return ir.Parameters(count, total, tuple(sorted(dtypes)))


def _calls(root: object) -> Iterable[tuple[str, str, Call]]:
    """Every call in `root` once, with the class and attribute that hold it (empty where nothing does). Iterative: the
    value may be deep, shared or contain itself."""
    seen: set[int] = set()
    stack: list[tuple[str, str, object]] = [("", "", root)]
    while stack:
        owner, name, value = stack.pop()
        if not isinstance(value, (Call, Pairs, tuple, list)):
            continue
        if isinstance(value, Call):
            # A tensor that two modules share is yielded for both: it may be a parameter of one only.
            if id(value) not in seen or owner:
                yield owner, name, value
            if id(value) in seen:
                continue
            seen.add(id(value))
            stack.append(("", "", value.arguments))
            if isinstance(value.state, Pairs):
                stack += [(value.name, key if isinstance(key, str) else "", item) for key, item in value.state.items]
            else:
                stack.append(("", "", value.state))
        elif id(value) not in seen:
            seen.add(id(value))
            items = [item for pair in value.items for item in pair] if isinstance(value, Pairs) else value
            stack += [("", "", item) for item in items]
