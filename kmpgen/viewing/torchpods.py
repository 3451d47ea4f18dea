"""How the pods that bring torch are laid out. Read in their public sources; kmpgen's tests open none of them.

- `LibTorch-Lite`: `ios/LibTorch-Lite.podspec` in pytorch/pytorch, as of 1.12.0. Headers below `install/include`, some
  static libraries in `install/lib`; `-force_load` of two of them comes with it. No slice for the arm64 simulator.
- `VoizeLibTorch-Lite` 2.1.0: its podspec and `scripts/build-ios-xcframework.sh` in voize-gmbh/pytorch-lite-builds, of
  July 2024. One static library and the headers in each slice of an xcframework; `-force_load` of it comes with it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TorchPod:
    """``headers`` is the folder of torch's headers below the pod's own, the same for all slices."""

    headers: str
    xcframework: str = ""
    """Empty where the pod holds separate static libraries."""
    has_simulator: bool | None = None
    """Whether it has a slice for the arm64 simulator; None where kmpgen does not know."""


_STATIC_LIBRARIES = TorchPod("install/include")
_XCFRAMEWORK = "LibTorchLite.xcframework"
_KNOWN = {
    "LibTorch-Lite": TorchPod("install/include", has_simulator=False),
    "VoizeLibTorch-Lite": TorchPod(f"{_XCFRAMEWORK}/ios-arm64/Headers", _XCFRAMEWORK, has_simulator=True),
}
WITH_SIMULATOR = "VoizeLibTorch-Lite"


def torch_pod(name: str) -> TorchPod:
    """The layout of the pod ``name``; that of LibTorch-Lite for pods that kmpgen does not know, as its nightly is."""
    return _KNOWN.get(name, _STATIC_LIBRARIES)
