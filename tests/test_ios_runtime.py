"""The emitted Objective-C runs real models: core and skin over torch's own libraries, on GNUstep."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
EXERCISE = HERE / "ios" / "exercise.m"
LOOKUP = HERE / "ios" / "lookup.m"
BUNDLE = "PLMLibTorchWrapper_PLMLibTorchWrapper.bundle"
# Where an app has the models of a library: as the Swift package and the pod copy them, and among its own resources.
PLACES = (f"{BUNDLE}/com.example.some", BUNDLE, f"Resources/{BUNDLE}", "com.example.some", "")
MODELS = HERE / "ios" / "models.py"
ANY_MODEL = HERE / "features" / "list_unboxed" / "model.ptl"
CASES = EXERCISE.read_text().split("cases[] = {")[1].split("\n};")[0].split("CASE(")[2:]
# GCC's Objective-C runtime, which Debian's GNUstep is built on.
OBJECTIVE_C = (
    "-std=gnu11 -DGNUSTEP -DGNUSTEP_BASE_LIBRARY=1 -DGNU_RUNTIME=1 -D_NATIVE_OBJC_EXCEPTIONS -fexceptions "
    "-fobjc-exceptions -fconstant-string-class=NSConstantString -isystem /usr/include/GNUstep -DNS_SWIFT_NAME(name)="
).split()
STRICT = ("-O1", "-Wall", "-Wextra", "-Werror")


@dataclass(frozen=True)
class Exercise:
    """The program, its models, and the cases that held when it ran all of them in one process."""

    program: Path
    models: Path
    held: frozenset[str]

    def run(self, case: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(self.program), str(self.models), case], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def wrapper(kmpgen: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The emitted sources of the pod."""
    library = tmp_path_factory.mktemp("ios") / "library"
    built = kmpgen("build", ANY_MODEL, "-o", library)
    assert built.returncode == 0, built.stderr
    return library / "ios" / "PLMLibTorchWrapper"


@pytest.fixture(scope="module")
def exercise(wrapper: Path, cache: Path) -> Exercise:
    exercise = Exercise(_program(wrapper, EXERCISE, cache), _models(cache), frozenset())
    return Exercise(exercise.program, exercise.models, frozenset(exercise.run("all").stdout.split()))


@pytest.fixture(scope="module")
def cache(pytestconfig: pytest.Config) -> Path:
    """A folder that outlives the run: what is compiled there is named by a hash of all that went into it."""
    clang, runtime = shutil.which("clang++-14"), next(Path("/usr/lib/gcc").glob("*/*/include/objc/objc.h"), None)
    if not (clang and runtime and Path("/usr/include/GNUstep").is_dir() and sys.platform == "linux"):
        reason = "needs clang-14, libgnustep-base-dev and libobjc-12-dev"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return Path(pytestconfig.cache.mkdir("ios-runtime"))


@pytest.mark.parametrize("case", [case.split(")")[0] for case in CASES])
def test_wrapper(exercise: Exercise, case: str) -> None:
    if case in exercise.held:
        return
    alone = exercise.run(case)  # whatever stopped the process, the other cases are judged by themselves
    assert alone.returncode == 0, alone.stderr or f"ended by signal {-alone.returncode}"


@pytest.mark.parametrize("place", PLACES)
def test_a_model_that_the_app_brings_is_found(wrapper: Path, cache: Path, place: str) -> None:
    lookup = _program(wrapper, LOOKUP, cache)

    def said(*words: str) -> Path:
        return Path(subprocess.run([lookup, *words], capture_output=True, text=True, check=True).stdout.strip())

    app = said()
    shutil.rmtree(app, ignore_errors=True)
    (app / place).mkdir(parents=True)
    (app / place / "Some.ptl").touch()
    assert said("Some.ptl", "com.example.some") == app / place / "Some.ptl"
    assert said("Other.ptl", "com.example.some") == Path()


def _program(wrapper: Path, source: Path, cache: Path) -> Path:
    """The program of ``source`` and the wrapper, which takes half a minute to compile where the cache lacks it."""
    parts = [*(file.read_bytes() for file in sorted(wrapper.iterdir()) if file.is_file()), version("torch").encode()]
    objects = cache / _hash(parts)
    objects.mkdir(exist_ok=True)
    torch = _torch()
    headers = ("-isystem", str(torch / "include"))
    for core in sorted(wrapper.glob("*.cpp")):
        _compile(objects / f"{core.stem}.o", "clang++-14", *STRICT, "-std=c++17", *headers, "-c", str(core))
    skin, program = objects / "skin.o", wrapper / source.stem
    _compile(skin, "clang-14", *STRICT, *_objective_c(), "-c", str(wrapper / "PLMLibTorchWrapper.m"))
    test = wrapper / f"{source.stem}.o"
    _compile(test, "clang-14", *STRICT, *_objective_c(), f"-I{wrapper}", "-c", str(source))
    libraries = ["-Wl,--no-as-needed", "-ltorch_cpu", "-lc10", "-lgnustep-base", "-lobjc", "-lpthread"]
    linked = [
        *map(str, sorted(objects.glob("*.o"))),
        str(test),
        f"-L{torch}/lib",
        f"-Wl,-rpath,{torch}/lib",
        *libraries,
    ]
    _compile(program, "clang++-14", *linked)
    return program


def _objective_c() -> list[str]:
    runtime = next(Path("/usr/lib/gcc").glob("*/*/include/objc/objc.h"))
    return [*OBJECTIVE_C, "-isystem", str(runtime.parent.parent)]


def _models(cache: Path) -> Path:
    """torch writes them: in a process of its own, once for each version of the script."""
    models = cache / f"models-{_hash([MODELS.read_bytes(), version('torch').encode()])}"
    if not models.exists():
        unfinished = models.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        subprocess.run([sys.executable, "-W", "ignore", MODELS, unfinished], check=True)
        unfinished.rename(models)
    return models


def _compile(target: Path, *command: str) -> None:
    """Leaves a finished ``target`` alone."""
    if target.exists():
        return
    unfinished = target.with_suffix(".new")
    done = subprocess.run([*command, "-o", unfinished], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    unfinished.rename(target)


def _torch() -> Path:
    spec = find_spec("torch")
    assert spec is not None
    return Path(str(spec.origin)).parent


def _hash(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
