"""The cache of compilers, filled by the real Maven with small artifacts; and what is said where a tool is missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kmpgen.cachefolder import cache_folder
from kmpgen.errors import KmpgenError
from kmpgen.verify import artifacts, exit_code, verify
from kmpgen.verify.cache import Cache
from kmpgen.verify.compiler import JVM_FLAGS, CompilerHost
from kmpgen.verify.foundation import with_foundation
from kmpgen.verify.linux_programs import LinuxKotlin
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool, find_jdk

ROOT = Path(__file__).parent.parent
SMALL = ("fbjni", "nativeloader")
needs_maven = pytest.mark.skipif(not os.environ.get("CI") and not shutil.which("mvn"), reason="needs Maven")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the small artifacts. For copying: Maven takes its time."""
    root = tmp_path_factory.mktemp("filled") / "cache"
    said: list[str] = []
    Cache(root, said.append).ensure(SMALL)
    assert said, "nothing was said while fetching"
    return root


@pytest.fixture
def cache(tmp_path: Path, said: list[str]) -> Cache:
    return Cache(tmp_path / "cache", said.append)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, artifacts.Artifact]:
    """The pinned artifacts, for a test to change."""
    changed = dict(artifacts.pinned())
    monkeypatch.setattr("kmpgen.verify.cache.pinned", lambda: changed)
    return changed


def _is_right(file: Path, id: str) -> bool:
    return hashlib.sha256(file.read_bytes()).hexdigest() == artifacts.pinned()[id].sha256


def _without_tools(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.slow
@needs_maven
def test_a_full_cache_works_without_maven(
    filled: Path, cache: Cache, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(filled, cache.root)
    _without_tools(monkeypatch, tmp_path)
    files = cache.ensure(SMALL)
    assert all(_is_right(files[id], id) for id in SMALL)
    assert not said
    assert not list(cache.root.glob("stage-*"))


@pytest.mark.slow
@needs_maven
def test_what_several_tiers_ask_for_is_fetched_once(cache: Cache, said: list[str]) -> None:
    files = cache.ensure([*SMALL, *SMALL, *SMALL, *SMALL])
    assert all(_is_right(files[id], id) for id in SMALL)
    unpacked = [line for line in said if line.startswith("unpacking")]
    assert len(unpacked) == len(SMALL)


@pytest.mark.slow
@needs_maven
def test_damage_and_leftovers_are_mended(filled: Path, cache: Cache) -> None:
    shutil.copytree(filled, cache.root)
    files = cache.ensure(SMALL)
    files["fbjni"].write_bytes(files["fbjni"].read_bytes()[:100])
    shutil.rmtree(files["nativeloader"].parent)
    (files["nativeloader"].parent).mkdir()  # an entry without its stamp, as a broken disk might leave it
    (cache.root / "stage-1/download").mkdir(parents=True)
    assert cache.ensure(SMALL) == files
    assert all(_is_right(files[id], id) for id in SMALL)
    assert not list(cache.root.glob("stage-*"))


@pytest.mark.slow
@needs_maven
def test_of_two_at_once_one_fetches(cache: Cache) -> None:
    program = "from kmpgen.verify.cache import Cache; Cache(progress=print).ensure(['fbjni'])"
    environment = {**os.environ, "KMPGEN_CACHE": str(cache.root)}
    runs = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum("fetching compilers" in text for text in said) == 1, said


@pytest.mark.slow
@needs_maven
def test_only_the_kept_members_of_an_archive_stay(cache: Cache, table: dict[str, artifacts.Artifact]) -> None:
    table["fbjni"] = replace(table["fbjni"], keep=("META-INF/*",))
    folder = cache.ensure(["fbjni"])["fbjni"]
    kept = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}
    assert "META-INF" in kept
    assert not list(folder.rglob("*.class"))


@pytest.mark.slow
@needs_maven
@pytest.mark.parametrize(
    ("change", "code"),
    [({"sha256": "0" * 64}, "KMP411"), ({"coordinates": "com.facebook.fbjni:fbjni-java-only:0.0.0-none"}, "KMP410")],
)
def test_what_cannot_be_fetched_leaves_nothing_behind(
    change: dict[str, str], code: str, cache: Cache, table: dict[str, artifacts.Artifact]
) -> None:
    table["fbjni"] = replace(table["fbjni"], **change)  # type: ignore[arg-type]
    with pytest.raises(KmpgenError) as raised:
        cache.ensure(["fbjni"])
    assert [d.code for d in raised.value.diagnostics] == [code]
    assert [path.name for path in cache.root.iterdir()] == ["lock"]


def test_an_empty_cache_needs_maven(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_tools(monkeypatch, tmp_path)
    with pytest.raises(MissingTool, match=r"^Maven$"):
        cache.ensure(SMALL)
    assert not cache.root.exists()


def test_a_cache_folder_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kmpgen.verify.cache.find_maven", lambda: Path("mvn"))
    (tmp_path / "file").touch()
    with pytest.raises(KmpgenError) as raised:
        Cache(tmp_path / "file/cache").ensure(SMALL)
    assert [d.code for d in raised.value.diagnostics] == ["KMP412"]


def test_where_the_cache_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KMPGEN_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == tmp_path / ".cache/kmpgen"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg/kmpgen"
    monkeypatch.setenv("KMPGEN_CACHE", str(tmp_path / "named"))
    assert cache_folder() == tmp_path / "named"


@pytest.mark.parametrize(
    ("version", "has_compiler", "expected"),
    [("11.0.2", True, "JDK 17 (found Java 11.0.2)"), ("1.8.0_402", True, "JDK 17 (found Java 1.8.0_402)"),
     ("21.0.1", False, "JDK 17 (found Java 21.0.1)"), ("21.0.1", True, ""), (None, True, "JDK 17")],
)  # fmt: skip
def test_which_java_will_do(
    version: str | None, has_compiler: bool, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_tools(monkeypatch, tmp_path)
    folder = tmp_path / "jdk/bin"
    folder.mkdir(parents=True)
    if version is not None:
        (folder / "java").write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        (folder / "java").chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(folder.parent))
    if has_compiler:
        (folder / "javac").touch()
    if expected:
        with pytest.raises(MissingTool) as missing:
            find_jdk()
        assert str(missing.value) == expected
    else:
        assert find_jdk().version == version


def test_without_java_the_kotlin_tiers_are_skipped_and_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    (library / "src/commonMain").mkdir(parents=True)
    (library / "kmpgen.lock").touch()
    _without_tools(monkeypatch, tmp_path)
    tiers = ["kotlin-common", "kotlin-android", "kotlin-ios"]
    (report,) = verify([library], tiers)
    assert [str(tier) for tier in report.tiers] == [f"{tier} skipped: needs JDK 17" for tier in tiers]
    assert exit_code([report], None) == 0
    assert exit_code([report], ["kotlin-ios"]) == 1


@pytest.mark.slow
def test_compilers_that_end_unexpectedly_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        jdk = find_jdk()
    except MissingTool:
        if os.environ.get("CI"):
            raise
        pytest.skip("needs a JDK")
    monkeypatch.setattr("kmpgen.verify.compiler.JVM_FLAGS", ("-XX:+NoSuchFlag",))
    with CompilerHost(jdk, []) as host:
        jobs = [host.submit("jvm", []) for _ in range(3)]
        for job in jobs:
            with pytest.raises(KmpgenError, match="KMP413"):
                job.result(timeout=60)


@pytest.mark.slow
def test_classes_of_the_compilers_are_laid_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second JVM uses what the first one left, and one that finds it damaged does without."""
    try:
        with Workshop(["kotlin"]) as workshop:
            jars = sorted((workshop.cache.ensure(["kotlin"])["kotlin"] / "konan/lib").glob("*.jar"))
            jdk = workshop.jdk
    except MissingTool:
        if os.environ.get("CI"):
            raise
        pytest.skip("needs a JDK and Maven")
    monkeypatch.setenv("KMPGEN_CACHE", str(tmp_path))

    def classes_from_archive() -> int:
        log = tmp_path / "classes.log"
        monkeypatch.setattr("kmpgen.verify.compiler.JVM_FLAGS", (*JVM_FLAGS, f"-Xlog:class+load:file={log}"))
        with CompilerHost(jdk, jars) as host:
            assert host.submit("jvm", ["-version"]).result(timeout=100).ok
        return sum("org.jetbrains.kotlin" in line and "(top)" in line for line in log.read_text().splitlines())

    assert classes_from_archive() == 0
    (archive,) = tmp_path.glob("*.jsa*")
    assert classes_from_archive() > 20
    archive.chmod(0o600)
    archive.write_bytes(b"no archive" * 100)
    assert classes_from_archive() == 0


@pytest.mark.slow
def test_a_kotlin_that_compiles_nothing_for_linux_is_said(tmp_path: Path) -> None:
    try:
        with Workshop(["kotlin"]) as workshop:
            konan = LinuxKotlin(tmp_path, ("-target", "no_target"), ())
            with pytest.raises(KmpgenError, match=r"KMP413: Kotlin/Native does not compile here: .*no_target"):
                with_foundation(konan, workshop.kotlin(), tmp_path)
    except MissingTool:
        if os.environ.get("CI"):
            raise
        pytest.skip("needs a JDK and Maven")
