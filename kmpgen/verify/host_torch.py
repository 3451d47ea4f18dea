"""The torch that is installed beside kmpgen, found without importing it, and native code compiled against it once."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.verify.cache import Cache
from kmpgen.verify.tools import MissingTool

COMPILERS = ("g++", "c++", "clang++")
# Every name of this C++ ABI has the marker in it where a string is passed; the older one spells it `Ss`.
CXX11_MARKER = b"torchCheckFailEPKcS2_jRKNSt7__cxx11"
PHONES_ENGINE = Path(__file__).with_name("host") / "phones_engine.cpp"
"""Goes into every library that runs models here."""
TIMEOUT_SECONDS = 900


@dataclass(frozen=True)
class Torch:
    """An installed libtorch. `root` holds `include/` and `lib/`; `later_includes` are looked at after all others."""

    root: Path
    version: str
    later_includes: tuple[Path, ...] = ()

    @property
    def libraries(self) -> Path:
        return self.root / "lib"

    @property
    def cxx11_abi(self) -> bool:
        """Which of the two ABIs of GNU's C++ library it was compiled for; read from its smallest library."""
        return CXX11_MARKER in (self.libraries / "libc10.so").read_bytes()

    def compile_flags(self) -> list[str]:
        """What a C++17 source that includes torch's headers needs."""
        flags = ["-std=c++17", "-DNDEBUG", "-DAT_PER_OPERATOR_HEADERS"]
        flags += [f"-D_GLIBCXX_USE_CXX11_ABI={int(self.cxx11_abi)}"]
        for include in (self.root / "include", self.root / "include/torch/csrc/api/include"):
            flags += ["-isystem", str(include)]
        for include in self.later_includes:
            flags += ["-idirafter", str(include)]
        return flags

    def link_flags(self) -> list[str]:
        return [f"-L{self.libraries}", "-ltorch_cpu", "-lc10", f"-Wl,-rpath,{self.libraries}", "-Wl,--no-undefined"]


@dataclass(frozen=True)
class CxxCompiler:
    path: Path
    version: str


def find_torch() -> Torch:
    """The torch of the running Python. Raises MissingTool."""
    spec = importlib.util.find_spec("torch")
    root = Path(spec.origin).parent if spec is not None and spec.origin else None
    if root is None or not (root / "lib/libtorch_cpu.so").exists() or not (root / "include/torch").is_dir():
        raise MissingTool('torch (pip install "kmpgen[torch]")', 'pip install "kmpgen[torch]"')
    return Torch(root, _torch_version(root))


def find_cxx() -> CxxCompiler:
    """$CXX, else the first C++ compiler of the PATH. Raises MissingTool."""
    for name in filter(None, (os.environ.get("CXX"), *COMPILERS)):
        found = shutil.which(name)
        if found is not None:
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
            if said.returncode == 0:
                return CxxCompiler(Path(found), said.stdout.partition("\n")[0])
    raise MissingTool("a C++ compiler", "Debian: apt install g++; CXX names another one")


def compiled(
    name: str,
    sources: Sequence[Path],
    command: Callable[[Path], Sequence[str | Path]],
    key: Sequence[str],
    progress: Callable[[str], None] = lambda line: None,
    folder: Path | None = None,
) -> Path:
    """The file that `command(output)` makes of `sources`, made at first use and kept in the cache folder.

    It is made anew where the sources (all files of ours that the compiler reads, headers too), the command or `key`
    (the versions of what else takes part) are others. `folder` is where the command runs.
    Raises KmpgenError KMP420 where the command fails.
    """
    cache = Cache(progress=progress)
    digest = sha256("\0".join([name, platform.machine(), *map(str, command(Path(name))), *key]).encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    place = cache.root / f"native-{digest.hexdigest()[:16]}" / name
    if place.exists():
        return place
    with cache.locked():
        if not place.exists():
            progress(f"compiling {name} (once)")
            _compile(name, command, place, folder)
    return place


def _compile(name: str, command: Callable[[Path], Sequence[str | Path]], place: Path, folder: Path | None) -> None:
    """Compiles beside the final place and renames, so that a file in place is always whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{name}.{os.getpid()}")
    try:
        done = subprocess.run(
            list(command(unfinished)),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            cwd=folder,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _not_compiled(name, str(problem)) from problem
    if done.returncode != 0:
        unfinished.unlink(missing_ok=True)
        errors = [line for line in done.stderr.splitlines() if "error" in line]
        raise _not_compiled(name, (errors or done.stderr.splitlines() or ["the compiler gave no reason"])[0])
    unfinished.rename(place)


def _not_compiled(name: str, reason: str) -> KmpgenError:
    return KmpgenError(
        Diagnostic(
            "KMP420",
            f"{name} could not be compiled against the installed torch: {reason}",
            hint="check that the C++ compiler (CXX names another one) takes C++17 and that torch is 2.6 or newer",
        )
    )


def _torch_version(root: Path) -> str:
    """`2.13.0+cu130` as torch itself says, else what the installer noted."""
    file = root / "version.py"
    stated = re.search(r"^__version__ = '([^']+)'", file.read_text(), re.MULTILINE) if file.exists() else None
    return stated[1] if stated else importlib.metadata.version("torch")
