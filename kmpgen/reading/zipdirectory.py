"""Zip reading as strict as a model archive allows: the central directory once, then single small members.

Python's ``zipfile`` takes files that torch's reader does not (data in front, comments, encryption, members that
contradict the directory). Here a file has one reading or none, so what is checked is what torch will load.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from kmpgen.printable import quoted
from kmpgen.reading.unreadable import cut_zip, over_limit

MAX_ENTRIES = 200_000
MAX_DIRECTORY = 64 << 20
MAX_RATIO = 200
_FREE_RATIO_SIZE = 1 << 20
"""Members up to this size may have any compression ratio."""

_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_END64_LOCATOR = struct.Struct("<4sIQI")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1


@dataclass(frozen=True)
class Member:
    """One file in the archive: sizes in bytes, `offset` of its local header."""

    name: str
    method: int
    crc: int
    compressed: int
    size: int
    offset: int


def read_directory(file: BinaryIO, size: int) -> tuple[Member, ...]:
    """All members (folders left out) in the directory's order. `size` is the file's. Raises `Unreadable`."""
    try:
        offset, length, count = _find_directory(file, size)
        members = _entries(_read_at(file, offset, length), count)
    except (struct.error, UnicodeDecodeError) as error:
        raise cut_zip(f"its directory cannot be read ({type(error).__name__})") from error
    for member in members:
        if member.offset + _LOCAL.size + member.compressed > offset:
            raise cut_zip(f"the member {quoted(member.name)} reaches past the end of the members")
    return members


def read_member(file: BinaryIO, member: Member, limit: int) -> bytes:
    """The content of `member`, checked against its size and CRC. Refuses more than `limit` bytes before reading."""
    if member.size > limit or member.compressed > limit:
        raise over_limit(f"{quoted(member.name)} declares {member.size} bytes, more than {limit}")
    if member.size > max(_FREE_RATIO_SIZE, MAX_RATIO * member.compressed):
        raise over_limit(f"{quoted(member.name)} is compressed more than {MAX_RATIO} times")
    raw = _read_at(file, _data_offset(file, member), member.compressed)
    data = raw if member.method == _STORED else _inflate(raw, member)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise cut_zip(f"the member {quoted(member.name)} does not match its checksum")
    return data


def _find_directory(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Offset, length and entry count of the central directory, which must end where the end record starts."""
    if size < _END.size:
        raise cut_zip("it is too short to be one")
    end = size - _END.size
    signature, disk, start_disk, here, count, length, offset, comment = _END.unpack(_read_at(file, end, _END.size))
    if signature != b"PK\5\6" or comment:
        raise cut_zip("its end is missing; a part of the file is probably lost")
    if disk or start_disk or here != count:
        raise cut_zip("it is one part of several")
    directory_end = end
    if 0xFFFF in (count, here) or 0xFFFFFFFF in (length, offset) or _has_end64(file, end):
        directory_end, count, length, offset = _end64(file, end)
    if count > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise over_limit(f"the zip archive lists {count} members")
    if offset + length != directory_end:
        raise cut_zip("its directory is not where its end record says")
    return offset, length, count


def _has_end64(file: BinaryIO, end: int) -> bool:
    return end >= _END64_LOCATOR.size and _read_at(file, end - _END64_LOCATOR.size, 4) == b"PK\6\7"


def _end64(file: BinaryIO, end: int) -> tuple[int, int, int, int]:
    locator_at = end - _END64_LOCATOR.size
    if locator_at < 0:
        raise cut_zip("its zip64 end record is missing")
    signature, _, record_at, _ = _END64_LOCATOR.unpack(_read_at(file, locator_at, _END64_LOCATOR.size))
    if signature != b"PK\6\7" or record_at + _END64.size > locator_at:
        raise cut_zip("its zip64 end record is missing")
    record = _END64.unpack(_read_at(file, record_at, _END64.size))
    if record[0] != b"PK\6\6" or record_at + 12 + record[1] != locator_at:
        raise cut_zip("its zip64 end record is damaged")
    return record_at, record[7], record[8], record[9]


def _entries(directory: bytes, count: int) -> tuple[Member, ...]:
    members: dict[str, Member] = {}
    at = 0
    for _ in range(count):
        fields = _ENTRY.unpack_from(directory, at)
        if fields[0] != b"PK\1\2":
            raise cut_zip("its directory is damaged")
        name_end = at + _ENTRY.size + fields[10]
        extra_end = name_end + fields[11]
        name = directory[at + _ENTRY.size : name_end].decode("utf-8")
        member = _member(name, fields, directory[name_end:extra_end])
        at = extra_end + fields[12]
        if at > len(directory):
            raise cut_zip("its directory is damaged")
        if name in members:
            raise cut_zip(f"it has two members named {quoted(name)}, and readers differ in which one they take")
        if member.size or not name.endswith("/"):
            members[name] = member
    if at != len(directory):
        raise cut_zip("its directory is longer than its entries")
    return tuple(members.values())


def _member(name: str, fields: tuple[int, ...], extra: bytes) -> Member:
    flags, method, crc, compressed, size, offset = fields[3], fields[4], fields[7], fields[8], fields[9], fields[16]
    if method not in (_STORED, _DEFLATED) or flags & _ENCRYPTED:
        raise cut_zip(f"the member {quoted(name)} is encrypted or compressed in a way that torch never uses")
    parts = name.rstrip("/").split("/")
    if not name or "\0" in name or "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise cut_zip(f"the member name {quoted(name)} leads out of the archive or is no path")
    size, compressed, offset = _zip64(extra, size, compressed, offset)
    if method == _STORED and size != compressed:
        raise cut_zip(f"the member {quoted(name)} contradicts itself about its size")
    return Member(name, method, crc, compressed, size, offset)


def _zip64(extra: bytes, *values: int) -> tuple[int, int, int]:
    """Size, compressed size and offset, taken from the zip64 field where the entry says 0xFFFFFFFF."""
    wide = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == 1:
            wide = extra[4 : 4 + length]
        extra = extra[4 + length :]
    found = []
    for value in values:
        if value == 0xFFFFFFFF:
            value = struct.unpack_from("<Q", wide)[0]
            wide = wide[8:]
        found.append(value)
    return found[0], found[1], found[2]


def _data_offset(file: BinaryIO, member: Member) -> int:
    local = _read_at(file, member.offset, _LOCAL.size)
    fields = _LOCAL.unpack(local)
    name = _read_at(file, member.offset + _LOCAL.size, fields[9])
    if fields[0] != b"PK\3\4" or name != member.name.encode() or fields[3] != member.method:
        raise cut_zip(f"the member {quoted(member.name)} is not where the directory says")
    return member.offset + _LOCAL.size + int(fields[9]) + int(fields[10])


def _inflate(raw: bytes, member: Member) -> bytes:
    machine = zlib.decompressobj(-15)
    try:
        data = machine.decompress(raw, member.size + 1)
    except zlib.error as error:
        raise cut_zip(f"the member {quoted(member.name)} cannot be decompressed") from error
    if not machine.eof and len(data) == member.size:
        # The last bytes of a stream may hold only its end marker.
        data += machine.decompress(machine.unconsumed_tail, 1)
    return data


def _read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    if offset < 0:
        raise cut_zip("it points in front of its own start")
    try:
        file.seek(offset)
        data = file.read(length)
    except (OverflowError, ValueError) as error:
        raise cut_zip("it points past its own end") from error
    if len(data) != length:
        raise cut_zip("it points past its own end")
    return data
