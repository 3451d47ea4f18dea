"""What stands in the way of the iOS half's pods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kmpgen.config import Config
from kmpgen.doctoring.finding import Finding
from kmpgen.viewing.torchpods import WITH_SIMULATOR, torch_pod

FREEZE = date(2026, 12, 2)
FREEZE_PLAN = "https://blog.cocoapods.org/CocoaPods-Specs-Repo"


def check(config: Config, today: date) -> Iterator[Finding]:
    """Findings for libraries that have a pod: those with an iOS half and a runtime of their own."""
    if not config.ios_targets or config.runtime is not None:
        return
    if "iosSimulatorArm64" in config.targets:
        yield _simulator(config.libtorch_pod)
    tense = "takes no new pods and versions from" if today < FREEZE else "has taken no new pods and versions since"
    message = f"its public repository (trunk) {tense} {FREEZE}; what is there stays"
    hint = "give your pod to apps by :git or :path, from a private specs repository, or as a Swift package"
    yield Finding("settings", "CocoaPods trunk", "warn", message, f"{hint}; see {FREEZE_PLAN}")


def _simulator(pod: str) -> Finding:
    known = torch_pod(pod).has_simulator
    if known is False:
        message = f"{pod} has no arm64 slice for the simulator: apps do not link for iosSimulatorArm64"
        hint = f'set libtorch_pod = "{WITH_SIMULATOR}" (2.1.0 has one), or leave iosSimulatorArm64 out of targets'
        return Finding("settings", "simulator", "warn", message, hint)
    if known:
        return Finding("settings", "simulator", "ok", f"{pod} has an arm64 slice for it")
    message = f"whether {pod} has an arm64 slice for it is not known to kmpgen"
    return Finding("settings", "simulator", "warn", message, "look into its xcframework: ios-arm64_x86_64-simulator")
