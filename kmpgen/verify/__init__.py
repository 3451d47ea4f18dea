"""`kmpgen verify`: compiles an emitted library with the real compilers and runs its tests, tier by tier."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify.library import EmittedLibrary
from kmpgen.verify.result import Report, TierResult, exit_code, failure
from kmpgen.verify.runtimes import open_all, together
from kmpgen.verify.tier import Tier, Workshop
from kmpgen.verify.tools import MissingTool

__all__ = ["COMPILE_TIERS", "RUN_TIERS", "TIERS", "Report", "TierResult", "exit_code", "verify"]

# In the order in which they are shown. A new tier is a module like these and a line here.
TIER_MODULES = {
    "kotlin-common": "kmpgen.verify.kotlin_common",
    "kotlin-android": "kmpgen.verify.kotlin_android",
    "kotlin-ios": "kmpgen.verify.kotlin_ios",
    "objc": "kmpgen.verify.objc",
    "run-android": "kmpgen.verify.run_android",
    "run-ios-native": "kmpgen.verify.run_ios_native",
    "run-ios-kotlin": "kmpgen.verify.run_ios_kotlin",
    "gradle": "kmpgen.verify.gradle",
}
TIERS: tuple[str, ...] = tuple(TIER_MODULES)
# Not run unless they are named: it needs the network, and takes as long as a build.
ONLY_BY_NAME = ("gradle",)
# Those that need a recording, and the torch that it is compared with.
RUN_TIERS: tuple[str, ...] = tuple(name for name in TIERS if name.startswith("run-"))
# Those that run facades and runtime as one module: they link what they can't load apart.
WHOLE_TIERS = ("run-ios-native", "run-ios-kotlin")
COMPILE_TIERS: tuple[str, ...] = tuple(name for name in TIERS if name not in (*RUN_TIERS, *ONLY_BY_NAME))
# The half of a library that a tier is about; a library may have but one.
HALVES = {
    name: "Android" if "android" in name else "iOS" for name in TIERS if name not in ("kotlin-common", *ONLY_BY_NAME)
}


def verify(
    libraries: Sequence[Path],
    tiers: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda line: None,
    runtime: Path | None = None,
) -> list[Report]:
    """Checks all libraries in one go, in a few processes. `tiers` None or empty means all but ONLY_BY_NAME.

    ``runtime`` is the library that those stand on whose runtime is external.

    Raises KmpgenError with exit code 2: KMP400 for an unknown tier, KMP401 and KMP402 for folders that are no emitted
    library, KMP406 for a runtime that is missing or another one, KMP310 for an interrupted update. What is wrong with a
    library, or missing on the machine, is in its report.
    """
    unknown = [name for name in tiers or () if name not in TIERS]
    if unknown:
        message = f"unknown tier: {', '.join(unknown)}"
        raise KmpgenError(Diagnostic("KMP400", message, hint=f"the tiers are {', '.join(TIERS)}"), exit_code=2)
    opened = open_all(libraries, runtime)
    chosen = tiers or [name for name in TIERS if name not in ONLY_BY_NAME]
    modules = {name: module_of(name) for name in TIERS if name in chosen}
    artifacts = [id for module in modules.values() for id in module.ARTIFACTS]
    with Workshop(artifacts, progress) as workshop, ThreadPoolExecutor(len(modules)) as threads:
        readied = [library.with_sources_in(workshop.folder("sources", str(n))) for n, library in enumerate(opened)]
        whole = [together(library, workshop.folder("together", str(n))) for n, library in enumerate(readied)]
        runs = [
            threads.submit(_run, module, whole if name in WHOLE_TIERS else readied, workshop)
            for name, module in modules.items()
        ]
        by_tier = [run.result() for run in runs]
    return [Report(library.root, tuple(results)) for library, *results in zip(opened, *by_tier, strict=True)]


def module_of(name: str) -> Tier:
    """The module of one of TIERS."""
    tier: Tier = importlib.import_module(TIER_MODULES[name])
    return tier


def _run(tier: Tier, libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:
    """One tier over all libraries that have its half; a missing tool skips it, tools that cannot be had fail it."""
    half = HALVES.get(tier.NAME)
    concerned = [library for library in libraries if half is None or half in library.halves]
    try:
        found = tier.check(concerned, workshop) if concerned else []
    except MissingTool as missing:
        found = [TierResult(tier.NAME, "skipped", f"needs {missing}") for _ in concerned]
    except KmpgenError as problem:
        found = [failure(tier.NAME, problem, {}) for _ in concerned]
    results = dict(zip((library.root for library in concerned), found, strict=True))
    without = TierResult(tier.NAME, "skipped", f"the library has no {half} half")
    return [results.get(library.root, without) for library in libraries]
