"""Changed copies of model archives, for tests of damaged and hostile files."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path


def rewrite(source: Path, target: Path, rename: Callable[[str], str | None]) -> None:
    """A copy whose members have the names that `rename` gives; None leaves a member out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            name = rename(info.filename)
            if name is not None:
                new.writestr(zipfile.ZipInfo(name), old.read(info))


def replace(source: Path, target: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """A copy with one member's content changed; `member` is its name without the root folder."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(
                zipfile.ZipInfo(info.filename),
                change(content) if info.filename.partition("/")[2] == member else content,
            )


def with_zip64_end(content: bytes) -> bytes:
    """The archive with a zip64 end record and locator, and an old end record that refers to them."""
    end = len(content) - 22
    count, length, offset = struct.unpack_from("<10xHII", content, end)
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    old = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:end] + record + locator + old


def with_zip64_entries(content: bytes) -> bytes:
    """The archive with sizes and offsets of its members in zip64 fields of the directory, as past 4 GiB."""
    end = len(content) - 22
    length, offset = struct.unpack_from("<12xII", content, end)
    wide, at = b"", offset
    while at < offset + length:
        header = bytearray(content[at : at + 46])
        compressed, size, name, extra, comment = struct.unpack_from("<20xIIHHH", header)
        (start,) = struct.unpack_from("<42xI", header)
        struct.pack_into("<II", header, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<HH", header, 30, 28, 0)
        struct.pack_into("<I", header, 42, 0xFFFFFFFF)
        field = struct.pack("<2H3Q", 1, 24, size, compressed, start)
        wide += bytes(header) + content[at + 46 : at + 46 + name] + field
        at += 46 + name + extra + comment
    closing = bytearray(content[end:])
    struct.pack_into("<I", closing, 12, len(wide))
    return content[:offset] + wide + bytes(closing)
