"""What `kmpgen build` says of the runtimes that its settings name: errors, warnings and a line a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmpgen import ir
from kmpgen.config import Config
from kmpgen.errors import Diagnostic, KmpgenError, Level, Where
from kmpgen.fitness.judge import Fitness, Verdict
from kmpgen.fitness.report import Report, report
from kmpgen.fitness.runtimes import of_settings
from kmpgen.printable import printable
from kmpgen.viewing.typemap import ANDROID_DTYPES

_VERBS: dict[Verdict, tuple[str, str]] = {
    "loads": ("loads it", "load it"),
    "may load": ("may load it", "may load it"),
    "unknown": ("is unknown", "are unknown"),
    "cannot load": ("cannot load it", "cannot load it"),
}


def check(models: Sequence[ir.Model], config: Config) -> tuple[list[str], list[Diagnostic]]:
    """A line for each model, and warnings. Full TorchScript is passed over: no lite runtime takes it, as is said
    elsewhere; so is all where the runtime is another library's.

    Raises KMP850 for all models that a runtime certainly cannot load, unless the settings allow that.
    """
    runtimes = of_settings(config)
    found = [report(model, runtimes) for model in models if model.format != "torchscript"] if runtimes else []
    level: Level = "error" if config.check_runtime else "warning"
    refused = [each for one in found for each in _refused(one, level)]
    if refused and config.check_runtime:
        raise KmpgenError(refused)
    warnings = [each for one in found for each in _elsewhere(one)]
    if config.has_android:
        warnings += [each for model in models for each in _uncarried(model)]
    return [_line(one) for one in found], refused + warnings


def _refused(found: Report, level: Level) -> Iterator[Diagnostic]:
    for each in found.runtimes:
        if each.verdict == "cannot load" and not found.model.refusals:  # which are said of every runtime
            message = f"{each.runtime.name} ({each.runtime.platform}) cannot load this model: {each.why}"
            yield Diagnostic("KMP850", message, _hint(each), Where(found.model.file), level)


def _hint(fitness: Fitness) -> str:
    if not fitness.lacking:
        return "export the model for this runtime, or name another in kmpgen.toml: [versions]"
    return (
        "export it again with --freeze, which drops what it never reaches, or with that part written in older"
        " operators; or name a newer runtime in kmpgen.toml: [versions]; if yours is a build of its own that has them:"
        " check_runtime = false, or --no-runtime-check"
    )


def _elsewhere(found: Report) -> Iterator[Diagnostic]:
    """KMP853, where the model was made for a backend that a platform of the library lacks."""
    for each in found.backends:
        lacking = [one.runtime.platform for one in found.runtimes if each.kind.only not in (None, one.runtime.platform)]
        if lacking:
            message = f"this model was made for {each.kind.name}, which {lacking[0]} lacks: {each.kind.meaning}"
            hint = (
                f"export one without that backend for {lacking[0]}, or leave the platform out: targets in kmpgen.toml"
            )
            yield Diagnostic("KMP853", message, hint, Where(found.model.file), "warning")


def _uncarried(model: ir.Model) -> Iterator[Diagnostic]:
    """KMP855, where metadata tells of a dtype that Android's Tensors do not carry."""
    for name, method in model.metadata.methods.items() if model.metadata else ():
        for argument, value in (*method.arguments.items(), (None, method.result)):
            said = {each.dtype for each in value.within() if each.dtype}
            if wrong := sorted(said.difference(ANDROID_DTYPES)):
                owner = "argument" if argument else "result"
                message = f"Android's Tensor carries no {', '.join(wrong)}, which the {owner} has"
                hint = (
                    "cast it inside the exported module; such a call throws a TorchException on Android, iOS takes it"
                )
                yield Diagnostic("KMP855", message, hint, Where(model.file, name, argument), "warning")


def _line(found: Report) -> str:
    """``model.ptl: pytorch_android_lite:2.1.0 and LibTorch-Lite:2.1.0 may load it (...)``: runtimes alike together."""
    groups: dict[tuple[Verdict, str], list[str]] = {}
    for each in found.runtimes:
        groups.setdefault((each.verdict, each.why), []).append(each.runtime.name)
    told = [
        f"{' and '.join(names)} {_VERBS[verdict][len(names) > 1]} ({why})" for (verdict, why), names in groups.items()
    ]
    return printable(f"{found.model.file}: {'; '.join(told)}")
