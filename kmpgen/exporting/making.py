"""A module of torch made ready for phones: quantized, scripted or traced, frozen, optimized.

For the process that runs torch alone. Each step raises KmpgenError with what the user can do.
"""

from __future__ import annotations

import inspect
import linecache
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.exporting import sourcenames
from kmpgen.exporting.scripterrors import explain, hint_of
from kmpgen.exporting.target import is_own, place
from kmpgen.exporting.unnamedline import call_of, with_of
from kmpgen.nearest import nearest

MOST_WARNINGS = 10
LAST_HINTS = {
    "KMP902": "take what torch can't compile out of the exported methods, or trace the model: --trace",
    "KMP903": "see that the method runs on its first example; or script it: leave --trace out",
    "KMP904": "leave that step out",
    "KMP905": "change what it names, and export again",
}


@dataclass
class Making:
    """What is being made, and what there is to say of it."""

    target: str
    functions: tuple[Any, ...] = ()
    """What is compiled, in Python: a `with` is looked for there."""
    notes: list[str] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)

    def failed(self, code: str, step: str, error: Exception) -> KmpgenError:
        """An error of torch's compiler, with the user's own line."""
        import torch

        why = explain(str(error), str(Path(torch.__file__).parent))
        where = Where(why.place or place(error) or self.target)
        return KmpgenError(Diagnostic(code, f"{step}: {why.message}", why.hint or LAST_HINTS[code], where))


def ready(module: Any, making: Making) -> Any:
    """On the CPU and in the mode that phones run it in, without torch.compile and DataParallel."""
    import torch

    if isinstance(module, torch.nn.DataParallel | torch.nn.parallel.DistributedDataParallel):
        making.notes.append(f"exported without its {type(module).__name__}")
        module = module.module
    original = getattr(module, "_orig_mod", None)
    if original is not None:
        making.notes.append("exported as it was before torch.compile")
        module = original
    try:
        module = module.cpu()
    except Exception as error:
        raise making.failed("KMP904", "the module can't be moved to the CPU", error) from error
    if getattr(module, "training", False):  # what is frozen has no such thing
        making.notes.append(": ".join(filter(None, ("switched to eval()", _calmed(module)))))
        module.eval()
    return module


def _calmed(module: Any) -> str:
    """What eval() changes of the layers that it has."""
    from torch.nn.modules import batchnorm, dropout

    kinds = {
        "dropout is off": dropout._DropoutNd,
        "batch norms use what they have learned": batchnorm._BatchNorm,
    }
    return ", ".join(said for said, kind in kinds.items() if any(isinstance(each, kind) for each in module.modules()))


def own_methods(module: Any) -> list[str]:
    """The public methods that are the module's own, not torch's."""
    import torch

    if isinstance(module, torch.jit.ScriptModule):
        return [name for name in module._c._method_names() if not name.startswith("_")]
    kind = type(module)
    own = [
        name
        for name in dir(kind)
        if not name.startswith("_") and not hasattr(torch.nn.Module, name) and inspect.isfunction(getattr(kind, name))
    ]
    return own if kind.forward is torch.nn.Module.forward else ["forward", *own]


def exported_names(module: Any, also: Iterable[str], target: str) -> list[str]:
    """The methods that scripting exports: forward, those with ``@torch.jit.export``; ``also`` get that here."""
    import torch
    from torch._jit_internal import FunctionModifiers, get_torchscript_modifier

    own = own_methods(module)
    wanted = known(own, also, target)
    if isinstance(module, torch.jit.ScriptModule):
        return own
    functions = {name: getattr(type(module), name) for name in own}
    for name in wanted:
        if name != "forward":
            torch.jit.export(functions[name])
    return [
        name
        for name, function in functions.items()
        if name == "forward" or get_torchscript_modifier(function) is FunctionModifiers.EXPORT
    ]


def compiled_functions(module: Any, names: Iterable[str]) -> tuple[Any, ...]:
    """The methods of those names, then what its parts do, where these are the user's."""
    found = [getattr(type(module), name, None) for name in names]
    found += [type(each).forward for each in module.modules() if hasattr(type(each), "forward")]
    return tuple(each for each in found if inspect.isfunction(each) and is_own(each.__code__.co_filename))


def known(own: Sequence[str], wanted: Iterable[str], target: str) -> list[str]:
    """``wanted``. Raises KmpgenError KMP901 where the module has no such method."""
    wanted = list(wanted)
    for name in wanted:
        if name not in own:
            near = nearest(name, own)
            hint = f"did you mean '{near}'?" if near else f"it has {', '.join(own) or 'none'}"
            raise KmpgenError(Diagnostic("KMP901", f"the module has no method {name}", hint, Where(target)))
    return wanted


def quantized(module: Any, making: Making) -> Any:
    """A copy whose linear and recurrent layers have int8 weights."""
    import torch

    if isinstance(module, torch.jit.ScriptModule):
        message = "the module is scripted already, and torch quantizes modules before that"
        raise KmpgenError(Diagnostic("KMP904", message, "name the module in Python", Where(making.target)))
    kinds = {torch.nn.Linear, torch.nn.LSTM, torch.nn.GRU, torch.nn.LSTMCell, torch.nn.GRUCell, torch.nn.RNNCell}
    layers = sum(type(each) in kinds for each in module.modules())
    if not layers:
        message = "there is nothing to quantize: dynamic quantization is of Linear, LSTM and GRU layers"
        raise KmpgenError(Diagnostic("KMP904", message, "leave out --quantize", Where(making.target)))
    try:
        with warnings.catch_warnings(action="ignore"):
            made = torch.ao.quantization.quantize_dynamic(module, kinds, dtype=torch.qint8)
    except Exception as error:
        raise making.failed("KMP904", "torch can't quantize the module", error) from error
    making.notes.append(f"quantized: {layers} layer{'s' * (layers != 1)} with int8 weights")
    return made


def scripted(module: Any, making: Making) -> Any:
    import torch

    if isinstance(module, torch.jit.ScriptModule):
        making.notes.append("scripted already: taken as it is")
        return module
    try:
        with warnings.catch_warnings(action="ignore"):
            return torch.jit.script(module)
    except TypeError as error:  # torch keeps weak references to functions, which numpy's do not take
        functions = [getattr(type(module), name) for name in own_methods(module)]
        line = call_of("numpy", functions) if "numpy" in str(error) else None
        if line is None:
            raise making.failed("KMP902", "torch can't script the module", error) from error
        message, hint = f"torch can't script a call into numpy, at `{line.source}`", hint_of("numpy")
        raise KmpgenError(Diagnostic("KMP902", message, hint, Where(line.place))) from error
    except Exception as error:
        raise making.failed("KMP902", "torch can't script the module", error) from error


def traced(module: Any, inputs: Mapping[str, tuple[Any, ...]], making: Making) -> Any:
    """Each method traced with its first example; the weights are those from before, whatever the method writes."""
    import torch

    if isinstance(module, torch.jit.ScriptModule):
        message = "the module is scripted already"
        raise KmpgenError(Diagnostic("KMP903", message, "leave --trace out", Where(making.target)))
    _unmark(module)
    before = {name: value.clone() for name, value in module.state_dict().items() if isinstance(value, torch.Tensor)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            made = _trace(module, inputs)
        except Exception as error:
            raise making.failed("KMP903", f"torch can't trace the module ({type(error).__name__})", error) from error
    made.load_state_dict(before, strict=False)
    # In torch's own lines there are always some; whether they matter, the examples show.
    found = {
        (each.filename, each.lineno): each
        for each in caught
        if "Tracer" in each.category.__name__ and is_own(each.filename)
    }
    making.warnings += [_tracer_warning(each) for each in list(found.values())[:MOST_WARNINGS]]
    return made


def _unmark(module: Any) -> None:
    """Methods with ``@torch.jit.export`` would be scripted as well."""
    for name in own_methods(module):
        vars(getattr(type(module), name)).pop("_torchscript_modifier", None)


def _trace(module: Any, inputs: Mapping[str, tuple[Any, ...]]) -> Any:
    import torch

    # Without torch's own check: all examples are compared later, with the saved file.
    try:
        return torch.jit.trace_module(module, dict(inputs), check_trace=False)
    except RuntimeError as error:
        if "strict=False" not in str(error):
            raise
        # A dict or list as the result: of fixed keys, which the examples are to show.
        return torch.jit.trace_module(module, dict(inputs), check_trace=False, strict=False)


def _tracer_warning(warning: warnings.WarningMessage) -> Diagnostic:
    source = linecache.getline(warning.filename, warning.lineno).strip()
    said = str(warning.message).split(". ")[0].removesuffix(".")
    message = f"{said}, at `{source}`" if source else said
    hint = "what depends on the input here stays as it was in the first example: script the module, or see that it can"
    where = Where(f"{Path(warning.filename).name}, line {warning.lineno}")
    return Diagnostic("KMP910", message, hint, where, "warning")


def frozen(module: Any, methods: Sequence[str], making: Making) -> Any:
    """Weights become constants; torch folds batch norms into convolutions, and helpers go."""
    import torch

    if not hasattr(module, "training"):
        making.notes.append("frozen already")
        return module
    try:
        made = torch.jit.freeze(module, preserved_attrs=[name for name in methods if name != "forward"])
    except Exception as error:
        raise making.failed("KMP904", "torch can't freeze the module", error) from error
    making.notes.append("frozen: weights are constants")
    return made


def optimized(module: Any, methods: Sequence[str], making: Making) -> Any:
    """By torch's optimize_for_mobile, where it is built in."""
    import torch
    from torch.utils.mobile_optimizer import optimize_for_mobile

    try:
        with warnings.catch_warnings(action="ignore"):
            made = optimize_for_mobile(module, preserved_methods=[name for name in methods if name != "forward"])
    except RuntimeError as error:
        if "XNNPACK is not enabled" not in str(error):
            raise making.failed("KMP904", "optimize_for_mobile fails", error) from error
        making.notes.append(
            f"not optimized: torch {torch.__version__} is built without XNNPACK; torch up to 2.12 has it on PyPI"
        )
        return module
    making.notes.append("optimized for mobile: operators of XNNPACK, batch norms folded, dropouts removed")
    return made


def save(module: Any, path: Path, extra_files: Mapping[str, str | bytes], making: Making) -> None:
    """For the lite interpreter."""
    try:
        with warnings.catch_warnings(action="ignore"):
            module._save_for_lite_interpreter(str(path), _extra_files=dict(extra_files))
    except Exception as error:
        failed = making.failed("KMP905", "torch can't save the module for its lite interpreter", error)
        if "ENTER" in str(error) and (line := with_of(making.functions)):
            (said,) = failed.diagnostics
            said = replace(said, message=f"{said.message}, at `{line.source}`", where=Where(line.place))
            failed = KmpgenError(said)
        raise failed from error
    sourcenames.shorten(path)
