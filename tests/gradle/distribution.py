"""Builds a Gradle installation in a cache folder, as no Gradle distribution can be had from a Maven repository.

The published API jar holds all of Gradle's own classes but the Kotlin DSL front-end. Beside it go the Groovy that it
calls, the Java sources of this folder (a main class, and a stand-in for that front-end) and a few Kotlin DSL
functions.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kmpgen import cachefolder
from kmpgen.verify.cache import Cache
from kmpgen.verify.tools import find_jdk, find_maven
from tests.gradle import android_sdk

GRADLE = "8.11.1"
HERE = Path(__file__).parent

# The engine finds its modules by these files, one a module, and each module's classes by the jars named in it.
_MODULE_SUFFIX = "-classpath.properties"
_MODULES_WITH_CLASSES = {"gradle-core", "gradle-core-api", "gradle-launcher", "gradle-worker-main"}

# The jar of this name must be in ``home/lib``: Gradle finds its home by where it is.
_BEACON = "gradle-installation-beacon-"

# Version catalog accessors are compiled against this module's own jar among others, without what it depends on.
_MODULE_OF_ACCESSORS = "gradle-base-services"


@dataclass(frozen=True)
class Distribution:
    """A folder that Gradle's classes take for their installation, and what is needed to start them."""

    home: Path

    @property
    def class_path(self) -> list[Path]:
        """Jars of the JVM that runs a build; first the Java of this folder, which replaces classes of the API jar."""
        jars = sorted(jar for jar in (self.home / "lib").glob("*.jar") if not _is_module(jar))
        return sorted(jars, key=lambda jar: not jar.name.startswith(_BEACON))

    @property
    def script_compiler(self) -> Path:
        """Folder of the Kotlin compiler's jars, kept off the class path."""
        return self.home / "script-compiler"

    @property
    def android_sdk(self) -> Path:
        """What ``ANDROID_HOME`` names."""
        return self.home / "android-sdk"


def cache_folder() -> Path:
    """Beside the compilers that kmpgen fetches."""
    return cachefolder.cache_folder() / "gradle-engine"


def prepare() -> Distribution:
    """The cached distribution; built first (Maven downloads 400 MB) where the cache has none of these very sources."""
    cache = cache_folder()
    home = cache / f"gradle-{GRADLE}-{_fingerprint()}"
    with _locked(cache):
        if not home.exists():
            unfinished = cache / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            _assemble(unfinished, _download(cache))
            unfinished.rename(home)
    return Distribution(home)


def _sources(suffix: str) -> list[Path]:
    return sorted(HERE.rglob(f"*{suffix}"))


def _fingerprint() -> str:
    inputs = [HERE / "pom.xml", *_sources(".py"), *_sources(".java"), *_sources(".kt")]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()[:12]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(cache: Path) -> Path:
    """Copies what ``pom.xml`` names out of Maven's repository; gives the folder."""
    pom = HERE / "pom.xml"
    jars = cache / f"jars-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if not jars.exists():
        partial = jars.with_suffix(".partial")
        goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
        _run(str(find_maven()), "-q", "-B", "-f", str(pom), goal, f"-DoutputDirectory={partial}")
        partial.rename(jars)
    return jars


def _assemble(home: Path, jars: Path) -> None:
    lib = home / "lib"
    compiler = home / "script-compiler"
    for folder in (lib / "plugins", compiler):
        folder.mkdir(parents=True)
    for jar in sorted(jars.glob("*.jar")):
        if jar.name.startswith(("kotlin", "annotations")):
            os.link(jar, compiler / jar.name)
        if not jar.name.startswith("kotlin") or jar.name.startswith(("kotlin-stdlib-", "kotlin-reflect-")):
            os.link(jar, lib / jar.name)
    _write_modules(lib, lib / f"gradle-api-{GRADLE}.jar")
    _compile_java(home)
    _compile_kotlin(home)
    android_sdk.write(home / "android-sdk", Cache().ensure(["android"])["android"])


def _write_modules(lib: Path, api_jar: Path) -> None:
    """An empty jar for each of Gradle's modules: its dependencies, and for some all the classes there are."""
    with zipfile.ZipFile(api_jar) as api:
        plugins = set(_properties(api.read("gradle-plugins.properties"))["plugins"].split(","))
        modules = {
            name.removesuffix(_MODULE_SUFFIX): _properties(api.read(name)).get("projects", "")
            for name in api.namelist()
            if name.startswith("gradle-") and name.endswith(_MODULE_SUFFIX)
        }
    runtime = ",".join(sorted(jar.name for jar in lib.glob("*.jar")))
    for module, projects in modules.items():
        known = ",".join(project for project in projects.split(",") if project in modules)
        classes = runtime if module in _MODULES_WITH_CLASSES else ""
        folder = lib / "plugins" if module in plugins else lib
        with zipfile.ZipFile(folder / f"{module}-{GRADLE}.jar", "w") as jar:
            jar.writestr(f"{module}{_MODULE_SUFFIX}", f"projects={known}\nruntime={classes}\noptional=\n")
            if module == _MODULE_OF_ACCESSORS:
                jar.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\nClass-Path: {api_jar.name}\n")


def _is_module(jar: Path) -> bool:
    return jar.name.startswith("gradle-") and not jar.name.startswith(("gradle-api-", _BEACON))


def _properties(text: bytes) -> dict[str, str]:
    lines = text.decode().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _compile_java(home: Path) -> None:
    classes = home / "classes"
    class_path = os.pathsep.join(map(str, (home / "lib").glob("*.jar")))
    _run(
        str(find_jdk().java.resolve().with_name("javac")),
        "-nowarn",
        "-proc:none",
        "-cp",
        class_path,
        "-d",
        str(classes),
        *map(str, _sources(".java")),
    )
    _jar(classes, home / "lib" / f"{_BEACON}{GRADLE}.jar")


def _compile_kotlin(home: Path) -> None:
    classes = home / "dsl-classes"
    compiler = os.pathsep.join(map(str, (home / "script-compiler").glob("*.jar")))
    main = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"
    class_path = os.pathsep.join(map(str, (home / "lib").glob("*.jar")))
    options = ["-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "17", "-module-name", "dsl", "-cp", class_path]
    _run(str(find_jdk().java), "-cp", compiler, main, *options, "-d", str(classes), *map(str, _sources(".kt")))
    _jar(classes, home / "lib" / "kotlin-dsl.jar")


def _jar(classes: Path, jar: Path) -> None:
    with zipfile.ZipFile(jar, "w") as archive:
        for path in sorted(classes.rglob("*")):
            archive.write(path, path.relative_to(classes))
    shutil.rmtree(classes)


def _run(*command: str) -> None:
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed ({result.returncode}):\n{result.stdout}")
