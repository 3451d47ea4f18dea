"""A pickle machine that only builds data: no import, no call, whatever the bytes say.

torch writes a small part of pickle protocol 2. Exactly that part is understood here; any other opcode is an error.
Where a pickle would call something, a `Call` records what and with which arguments.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator

from kmpgen.reading.unreadable import damaged, over_limit

MAX_OPCODES = 3_000_000
MAX_CONTAINERS = 1_000_000
MAX_MEMO = 1_000_000
MAX_MARKS = 1_000_000
_MAX_GLOBAL = 4096
_SIZE = struct.Struct("<I")
_INT32 = struct.Struct("<i")
_DOUBLE = struct.Struct(">d")


class Global:
    """A dotted name that the pickle refers to. It is never imported."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Call:
    """What the pickle would have called (``REDUCE``) or made (``NEWOBJ``), and the state it would have set."""

    __slots__ = ("arguments", "state", "target")

    def __init__(self, target: object, arguments: object) -> None:
        self.target = target
        self.arguments = arguments
        self.state: object = None

    @property
    def name(self) -> str:
        """The name of the target, or an empty text where the target is no name."""
        return self.target.name if isinstance(self.target, Global) else ""


class Persistent:
    """A persistent id: a tensor's storage, by its key."""

    __slots__ = ("id",)

    def __init__(self, id: object) -> None:
        self.id = id


class Pairs:
    """A dict as the pairs that were put into it, in order: keys are foreign, so nothing here hashes them."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: list[tuple[object, object]] = []

    def get(self, name: str) -> object:
        """The value last put under `name`, or None."""
        return next((value for key, value in reversed(self.items) if isinstance(key, str) and key == name), None)


def calls(roots: Iterable[object]) -> Iterator[Call]:
    """The calls in pickled values, each once. Iterative: a value may be deep, shared or contain itself."""
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        value = stack.pop()
        if not isinstance(value, (Call, Pairs, tuple, list)) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Call):
            yield value
            stack += [value.arguments, value.state]
        else:
            stack += [item for pair in value.items for item in pair] if isinstance(value, Pairs) else value


class Budget:
    """Opcodes that the pickles of one file may have together: a file with many of them costs no more than one."""

    def __init__(self) -> None:
        self.opcodes = MAX_OPCODES
        self.containers = MAX_CONTAINERS


def load(data: bytes, budget: Budget) -> object:
    """The value of `data`, made of None, bool, int, float, str, bytes, list, tuple and this module's classes.

    Containers may be shared and may contain themselves: whoever walks the value counts nodes and depth.
    Raises `Unreadable`.
    """
    try:
        return _Machine(data, budget).run()
    except (IndexError, KeyError, ValueError, TypeError, AttributeError, struct.error) as error:
        raise damaged(f"a pickle in it is broken ({type(error).__name__})") from error


class _Machine:
    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.at = 0
        self.stack: list[object] = []
        self.marks: list[int] = []
        self.memo: dict[int, object] = {}
        self.operations = self._operations()

    def run(self) -> object:
        data, operations = self.data, self.operations
        for done in range(self.budget.opcodes):
            opcode = data[self.at]
            self.at += 1
            if opcode == 0x2E:  # STOP
                self.budget.opcodes -= done
                break
            operation = operations.get(opcode)
            if operation is None:
                raise damaged(f"a pickle in it uses opcode 0x{opcode:02x}, which torch never writes")
            operation()
        else:
            raise over_limit(f"its pickles have more than {MAX_OPCODES} opcodes")
        if len(self.stack) != 1:
            raise damaged("a pickle in it does not end with one value")
        return self.stack[0]

    def _operations(self) -> dict[int, Callable[[], None]]:
        push = self.stack.append
        return {
            0x80: lambda: self._skip(1),  # PROTO
            0x28: self._mark,  # MARK
            0x4E: lambda: push(None),  # NONE
            0x88: lambda: push(True),  # NEWTRUE
            0x89: lambda: push(False),  # NEWFALSE
            0x4B: lambda: push(self._take(1)[0]),  # BININT1
            0x4D: lambda: push(int.from_bytes(self._take(2), "little")),  # BININT2
            0x4A: lambda: push(_INT32.unpack(self._take(4))[0]),  # BININT
            0x8A: self._long,  # LONG1
            0x47: lambda: push(_DOUBLE.unpack(self._take(8))[0]),  # BINFLOAT
            0x58: lambda: push(self._sized().decode("utf-8", "surrogateescape")),  # BINUNICODE
            0x42: lambda: push(self._sized()),  # BINBYTES
            0x54: lambda: push(self._sized()),  # BINSTRING
            0x55: lambda: push(self._take(self._take(1)[0])),  # SHORT_BINSTRING
            0x29: lambda: self._container(()),  # EMPTY_TUPLE
            0x85: lambda: self._tuple(1),  # TUPLE1
            0x86: lambda: self._tuple(2),  # TUPLE2
            0x87: lambda: self._tuple(3),  # TUPLE3
            0x74: lambda: self._container(tuple(self._since_mark())),  # TUPLE
            0x5D: lambda: self._container([]),  # EMPTY_LIST
            0x7D: lambda: self._container(Pairs()),  # EMPTY_DICT
            0x61: lambda: self._extend([self.stack.pop()]),  # APPEND
            0x65: lambda: self._extend(self._since_mark()),  # APPENDS
            0x73: lambda: self._put([self.stack.pop(-2), self.stack.pop()]),  # SETITEM
            0x75: lambda: self._put(self._since_mark()),  # SETITEMS
            0x71: lambda: self._memorize(self._take(1)[0]),  # BINPUT
            0x72: lambda: self._memorize(_SIZE.unpack(self._take(4))[0]),  # LONG_BINPUT
            0x68: lambda: push(self.memo[self._take(1)[0]]),  # BINGET
            0x6A: lambda: push(self.memo[_SIZE.unpack(self._take(4))[0]]),  # LONG_BINGET
            0x63: lambda: self._container(Global(f"{self._line()}.{self._line()}")),  # GLOBAL
            0x52: self._call,  # REDUCE
            0x81: self._call,  # NEWOBJ
            0x62: self._build,  # BUILD
            0x51: lambda: self._container(Persistent(self.stack.pop())),  # BINPERSID
            0x30: self._drop,  # POP
        }

    def _skip(self, count: int) -> None:
        self.at += count

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise damaged("a pickle in it is cut short")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def _sized(self) -> bytes:
        return self._take(_SIZE.unpack(self._take(4))[0])

    def _line(self) -> str:
        end = self.data.index(b"\n", self.at, self.at + _MAX_GLOBAL)
        line = self.data[self.at : end].decode("utf-8")
        self.at = end + 1
        return line

    def _mark(self) -> None:
        if len(self.marks) >= MAX_MARKS:
            raise over_limit("a pickle in it has too many marks")
        self.marks.append(len(self.stack))

    def _since_mark(self) -> list[object]:
        start = self.marks.pop()
        taken = self.stack[start:]
        del self.stack[start:]
        return taken

    def _container(self, value: object) -> None:
        self.budget.containers -= 1
        if self.budget.containers < 0:
            raise over_limit(f"its pickles make more than {MAX_CONTAINERS} objects")
        self.stack.append(value)

    def _tuple(self, count: int) -> None:
        if len(self.stack) < count:
            raise damaged("a pickle in it takes from an empty stack")
        taken = tuple(self.stack[-count:])
        del self.stack[-count:]
        self._container(taken)

    def _extend(self, values: list[object]) -> None:
        target = self.stack[-1]
        if not isinstance(target, list):
            raise damaged("a pickle in it appends to something that is no list")
        target.extend(values)

    def _put(self, flat: list[object]) -> None:
        target = self.stack[-1]
        if not isinstance(target, Pairs) or len(flat) % 2:
            raise damaged("a pickle in it sets items of something that is no dict")
        target.items.extend(zip(flat[::2], flat[1::2], strict=True))

    def _memorize(self, key: int) -> None:
        self.memo[key] = self.stack[-1]
        if len(self.memo) > MAX_MEMO:
            raise over_limit(f"a pickle in it remembers more than {MAX_MEMO} values")

    def _long(self) -> None:
        size = self._take(1)[0]
        if size > 8:
            raise damaged("a pickle in it holds an integer of more than 64 bits")
        self.stack.append(int.from_bytes(self._take(size), "little", signed=True))

    def _call(self) -> None:
        arguments = self.stack.pop()
        self._container(Call(self.stack.pop(), arguments))

    def _build(self) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if not isinstance(target, Call):
            raise damaged("a pickle in it sets the state of something that is no object")
        target.state = state

    def _drop(self) -> None:
        self.stack.pop()
