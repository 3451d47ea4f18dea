"""Files made to harm their reader: code in pickles, bombs, contradictions, names that would escape.

All are small or compress to little; `write` makes them, `mutations` makes damage at random.
"""

from __future__ import annotations

import io
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

_FEATURES = Path(__file__).resolve().parent / "features"
MODEL = _FEATURES / "scalars" / "model.ptl"
FULL = _FEATURES / "torchscript_full" / "model.pt"
FLATBUFFER = _FEATURES / "flatbuffer" / "model.ptl"

Contents = dict[str, bytes]


class _Evil:
    """Unpickling this leaves a file behind."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch PWNED",)


def write(folder: Path) -> list[Path]:
    """Writes every hostile file into `folder`."""
    paths = []
    for name, content in hostile_files().items():
        path = folder / f"{name}.ptl"
        path.write_bytes(content)
        paths.append(path)
    return paths


def hostile_files() -> dict[str, bytes]:
    """All of them by name. None is a model."""
    return {**_pickles(), **_defaults(), **_archives(), **_sources(), **_flatbuffers()}


def mutations(seed: int, count: int) -> Iterator[bytes]:
    """`count` damaged copies of three small models: flipped, overwritten, cut and doubled bytes; in archives the
    members' contents too, with fresh checksums, so that the damage reaches the readers behind the zip."""
    chance = random.Random(seed)
    sources = [path.read_bytes() for path in (MODEL, FULL, FLATBUFFER)]
    for number in range(count):
        source = sources[number % 3]
        if source[:2] == b"PK" and number % 4:
            yield _with_mutated_member(source, chance)
        else:
            yield _mutated(source, chance)


def _mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not data:
            break
        at = chance.randrange(len(data))
        word = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(data), chance.getrandbits(32)))
        match chance.randrange(5):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at] = chance.choice((0, 0x7F, 0x80, 0xFF, chance.randrange(256)))
            case 2:
                data[at : at + 4] = struct.pack("<I", word)
            case 3:
                del data[at : at + chance.choice((1, 4, 64, len(data)))]
            case 4:
                data[at:at] = data[at : at + chance.choice((1, 16, 256))]
    return bytes(data)


def _with_mutated_member(content: bytes, chance: random.Random) -> bytes:
    members = unpacked(content)
    name = chance.choice([n for n in members if n.endswith((".pkl", ".py"))])
    members[name] = _mutated(members[name], chance)
    return packed(members)


def unpacked(content: bytes) -> Contents:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(members: Contents, method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            archive.writestr(entry, content)
    return target.getvalue()


def _lite(bytecode: bytes, method: int = zipfile.ZIP_STORED, member: str = "bytecode.pkl") -> bytes:
    """The small model with other bytecode (or another other member)."""
    return packed({**unpacked(MODEL.read_bytes()), f"model/{member}": bytecode}, method)


def _pickles() -> dict[str, bytes]:
    long_ones = b"".join(b"\x8a\x08" + struct.pack("<q", 2**62 + n) for n in range(1000))
    return {
        "evil_bytecode": _lite(pickle.dumps((8, _Evil()), 2)),
        "evil_data": _lite(pickle.dumps(_Evil(), 2), member="data.pkl"),
        "evil_protocol_4": _lite(pickle.dumps((8, _Evil()), 4)),
        "evil_class_name": _lite(b"\x80\x02cposix\nsystem\n)\x81}b.", member="data.pkl"),
        "bomb_300_mb": _lite(b"\x80\x02" + b"0" * (300 << 20), zipfile.ZIP_DEFLATED),
        "bomb_40_mb": _lite(b"\x80\x02" + b"0" * (40 << 20), zipfile.ZIP_DEFLATED),
        "empty_dicts": _lite(b"\x80\x02(" + b"}" * (6 << 20) + b"t.", zipfile.ZIP_DEFLATED),
        "many_puts": _lite(b"\x80\x02N" + b"".join(b"r" + struct.pack("<I", n) for n in range(3_000_000)) + b"."),
        "many_marks": _lite(b"\x80\x02" + b"(" * 3_900_000 + b".", zipfile.ZIP_STORED),
        "many_numbers": _lite(b"\x80\x02(K\x08" + long_ones * 1500 + b"t."),
        "huge_string": _lite(b"\x80\x02X\xff\xff\xff\xffabc."),
        "huge_bytes": _lite(b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f."),
        "huge_memo": _lite(b"\x80\x02Nr\xff\xff\xff\x7f."),
        "huge_long": _lite(b"\x80\x02\x8b\xff\xff\xff\x7f."),
        "long_of_255_bytes": _lite(b"\x80\x02\x8a\xff" + b"\x7f" * 255 + b"."),
        "deep_tuple": _lite(b"\x80\x02)" + b"\x85" * 1_400_000 + b"."),
        "deep_key": _lite(b"\x80\x02})" + b"\x85" * 1_000_000 + b"Ns."),
        "billion_laughs": _lite(b"\x80\x02)q\x00" + (b"(" + b"h\x00" * 10 + b"tq\x00") * 40 + b"."),
        "contains_itself": _lite(b"\x80\x02]q\x00h\x00a."),
        "empty_pickle": _lite(b""),
        "only_protocol": _lite(b"\x80\x02"),
        "attributes_of_global": _lite(b"\x80\x02cos\nsystem\nX\x02\0\0\0idR.", member="data.pkl"),
    }


def _defaults() -> dict[str, bytes]:
    laughs = b")q\xc8" + (b"0(" + b"h\xc8" * 10 + b"tq\xc8") * 30
    tensor = (
        b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nByteStorage\nX\x01\0\0\x000X\x03\0\0\0cpu"
        b"J\x10\0\0\0tQK\0(J\0\0\0\x40J\0\0\0\x40t(K\0K\0t\x89NtR"
    )
    outside = tensor.replace(b"J\0\0\0\x40J\0\0\0\x40t(K\0K\0", b"K\x02K\x02t(K\x7fK\x01").replace(
        b"J\x10\0\0\0t", b"K\x10t"
    )
    long_text = b"X\0\0\x10\0" + b"x" * (1 << 20)
    return {
        "laughing_default": _with_default(laughs),
        "deep_default": _with_default(b")" + b"\x85" * 1_000_000),
        "itself_as_default": _with_default(b"]q\xc8h\xc8a"),
        "surrogate_default": _with_default(b"X\x03\0\0\0\xed\xa0\x80"),
        "outside_its_storage": packed({**unpacked(_with_default(outside)), "model/constants/0": b"x" * 16}),
        "repeated_text": _with_default(b"(" + long_text + b"q\xc8" + b"h\xc8" * 1000 + b"t"),
        "text_for_a_number": _with_default(b"X\x01\0\0\x001"),
        "bool_for_a_number": _with_default(b"\x88"),
        "two_arguments_of_one_name": _without_sources(_repeated("int")),
        "repeated_type": _without_sources(_repeated("Tuple[" + "int, " * 5000 + "int]")),
        "integer_of_128_bits": _with_default(b"\x8a\x10" + b"\x7f" * 16),
        "hostile_argument": _named("x`*/\n$} fun x()"),
        "bidi_argument": _named("x\u202e\x1b[2J"),
        "bytes_argument": _named("x\udcff"),
        "hostile_type": _typed("int\x1b[2J"),
        "deep_type": _typed("List[" * 5000 + "int" + "]" * 5000),
        "long_type": _typed("Tuple[" + "int, " * 50_000 + "int]"),
        "itself_as_field": _typed("__torch__.A", ("__torch__.A[NamedTuple, [[a, __torch__.A]]]",)),
        "doubling_fields": _typed("__torch__.A0", tuple(_doubling(n) for n in range(30))),
    }


def _doubling(number: int) -> str:
    following = f"__torch__.A{number + 1}" if number < 29 else "int"
    return f"__torch__.A{number}[NamedTuple, [[a, {following}],[b, {following}]]]"


def _repeated(spelling: str) -> bytes:
    """Bytecode of one method with 5,000 arguments of one long type, which is stored once."""
    arguments = tuple((("name", "x"), ("type", spelling), ("default_value", None)) for _ in range(5000))
    return pickle.dumps((8, ("__torch__.scalars.Scalars.forward", (), (("arguments", arguments),))), 2)


def _table(name: str = "x", kind: str = "int", default: object = None, types: tuple[str, ...] = ()) -> bytes:
    """Bytecode of one method with one argument."""
    own = (("name", "self"), ("type", "__torch__.scalars.Scalars"), ("default_value", None))
    argument = (("name", name), ("type", kind), ("default_value", default))
    returns = ((("name", ""), ("type", "int"), ("default_value", None)),)
    code = tuple((key, types if key == "types" else ()) for key in ("instructions", "operators", "constants", "types"))
    schema = (("arguments", (own, argument)), ("returns", returns))
    return pickle.dumps((8, ("__torch__.scalars.Scalars.forward", code, schema)), 2)


def _without_sources(bytecode: bytes) -> bytes:
    members = {name: content for name, content in unpacked(MODEL.read_bytes()).items() if "/code/" not in name}
    return packed({**members, "model/bytecode.pkl": bytecode})


def _with_default(opcodes: bytes) -> bytes:
    marked = _table(default=123456789).replace(b"J" + struct.pack("<i", 123456789), opcodes)
    return _without_sources(marked)


def _named(name: str) -> bytes:
    """torch's own pickles know no protocol for surrogates: the bytes are put in afterwards."""
    plain = _table(name="placeholder")
    raw = name.encode("utf-8", "surrogateescape")
    return _without_sources(
        plain.replace(b"X\x0b\0\0\0placeholder", b"X" + struct.pack("<I", len(raw)) + raw),
    )


def _typed(spelling: str, types: tuple[str, ...] = ()) -> bytes:
    return _without_sources(_table(kind=spelling, types=types))


def _archives() -> dict[str, bytes]:
    sound = MODEL.read_bytes()
    members = unpacked(sound)
    entry = sound.rfind(b"model/bytecode.pkl") - 46
    return {
        "leads_outside": packed({**members, "../../PWNED": b"x", "/etc/PWNED": b"y", "model/../../y": b"z"}),
        "backslashes": packed({**members, "model\\..\\PWNED": b"x"}),
        "two_of_one_name": _doubled(members),
        "cut_in_half": sound[: len(sound) // 2],
        "cut_tail": sound[:-10],
        "trailing_bytes": sound + b"\0" * 100,
        "leading_bytes": b"PK\3\4" + b"\0" * 100 + sound,
        "only_magic": b"PK\3\4",
        "end_record_only": b"PK\5\6" + b"\0" * 18,
        "lying_size": _patched(sound, entry + 20, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF)),
        "lying_offset": _patched(sound, entry + 42, struct.pack("<I", 0x7FFFFFFF)),
        "unknown_method": _patched(sound, entry + 10, b"\x63\0"),
        "encrypted": _patched(sound, entry + 8, b"\1\0"),
        "wrong_checksum": _patched(sound, entry + 16, b"\0\0\0\0"),
        "many_entries": packed({**members, **{f"model/extra/{n}": b"" for n in range(3)}}).replace(
            b"model/extra/2", b"model/extra/1"
        ),
        "lying_count": _patched(sound, len(sound) - 12, b"\xfe\xff"),
        "no_bytecode_content": packed(dict.fromkeys(members, b"")),
        "flate_of_lies": _patched(_lite(b"\x80\x02" + b"0" * 100_000, zipfile.ZIP_DEFLATED), 60, b"\xff" * 200),
    }


def _doubled(members: Contents) -> bytes:
    content = packed({**members, "model/bytecode.pkk": members["model/bytecode.pkl"]})
    return content.replace(b"bytecode.pkk", b"bytecode.pkl")


def _patched(content: bytes, at: int, patch: bytes) -> bytes:
    return content[:at] + patch + content[at + len(patch) :]


def _sources() -> dict[str, bytes]:
    def header(arguments: bytes, result: bytes = b"int", name: bytes = b"Scalars") -> bytes:
        """A full archive whose only method has these arguments."""
        kept = {n: c for n, c in unpacked(MODEL.read_bytes()).items() if "bytecode" not in n and "/code/" not in n}
        start = b"class " + name + b"(Module):\n  def forward(self: __torch__.scalars.Scalars,\n    "
        text = start + arguments + b") -> " + result + b":\n    return 1\n"
        return packed({**kept, "model/code/__torch__/scalars.py": text})

    code = b'x: int=__import__("os").system("touch PWNED")'
    return {
        "deep_source_type": header(b"x: " + b"List[" * 100_000 + b"int" + b"]" * 100_000),
        "deep_source_value": header(b"x: int=" + b"-" * 100_000 + b"1"),
        "deep_source_list": header(b"x: List[int]=" + b"[" * 100_000 + b"]" * 100_000),
        "unclosed_source": header(b"x: int=[1, 2"),
        "huge_source_number": header(b"x: int=" + b"9" * 100_000),
        "missing_constant": header(b"x: int=CONSTANTS.c99999999999"),
        "code_in_source": header(code, result=b"in`"),
        "hostile_result": header(b"x: int", result=b"__torch__.`}\xe2\x80\xae;"),
        "hostile_source_argument": header(b"`x: int"),
        "no_source": header(b"x: int", name=b"Scalers"),
        "many_source_lines": header(b"x: int", result=b"int:\n" + b"  a : int\n" * 60_000),
    }


def _flatbuffers() -> dict[str, bytes]:
    sound = FLATBUFFER.read_bytes()
    root = struct.unpack_from("<I", sound)[0]
    return {
        "flatbuffer_only_magic": b"\0\0\0\0PTMF",
        "flatbuffer_cut": sound[: len(sound) // 2],
        "flatbuffer_root_outside": _patched(sound, 0, b"\xff\xff\xff\x7f"),
        "flatbuffer_no_layout": _patched(sound, root, b"\xff\xff\xff\x7f"),
        "flatbuffer_zeros": sound[:8] + b"\0" * (len(sound) - 8),
        "flatbuffer_ones": sound[:8] + b"\xff" * (len(sound) - 8),
        "flatbuffer_hostile_name": sound.replace(b"undefined", b"und\x1b[2Jed"),
        "flatbuffer_hostile_class": sound.replace(b"FlatbufferModel", b"Flat\x1b[2Jerodel"),
    }
