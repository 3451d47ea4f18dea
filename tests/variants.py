"""Libraries that no feature folder stands for: the same models under other names and settings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from kmpgen.build import build
from kmpgen.config import Config, MethodSettings, ModelSettings
from kmpgen.writing import writer
from kmpgen.writing.lockfile import LOCK, Lock
from tests.feature_models import FEATURES, ROOT

HOSTILE_FILE_NAME = '`"""$} ${x} #{exit} \\u0041 *\n\u202e@x %s fun x() <!-- [a](b) ```.ptl'

NAMES = (
    "hostile_file_name",
    "other_prefix",
    "method_left_out",
    "internal",
    "android_only",
    "ios_only",
    "updated",
    "many_models",
    "runtime_only",
    "returned_image",
    "example_models",
)
MANY = ("namedtuple", "namedtuple_nested", "tuple_unnamed", "defaults_namedtuple")
EXAMPLES = sorted((ROOT / "examples" / "models").glob("*/*.ptl"))
_DEPRECATED = MethodSettings(deprecated="use forward")
RETURNED_IMAGE = '[methods.forward.result]\nshape = [3, "height", "width"]\nimage = {}\n'
"""What says it of `tests/features/tensor`, which then takes none."""
LACKS = {"android_only": "iOS", "ios_only": "Android"}
"""The half that a variant is built without."""


def make(folder: Path) -> Iterator[tuple[str, Path]]:
    """Builds each below ``folder``."""
    models = {feature.name: feature.model for feature in FEATURES}
    labelled = _labelled(models["defaults_containers"], folder)
    hostile = folder / HOSTILE_FILE_NAME
    shutil.copy(models["defaults_str"], hostile)
    drawn = folder / "drawn.ptl"
    shutil.copy(models["tensor"], drawn)
    (folder / "drawn.kmpgen.toml").write_text(RETURNED_IMAGE)
    variants: dict[str, tuple[Path | list[Path], Config]] = {
        "hostile_file_name": (hostile, Config()),
        "other_prefix": (models["strings"], Config(package="org.acme.text", prefix="ACME")),
        "internal": (
            models["tuple_nested"],
            Config(models=(ModelSettings(models["tuple_nested"], visibility="internal"),)),
        ),
        "android_only": (models["tensor"], Config(targets=("android",))),
        "ios_only": (models["tensor"], Config(targets=("iosX64", "iosArm64"))),
        "updated": (
            labelled,
            Config(models=(ModelSettings(labelled, methods={"lists": _DEPRECATED}),), swift=True),
        ),
        "many_models": ([models[name] for name in MANY], Config(name="many-models", swift=True)),
        "example_models": (EXAMPLES, Config(name="example-models", package="com.example.models")),
        "runtime_only": ([], Config(runtime_only=True, prefix="RUN")),
        "returned_image": (drawn, Config()),
        # No phone's torch knows Generator: kmpgen would refuse the file for what it leaves out.
        "method_left_out": (
            models["refused_device"],
            Config(skip=("forward", "default", "generator"), check_runtime=False),
        ),
    }
    for name in NAMES:
        given, config = variants[name]
        paths = given if isinstance(given, list) else [given]
        files = build(paths, config).files
        if name == "updated":
            lock = _of_fewer_arguments(files)
            files = build(paths, config, partial(_the_lock, lock)).files
        writer.update(folder / name, files, force=True)
        yield name, folder / name


def _labelled(model: Path, folder: Path) -> Path:
    """A copy of the model with labels that are hard to name in Swift, and with some that stay texts."""
    copy = folder / "labelled.ptl"
    shutil.copy(model, copy)
    said = {"forward": ["TableLamp", "class", "name", "entries", "new", "true"], "lists": ["nil", "one"]}
    lines = [f"methods.{name}.result.labels = {json.dumps(labels)}\n" for name, labels in said.items()]
    copy.with_suffix(".kmpgen.toml").write_text("".join(lines), "utf-8")
    return copy


def _the_lock(lock: Lock, _: str) -> Lock:
    return lock


def _of_fewer_arguments(files: Mapping[str, bytes]) -> Lock:
    """The lock of these files, had every method been without its last argument: the next build keeps that signature."""
    content = json.loads(files[LOCK])
    for function in content["models"][0]["kotlin"]["functions"]:
        del function["parameters"][-1:]
    return Lock(Path(LOCK), content["fingerprints"], content["files"], content)
