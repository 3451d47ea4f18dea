"""Emformer as torchaudio has it, the encoder of streaming speech recognition.

Sound goes in by segments, each with the state that the one before left.

Small, with random weights. Each segment is four frames of 16 numbers, and one frame ahead.
"""

import torch
from torchaudio.models import Emformer


def build() -> Emformer:
    torch.manual_seed(0)
    return Emformer(
        input_dim=16,
        num_heads=2,
        ffn_dim=64,
        num_layers=2,
        segment_length=4,
        left_context_length=8,
        right_context_length=1,
        max_memory_size=2,
    ).eval()
