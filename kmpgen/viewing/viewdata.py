"""The data that templates see: the template API. `view` fills it, every name chosen and every text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kmpgen.config import Versions
from kmpgen.viewing import layout

if TYPE_CHECKING:
    from kmpgen.recording.paritytests import Parity
    from kmpgen.viewing.publishview import Publishing


TEMPLATE_API = 1
"""Grows when templates of teams have to change: a field or a block that goes, is renamed or means something else."""


@dataclass(frozen=True)
class Library:
    """The emitted project."""

    name: str
    """The Gradle project, the Maven artifact and the folder, in kebab-case."""
    package: str
    """Of the facades; the runtime is in `torch` below it."""
    group: str
    """Of the Maven coordinates."""
    version: str
    """Of the library itself."""
    command: str
    """The `kmpgen build` that builds this again; MODEL or MODEL... in it stands for the models' paths."""
    settings_file: str
    """The name of its kmpgen.toml; empty where there is none."""
    folder: str
    """Where it lies, as its README has it: from the folder of its kmpgen.toml, or its name where that is not below."""
    is_below: bool
    """Whether it lies below the folder of its kmpgen.toml, which is taken for the root of a Git repository."""
    has_parity: bool
    """Whether there are parity tests, of any of its models."""
    has_android: bool
    """Whether Android is a target."""
    ios_targets: tuple[str, ...]
    """As Kotlin's Gradle plugin calls them; empty where the library has no iOS half."""
    platforms: str
    """``Android and iOS``, or one of them."""
    checks_api: bool
    """Whether facades refuse files of another API: `torch/check/` is emitted then."""
    bundles: bool
    """Whether it has what models need that are part of a library, and in facades `loadBundled()`."""
    models_folder: str
    """Where these models lie, in a folder of the package's name; empty where the library brings none."""
    has_swift: bool
    """Whether Swift gets overloads in place of default values."""
    has_guards: bool = False
    """Whether methods check their arguments against metadata."""
    has_labels: bool = False
    """Whether results have labels."""
    has_images: bool = False
    """Whether methods take or return images."""
    has_image_inputs: bool = False
    """Whether methods take images."""
    has_image_outputs: bool = False
    """Whether methods return images."""


@dataclass(frozen=True)
class Runtime:
    """The classes that the facades stand on, which know no model."""

    package: str
    """They are in `torch` below it: the library's own package, or that of the runtime's library."""
    is_embedded: bool
    """Whether they are part of this library."""
    coordinates: str
    """Of the library that they are in: group:artifact:version; empty where that is this one."""


@dataclass(frozen=True)
class SwiftBinary:
    """A binary target of the Swift package: a zip with its checksum, or a path."""

    name: str
    """Of the target."""
    url: str
    """Of the zip; empty where there is a path."""
    checksum: str
    """Of the zip."""
    path: str
    """Of the xcframework, in the library; empty where there is a zip."""
    is_set: bool
    """Whether the settings say it; else the path is a place to put an xcframework."""


@dataclass(frozen=True)
class Native:
    """The iOS half: the pod, and the package in which Kotlin sees its header."""

    pod: str
    """The pod, the header and the folder of its sources: `PLMLibTorchWrapper`."""
    prefix: str
    """Of Objective-C classes; in small letters of C functions."""
    resource_bundle: str
    """What pod and Swift package call the bundle of the models that the library brings, without `.bundle`."""
    cinterop_package: str
    """Where Kotlin sees the header's classes."""
    libtorch_pod: str
    """The pod that brings torch."""
    libtorch_headers: str
    """Where that pod keeps torch's headers, below its folder."""
    libtorch_xcframework: str
    """The xcframework that the pod is; empty where it holds separate static libraries."""
    has_simulator: bool | None
    """Whether the pod has a slice for the arm64 simulator; None where that is not known."""
    torch_binary: SwiftBinary
    """torch, as the Swift package has it."""
    version: int
    """Of the wrapper's interface, which the iOS half asks for. The pod has the library's version."""


@dataclass(frozen=True)
class Parameter:
    """A function's parameter."""

    torch_name: str
    """In the model."""
    name: str
    """In Kotlin, in backticks where it must be."""
    type: str
    """In Kotlin."""
    default: layout.Expr
    """In Kotlin; empty where callers must pass it."""
    description: str = ""
    """What metadata says of it, as a line of Markdown."""

    @property
    def declaration(self) -> layout.Expr:
        """Name, type and default, as a function declares it."""
        declared = f"{self.name}: {self.type}"
        return layout.prefixed(f"{declared} = ", self.default) if self.default else declared


@dataclass(frozen=True)
class Method:
    """A facade's function."""

    name: str
    """In Kotlin, in backticks where it must be."""
    torch_name: str
    """In the model: what is passed to `runMethod`."""
    parameters: tuple[Parameter, ...]
    """In the model's order."""
    returns: str
    """The Kotlin type; `Unit` for None."""
    signature: str
    """On one line, without visibility: `fun forward(x: Tensor): Tensor`."""
    torch_signature: str
    """As TorchScript prints it, safe in a comment."""
    call: str
    """An example of a call on a value `model`."""
    doc: tuple[str, ...]
    """The lines of its KDoc."""
    is_public: bool
    """Else it is `internal`."""
    source: str
    """The whole declaration, indented for a class's member, without annotations."""
    invoke: str
    """The ``operator fun invoke`` that stands beside ``forward``, else empty."""
    hidden: tuple[str, ...] = ()
    """Declarations of old signatures, for callers that were compiled against them; no source can name them."""
    deprecated: str = ""
    """The annotation that says so, else empty."""
    description: tuple[str, ...] = ()
    """What metadata says of it, as lines of Markdown."""
    returns_description: str = ""
    """What metadata says of the result, as a line of Markdown."""
    guard: str = ""
    """The declaration of what its arguments are checked against, in the companion object; empty where of nothing."""

    @property
    def is_described(self) -> bool:
        """Whether metadata says anything of it, its parameters or its result."""
        return bool(self.description or self.returns_description or any(each.description for each in self.parameters))


@dataclass(frozen=True)
class Property:
    """A class's property."""

    name: str
    """In Kotlin, in backticks where it must be."""
    type: str
    """In Kotlin."""
    description: str = ""
    """What metadata says of it, as a line of Markdown."""


@dataclass(frozen=True)
class Class:
    """A class that stands for a tuple."""

    name: str
    """In Kotlin, in backticks where it must be."""
    torch_name: str
    """As TorchScript spells the type."""
    properties: tuple[Property, ...]
    """In the tuple's order."""
    is_unnamed: bool
    """Whether the tuple is no NamedTuple: the class has `componentN` then."""
    is_argument: bool
    """Whether callers make instances."""
    has_own_file: bool
    """Whether it stands in a file of its own, as NamedTuples do where a library has several models."""
    imports: tuple[str, ...]
    """Of that file."""
    doc: tuple[str, ...]
    """The lines of its KDoc."""
    header: str
    """The declaration up to its body."""
    components: tuple[str, ...]
    """The declarations of `componentN`."""
    fields: str
    """The list of what equality compares; empty where a Tensor is inside."""
    equals: str
    """The declaration of `equals`."""
    to_string: str
    """The declaration of `toString`."""
    description: tuple[str, ...] = ()
    """What metadata says of it, as lines of Markdown."""

    @property
    def is_described(self) -> bool:
        """Whether metadata says anything of it or its properties."""
        return bool(self.description or any(each.description for each in self.properties))


@dataclass(frozen=True)
class Api:
    """What a facade compares with the file that it loads: pairs of a name and its signature's parts."""

    class_name: str
    """The class's name in the model, as a Kotlin literal."""
    methods: tuple[str, ...]
    """Pairs for `mapOf`."""
    named_tuples: tuple[str, ...]
    """Elements for `listOf`."""


@dataclass(frozen=True)
class LabelEntry:
    """A label, as an entry of an enum."""

    name: str
    """In Kotlin."""
    text: str
    """The label itself, as a Kotlin literal."""


@dataclass(frozen=True)
class LabelEnum:
    """The enum class that a small set of labels becomes."""

    name: str
    """In Kotlin, in backticks where it must be."""
    doc: str
    """The first line of its KDoc."""
    entries: tuple[LabelEntry, ...]
    """By their class numbers."""


@dataclass(frozen=True)
class LabelSet:
    """The labels of a result or a part of one."""

    name: str
    """Of the property that holds them."""
    doc: str
    """Its KDoc, on one line."""
    labels: tuple[str, ...]
    """As metadata has them: not escaped."""
    type: str
    """What each is in Kotlin: the name of an enum class, or `String`."""
    declaration: str
    """Of the property, and of the function that lists them; indented for an object's member."""
    is_packed: bool
    """Whether they are so many that the declaration calls `unpacked`."""
    is_scores: bool
    """Whether they are those of scores, else of class numbers or texts."""
    is_text: bool = False
    """Whether they are those of texts."""
    is_of_positions: bool = False
    """Whether the scores are of more places than one in each answer, as of the pixels of an image."""


@dataclass(frozen=True)
class ImageSet:
    """How pixels become an argument that is an image, or how a result that is one becomes pixels."""

    name: str
    """Of the property that says it."""
    doc: str
    """Its KDoc, on one line."""
    declaration: str
    """Of the property, indented for an object's member."""
    is_result: bool
    """Whether it is of a result or a part of one, else of an argument."""


@dataclass(frozen=True)
class SwiftOverloads:
    """Functions that stand for a facade's default values, which Swift does not see."""

    imports: tuple[str, ...]
    """Of their file, sorted."""
    functions: tuple[str, ...]
    """Their declarations, with comments and annotations."""


@dataclass(frozen=True)
class Model:
    """One facade."""

    name: str
    """The facade's class, in backticks where it must be."""
    torch_name: str
    """The model's own class."""
    visibility: str
    """``public`` or ``internal``."""
    is_public: bool
    """Else the facade is `internal`."""
    file: str
    """The model file's name, safe in a comment."""
    doc: tuple[str, ...]
    """The lines of the facade's KDoc."""
    imports: tuple[str, ...]
    """Of the facade's file, sorted."""
    signatures: tuple[str, ...]
    """Expressions that make a `MethodSignature` each, of all methods in the file."""
    methods: tuple[Method, ...]
    """The facade's, in the file's order."""
    classes: tuple[Class, ...]
    """Those that stand for its tuples."""
    conversions: tuple[str, ...]
    """Private functions between `IValue` and Kotlin's types, which methods call."""
    api: Api | None
    """None where the library does not check it."""
    bundled: str
    """An expression that makes the `BundledModel`; empty where the library does not bring the model."""
    parity: Parity | None
    """The tests that a recording makes; None where there is none."""
    swift: SwiftOverloads | None = None
    """None where the settings ask for none, or no method has default values."""
    about: str = ""
    """Name, version, author and licence from metadata, as a line of Markdown."""
    description: tuple[str, ...] = ()
    """What metadata says of the model, as lines of Markdown."""
    labels: tuple[LabelSet, ...] = ()
    """Those of its results."""
    labels_name: str = ""
    """Of the object that has them; empty where there are none."""
    label_enums: tuple[LabelEnum, ...] = ()
    """Of those that are few and spell names."""
    images: tuple[ImageSet, ...] = ()
    """Those that its methods take and return."""
    images_name: str = ""
    """Of the object that has them; empty where there are none."""


@dataclass(frozen=True)
class View:
    """Everything a template can name."""

    library: Library
    """The emitted project."""
    versions: Versions
    """Every version that it names."""
    runtime: Runtime
    """What the facades stand on."""
    native: Native
    """Its iOS half."""
    models: tuple[Model, ...]
    """In the order of their names, whatever the order they were given in; none in a library of the runtime alone."""
    classes: tuple[Class, ...]
    """Those that stand in files of their own, each once."""
    publishing: Publishing | None = None
    """None where the library is published to this machine alone."""
