"""The table of everything that `kmpgen.toml` can say: reader, JSON Schema, reference and `init` follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from kmpgen.config import DEFAULT_TARGETS, TARGETS, Config, Versions
from kmpgen.settings import settingchecks as checks
from kmpgen.settings.settingchecks import Check

Kind = Literal["text", "integer", "switch", "texts", "names"]
"""``names`` is a table of texts, whose keys are the model's."""


@dataclass(frozen=True)
class Key:
    """One key of a table. ``default`` says what holds without it, as TOML where it is a value."""

    name: str
    kind: Kind
    doc: str
    default: str = ""
    example: str = ""
    check: Check | None = None
    """Of a text, of each of several texts, or of the values of a table of names."""
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    required: bool = False
    not_empty: bool = False

    @property
    def sample(self) -> str:
        """A value as TOML: the example, or a default that is a value."""
        return self.example or (self.default if self.has_value else "")

    @property
    def has_value(self) -> bool:
        """Whether the default is a value, and no words about one."""
        return bool(re.match(r'"|\[|\d|true$|false$', self.default))


@dataclass(frozen=True)
class Table:
    """``header`` is how the table is written; a model's tables stand below their `[[model]]`."""

    header: str
    doc: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


LIBRARY = Table(
    "[library]",
    "The emitted library. Whatever is left out has a default; options of the command line win.",
    (
        Key("name", "text", "The library's name.", "from the first model's class", '"sentiment"', checks.LIBRARY_NAME),
        Key("package", "text", "The Kotlin package.", "com.example.NAME", '"com.example.sentiment"', checks.PACKAGE),
        Key("group", "text", "The Maven group.", "the package less its last name", '"com.example"', checks.GROUP),
        Key("version", "text", "The library's version.", f'"{Config.version}"', "", checks.VERSION),
        Key("output", "text", "The library's folder.", "its name, beside this file", '"sentiment"', checks.PATH),
        Key(
            "templates",
            "text",
            "A folder of templates that change the emitted files.",
            "none",
            '"templates"',
            checks.PATH,
        ),
        Key("exclude", "texts", "Emitted files to leave out.", "[]", '["Package.swift"]', checks.PATH),
        Key(
            "prefix",
            "text",
            "Of Objective-C classes, C functions and the pod.",
            f'"{Config.prefix}"',
            "",
            checks.PREFIX,
        ),
        Key(
            "targets",
            "texts",
            f"What to build for: {', '.join(TARGETS)}.",
            "[" + ", ".join(f'"{target}"' for target in DEFAULT_TARGETS) + "]",
            choices=TARGETS,
            not_empty=True,
        ),
        Key(
            "runtime",
            "text",
            'Where the runtime is: "embedded" in this library, or in another one, "external:group:artifact:version".',
            '"embedded"',
            '"external:com.example:torch-runtime:1.0.0"',
            checks.RUNTIME,
        ),
        Key(
            "runtime_package",
            "text",
            "The Kotlin package of an external runtime.",
            "its group, then its artifact without hyphens",
            '"com.example.torchruntime"',
            checks.PACKAGE,
        ),
        Key("check_api", "switch", "Whether the facade refuses to load a model of another API.", "true"),
        Key(
            "check_runtime",
            "switch",
            "Whether `build` refuses models that torch in these versions certainly cannot load.",
            "true",
        ),
        Key("libtorch_pod", "text", "The pod of torch for iOS.", f'"{Config.libtorch_pod}"', "", checks.POD),
        Key(
            "libtorch_xcframework",
            "text",
            "torch for `Package.swift`: the address of a zip of an xcframework, or one's path in the library.",
            "a place in it to put one",
            '"https://example.com/LibTorchLite.xcframework.zip"',
            checks.XCFRAMEWORK,
        ),
        Key(
            "libtorch_checksum",
            "text",
            "Of that zip: `swift package compute-checksum` prints it.",
            "",
            '"' + "0123456789abcdef" * 4 + '"',
            checks.CHECKSUM,
        ),
        Key("swift", "switch", "Whether Swift gets overloads in place of default values.", "false"),
        Key("parity", "switch", "Whether recordings beside the models become tests.", "true"),
        Key("metadata", "switch", "Whether metadata in the models and beside them is read.", "true"),
    ),
)

CI = ("github",)

PUBLISHING = Table(
    "[publishing]",
    "What the library says of itself in a Maven repository. With this table, or any option of these names, a build also"
    " emits what publishing takes; `license`, `url`, a group and a developer must then be known. Credentials have no"
    " place here: the emitted README says which variables of the environment hold them.",
    (
        Key("license", "text", "The licence's SPDX id.", "", '"Apache-2.0"', checks.LICENSE),
        Key("license_file", "text", "Its text.", "kmpgen's, of common licences", '"LICENSE"', checks.PATH),
        Key("license_url", "text", "Its page.", "SPDX's", '"https://acme.com/license"', checks.URL),
        Key("url", "text", "The project's page.", "", '"https://github.com/acme/models"', checks.URL),
        Key("developer", "text", "Who made it.", "the owner of a repository at url", '"Acme Ltd"', checks.LINE),
        Key("email", "text", "To reach them.", "none", '"models@acme.com"', checks.EMAIL),
        Key("copyright", "text", "Years and holder, for licence and NOTICE.", "developer", '"2026 Acme"', checks.LINE),
        Key("description", "text", "What it is.", "names the models", '"Sentiment of reviews"', checks.LINE),
        Key("scm", "text", "The Git repository.", "url, where that is one", '"https://git.acme.com/ml"', checks.URL),
        Key(
            "repository",
            "text",
            'Where it is published: "central" (Maven Central), "github:owner/repository" (GitHub Packages), or the'
            " address of a Maven repository.",
            "only on this machine",
            '"github:acme/models"',
            checks.REPOSITORY,
        ),
        Key("ci", "text", "A release workflow to emit, for this service.", "none", '"github"', choices=CI),
    ),
)

_VERSION_DOCS = {
    "kotlin": "Kotlin.",
    "agp": "The Android Gradle plugin.",
    "gradle": "Gradle.",
    "androidx_test": "androidx.test:runner, for tests on devices.",
    "pytorch_android": "org.pytorch:pytorch_android_lite.",
    "libtorch": "The pod of torch.",
    "jvm_target": "The JVM bytecode of the Android half.",
    "compile_sdk": "Android's API to compile against.",
    "min_sdk": "The least API of Android.",
    "ios": "The least iOS.",
    "maven_publish": "com.vanniktech.maven.publish, for publishing.",
    "dokka": "Dokka, for publishing.",
}
_MINIMA = {"compile_sdk": 34, "min_sdk": 24}
_MOST_API = 9_999
JVM_TARGETS = ("11", "17", "21")


def _version_keys() -> Iterator[Key]:
    for field in fields(Versions):
        doc, name = _VERSION_DOCS[field.name], field.name
        if isinstance(field.default, int):
            yield Key(name, "integer", doc, str(field.default), minimum=_MINIMA[name], maximum=_MOST_API)
        elif name == "jvm_target":
            yield Key(name, "text", doc, f'"{field.default}"', choices=JVM_TARGETS)
        else:
            check = checks.SYSTEM_VERSION if name == "ios" else checks.VERSION
            yield Key(name, "text", doc, f'"{field.default}"', check=check)


VERSIONS = Table(
    "[versions]", "What the emitted project names. kmpgen is tested with the defaults.", tuple(_version_keys())
)

VISIBILITIES = ("public", "internal")

MODEL = Table(
    "[[model]]",
    "A model; the table is repeated for each. MODEL on the command line chooses among them, or names another.",
    (
        Key("path", "text", "The model's file.", "", '"models/sentiment.ptl"', checks.PATH, required=True),
        Key("class", "text", "The facade's class.", "the model's own", '"SentimentClassifier"', checks.CLASS_NAME),
        Key("skip", "texts", "Methods to leave out.", "[]", '["debug"]'),
        Key("include", "texts", "The methods to have, also _private ones.", "all public ones", '["forward"]'),
        Key("visibility", "text", "Of the facade and its classes.", '"public"', choices=VISIBILITIES),
        Key(
            "bundle",
            "switch",
            "Whether the library brings the model's file, for `loadBundled()`.",
            "true up to 10 MB",
            "true",
        ),
        Key(
            "classes",
            "names",
            "Kotlin names of NamedTuples, and of other classes by the name that kmpgen gives them.",
            "",
            '{ Output = "Sentiment" }',
            checks.CLASS_NAME,
        ),
    ),
)

METHOD = Table(
    "[model.methods.NAME]",
    "One method, by its name in the model.",
    (
        Key("name", "text", "Its name in Kotlin.", "in camel case", '"classify"', checks.MEMBER_NAME),
        Key(
            "arguments",
            "names",
            "Names of arguments in Kotlin, by their names in the model.",
            "",
            '{ input_ids = "tokens" }',
            checks.MEMBER_NAME,
        ),
        Key("result", "text", "The class of an unnamed tuple.", "NAMEResult", '"Prediction"', checks.CLASS_NAME),
        Key(
            "fields",
            "texts",
            "That tuple's properties.",
            "first, second, ...",
            '["label", "score"]',
            checks.MEMBER_NAME,
        ),
        Key(
            "deprecated",
            "text",
            'Marks it deprecated; "use METHOD" also has the IDE replace calls.',
            "",
            '"use classify"',
            checks.TEXT,
        ),
        Key("visibility", "text", "Of this method.", "the model's", '"internal"', choices=VISIBILITIES),
    ),
)

PROPERTIES = Key(
    "fields",
    "names",
    "Kotlin names of the properties of CLASS (named as in classes), by the fields' names in the model.",
    check=checks.MEMBER_NAME,
)

TABLES = (LIBRARY, PUBLISHING, VERSIONS, MODEL, METHOD)
