"""Every kind of file that is no readable TorchScript is called by its name, and torch's own files are taken."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from kmpgen.errors import Diagnostic, KmpgenError
from kmpgen.reading.torchscript import read_model
from tests.archives import with_zip64_end
from tests.feature_models import PLAIN, ROOT
from tests.hostile_files import packed, unpacked

ERRORS = ROOT / "tests" / "errors"
KINDS = {
    "KMP004/empty.ptl": "empty",
    "KMP005/state_dict.pt": "checkpoint",
    "KMP006/legacy.pt": "legacy",
    "KMP007/pickle.pt": "pickle",
    "KMP008/exported.pt2": "torch.export",
    "KMP009/program.pte": "ExecuTorch",
    "KMP010/model.onnx": "ONNX",
    "KMP011/model.tflite": "TFLite",
    "KMP012/model.safetensors": "safetensors",
    "KMP013/package.pt": "torch.package",
    "KMP014/old.pt": "PyTorch 1.0 to 1.3",
    "KMP015/library.jar": "zip archive",
    "KMP016/page.ptl": "HTML",
    "KMP016/pointer.ptl": "Git LFS",
    "KMP016/text.ptl": "no model file",
}

# Where the model may well be right, and only the file is not.
OTHER_HINTS = {"KMP016/page.ptl": "again", "KMP016/pointer.ptl": "git lfs pull"}


def error(path: Path) -> tuple[Diagnostic, int]:
    with pytest.raises(KmpgenError) as caught:
        read_model(path)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic, caught.value.exit_code


@pytest.mark.parametrize("name", KINDS)
def test_foreign_files_are_called_by_their_kind(name: str, tmp_path: Path) -> None:
    """By content: the file's own name tells nothing."""
    renamed = tmp_path / "model.ptl"
    renamed.write_bytes((ERRORS / name).read_bytes())
    diagnostic, exit_code = error(renamed)
    assert (diagnostic.code, exit_code) == (name.partition("/")[0], 1)
    assert KINDS[name] in diagnostic.message
    assert diagnostic.hint
    assert diagnostic.where.file == str(renamed)
    if name in OTHER_HINTS:
        assert OTHER_HINTS[name] in diagnostic.hint


def test_every_input_is_tested() -> None:
    found = {f"{path.parent.name}/{path.name}" for path in ERRORS.glob("KMP0*/*")}
    assert found == set(KINDS)


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    cases = {
        tmp_path / "missing.ptl": "KMP001",
        tmp_path: "KMP002",
        fifo: "KMP003",
        tmp_path / ("x" * 300): "KMP003",
        Path("nul\0.ptl"): "KMP003",
        loop: "KMP003",
    }
    for path, code in cases.items():
        diagnostic, exit_code = error(path)
        assert (diagnostic.code, exit_code) == (code, 2), path
        assert diagnostic.hint


def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "model.ptl"
    path.write_bytes(PLAIN.model.read_bytes())
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(65534)
    try:
        diagnostic, exit_code = error(path)
    finally:
        os.seteuid(user)
    assert (diagnostic.code, exit_code) == ("KMP003", 2)
    assert "Permission denied" in diagnostic.message


def test_hostile_path_reaches_no_terminal(tmp_path: Path) -> None:
    diagnostic, _ = error(tmp_path / "\x1b[2J\u202e.ptl")
    assert str(diagnostic.where).isprintable()


def test_a_file_cut_anywhere_is_an_error(tmp_path: Path) -> None:
    content = PLAIN.model.read_bytes()
    path = tmp_path / "cut.ptl"
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        diagnostic, _ = error(path)
        assert diagnostic.code in {"KMP004", "KMP016", "KMP017"}, length


def test_archives_that_others_packed_again(tmp_path: Path) -> None:
    """Unzipped and zipped by hand: folder entries, compression, other roots. torch loads such files too."""
    members = unpacked(PLAIN.model.read_bytes())
    path = tmp_path / "again.ptl"
    renamed = {name.replace("model/", "other root/", 1): content for name, content in members.items()}
    for content in (packed(members, zipfile.ZIP_DEFLATED), packed({"model/": b"", **members}), packed(renamed)):
        path.write_bytes(content)
        assert read_model(path).methods == read_model(PLAIN.model).methods


def test_zip64_archives(tmp_path: Path) -> None:
    """torch writes zip64 records for large files; the same records around a small one."""
    path = tmp_path / "large.ptl"
    path.write_bytes(with_zip64_end(PLAIN.model.read_bytes()))
    assert read_model(path).methods == read_model(PLAIN.model).methods


def test_time_does_not_grow_with_the_weights(tmp_path: Path) -> None:
    """100 MB of weights in a sparse file: whoever reads them has to read 100 MB of zeros."""
    members = unpacked(PLAIN.model.read_bytes())
    small, large = tmp_path / "small.ptl", tmp_path / "large.ptl"
    small.write_bytes(packed(members))
    with zipfile.ZipFile(large, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        with archive.open(zipfile.ZipInfo("model/data/9"), "w", force_zip64=True) as weights:
            for _ in range(100):
                weights.write(b"\0" * (1 << 20))
    assert bytes_read(large) < bytes_read(small) + 10_000


def bytes_read(path: Path) -> int:
    """Bytes that this process reads from files while it reads the model."""
    before = _counter()
    read_model(path)
    return _counter() - before


def _counter() -> int:
    text = Path("/proc/self/io").read_text()
    return int(text.partition("rchar: ")[2].split()[0])
