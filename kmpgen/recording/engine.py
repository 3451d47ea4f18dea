"""The engine that computes quantized operators; for the processes that run torch alone.

Engines round differently. Phones have QNNPACK; torch for desktops has it too, and prefers another.
"""

from __future__ import annotations

PHONES = "qnnpack"


def use_phones_engine() -> None:
    """From here on, where this torch has it; `verify` does the same with ``host/phones_engine.cpp``."""
    import torch

    if PHONES in torch.backends.quantized.supported_engines:
        torch.backends.quantized.engine = PHONES
