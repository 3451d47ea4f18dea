"""Names and literals of the emitted languages: case, keywords, clashes, escaping. Knows nothing of models."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from kmpgen.printable import HIDDEN

DEFAULT_PREFIX = "PLM"
"""What the templates are spelled in: Objective-C classes ``PLMValue``, C functions ``plm_run``, the pod."""

# Kotlin's hard keywords; the soft ones may be names anywhere.
KEYWORDS = frozenset(
    "as break class continue do else false for fun if in interface is null object package return super this throw true "
    "try typealias typeof val var when while".split()
)

# A Kotlin package is also the Android namespace, which must be a Java package.
PACKAGE_KEYWORDS = KEYWORDS | frozenset(
    "abstract assert boolean byte case catch char const default double enum extends final finally float goto "
    "implements import instanceof int long native new private protected public short static strictfp switch "
    "synchronized throws transient void volatile".split()
)

# What facades and their tests use unqualified: an emitted class of one of these names would hide it.
RESERVED_CLASSES = frozenset(
    "Any Array AutoCloseable Boolean BooleanArray BundledModel ByteArray Companion DType Double DoubleArray Float "
    "FloatArray IValue ImageInput ImageOutput Int IntArray LabelScore Labels List Long LongArray Map MethodGuard "
    "MethodSignature ModelApi Pair ShortArray String Tensor TensorGuard Test Throws TorchException TorchModule "
    "TorchRecording TorchType Unit "
    # Functions: a constructor of the same name would be called instead.
    "booleanArrayOf bundledModelPath byteArrayOf deepEquals deepHashCode deepToString doubleArrayOf emptyList "
    "emptyMap floatArrayOf intArrayOf listOf loadTorchModule longArrayOf mapOf shortArrayOf "
    # The runtime's package.
    "torch".split()
)

# Members of Any and of the facade, and those of java.lang.Object that a Kotlin function would override by accident.
RESERVED_METHODS = frozenset(
    "close invoke equals hashCode toString getClass notify notifyAll wait clone finalize".split()
)

# `module` is the facade's own property.
RESERVED_ARGUMENTS = frozenset({"module"})

# `class` would become getClass() on the JVM; `fields` is what emitted equals() compares.
RESERVED_PROPERTIES = frozenset({"class", "fields"})

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def _words(name: str) -> list[str]:
    return [word for word in name.split("_") if word]


def _lower_first(word: str) -> str:
    return word.lower() if word.isupper() else word[:1].lower() + word[1:]


def _upper_first(word: str) -> str:
    return word.capitalize() if word.isupper() else word[:1].upper() + word[1:]


def camel_case(name: str) -> str:
    """``input_ids`` → ``inputIds``, ``URL`` → ``url``, ``_x`` → ``x``; of underscores alone: ``underscore``."""
    words = _words(name)
    if not words:
        return "underscore"
    result = _lower_first(words[0]) + "".join(map(_upper_first, words[1:]))
    return result if not result[0].isdigit() else f"_{result}"


def pascal_case(name: str) -> str:
    """``encode_step`` → ``EncodeStep``: the class-name form of a method's, an argument's or a module's name."""
    return "".join(map(_upper_first, _words(name))) or "Underscore"


def capped(name: str) -> str:
    """A derived name of at most 60 characters: a longer one keeps its start and ends in a checksum of the whole."""
    return name if len(name) <= 60 else f"{name[:52]}{zlib.crc32(name.encode()):08x}"


def kebab_case(name: str) -> str:
    """``SentimentClassifier`` → ``sentiment-classifier``, ASCII alone: a folder and Gradle project name."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3-\2", ascii_name)
    kebab = "-".join(re.findall(r"[a-z0-9]+", spaced.lower()))
    return kebab if kebab[:1].isalpha() else f"model-{kebab}".rstrip("-")


def ordinal(index: int) -> str:
    """The property name of a tuple's element, counted from 0: ``first``, ``second``, ... ``item11``."""
    return _ORDINALS[index] if index < len(_ORDINALS) else f"item{index + 1}"


def identifier(name: str) -> str:
    """``name`` as it is written in Kotlin source: in backticks where it must be."""
    plain = all(char == "_" or unicodedata.category(char) in _KOTLIN_LETTERS for char in name)
    return name if plain and name not in KEYWORDS and name.strip("_") else f"`{name}`"


_KOTLIN_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Nd"})


def respell(text: str, prefix: str) -> str:
    """Text or a path that is written in the default prefix, in another: Objective-C classes, C functions, the pod."""
    if prefix == DEFAULT_PREFIX:
        return text
    upper = re.sub(rf"\b{DEFAULT_PREFIX}(?=[A-Z_])", prefix, text)
    return re.sub(rf"\b{DEFAULT_PREFIX.lower()}_", f"{prefix.lower()}_", upper)


class Namespace:
    """Hands out names that differ from each other and from the reserved ones, whatever the case."""

    def __init__(self, reserved: Iterable[str], suffix: str) -> None:
        self._taken = {name.casefold() for name in reserved}
        self._suffix = suffix

    def claim(self, wanted: str, suffix: str | None = None) -> str:
        """``wanted``, or where that is reserved or taken, ``wanted`` with the suffix, or with suffix and number."""
        suffix = self._suffix if suffix is None else suffix
        candidate, count = wanted, 1
        while candidate.casefold() in self._taken:
            candidate = wanted + suffix + ("" if count == 1 else str(count))
            count += 1
        self._taken.add(candidate.casefold())
        return candidate

    def take(self, name: str) -> bool:
        """Claims exactly this name; False where it is reserved or taken."""
        free = name.casefold() not in self._taken
        self._taken.add(name.casefold())
        return free

    def claim_all(
        self, names: Iterable[str], spell: Callable[[str], str], chosen: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, str]:
        """``{name: claimed}``: as ``chosen``, or spelled for Kotlin.

        What is chosen claims first, then names that need no respelling: another's respelling never takes them.
        """
        ordered = list(names)
        claimed = {name: self.claim(chosen[name]) for name in ordered if name in chosen}
        claimed.update({name: self.claim(name) for name in ordered if name not in claimed and spell(name) == name})
        claimed.update({name: self.claim(spell(name)) for name in ordered if name not in claimed})
        return {name: claimed[name] for name in ordered}


def _is_hidden(char: str) -> bool:
    return char != " " and unicodedata.category(char) in _HIDDEN


_HIDDEN = HIDDEN | {"Zs"}


def _escape(char: str) -> str:
    """``\\uXXXX``, twice for a character beyond the BMP."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


_STRING_ESCAPES = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def kotlin_string(text: str) -> str:
    """A Kotlin string literal, quotes included."""
    body = "".join(_STRING_ESCAPES.get(char) or (_escape(char) if _is_hidden(char) else char) for char in text)
    return f'"{body}"'


def kotlin_double(value: float) -> str:
    if math.isnan(value):
        return "Double.NaN"
    if math.isinf(value):
        return "Double.POSITIVE_INFINITY" if value > 0 else "Double.NEGATIVE_INFINITY"
    return repr(value)


def kotlin_long(value: int) -> str:
    return "Long.MIN_VALUE" if value == -(2**63) else str(value)


_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&#$]|(?<!\S)[-+=](?=\s|[-+=]|$)|(?<!\S)(\d{1,9})([.)])(?=\s|$)")


def markdown(text: str) -> str:
    """``text`` on one line of Markdown, or in a cell of a table, that shows it as it is."""
    shown = "".join(" " if char in "\n\t" else char for char in text if char in "\n\t" or not _is_hidden(char))
    return _MARKDOWN.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", shown)


def comment(text: str) -> str:
    """``text`` for a comment or a Markdown code span: one line, nothing hidden, nothing that opens or closes one."""
    shown = "".join(" " if char == "\n" else char for char in text if char == "\n" or not _is_hidden(char))
    return shown.replace("*/", "* /").replace("/*", "/ *").replace("`", "'")
