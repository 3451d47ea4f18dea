"""The data that templates see: the template API. `view` fills it, every name chosen and every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kmpgen import layout
from kmpgen.config import Versions

if TYPE_CHECKING:
    from kmpgen.paritytests import Parity


TEMPLATE_API = 1
"""Grows when templates of teams have to change: a field or a block that goes, is renamed or means something else."""


@dataclass(frozen=True)
class Library:
    """The emitted project."""

    name: str
    package: str
    group: str
    version: str
    command: str
    """The `kmpgen build` that builds this again; MODEL or MODEL... in it stands for the models' paths."""
    has_parity: bool
    """Whether there are parity tests, of any of its models."""
    has_android: bool
    ios_targets: tuple[str, ...]
    """As Kotlin's Gradle plugin calls them; empty where the library has no iOS half."""
    platforms: str
    """``Android and iOS``, or one of them."""
    checks_api: bool
    """Whether facades refuse files of another API: `torch/check/` is emitted then."""


@dataclass(frozen=True)
class Native:
    """The iOS half: the pod, and the package in which Kotlin sees its header."""

    pod: str
    prefix: str
    cinterop_package: str
    libtorch_pod: str
    version: int


@dataclass(frozen=True)
class Parameter:
    """A function's parameter: names in the model and in Kotlin. ``default`` is "" where callers must pass it."""

    torch_name: str
    name: str
    type: str
    default: layout.Expr

    @property
    def declaration(self) -> layout.Expr:
        declared = f"{self.name}: {self.type}"
        return layout.prefixed(f"{declared} = ", self.default) if self.default else declared


@dataclass(frozen=True)
class Method:
    """A facade's function. ``source`` is its whole declaration; the rest is for documentation."""

    name: str
    torch_name: str
    parameters: tuple[Parameter, ...]
    returns: str
    signature: str
    torch_signature: str
    call: str
    doc: tuple[str, ...]
    is_public: bool
    source: str
    invoke: str
    """The ``operator fun invoke`` that stands beside ``forward``, else empty."""
    hidden: tuple[str, ...] = ()
    """Declarations of old signatures, for callers that were compiled against them; no source can name them."""
    deprecated: str = ""
    """The annotation that says so, else empty."""


@dataclass(frozen=True)
class Property:
    name: str
    type: str


@dataclass(frozen=True)
class Class:
    """A class that stands for a tuple."""

    name: str
    torch_name: str
    """As TorchScript spells the type."""
    properties: tuple[Property, ...]
    is_unnamed: bool
    is_argument: bool
    """Whether callers make instances."""
    doc: tuple[str, ...]
    header: str
    components: tuple[str, ...]
    fields: str
    """The list of what equality compares; empty where a Tensor is inside."""
    equals: str
    to_string: str


@dataclass(frozen=True)
class Api:
    """What a facade compares with the file that it loads: pairs of a name and its signature's parts."""

    class_name: str
    methods: tuple[str, ...]
    named_tuples: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """One facade."""

    name: str
    torch_name: str
    visibility: str
    """``public`` or ``internal``."""
    is_public: bool
    file: str
    doc: tuple[str, ...]
    imports: tuple[str, ...]
    signatures: tuple[str, ...]
    methods: tuple[Method, ...]
    classes: tuple[Class, ...]
    conversions: tuple[str, ...]
    api: Api | None
    """None where the library does not check it."""
    parity: Parity | None
    """The tests that a recording makes; None where there is none."""


@dataclass(frozen=True)
class View:
    """Everything a template can name: ``library``, ``versions``, ``native`` and ``models``."""

    library: Library
    versions: Versions
    native: Native
    models: tuple[Model, ...]
