"""Files of the kinds that people take for mobile models; each stands in ``tests/errors/`` under the code it gets."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from pathlib import Path


def write(folder: Path) -> list[Path]:
    """Writes all of them, ``<code>/<name>``, with torch where torch makes that kind."""
    paths = []
    for name, content in {**_by_torch(), **_by_hand()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths


def _by_torch() -> dict[str, bytes]:
    import torch

    torch.manual_seed(0)
    module = torch.nn.Linear(2, 1).eval()
    checkpoint, legacy, exported, package = (io.BytesIO() for _ in range(4))
    torch.save(module.state_dict(), checkpoint)
    torch.save(module.state_dict(), legacy, _use_new_zipfile_serialization=False)
    torch.export.save(torch.export.export(module, (torch.ones(1, 2),)), exported)
    with torch.package.PackageExporter(package) as exporter:
        exporter.extern("**")
        exporter.save_pickle("model", "model.pkl", {"weights": [1, 2]})
    return {
        "KMP005/state_dict.pt": checkpoint.getvalue(),
        "KMP006/legacy.pt": legacy.getvalue(),
        "KMP008/exported.pt2": _small(exported.getvalue()),
        "KMP013/package.pt": package.getvalue(),
    }


def _small(content: bytes) -> bytes:
    """The same members without what is in them: stack traces with paths of the machine, mostly."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _zip({info.filename: b"" for info in archive.infolist()})


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _by_hand() -> dict[str, bytes]:
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    onnx = b"\x08\x08\x12\x07pytorch\x1a\x062.13.0:\x0b\n\x04\n\x00*\x00\x12\x03abcB\x04\n\x00\x10\x11"
    old = {
        "model.json": b"{}",
        "version": b"1\n",
        "attributes.pkl": b"\x80\x02].",
        "code/m.py": b"op_version_set = 0\n",
    }
    return {
        "KMP004/empty.ptl": b"",
        "KMP007/pickle.pt": pickle.dumps({"weights": [1, 2]}, 4),
        "KMP009/program.pte": struct.pack("<I", 0x30) + b"ET12eh00" + b"\0" * 52,
        "KMP010/model.onnx": onnx,
        "KMP011/model.tflite": struct.pack("<I", 0x1C) + b"TFL3" + b"\0" * 56,
        "KMP012/model.safetensors": struct.pack("<Q", len(header)) + header + b"\0" * 4,
        "KMP014/old.pt": _zip({f"old/{name}": content for name, content in old.items()}),
        "KMP015/library.jar": _zip(
            {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", "A.class": b"\xca\xfe\xba\xbe"}
        ),
        "KMP016/page.ptl": b"<!DOCTYPE html><html><body>404</body></html>",
        "KMP016/pointer.ptl": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "KMP016/text.ptl": b"not a model\n",
    }
