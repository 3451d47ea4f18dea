"""What a build is told: defaults, `kmpgen.toml` and options in one frozen value. No TOML here: see `settings`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kmpgen.settings import settingchecks
from kmpgen.viewing import naming

RECORDING_SUFFIX = ".parity"
"""A recording stands beside its model, with its name and this suffix."""

TARGETS = ("android", "iosArm64", "iosSimulatorArm64", "iosX64")
DEFAULT_TARGETS = ("android", "iosArm64", "iosSimulatorArm64")

Visibility = Literal["public", "internal"]


@dataclass(frozen=True)
class Versions:
    """Every version that the emitted project names."""

    kotlin: str = "2.4.20"
    agp: str = "9.1.0"
    gradle: str = "9.3.1"  # the least that this Android plugin takes
    androidx_test: str = "1.7.0"
    pytorch_android: str = "2.1.0"
    libtorch: str = "2.1.0"
    jvm_target: str = "11"
    compile_sdk: int = 36
    min_sdk: int = 24
    ios: str = "15.0"
    maven_publish: str = "0.37.0"
    dokka: str = "2.2.0"


@dataclass(frozen=True)
class MethodSettings:
    """What is set for one method of a model. Names are those that Kotlin gets; None leaves them to kmpgen."""

    name: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    """By the argument's own name."""
    result: str | None = None
    """The class of a result that is an unnamed tuple."""
    fields: tuple[str, ...] | None = None
    """Its properties, in the tuple's order."""
    deprecated: str | None = None
    visibility: Visibility | None = None
    """None: as the model's."""


@dataclass(frozen=True)
class Origin:
    """Where a table of settings stands: the file, and the keys that lead there (an index where it is a list's)."""

    file: Path
    keys: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class ModelSettings:
    """One model: a `[[model]]` of kmpgen.toml, or a MODEL of the command line."""

    path: Path
    class_name: str | None = None
    skip: tuple[str, ...] = ()
    include: tuple[str, ...] | None = None
    """The methods to have, `_private` ones too; None: all public ones."""
    visibility: Visibility = "public"
    methods: Mapping[str, MethodSettings] = field(default_factory=dict)
    """By the method's own name."""
    classes: Mapping[str, str] = field(default_factory=dict)
    """Kotlin names of NamedTuples, and of other classes by the name that they would have."""
    bundle: bool | None = None
    """Whether the library brings the model's file; None: where it is small."""
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kotlin names of a class's properties: by the class as in `classes`, then by the field's own name."""
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ExternalRuntime:
    """The Maven coordinates of a runtime that stands in a library of its own."""

    group: str
    artifact: str
    version: str

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def usual_package(self) -> str:
        """The group, then the artifact without hyphens: what `kmpgen build` takes for a library of that name."""
        return f"{self.group}.{self.artifact}".replace("-", "").lower()


@dataclass(frozen=True)
class Publishing:
    """What a published library says of itself, and where it goes. `publishable` says what of it has to be there."""

    license: str | None = None
    """An SPDX id, or another name where ``license_file`` has the text."""
    license_file: Path | None = None
    """None: kmpgen has the text."""
    license_url: str | None = None
    """None: the page of an SPDX id."""
    url: str | None = None
    developer: str | None = None
    """A person or a company. None: the owner of a repository that ``url`` is."""
    email: str | None = None
    copyright: str | None = None
    """Years and holder, as in a licence. None: the developer."""
    description: str | None = None
    """None: which models the library is for."""
    scm: str | None = None
    """Of the Git repository. None: ``url``, where that is one."""
    repository: str | None = None
    """``central``, ``github:owner/repository`` or an address. None: only local ones."""
    ci: str | None = None
    """Whose release workflow to emit."""

    def __post_init__(self) -> None:
        settingchecks.check_all((check, getattr(self, name)) for name, check in settingchecks.PUBLISHING.items())


@dataclass(frozen=True)
class Config:
    """Settings of one build; ``name`` and ``package`` left out come from the first model's class."""

    name: str | None = None
    package: str | None = None
    group: str | None = None
    """None: the package without its last name."""
    version: str = "0.1.0"
    output: Path | None = None
    """None: the library's name, in the current folder."""
    skip: tuple[str, ...] = ()
    """Methods to leave out of whichever models have them: `--skip`."""
    prefix: str = naming.DEFAULT_PREFIX
    libtorch_pod: str = "LibTorch-Lite"
    libtorch_xcframework: str | None = None
    """torch for the Swift package: the address of a zip, or a path in the library. None: a place to put it."""
    libtorch_checksum: str | None = None
    """Of that zip, as `swift package compute-checksum` prints it."""
    swift: bool = False
    """Whether Swift gets overloads in place of default values, which it does not see."""
    targets: tuple[str, ...] = DEFAULT_TARGETS
    templates: Path | None = None
    exclude: tuple[str, ...] = ()
    runtime: ExternalRuntime | None = None
    """None: the runtime is part of the library."""
    runtime_package: str | None = None
    """The Kotlin package of an external runtime; None: its group, then its artifact without hyphens."""
    runtime_only: bool = False
    """Whether to build the runtime alone, as a library without models."""
    check_api: bool = True
    """Whether the emitted facade refuses to load a model of another API."""
    bundle: bool | None = None
    """Whether the library brings the models' files: the option, which wins over what is set for each."""
    parity: bool = True
    """Whether recordings beside the models become tests."""
    publishing: Publishing | None = None
    """None: nothing is published but to this machine."""
    versions: Versions = field(default_factory=Versions)
    models: tuple[ModelSettings, ...] = ()
    leaves_out: bool = False
    """Whether the kmpgen.toml names models that are not among these."""
    origin: Origin | None = field(default=None, compare=False)
    """The kmpgen.toml, where there is one."""
    file_settings: Config | None = field(default=None, compare=False, repr=False)
    """What that says alone, without options; None where these settings are just that."""

    def __post_init__(self) -> None:
        settingchecks.check_all((check, getattr(self, name)) for name, check in settingchecks.OPTIONS.items())

    def settings_of(self, path: Path) -> ModelSettings:
        """The settings of the model at ``path``: its `[[model]]`, or none beyond the path."""
        for model in self.models:  # as they are mostly spelled: to resolve paths takes its time
            if model.path == path:
                return model
        resolved = path.resolve()
        return next((model for model in self.models if model.path.resolve() == resolved), ModelSettings(path))

    @property
    def has_android(self) -> bool:
        return "android" in self.targets

    @property
    def ios_targets(self) -> tuple[str, ...]:
        return tuple(target for target in self.targets if target.startswith("ios"))
