"""The emitted R8 rules, given to R8 itself with PyTorch's Java classes and everything those depend on."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from kmpgen.verify.cache import Cache
from kmpgen.verify.tools import find_jdk
from tests.feature_models import ROOT

RULES = ROOT / "generated/sentiment-classifier/consumer-rules.pro"


def classes(jar: Path) -> set[str]:
    with zipfile.ZipFile(jar) as archive:
        return {name.removesuffix(".class").replace("/", ".") for name in archive.namelist() if name.endswith(".class")}


@pytest.mark.slow
def test_shrinking_leaves_what_native_code_looks_up(tmp_path: Path) -> None:
    found = Cache().ensure(["r8", "android", "pytorch-android", "fbjni", "nativeloader"])
    pytorch = found["pytorch-android"] / "classes.jar"
    java = find_jdk().java
    seeds = tmp_path / "seeds.txt"
    extra = tmp_path / "extra.pro"
    extra.write_text(f"-printseeds {seeds}\n")
    command = [
        *(
            java,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            found["r8"],
            "com.android.tools.r8.R8",
            "--release",
            "--min-api",
            "24",
        ),
        *("--lib", found["android"], "--lib", java.resolve().parents[1]),
        *("--pg-conf", RULES, "--pg-conf", extra, "--output", tmp_path),
        *(pytorch, found["fbjni"], found["nativeloader"]),
    ]

    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)

    assert done.returncode == 0, done.stderr  # R8 fails for a class that is referred to and on no class path
    kept = set(seeds.read_text().splitlines())
    assert classes(pytorch) | classes(found["fbjni"]) <= kept
    for member in (
        "com.facebook.jni.HybridData$Destructor: long mNativePointer",
        "com.facebook.jni.HybridData: com.facebook.jni.HybridData$Destructor mDestructor",
        "com.facebook.jni.CppException: CppException(java.lang.String)",
        "org.pytorch.IValue: org.pytorch.IValue tupleFrom(org.pytorch.IValue[])",
        "org.pytorch.LiteNativePeer: com.facebook.jni.HybridData mHybridData",
    ):
        assert member in kept
