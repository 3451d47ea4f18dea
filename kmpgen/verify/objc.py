"""Tier `objc`: the emitted Objective-C is valid with and without ARC, is implemented, and declares what iosMain uses.

libclang reads it against a stand-in for Apple's Foundation; where clang and GNUstep are installed, they compile it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify import gnustep, libclang
from kmpgen.verify.header import HeaderView, read_header
from kmpgen.verify.kotlinuses import KotlinUses
from kmpgen.verify.library import Cinterop, EmittedLibrary
from kmpgen.verify.result import TierResult, failure
from kmpgen.verify.tier import Workshop
from kmpgen.verify.tools import Need

NAME = "objc"
ARTIFACTS: tuple[str, ...] = ()
NEEDS: tuple[Need, ...] = (libclang.version,)
WARNINGS = ("-Wall", "-Wextra")
MODES = ("-fno-objc-arc", "-fobjc-arc")


@dataclass(frozen=True)
class _Findings:
    """What the Objective-C of a library says by itself: complaints about it, and its selectors by class."""

    complaints: tuple[str, ...]
    implemented: dict[str, set[str]]


def check(libraries: Sequence[EmittedLibrary], workshop: Workshop) -> list[TierResult]:  # noqa: ARG001
    toolchain = gnustep.find()
    # Libraries of one batch mostly hold the same Objective-C.
    known: dict[str, _Findings] = {}
    return [_check(library, toolchain, known) for library in libraries]


def _check(library: EmittedLibrary, toolchain: gnustep.Toolchain | None, known: dict[str, _Findings]) -> TierResult:
    versions = {"libclang": libclang.version()} | (toolchain.versions if toolchain else {})
    if library.runtime:
        return TierResult(NAME, "skipped", "its Objective-C is in the library of its runtime", versions=versions)
    try:
        interop = library.cinterop()
        view = read_header(interop.header, str(interop.header.relative_to(library.root)))
    except KmpgenError as problem:
        return failure(NAME, problem, versions)
    sources = _Sources(library, interop)
    key = sources.fingerprint()
    if key not in known:
        known[key] = _find(sources, view, toolchain)
    used = _undeclared(view, library, interop, known[key].implemented)
    complaints = list(dict.fromkeys([*known[key].complaints, *map(library.relative, used)]))
    if complaints:
        return TierResult(NAME, "failed", complaints[0].splitlines()[0], "\n".join(complaints), versions)
    why = "" if toolchain else "by libclang alone: clang and GNUstep are not installed"
    return TierResult(NAME, "ok", why, versions=versions)


def _find(sources: _Sources, view: HeaderView, toolchain: gnustep.Toolchain | None) -> _Findings:
    implemented = sources.implemented()
    complaints = [*sources.complaints(), *_unimplemented(view, sources.header, implemented)]
    if toolchain is not None and not complaints:
        complaints += toolchain.compile(sources.header, sources.implementations)
    return _Findings(tuple(map(sources.library.relative, complaints)), implemented)


@dataclass(frozen=True)
class _Sources:
    """The Objective-C folder of a library: everything beside the header that the `.def` names."""

    library: EmittedLibrary
    interop: Cinterop

    @property
    def header(self) -> Path:
        return self.interop.header

    @cached_property
    def implementations(self) -> list[Path]:
        return sorted(self.header.parent.rglob("*.m"))

    @cached_property
    def parsed(self) -> list[tuple[Path, libclang.Parsed]]:
        """Each implementation, in manual mode."""
        flags = self._flags("-fno-objc-arc")
        return [(file, libclang.parse(file, "objective-c", flags)) for file in self.implementations]

    def fingerprint(self) -> str:
        """Says whether two libraries hold the same Objective-C, in files of the same names."""
        digest = sha256()
        for file in sorted(self.header.parent.rglob("*.[hm]")):
            digest.update(f"{file.relative_to(self.library.root)} {file.stat().st_size}\n".encode() + file.read_bytes())
        return digest.hexdigest()

    def implemented(self) -> dict[str, set[str]]:
        """Selectors by class, with `+` or `-` in front, of all @implementation blocks."""
        found: dict[str, set[str]] = {}
        for file, parsed in self.parsed:
            for cursor in parsed.declarations(file):
                if libclang.kind(cursor) == libclang.IMPLEMENTATION:
                    found.setdefault(cursor.spelling, set()).update(
                        ("+" if libclang.kind(member) == libclang.CLASS_METHOD else "-") + member.spelling
                        for member in libclang.children(cursor)
                        if libclang.kind(member) in (libclang.CLASS_METHOD, libclang.INSTANCE_METHOD)
                    )
        return found

    def complaints(self) -> Iterator[str]:
        """What clang says of all files, in all modes, warnings included."""
        for mode in MODES:
            yield from self._including(self.header, "#import", "objective-c", "m", self._flags(mode))
        for other in sorted(self.header.parent.rglob("*.h")):
            if other != self.header:
                yield from self._including(other, "#include", "c", "c", WARNINGS)
                yield from self._including(other, "#include", "c++", "cpp", (*WARNINGS, "-std=c++17"))
        for _, parsed in self.parsed:
            yield from map(str, parsed.complaints)
        for file in self.implementations:
            yield from map(str, libclang.parse(file, "objective-c", self._flags("-fobjc-arc")).complaints)

    def _including(
        self, header: Path, directive: str, language: str, suffix: str, flags: Sequence[str]
    ) -> Iterator[str]:
        """A header is parsed the way its users see it: included."""
        user = header.with_name(f"{header.stem}-user.{suffix}")
        yield from map(str, libclang.parse(user, language, flags, f'{directive} "{header.name}"\n').complaints)

    def _flags(self, mode: str) -> tuple[str, ...]:
        return (*WARNINGS, mode, f"-I{self.header.parent}")


def _unimplemented(view: HeaderView, header: Path, implemented: dict[str, set[str]]) -> Iterator[str]:
    """clang itself warns of methods that an @implementation lacks; a class without one is silent until linking."""
    for declared in view.classes:
        if declared.name not in implemented:
            yield f"{header}:{declared.line}:1: error: no .m file implements class {declared.name}"


def _undeclared(
    view: HeaderView, library: EmittedLibrary, interop: Cinterop, implemented: dict[str, set[str]]
) -> Iterator[str]:
    """What iosMain takes from the header and the header does not have."""
    header = str(interop.header.relative_to(library.root))
    uses = KotlinUses(library.ios, interop.package)
    names = {c.name for c in view.classes} | {c.name for c in view.constants} | {f.name for f in view.functions}
    names |= {name for alias in view.aliases for name in (alias.name, alias.name + "Var")}
    for use in uses.imports():
        if use.name not in names:
            yield f"{use}: error: {header} does not declare {use.name}"
    members = {
        c.name: {m.name for m in c.methods if m.is_class} | {p.name for p in c.properties if p.is_class}
        for c in view.classes
    }
    for use in uses.class_members(list(members)):
        if use.name not in members[use.receiver]:
            yield f"{use}: error: {header} does not declare +[{use.receiver} {use.name}]"
    # Who receives an instance call only a Kotlin compiler knows; that the skin implements and hides it is enough.
    declared = {m.name for c in view.classes for m in c.methods} | {p.name for c in view.classes for p in c.properties}
    for owner, selectors in implemented.items():
        for selector in sorted(selectors):
            name = selector[1:].split(":")[0]
            if name not in declared and (place := uses.calls(name)):
                yield f"{place}: error: {header} does not declare {selector[0]}[{owner} {selector[1:]}]"
