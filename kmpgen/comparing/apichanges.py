"""What can change between two APIs, and whom each kind of change breaks. docs/diff.md shows this table.

``source`` is an app that is compiled again. ``jvm`` and ``klib`` are code that was compiled against the old library
and runs with, or is linked to, the new one: on Android, and on iOS. Each row was tried with the real compilers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "breaks"]
Level = Literal["none", "patch", "minor", "major"]


@dataclass(frozen=True)
class Rule:
    """``level`` is the least that a change of this kind asks of the next version where it breaks nobody.

    ``jvm`` "depends": it breaks where what the JVM sees of the type is another: `Long` and `Long?`.
    """

    what: str
    source: Verdict
    jvm: Literal["ok", "breaks", "depends"]
    klib: Verdict
    level: Level
    why: str


RULES = {
    "facade-added": Rule("a model", "ok", "ok", "ok", "minor", "nobody calls it yet"),
    "facade-removed": Rule("a model", "breaks", "breaks", "breaks", "major", "its class is gone"),
    "facade-renamed": Rule("the model's class", "breaks", "breaks", "breaks", "major", "callers name the class"),
    "package-changed": Rule("the package", "breaks", "breaks", "breaks", "major", "callers name it in imports"),
    "runtime-changed": Rule(
        "the package of Tensor and TorchModule (another runtime)",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "callers import them; signatures name them",
    ),
    "method-added": Rule("a method", "ok", "ok", "ok", "minor", "nobody calls it yet"),
    "method-removed": Rule("a method", "breaks", "breaks", "breaks", "major", "callers name it"),
    "method-renamed": Rule("a method", "breaks", "breaks", "breaks", "major", "callers name it"),
    "invoke-added": Rule("calls of the model itself, as forward", "ok", "ok", "ok", "minor", "nobody does it yet"),
    "invoke-removed": Rule(
        "calls of the model itself, as forward",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "callers write model(x); another method has forward's Kotlin name",
    ),
    "argument-added-last": Rule(
        "an argument with a default, after all others",
        "ok",
        "ok",
        "ok",
        "minor",
        "build keeps the old signature hidden",
    ),
    "argument-added-last-unkept": Rule(
        "the same, where the old signature is not kept",
        "ok",
        "breaks",
        "breaks",
        "minor",
        "the signature is another one",
    ),
    "argument-added-inside": Rule(
        "an argument with a default, before another",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "arguments by position shift",
    ),
    "argument-added-required": Rule(
        "an argument without a default", "breaks", "breaks", "breaks", "major", "callers do not pass it"
    ),
    "argument-removed": Rule("an argument", "breaks", "breaks", "breaks", "major", "callers pass it"),
    "argument-renamed": Rule(
        "an argument", "breaks", "ok", "ok", "major", "callers that name it; compiled code goes by position"
    ),
    "arguments-reordered": Rule(
        "arguments",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "arguments by position go elsewhere, silently if types agree",
    ),
    "argument-type-wider": Rule(
        "an argument's type to one that takes the old values",
        "ok",
        "depends",
        "breaks",
        "minor",
        "Long? is an object on the JVM; klibs spell whole types in signatures",
    ),
    "argument-type-changed": Rule(
        "an argument's type to any other", "breaks", "breaks", "breaks", "major", "callers pass the old type"
    ),
    "default-added": Rule("a default of an argument", "ok", "ok", "ok", "minor", "callers go on passing it"),
    "default-removed": Rule(
        "a default of an argument",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "callers leave it out; on the JVM compiled ones may pass 0 or null instead, silently",
    ),
    "default-changed": Rule(
        "a default of an argument", "ok", "ok", "ok", "patch", "all who leave it out get the new value, compiled or not"
    ),
    "result-type-narrower": Rule(
        "a result's type to one whose values the old type has",
        "ok",
        "depends",
        "ok",
        "minor",
        "Long? is an object on the JVM",
    ),
    "result-type-changed": Rule(
        "a result's type to any other", "breaks", "breaks", "breaks", "major", "callers expect the old type"
    ),
    "class-added": Rule("a class", "ok", "ok", "ok", "minor", "nobody names it yet"),
    "class-removed": Rule("a class", "breaks", "breaks", "breaks", "major", "callers name it"),
    "class-renamed": Rule("a class", "breaks", "breaks", "breaks", "major", "callers name it; signatures do"),
    "constructor-added": Rule(
        "a public constructor (the class became an argument)", "ok", "ok", "ok", "minor", "nobody calls it yet"
    ),
    "constructor-removed": Rule(
        "a public constructor (the class is no argument any more)",
        "breaks",
        "ok",
        "ok",
        "major",
        "it is internal now, which compiled code does not notice",
    ),
    "property-added": Rule("a property of a result's class", "ok", "ok", "ok", "minor", "callers read by name"),
    "property-removed": Rule("a property", "breaks", "breaks", "breaks", "major", "callers read it"),
    "property-renamed": Rule("a property", "breaks", "breaks", "breaks", "major", "callers read it by name"),
    "properties-reordered": Rule(
        "properties of a result's class", "ok", "ok", "ok", "patch", "callers read by name; toString() changes"
    ),
    "property-type-narrower": Rule(
        "a property's type, as of a result", "ok", "depends", "ok", "minor", "Long? is an object on the JVM"
    ),
    "property-type-changed": Rule(
        "a property's type to any other", "breaks", "breaks", "breaks", "major", "callers read the old type"
    ),
    "constructor-changed": Rule(
        "properties of a class that callers make (an argument), other than renaming them",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "its public constructor takes all properties, in their order",
    ),
    "components-changed": Rule(
        "elements of an unnamed tuple's class, under names set for them",
        "breaks",
        "breaks",
        "breaks",
        "major",
        "callers that destructure it: val (a, b) = ...",
    ),
    "equality-changed": Rule(
        "equality of a result's class (a Tensor came in or went)",
        "ok",
        "ok",
        "ok",
        "patch",
        "with a Tensor inside, two results are equal only if they are one",
    ),
    "enum-added": Rule("an enum of labels", "ok", "ok", "ok", "minor", "nobody names it yet"),
    "enum-removed": Rule("an enum of labels", "breaks", "breaks", "breaks", "major", "callers name it"),
    "enum-renamed": Rule("an enum of labels", "breaks", "breaks", "breaks", "major", "callers name it"),
    "entry-added": Rule(
        "a label of an enum", "breaks", "breaks", "breaks", "major", "no branch of a when over all entries is for it"
    ),
    "entry-removed": Rule("a label of an enum", "breaks", "breaks", "breaks", "major", "callers name it"),
    "entry-renamed": Rule("a label of an enum", "breaks", "breaks", "breaks", "major", "callers name it"),
    "entries-reordered": Rule(
        "the order of an enum's labels",
        "ok",
        "ok",
        "ok",
        "minor",
        "each goes with its class; class numbers that somebody has kept mean others",
    ),
    "entry-text-changed": Rule("the text of an enum's label", "ok", "ok", "ok", "patch", "its name is the same"),
    "hidden-signature-dropped": Rule(
        "a signature kept hidden since an earlier version",
        "ok",
        "breaks",
        "breaks",
        "minor",
        "only callers compiled that long ago use it",
    ),
    "model-name-changed": Rule(
        "a method's or argument's name in the model, kept in Kotlin by a setting",
        "ok",
        "ok",
        "ok",
        "patch",
        "callers see the Kotlin name",
    ),
    "metadata-changed": Rule(
        "what metadata says of an argument or a result",
        "ok",
        "ok",
        "ok",
        "minor",
        "callers compile; a call with what is no longer so may be refused",
    ),
    "weights-changed": Rule("weights or code", "ok", "ok", "ok", "patch", "the API is the same"),
    "size-changed": Rule("count or bytes of weights", "ok", "ok", "ok", "patch", "the API is the same"),
    "operators-changed": Rule(
        "operators", "ok", "ok", "ok", "patch", "a runtime built with selected operators must have the new ones"
    ),
    "bytecode-changed": Rule("the bytecode's version", "ok", "ok", "ok", "patch", "the apps' runtime must read it"),
    "format-changed": Rule("the file's format", "ok", "ok", "ok", "patch", "the apps' runtime must read it"),
    "extra-files-changed": Rule("extra files", "ok", "ok", "ok", "patch", "the API is the same"),
}


@dataclass(frozen=True)
class Change:
    """One thing that is another.

    ``place`` is in Kotlin's names: a function, ``function(argument)``, a class, ``Class.property``, or "". ``old`` and
    ``new`` say what was and what is, as far as there was or is something.
    """

    kind: str
    place: str
    old: str | None
    new: str | None
    jvm: Verdict
    note: str = ""

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    @property
    def source(self) -> Verdict:
        return self.rule.source

    @property
    def klib(self) -> Verdict:
        return self.rule.klib

    @property
    def breaks_binary(self) -> bool:
        return "breaks" in (self.jvm, self.klib)


def change(
    kind: str,
    place: str = "",
    old: str | None = None,
    new: str | None = None,
    note: str = "",
    jvm_differs: bool = False,
) -> Change:
    """``jvm_differs``: whether the JVM sees another type, where the rule depends on it."""
    rule = RULES[kind].jvm
    verdict: Verdict = ("breaks" if jvm_differs else "ok") if rule == "depends" else rule
    return Change(kind, place, old, new, verdict, note)


def moves(old: tuple[str, str], new: tuple[str, str]) -> list[Change]:
    """What is another of two libraries' own packages, and of those that their runtimes are in."""
    found = [change("package-changed", "", old[0], new[0])] if old[0] != new[0] else []
    # A runtime of the library's own moves with it.
    if old[1] != new[1] and not (old[0] == old[1] and new[0] == new[1]):
        found.append(change("runtime-changed", "", old[1], new[1]))
    return found
