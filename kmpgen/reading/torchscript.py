"""Reads a TorchScript model file into `ir.Model`: lite archive, full archive or lite flatbuffer.

torch is not imported, nothing of the file is executed, and weights are not read: a 100 MB model takes as long as a 2 kB
one (but for a flatbuffer's checksum).
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable, quoted
from kmpgen.reading import pickles
from kmpgen.reading.annotations import TypeReader, bytecode_named_tuples, not_an_identifier
from kmpgen.reading.archive import Archive, Flatbuffer, open_model_file
from kmpgen.reading.bytecode import check_spellings, check_version, read_functions
from kmpgen.reading.flatbuffer import FlatbufferModel
from kmpgen.reading.lite_loader import archive_refusals, failed_lite_save, flatbuffer_refusals
from kmpgen.reading.native_classes import named_by_code, named_by_values, native_classes
from kmpgen.reading.schemas import MISSING, RawArgument, RawFunction, RawMethod
from kmpgen.reading.sources import SourceClass, SourceMethod, Sources
from kmpgen.reading.stored_values import MAX_TENSOR_BYTES, DefaultReader, Storage
from kmpgen.reading.unreadable import Unreadable, damaged
from kmpgen.reading.weights import count_tensors, count_weights

_CHECKSUM_BLOCK = 1 << 20


def read_model(path: Path) -> ir.Model:
    """The API of the model file at `path`.

    Raises `KmpgenError` for every file that is no readable TorchScript, whatever is wrong with it; its exit code is 2
    for a path that leads to no file.
    """
    where = Where(file=printable(str(path)))
    try:
        with open_model_file(path) as opened:
            if isinstance(opened, Flatbuffer):
                return _read_flatbuffer(opened, path.name)
            if opened.is_lite:
                return _read_lite(opened, path.name)
            return _read_full(opened, path.name)
    except Unreadable as error:
        raise KmpgenError(Diagnostic(error.code, error.message, error.hint, where), error.exit_code) from error
    except Exception as error:
        # A damaged file may break any assumption of the reader. No traceback helps the person who has that file.
        broken = damaged(f"reading it failed ({type(error).__name__})")
        raise KmpgenError(Diagnostic(broken.code, broken.message, broken.hint, where)) from error


def _read_lite(archive: Archive, file: str) -> ir.Model:
    bytecode = archive.pickle("bytecode.pkl")
    version, functions = read_functions(bytecode)
    module = archive.pickle("data.pkl")
    top = _top_class(module)
    sources = _archive_sources(archive)
    owner = sources.find(top)
    raw = [_with_source(f, owner) for f in _own_functions(functions, top, owner)]
    types = TypeReader(_definitions(sources, functions))
    defaults = DefaultReader(_archive_storage(archive, "bytecode"), _archive_constants(archive))
    return ir.Model(
        file=file,
        format="lite",
        class_name=top.rpartition(".")[2],
        bytecode_version=version,
        methods=_methods(raw, types, defaults),
        operators=_operators(functions),
        parameters=_archive_weights(archive, module, sources),
        extra_files=_extra_files(archive),
        refusals=archive_refusals(functions, top, (bytecode, module)),
        native_classes=native_classes([*named_by_code(functions), *named_by_values([module])]),
        fingerprint=_archive_fingerprint(archive),
    )


def _read_full(archive: Archive, file: str) -> ir.Model:
    module = archive.pickle("data.pkl")
    top = _top_class(module)
    sources = _archive_sources(archive)
    owner = sources.find(top)
    if owner is None:
        raise damaged(f"it has no source for its class {quoted(top)}")
    hooks = owner.hooks()
    raw = [_from_source(owner.method(name)) for name in owner.headers if name not in hooks]
    defaults = DefaultReader(_archive_storage(archive, "constants"), _archive_constants(archive))
    return ir.Model(
        file=file,
        format="torchscript",
        class_name=top.rpartition(".")[2],
        bytecode_version=None,
        methods=_methods(raw, TypeReader(sources.named_tuple), defaults),
        operators=None,
        parameters=_archive_weights(archive, module, sources),
        extra_files=_extra_files(archive),
        refusals=failed_lite_save(archive.names, file),
        native_classes=native_classes(named_by_values([module])),
        fingerprint=_archive_fingerprint(archive),
    )


def _read_flatbuffer(opened: Flatbuffer, file: str) -> ir.Model:
    with mmap.mmap(opened.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        model = FlatbufferModel(data)
        check_version(model.version)
        functions = model.functions()
        check_spellings(functions)
        top = _checked_class(model.class_name())
        texts = model.sources()
        sources = Sources(lambda path: texts.get(path.removesuffix(".py").replace("/", ".")))
        # Whether None is a default stays unsaid in this form: the sources may be missing.
        raw = [_with_source(f, None) for f in _own_functions(functions, top, sources.find(top))]
        defaults = DefaultReader(model.storage, lambda: ())
        return ir.Model(
            file=file,
            format="lite-flatbuffer",
            class_name=top.rpartition(".")[2],
            bytecode_version=model.version,
            methods=_methods(raw, TypeReader(_definitions(sources, functions)), defaults),
            operators=_operators(functions),
            parameters=count_tensors(model.tensors()),
            extra_files=tuple(sorted(model.extra_files())),
            refusals=flatbuffer_refusals(functions, top, model.has_enum()),
            native_classes=native_classes([*named_by_code(functions), *model.class_names()]),
            fingerprint=_flatbuffer_fingerprint(opened),
        )


def _top_class(module: object) -> str:
    if not isinstance(module, pickles.Call):
        raise damaged("its data.pkl holds no module")
    return _checked_class(module.name)


def _checked_class(name: str) -> str:
    """`name`, where it is a class of TorchScript: a hostile file may name ``posix.system`` here."""
    parts = name.split(".")
    if len(parts) < 2 or parts[0] != "__torch__":
        raise damaged(f"its data.pkl holds {quoted(name)} instead of a TorchScript module")
    for part in parts:
        if not part.isidentifier():
            raise not_an_identifier("class", name)
    return name


def _archive_sources(archive: Archive) -> Sources:
    def read(path: str) -> str | None:
        name = f"code/{path}"
        return archive.source(name) if name in archive else None

    return Sources(read)


def _own_functions(functions: Iterable[RawFunction], top: str, owner: SourceClass | None) -> Iterable[RawFunction]:
    """The functions that are methods of the model's class; older files also list those of its submodules."""
    hooks = owner.hooks() if owner else frozenset()
    for function in functions:
        if function.qualified_name.rpartition(".")[0] == top and function.method.name not in hooks:
            yield function


def _with_source(function: RawFunction, owner: SourceClass | None) -> RawMethod:
    """The bytecode's method, completed with what only the source tells: whether None is a default."""
    method = function.method
    source = owner.method(method.name) if owner and method.name in owner.headers else None
    if not function.has_schema:
        if source is None:
            raise damaged(f"neither its bytecode nor its sources tell the arguments of {quoted(method.name)}")
        return _from_source(source)
    if source is None or len(source.arguments) != len(method.arguments):
        told: Sequence[bool] = [a.type.startswith("Optional[") for a in method.arguments]
    else:
        told = [a.default == (None,) for a in source.arguments]
    arguments = tuple(
        RawArgument(a.name, a.type, None) if a.default is MISSING and is_none else a
        for a, is_none in zip(method.arguments, told, strict=True)
    )
    return RawMethod(method.name, arguments, method.returns, method.types)


def _from_source(method: SourceMethod) -> RawMethod:
    arguments = tuple(RawArgument(a.name, a.type, *a.default) for a in method.arguments)
    return RawMethod(method.name, arguments, method.returns)


def _definitions(
    sources: Sources, functions: Iterable[RawFunction]
) -> Callable[[str], Sequence[tuple[str, str]] | None]:
    """NamedTuple fields by name: from the sources, or from the bytecode where the sources were stripped."""
    built: dict[str, Sequence[tuple[str, str]]] = {}
    for function in functions:
        for spelling in function.method.types:
            built.update(bytecode_named_tuples(spelling))

    def find(name: str) -> Sequence[tuple[str, str]] | None:
        fields = sources.named_tuple(name)
        return built.get(name) if fields is None else fields

    return find


def _methods(raw: Iterable[RawMethod], types: TypeReader, defaults: DefaultReader) -> tuple[ir.Method, ...]:
    methods = []
    names: set[str] = set()
    for method in raw:
        if not method.name.isidentifier():
            raise not_an_identifier("method", method.name)
        if method.name in names:
            raise damaged(f"it has two methods named {quoted(method.name)}")
        names.add(method.name)
        # The first argument is the module itself, whatever it is called.
        arguments = tuple(_argument(a, types, defaults) for a in method.arguments[1:])
        if len({a.name for a in arguments}) != len(arguments):
            raise damaged(f"{quoted(method.name)} has two arguments of one name")
        methods.append(ir.Method(method.name, arguments, types.read(method.returns)))
    return tuple(methods)


def _argument(raw: RawArgument, types: TypeReader, defaults: DefaultReader) -> ir.Argument:
    if not raw.name.isidentifier():
        raise not_an_identifier("argument", raw.name)
    kind = types.read(raw.type)
    return ir.Argument(raw.name, kind, None if raw.default is MISSING else defaults.read(raw.default, kind))


def _operators(functions: Iterable[RawFunction]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(operator for function in functions for operator in function.operators))


def _extra_files(archive: Archive) -> tuple[str, ...]:
    # Sorted: torch stores them in the order of a hash table.
    return tuple(sorted(name.removeprefix("extra/") for name in archive.names if name.startswith("extra/")))


def _archive_storage(archive: Archive, owner: str) -> Callable[[Storage], bytes | None]:
    """Reads the storage of a default. It lies beside its pickle, or (bytecode 5 and up) among the constants."""
    order = archive.read("byteorder", 16) if "byteorder" in archive else b"little"

    def read(storage: Storage) -> bytes | None:
        for name in (f"{owner}/{storage.key}", f"constants/{storage.key}"):
            if name in archive and order == b"little":
                return archive.read(name, MAX_TENSOR_BYTES)
        return None

    return read


def _archive_constants(archive: Archive) -> Callable[[], Sequence[object]]:
    def read() -> Sequence[object]:
        values = archive.pickle("constants.pkl")
        return values if isinstance(values, (tuple, list)) else ()

    return read


def _archive_weights(archive: Archive, module: object, sources: Sources) -> ir.Parameters:
    constants = archive.pickle("constants.pkl") if "constants.pkl" in archive else None

    def names(qualified_name: str) -> frozenset[str] | None:
        found = sources.find(qualified_name)
        return found.parameters() if found is not None else None

    return count_weights(module, constants, names)


def _archive_fingerprint(archive: Archive) -> str:
    """SHA-256 over the members' names, sizes and CRCs: every content counts, and none is read."""
    digest = hashlib.sha256()
    for member in archive.members():
        digest.update(f"{member.name}\0{member.size}\0{member.crc}\n".encode())
    return digest.hexdigest()


def _flatbuffer_fingerprint(opened: Flatbuffer) -> str:
    """As sound as an archive's: a flatbuffer stores no CRCs, so the one of the whole file is made (about 0.04 s for
    100 MB, while a cryptographic hash takes twice to four times that)."""
    crc = 0
    opened.file.seek(0)
    while block := opened.file.read(_CHECKSUM_BLOCK):
        crc = zlib.crc32(block, crc)
    return hashlib.sha256(f"{opened.size}\0{crc}".encode()).hexdigest()
