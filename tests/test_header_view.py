"""The Kotlin view of the emitted Objective-C header against real cinterop's rendering of the same header."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from kmpgen.errors import KmpgenError
from kmpgen.verify.cache import Cache
from kmpgen.verify.header import read_header
from kmpgen.verify.stub import render_stub
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import MissingTool
from tests.cinterop.reference import CannotSetUp, Cinterop, declarations, set_up

ROOT = Path(__file__).parent.parent
HEADERS = {
    "every construct": ROOT / "tests/cinterop/Reference.h",
    "the emitted header": ROOT / "generated/sentiment-classifier/ios/PLMLibTorchWrapper/PLMLibTorchWrapper.h",
}
PACKAGE = "cocoapods.Reference"
DEFINITION = "language = Objective-C\nheaders = {0}\nheaderFilter = {0}\npackage = " + PACKAGE + "\n"


@pytest.fixture(scope="module")
def cinterop() -> Cinterop:
    try:
        return set_up(Cache())
    except (CannotSetUp, MissingTool) as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"real cinterop cannot be set up here: {problem}")


@pytest.mark.slow
def test_the_stub_declares_what_cinterop_does(cinterop: Cinterop, tmp_path: Path) -> None:
    """The klib that `verify` compiles against, by declaration; both are dumped by Kotlin/Native's own tool."""
    stubs = _compiled_stubs(tmp_path)
    for name, header in HEADERS.items():
        definition = tmp_path / f"{name}.def"
        definition.write_text(DEFINITION.format(header.name))
        real = tmp_path / f"{name}.klib"
        cinterop.run(definition, header.parent, real)
        expected = {line for line in declarations(cinterop.dump(real)) if not _is_left_to_nsobject(line)}
        assert len(expected) > 40, "the dump was not understood"
        assert declarations(cinterop.dump(stubs[name])) == expected, name


def _compiled_stubs(folder: Path) -> dict[str, Path]:
    jobs = {}
    with Workshop() as workshop:
        host = workshop.kotlin()
        for name, header in HEADERS.items():
            source, klib = folder / f"{name}.kt", folder / f"{name}-stub"
            source.write_text(render_stub(read_header(header, header.name), PACKAGE))
            arguments = ["-target", "ios_arm64", "-produce", "library", "-nopack", "-o", str(klib), str(source)]
            jobs[name] = (
                klib,
                host.submit("native", ["-opt-in", "kotlin.native.internal.InternalForKotlinNative", *arguments]),
            )
        for _, job in jobs.values():
            assert job.result().ok, job.result().messages
    return {name: klib for name, (klib, _) in jobs.items()}


def _is_left_to_nsobject(line: str) -> bool:
    """Overrides of what NSObject declares cannot be written in Kotlin source: see kmpgen/verify/stub.py.

    RefPlain narrows the factories of another class of the header, which is the same thing.
    """
    narrowed = re.search(r" fun (init|new|alloc)\(\): cocoapods/", line)
    return bool(narrowed) or (line.startswith("cocoapods/Reference/RefPlainMeta:") and " fun " in line)


@pytest.mark.parametrize(
    "declaration",
    [
        "@protocol RefDelegate - (void)done; @end",
        "@interface NSString (Ref) - (void)extra; @end",
        "struct RefPoint { double x, y; };",
        "@interface RefBad : NSObject - (id<NSCopying>)copyable; @end",
        "@interface RefBad : NSObject - (void)log:(NSString *)format, ...; @end",
        "@interface RefBad : NSObject @property (readonly) NSRange range; @end",
        "@interface RefBad : NSObject <NSCopying> @end",
        "extern void RefLog(const char *text);",
        "extern int RefCounter;",
        "static inline int RefTwo(void) { return 2; }",
    ],
)
def test_what_the_view_cannot_show_is_said(declaration: str, tmp_path: Path) -> None:
    header = tmp_path / "Bad.h"
    header.write_text(f"#import <Foundation/Foundation.h>\n{declaration}\n")
    with pytest.raises(KmpgenError) as raised:
        read_header(header, "ios/Bad.h")
    assert [(d.code, d.where.file) for d in raised.value.diagnostics] == [("KMP405", "ios/Bad.h:2")]


def test_all_that_cannot_be_shown_is_said_at_once(tmp_path: Path) -> None:
    header = tmp_path / "Bad.h"
    header.write_text("#import <Foundation/Foundation.h>\n@protocol A\n@end\nstruct B { int i; };\n")
    with pytest.raises(KmpgenError) as raised:
        read_header(header, "Bad.h")
    assert [d.where.file for d in raised.value.diagnostics] == ["Bad.h:2", "Bad.h:4"]


def test_a_header_that_does_not_parse_is_said_with_its_line(tmp_path: Path) -> None:
    header = tmp_path / "Bad.h"
    header.write_text("#import <Foundation/Foundation.h>\n@interface A : NSObject\n- (Unknown *)x;\n@end\n")
    with pytest.raises(KmpgenError) as raised:
        read_header(header, "ios/Bad.h")
    assert [(d.code, d.where.file) for d in raised.value.diagnostics] == [("KMP404", "ios/Bad.h:3")]
