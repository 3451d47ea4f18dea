"""Writes `kmpgen/fitness/operators.txt.gz`: which operators each runtime of torch has.

    python scripts/operator_tables.py FOLDER            # fetches (2.5 GB, by Maven and pip), reads and writes
    python scripts/operator_tables.py FOLDER --load MODEL...   # loads models with the AAR's own native library

Every library is loaded by a small C program and asked for its own list, the one that its lite loader looks things up
in. The AAR's is Android's x86_64 one: on stand-ins for what Android's C library has beyond glibc (operators/bionic.c),
and less its symbol versions, it runs on a Linux machine. Needs gcc, Maven, and torch in this Python. Not run by tests.
"""

from __future__ import annotations

import argparse
import gzip
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import torch

HERE = Path(__file__).parent
DATA = HERE.parent / "kmpgen" / "fitness" / "operators.txt.gz"
AARS = ("1.12.2",)
"""Of `org.pytorch:pytorch_android_lite`. 1.9.0 runs, too, but takes no file of today's torch, whatever its bytecode."""
TYPES = {"Generator": "Generator", "Device": "Device", "complex": "complex", "Union": "Union[int, str]"}
WHEELS = ("1.12.1", "1.13.1", "2.1.0")
"""Of these desktop versions; the installed one comes on top. All of them have strings as before libstdc++'s new ABI."""

DTYPES = (
    "bfloat16 bool complex128 complex32 complex64 float16 float32 float64 float8_e4m3fn float8_e4m3fnuz float8_e5m2 "
    "float8_e5m2fnuz int16 int32 int64 int8 qint32 qint8 quint8 uint16 uint32 uint64 uint8"
).split()
SEPARATE = ("libm.so", "libdl.so", "liblog.so", "libandroid.so")
VERSION_TAGS = {0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF}
DT_DEBUG, PT_DYNAMIC = 21, 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--load", nargs="+", metavar="MODEL", default=())
    given = parser.parse_args()
    folder = given.folder.resolve()
    if given.load:
        load(folder, given.load)
        return
    tables = [measured(folder, version) for version in AARS]
    tables += [desktop(folder, version, wheel(folder, version), "-DCOW") for version in WHEELS]
    installed = torch.__version__.partition("+")[0]
    tables.append(desktop(folder, installed, Path(torch.__file__).parent / "lib"))
    DATA.write_bytes(gzip.compress(as_text(tables).encode(), mtime=0))
    for table, names in tables:
        print(f"{table['name']}: {len(names)} operators, bytecode {table['bytecode']}")
    print(f"{DATA.name}: {DATA.stat().st_size} bytes")


Table = tuple[dict[str, object], frozenset[str]]


def as_text(tables: Sequence[Table]) -> str:
    """A line of JSON about the tables, then one for each operator: its name, a letter for each table that has it."""
    lines = [json.dumps([about for about, _ in tables])]
    for name in sorted(frozenset().union(*(names for _, names in tables))):
        letters = "".join(chr(ord("a") + at) for at, (_, names) in enumerate(tables) if name in names)
        lines.append(f"{name} {letters}")
    return "\n".join(lines) + "\n"


def measured(folder: Path, version: str) -> Table:
    libraries = android_libraries(folder, version)
    command: list[str | Path] = [libraries / "list", "libpytorch_jni_lite.so"]
    about = {"name": f"pytorch_android_lite:{version}", "origin": "measured"}
    return table({**about, **tried(folder, command, libraries)}, run(command, libraries))


def desktop(folder: Path, version: str, libraries: Path, *flags: str) -> Table:
    program = folder / f"list-{version}"
    run(["gcc", "-O1", "-Wall", *flags, "-o", program, HERE / "operators/list.c", "-ldl"])
    command: list[str | Path] = [program, libraries / "libtorch_cpu.so"]
    about = {"name": f"torch:{version}", "origin": "desktop"}
    return table({**about, **tried(folder, command, libraries)}, run(command, libraries))


def tried(folder: Path, command: Sequence[str | Path], libraries: Path) -> dict[str, object]:
    """What its lite loader takes of small files that the installed torch writes: tensors of each dtype, arguments of
    some types, flatbuffers."""
    probes = folder / "probes"
    if not probes.is_dir():
        write_probes(probes)
    done = [line.split() for line in run([*command, *sorted(probes.iterdir())], libraries).splitlines()]
    found = {Path(path).stem: verdict for verdict, path in done}
    assert set(found.values()) <= {"loads", "refuses"}, found
    assert found["float32"] == "loads", found
    lacking = {name for name, verdict in found.items() if verdict != "loads"}
    return {
        "flatbuffer": "flatbuffer" not in lacking,
        "no_dtypes": sorted(lacking & set(DTYPES)),
        "no_types": sorted(lacking & set(TYPES)),
    }


def write_probes(folder: Path) -> None:
    folder.mkdir()
    for name in DTYPES:
        dtype = getattr(torch, name)
        zeros = torch.zeros(3)
        tensor = torch.quantize_per_tensor(zeros, 1.0, 0, dtype) if name.startswith("q") else zeros.to(dtype)
        probe(tensor, "Tensor")._save_for_lite_interpreter(str(folder / f"{name}.ptl"))
    for name, spelled in TYPES.items():
        probe(torch.zeros(3), spelled)._save_for_lite_interpreter(str(folder / f"{name}.ptl"))
    plain = probe(torch.zeros(3), "Tensor")
    plain._save_for_lite_interpreter(str(folder / "flatbuffer.ptl"), _use_flatbuffer=True)


def probe(tensor: torch.Tensor, kind: str) -> torch.jit.ScriptModule:
    """Holds the tensor, and takes a value of that type."""
    module = type("Probe", (torch.nn.Module,), {})()  # torch gives modules of one class one set of methods
    module.register_buffer("held", tensor)
    scripted = torch.jit.script(module)
    scripted.define(f"def take(self, x: {kind}):\n    return 1\n")
    return scripted


def table(about: dict[str, object], said: str) -> Table:
    lines = [line.split() for line in said.splitlines()]
    names = frozenset(words[1] for words in lines if words[0] == "operator")
    (versions,) = [[int(word) for word in words[1:]] for words in lines if words[0] == "bytecode"]
    assert len(names) > 1000, f"only {len(names)} operators in {about['name']}"
    classes = {kind: sorted(words[1] for words in lines if words[0] == kind) for kind in ("class", "lacks")}
    return {**about, "bytecode": versions, "classes": classes["class"], "no_classes": classes["lacks"]}, names


def android_libraries(folder: Path, version: str) -> Path:
    """The AAR's libraries for x86_64, what they stand on, and the program that loads them."""
    libraries = folder / f"android-{version}"
    libraries.mkdir(parents=True, exist_ok=True)
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    run(
        [
            "mvn",
            "-q",
            "-B",
            copy,
            f"-Dartifact=org.pytorch:pytorch_android_lite:{version}:aar",
            f"-DoutputDirectory={folder}",
        ]
    )
    with zipfile.ZipFile(folder / f"pytorch_android_lite-{version}.aar") as aar:
        for name in aar.namelist():
            if name.startswith("jni/x86_64/") and name.endswith(".so"):
                (libraries / Path(name).name).write_bytes(without_versions(aar.read(name)))
    shared: list[str | Path] = ["gcc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-O1", "-Wno-builtin-declaration-mismatch"]
    run([*shared, "-o", libraries / "libc.so", HERE / "operators/bionic.c", "-Wl,-soname,libc.so", "-lm", "-ldl"])
    for name in SEPARATE:
        run([*shared, "-o", libraries / name, "-x", "c", "/dev/null", f"-Wl,-soname,{name},--no-as-needed", "-lm"])
    program: list[str | Path] = ["gcc", "-O1", "-Wall", "-DLIBCXX", "-o", libraries / "list", HERE / "operators/list.c"]
    run([*program, libraries / "libc.so", "-ldl"])
    return libraries


def without_versions(library: bytes) -> bytes:
    """An ELF library of 64 bits whose symbols ask for no version: glibc has none that is called LIBC."""
    data = bytearray(library)
    (headers,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for header in range(headers, headers + size * count, size):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, header)
        for entry in range(offset, offset + length, 16) if kind == PT_DYNAMIC else ():
            if struct.unpack_from("<q", data, entry)[0] in VERSION_TAGS:
                struct.pack_into("<qq", data, entry, DT_DEBUG, 0)
    return bytes(data)


def wheel(folder: Path, version: str) -> Path:
    """libtorch out of a wheel for whichever Python, on stand-ins for the parts of CUDA that it is linked to."""
    libraries = folder / f"torch-{version}" / "lib"
    if not (libraries / "libtorch_cpu.so").is_file():
        libraries.mkdir(parents=True, exist_ok=True)
        chosen = "--python-version 310 --implementation cp --abi cp310 --only-binary=:all: --no-deps".split()
        platforms = ["--platform", "manylinux1_x86_64", "--platform", "manylinux2014_x86_64"]
        download: list[str | Path] = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-cache-dir",
            f"torch=={version}",
            "-d",
            folder,
        ]
        run([*download, *chosen, *platforms])
        with zipfile.ZipFile(next(folder.glob(f"torch-{version}-*.whl"))) as archive:
            for name in archive.namelist():
                file = Path(name).name
                if name.startswith("torch/lib/") and file.startswith(("libtorch_cpu.so", "libc10.so", "libgomp")):
                    (libraries / file).write_bytes(archive.read(name))
    needed = run(["readelf", "-d", libraries / "libtorch_cpu.so"])
    for line in needed.splitlines():
        name = line.rpartition("[")[2].rstrip("]")
        if "NEEDED" in line and name.startswith(("libcudart", "libcupti")):
            run(["gcc", "-shared", "-o", libraries / name, "-x", "c", "/dev/null", f"-Wl,-soname,{name}"])
    return libraries


def load(folder: Path, models: Sequence[str]) -> None:
    """Prints whether the library of the newest AAR loads each model; what it throws goes to stderr."""
    libraries = android_libraries(folder, AARS[-1])
    print(run([libraries / "list", "libpytorch_jni_lite.so", *models], libraries), end="")


def run(command: Sequence[str | Path], libraries: Path | None = None) -> str:
    environment = {"LD_LIBRARY_PATH": str(libraries)} if libraries else None
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
