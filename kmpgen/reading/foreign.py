"""Files that are no TorchScript: how each kind is told, and what to do with it instead."""

from __future__ import annotations

import struct

from kmpgen.reading.unreadable import Unreadable

HEAD = 512
"""Bytes of the file's start that `by_magic` wants."""

_SAVE = '_save_for_lite_interpreter("model.ptl")'
_SCRIPT_IT = f"load it in Python into its nn.Module, then export that: torch.jit.script(module.eval()).{_SAVE}"
_FROM_TORCH = f"export the original nn.Module as TorchScript: torch.jit.script(module.eval()).{_SAVE}"
_OTHER_RUNTIME = "kmpgen makes wrappers for PyTorch Mobile; if the model comes from PyTorch, " + _FROM_TORCH


def by_magic(head: bytes, size: int) -> Unreadable:
    """The error for a file that is neither a zip nor a lite flatbuffer, from its first `HEAD` bytes."""
    legacy = head[:2] == b"\x80\x02" and b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19" in head[:20]
    if legacy:
        message = "this is a checkpoint in torch.save's legacy pickle format (before PyTorch 1.6), not TorchScript"
        return Unreadable("KMP006", message, _SCRIPT_IT)
    if head[:1] == b"\x80" and len(head) > 1 and head[1] <= 5:
        return Unreadable("KMP007", "this is a bare Python pickle, not a TorchScript model", _SCRIPT_IT)
    if head[4:6] == b"ET" and head[6:8].isdigit():
        message = "this is an ExecuTorch program (.pte), not a TorchScript model"
        return Unreadable("KMP009", message, _FROM_TORCH)
    if head[4:8] == b"TFL3":
        return Unreadable("KMP011", "this is a TFLite model (TensorFlow Lite), not a TorchScript model", _OTHER_RUNTIME)
    if _is_safetensors(head, size):
        message = "this is a safetensors file: weights alone, without the code that computes with them"
        return Unreadable("KMP012", message, _SCRIPT_IT)
    if _is_onnx(head):
        return Unreadable("KMP010", "this is an ONNX model, not a TorchScript model", _OTHER_RUNTIME)
    return _unknown(head)


def by_members(names: tuple[str, ...], full_names: tuple[str, ...]) -> Unreadable:
    """The error for a zip that holds no TorchScript, from its member names without and with the root folder."""
    here = set(names)
    if any(n.endswith((".data/extern_modules", ".data/python_version")) for n in full_names):
        return Unreadable("KMP013", "this is a torch.package archive, not a TorchScript model", _SCRIPT_IT)
    exported = "archive_format" in here or any(n.startswith("models/") and n.endswith(".json") for n in names)
    if exported or any(n.endswith("serialized_exported_program.json") for n in full_names):
        message = "this is a torch.export program (.pt2), not a TorchScript model"
        return Unreadable("KMP008", message, _FROM_TORCH)
    if "model.json" in here and ("version" in here or "attributes.pkl" in here):
        message = "this is TorchScript of PyTorch 1.0 to 1.3, which no mobile runtime reads"
        return Unreadable("KMP014", message, "load it with torch.jit.load and save it again with a current PyTorch")
    if "data.pkl" in here and ("version" in here or ".data/version" in here) and "constants.pkl" not in here:
        message = "this is a checkpoint (torch.save): weights or a pickled module, without TorchScript code"
        return Unreadable("KMP005", message, _SCRIPT_IT)
    return Unreadable("KMP015", f"this is a zip archive, but no model of PyTorch{_guess(full_names)}", _FROM_TORCH)


def _guess(names: tuple[str, ...]) -> str:
    if any(name.startswith("META-INF/") for name in names):
        return " (a .jar, .aar or .apk?)"
    if any(name.endswith(("model.weights.h5", "keras_metadata.pb")) for name in names):
        return " (a Keras model?)"
    if any(name.endswith((".mlmodel", ".mlpackage")) for name in names):
        return " (a Core ML model?)"
    if any(name.endswith(".npy") for name in names):
        return " (a NumPy archive?)"
    if any(name.endswith(("data.pkl", "bytecode.pkl")) for name in names):
        return " (was it packed again with other folders? torch wants one root folder, whose files come first)"
    return ""


def _is_safetensors(head: bytes, size: int) -> bool:
    if len(head) < 10 or head[8:9] != b"{":
        return False
    return 2 <= int(struct.unpack_from("<Q", head)[0]) <= size - 8


def _is_onnx(head: bytes) -> bool:
    """ONNX is a protobuf without a magic number: its first field is usually ``ir_version`` (a small varint), then a
    producer or a graph follows; some writers start with another field but name themselves."""
    if any(mark in head for mark in (b"pytorch", b"onnx", b"tf2onnx", b"skl2onnx", b"ai.onnx")):
        return head[:1] in (b"\x08", b"\x12", b"\x1a", b"\x3a", b"\x42")
    return (
        head[:1] == b"\x08" and len(head) > 3 and 1 <= head[1] <= 32 and head[2] in (0x12, 0x1A, 0x22, 0x2A, 0x3A, 0x42)
    )


_UNPACK = "unpack it, and give the model file"
_DOWNLOAD = "fetch the model file again: the download probably failed"
_MAGIC = (
    (b"\x1f\x8b", "gzip-compressed data", _UNPACK),
    (b"GGUF", "a GGUF file", _FROM_TORCH),
    (b"\x89HDF", "an HDF5 (Keras) file", _FROM_TORCH),
    (b"\x93NUMPY", "a NumPy array", _FROM_TORCH),
    (b"BZh", "bzip2-compressed data", _UNPACK),
    (b"\xfd7zXZ", "xz-compressed data", _UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"version https://git-lfs", "a Git LFS pointer", "fetch the file itself: git lfs pull"),
    (b"<!DOCTYPE", "an HTML page", _DOWNLOAD),
    (b"<html", "an HTML page", _DOWNLOAD),
)


def _unknown(head: bytes) -> Unreadable:
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            return Unreadable("KMP016", f"this is not a model of PyTorch but {what}", hint)
    if head[257:262] == b"ustar":
        return Unreadable("KMP016", "this is a tar archive, not a model of PyTorch", _UNPACK)
    return Unreadable("KMP016", "this is no model file that kmpgen knows", _FROM_TORCH)
