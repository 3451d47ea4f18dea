"""Which runtimes load a model: `inspect --runtime`, what `build` says and refuses, lists of operators."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from kmpgen import ir
from kmpgen.cli import main
from kmpgen.config import Config
from kmpgen.fitness import judge, runtimes, tables
from kmpgen.reading.torchscript import read_model
from tests.edited_models import with_operators
from tests.feature_models import FEATURES, PLAIN, ROOT

NNAPI = ROOT / "tests" / "fitness" / "nnapi.ptl"
QUANTIZED = ROOT / "tests" / "features" / "quantized" / "model.ptl"
FLATBUFFER = ROOT / "tests" / "features" / "flatbuffer" / "model.ptl"
FULL = ROOT / "tests" / "features" / "torchscript_full" / "model.pt"
NEW = "aten::scaled_dot_product_attention"  # not in 1.x, in 2.x
MEASURED = "pytorch_android_lite:1.12.2"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


def fitness(model: Path, *names: str) -> dict[str, Any]:
    """The part of ``inspect --json`` that speaks of runtimes; each by its name."""
    options = [word for name in names for word in ("--runtime", name)]
    found = json.loads(run("inspect", model, "--json", *options).stdout)["fitness"]
    return {**found, "runtimes": {each["runtime"]: each for each in found["runtimes"]}}


def read_yaml(text: str) -> object:
    """As PyTorch's tools read it: YAML 1.1."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    return reader.load(text)


@pytest.fixture
def attention(tmp_path: Path) -> Path:
    return with_operators(tmp_path / "attention.ptl", ["aten::add.Tensor", NEW])


def settings(folder: Path, text: str) -> Path:
    path = folder / "kmpgen.toml"
    path.write_text(f'[library]\npackage = "com.acme"\n{text}')
    return path


def test_a_runtime_that_was_measured_loads_what_it_has_all_of() -> None:
    found = fitness(PLAIN.model, MEASURED)["runtimes"][MEASURED]
    assert (found["verdict"], found["basis"], found["table"]) == ("loads", "measured", MEASURED)


def test_torch_for_desktops_is_an_upper_bound_that_promises_nothing() -> None:
    for name in ("pytorch_android_lite:2.1.0", "LibTorch-Lite:2.1.0", "VoizeLibTorch-Lite:2.1.0"):
        found = fitness(PLAIN.model, name)["runtimes"][name]
        assert (found["verdict"], found["basis"], found["table"]) == ("may load", "upper bound", "torch:2.1.0")


@pytest.mark.parametrize(
    "name", ["de.voize.pytorch:pytorch_android_lite:2.8.2", "LibTorch-Lite:1.10.0", "LibTorch-Lite:1.14.0"]
)
def test_what_was_not_to_be_had_is_unknown(name: str, attention: Path) -> None:
    found = fitness(attention, name)["runtimes"][name]
    assert (found["verdict"], found["basis"], found["table"]) == ("unknown", None, None)


@pytest.mark.parametrize("name", [MEASURED, "pytorch_android_lite:1.13.1", "LibTorch-Lite:1.13.0.1"])
def test_an_operator_that_is_lacking_stops_the_model(name: str, attention: Path) -> None:
    found = fitness(attention, name)["runtimes"][name]
    assert (found["verdict"], found["lacking"]) == ("cannot load", [NEW])
    assert run("inspect", attention, "--runtime", name).exit_code == 1


def test_the_lower_of_both_platforms_counts(attention: Path, tmp_path: Path) -> None:
    config = settings(tmp_path, '[versions]\npytorch_android = "1.12.2"\n')
    result = run("inspect", attention, "--json", "--runtime", "settings", "--config", config)
    found = json.loads(result.stdout)["fitness"]
    assert [each["verdict"] for each in found["runtimes"]] == ["cannot load", "may load"]
    assert (found["verdict"], result.exit_code) == ("cannot load", 1)


def test_all_runtimes_are_shown_without_a_verdict_on_the_command(attention: Path) -> None:
    assert run("inspect", attention, "--runtime", "all").exit_code == 0
    found = fitness(attention, "all")["runtimes"]
    assert {found[name]["verdict"] for name in found} == {"cannot load", "may load", "loads", "unknown"}


def test_a_version_alone_means_both_platforms() -> None:
    found = fitness(PLAIN.model, "2.1.0")["runtimes"]
    assert {name: each["platform"] for name, each in found.items()} == {
        "pytorch_android_lite:2.1.0": "Android",
        "LibTorch-Lite:2.1.0": "iOS",
    }


def test_an_unknown_runtime_is_an_error_that_names_the_nearest() -> None:
    result = run("inspect", PLAIN.model, "--runtime", "libtorchlite:2.1.0")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "KMP851" in result.stderr
    assert "LibTorch-Lite?" in result.stderr


def test_a_version_of_many_digits_is_one_that_nobody_knows() -> None:
    name = f"1.{'9' * 5_000}"
    found = fitness(PLAIN.model, name)["runtimes"]
    assert {each["verdict"] for each in found.values()} == {"unknown"}


def test_operators_of_others_are_for_the_app_to_link(tmp_path: Path) -> None:
    model = with_operators(tmp_path / "detection.ptl", ["aten::add.Tensor", "torchvision::nms"])
    found = fitness(model, MEASURED)["runtimes"][MEASURED]
    assert (found["verdict"], found["lacking"]) == ("may load", [])
    assert any("torchvision::nms" in note for note in found["notes"])


def test_a_desktop_tells_nothing_of_backends_that_it_is_built_without(tmp_path: Path) -> None:
    model = with_operators(tmp_path / "metal.ptl", ["metal_prepack::conv2d_run"])
    assert fitness(model, "LibTorch-Lite:2.1.0")["verdict"] == "may load"
    assert fitness(model, MEASURED)["verdict"] == "cannot load"


def test_flatbuffers_and_full_torchscript_are_refused_where_that_is_known() -> None:
    assert fitness(FLATBUFFER, MEASURED)["verdict"] == "cannot load"
    assert fitness(FLATBUFFER, "2.1.0")["verdict"] == "may load"
    assert fitness(FLATBUFFER, "pytorch_android_lite:1.12.1")["verdict"] == "cannot load"
    assert fitness(FULL, "2.1.0")["verdict"] == "cannot load"


def test_types_that_a_loader_does_not_know_stop_the_model() -> None:
    generator = ROOT / "tests" / "features" / "refused_device" / "model.ptl"
    assert fitness(generator, MEASURED)["verdict"] == "cannot load"
    assert fitness(generator, "torch:2.13.0")["verdict"] == "loads"


def test_bytecode_newer_than_a_runtime_takes_stops_the_model() -> None:
    model = replace(read_model(PLAIN.model), bytecode_version=8)
    (runtime,) = runtimes.named([MEASURED], Config())
    assert runtime.table is not None
    older = replace(runtime.table, bytecode=(4, 7))
    assert judge.judge(model, runtime, older, ()).verdict == "cannot load"
    assert judge.judge(model, runtime, replace(older, bytecode=(4, 8)), ()).verdict == "loads"
    assert judge.judge(model, runtime, replace(older, bytecode=(9, 9)), ()).verdict == "cannot load"


def test_a_class_that_a_measured_runtime_lacks_stops_the_model() -> None:
    model = replace(read_model(PLAIN.model), native_classes=("classes.metal.Conv2dOpContext",))
    (runtime,) = runtimes.named([MEASURED], Config())
    assert judge.judge(model, runtime, runtime.table, ()).verdict == "cannot load"


@pytest.mark.parametrize(("dtype", "verdict"), [("uint16", "cannot load"), ("bfloat16", "loads")])
def test_weights_of_a_dtype_that_a_runtime_lacks_stop_the_model(dtype: str, verdict: str) -> None:
    model = replace(read_model(PLAIN.model), parameters=ir.Parameters(1, 2, (dtype,)))
    (runtime,) = runtimes.named([MEASURED], Config())
    assert judge.judge(model, runtime, runtime.table, ()).verdict == verdict


def test_dtypes_of_all_tensors_in_a_file_are_read() -> None:
    assert read_model(ROOT / "tests" / "features" / "parameters" / "model.ptl").parameters.dtypes == (
        "float16",
        "float32",
        "int64",
    )
    assert read_model(QUANTIZED).parameters.dtypes == ("float32", "qint8")


def test_build_warns_of_dtypes_that_android_cannot_carry(tmp_path: Path) -> None:
    model = tmp_path / "model.ptl"
    shutil.copy(PLAIN.model, model)
    argument = read_model(model).methods[0].arguments[0].name
    said = f'[methods.forward.arguments.{argument}]\ndtype = "bool"\n[methods.forward.result]\ndtype = "float32"\n'
    model.with_suffix(".kmpgen.toml").write_text(said)
    result = run("build", model, "-o", tmp_path / "library")
    assert (result.exit_code, result.stderr.count("warning[KMP855]")) == (0, 1), result.output
    assert f"where: model.ptl, method forward, argument {argument}\n" in result.stderr
    model.with_suffix(".kmpgen.toml").write_text('[methods.forward.result]\ndtype = "float16"\n')
    result = run("build", model, "-o", tmp_path / "library")
    assert result.stderr.count("warning[KMP855]") == 1
    assert "where: model.ptl, method forward\n" in result.stderr
    ios = settings(tmp_path, 'targets = ["iosArm64"]\n')
    result = run("build", model, "--config", ios, "-o", tmp_path / "ios")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("classes", "operators", "names"),
    [
        (("classes.__backends__.coreml",), (), ["Core ML"]),
        ((), ("vulkan_prepack::conv2d_clamp_run",), ["Vulkan"]),
        ((), ("metal_prepack::conv2d_run", "aten::add.Tensor"), ["Metal"]),
        (("classes.xnnpack.LinearOpContext",), ("prepacked::linear_clamp_run",), ["XNNPACK"]),
        (("jit.LoweredModule.acme",), (), ["acme"]),
        ((), ("aten::add.Tensor",), []),
    ],
)
def test_backends_are_told_by_what_the_model_holds(
    classes: tuple[str, ...], operators: tuple[str, ...], names: list[str]
) -> None:
    from kmpgen.fitness.backends import backends

    model = replace(read_model(PLAIN.model), native_classes=classes, operators=operators)
    assert [each.kind.name for each in backends(model)] == names


@pytest.mark.parametrize(("model", "name", "only"), [(NNAPI, "NNAPI", "Android"), (QUANTIZED, "quantized", None)])
def test_backends_of_real_models(model: Path, name: str, only: str | None) -> None:
    assert [(each["name"], each["only"]) for each in fitness(model, MEASURED)["backends"]] == [(name, only)]
    plain = json.loads(run("inspect", model, "--json").stdout)
    assert [each["name"] for each in plain["backends"]] == [name]
    assert "backends:" in run("inspect", model).stdout.splitlines()


def test_build_refuses_what_certainly_cannot_load_and_writes_nothing(attention: Path, tmp_path: Path) -> None:
    config = settings(tmp_path, '[versions]\npytorch_android = "1.12.2"\nlibtorch = "1.13.1"\n')
    result = run("build", attention, "--config", config, "-o", tmp_path / "library")
    assert (result.exit_code, result.stderr.count("error[KMP850]")) == (1, 2)
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("how", ["option", "setting"])
def test_the_check_can_be_left_out(how: str, attention: Path, tmp_path: Path) -> None:
    setting = "check_runtime = false\n" if how == "setting" else ""
    config = settings(tmp_path, setting + '[versions]\npytorch_android = "1.12.2"\n')
    option = ["--no-runtime-check"] if how == "option" else []
    result = run("build", attention, "--config", config, "-o", tmp_path / "library", *option)
    assert (result.exit_code, result.stderr.count("warning[KMP850]")) == (0, 1)


def test_a_platform_that_is_no_target_refuses_nothing(attention: Path, tmp_path: Path) -> None:
    config = settings(tmp_path, 'targets = ["iosArm64"]\n[versions]\npytorch_android = "1.12.2"\n')
    assert run("build", attention, "--config", config, "-o", tmp_path / "library").exit_code == 0


def test_build_says_whether_both_runtimes_load_it(tmp_path: Path) -> None:
    result = run("build", PLAIN.model, "-o", tmp_path / "library")
    (line,) = [line for line in result.stdout.splitlines() if "may load" in line]
    assert {"pytorch_android_lite:2.1.0", "LibTorch-Lite:2.1.0", "upper"} <= set(line.replace("(", "").split())


def test_build_warns_of_a_backend_that_a_platform_lacks(tmp_path: Path) -> None:
    result = run("build", NNAPI, "-o", tmp_path / "library")
    assert (result.exit_code, result.stderr.count("warning[KMP853]")) == (0, 1)


def test_operators_of_several_models_are_one_list(attention: Path) -> None:
    torchgen = pytest.importorskip("torchgen.selective_build.selector")
    result = run("inspect", attention, PLAIN.model, QUANTIZED, "--operators", "yaml")
    names = read_yaml(result.stdout)
    assert isinstance(names, list)
    models = [attention, PLAIN.model, QUANTIZED]
    assert names == sorted({name for model in models for name in read_model(model).operators or ()})
    selector = torchgen.SelectiveBuilder.from_legacy_op_registration_allow_list(set(names), True, False)
    assert selector.is_root_operator(NEW)
    assert not selector.is_root_operator("aten::cos")


def test_hostile_names_of_operators_stay_one_entry_and_reach_no_terminal(tmp_path: Path) -> None:
    hostile = ["evil::a\n- aten::cos", "evil::\x1b[31m", 'evil::"\u2028: [', "evil::#", "- x"]
    model = with_operators(tmp_path / "hostile.ptl", [*hostile, "aten::add.Tensor"])
    assert read_yaml(run("inspect", model, "--operators", "yaml").stdout) == sorted([*hostile, "aten::add.Tensor"])
    shown = run("inspect", model, "--runtime", "all")
    assert shown.exit_code == 0
    assert not set(shown.stdout) & {"\x1b", "\u2028"}
    assert run("build", model, "-o", tmp_path / "library").exit_code == 0


@pytest.mark.parametrize("name", ["aten::\x1b[31m", "quantized::\u2028", "prepacked::\u202e"])
def test_hostile_names_that_a_runtime_lacks_reach_no_terminal(name: str, tmp_path: Path) -> None:
    model = with_operators(tmp_path / "hostile.ptl", [name])
    shown = run("inspect", model, "--runtime", "all")
    refused = run("build", model, "-o", tmp_path / "library")
    assert (shown.exit_code, refused.exit_code) == (0, 1)
    for text in (shown.stdout, refused.stderr):
        assert text.replace("\n", "").isprintable()


def test_full_torchscript_has_no_list_of_operators() -> None:
    result = run("inspect", FULL, PLAIN.model, "--operators", "yaml")
    assert (result.exit_code, result.stdout, result.stderr.count("error[")) == (1, "", 1)
    assert "KMP852" in result.stderr


def test_several_models_are_for_the_list_alone() -> None:
    assert run("inspect", PLAIN.model, QUANTIZED).exit_code == 2
    assert run("inspect", PLAIN.model, "--operators", "yaml", "--json").exit_code == 2


def test_the_aar_has_less_than_torch_for_desktops_of_its_time() -> None:
    """What makes the desktop an upper bound: held where both were measured. Vulkan is the phone's alone."""
    android, desktop = (
        next(each for each in tables.tables() if each.name == name) for name in (MEASURED, "torch:1.12.1")
    )
    names = [name for name in tables.operators() if not android.lacks(name) and not name.startswith("vulkan_prepack::")]
    assert len(names) > 3000
    assert not [name for name in names if desktop.lacks(name)]


@pytest.mark.slow
def test_the_installed_torch_loads_what_its_table_has_and_nothing_else(tmp_path: Path) -> None:
    """Its own lite loader is asked: one file calls every operator of the table, others one that the table lacks."""
    table = tables.tables()[-1]
    names = sorted(tables.operators())
    lacking = [name for name in names if table.lacks(name)][::20]
    own = [name for name in names if name.startswith(("aten", "prim", "quant")) and not table.lacks(name)]
    files = [with_operators(tmp_path / "all.ptl", own)]
    files += [with_operators(tmp_path / f"{index}.ptl", [name]) for index, name in enumerate(lacking)]
    program = (
        "import sys, warnings\nwarnings.simplefilter('ignore')\n"
        "from torch.jit.mobile import _load_for_lite_interpreter as load\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n        load(path)\n        print('loads')\n"
        "    except RuntimeError as error:\n        print('lacks' if 'ops cannot be found' in str(error) else error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, *map(str, files)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["loads", *["lacks"] * len(lacking)]
    import torch

    assert torch.__version__.startswith(table.version), "run scripts/operator_tables.py with this torch"


def test_no_feature_is_refused_by_the_runtimes_of_the_defaults() -> None:
    config = Config()
    for feature in FEATURES:
        model = read_model(feature.model)
        if not model.refusals and model.format == "lite":
            assert _lacking(model, config) == {}, feature.name


def _lacking(model: ir.Model, config: Config) -> dict[str, list[str]]:
    found = {each.name: each.table for each in runtimes.of_settings(config)}
    return {
        name: lacking
        for name, table in found.items()
        if table and (lacking := [operator for operator in model.operators or () if table.lacks(operator)])
    }
