"""A model for the settings of `kmpgen.toml`, which stands beside it: whatever can be renamed, chosen or marked."""

from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor


class Token(NamedTuple):
    text: str
    start_index: int


class Output(NamedTuple):
    logits: Tensor
    tokens: List[Token]


class EverySetting(torch.nn.Module):
    def forward(self, input_ids: Tensor, attention_mask: Optional[Tensor] = None, k: int = 2) -> Tensor:
        out = input_ids * k
        if attention_mask is not None:
            out = out * attention_mask
        return out

    @torch.jit.export
    def classify_v2(self, input_ids: Tensor, k: int = 2) -> Tuple[str, float, Tuple[int, int]]:
        return "positive", float(input_ids.sum()) * k, (1, k)

    @torch.jit.export
    def old_classify(self, ids: Tensor) -> Optional[Tuple[str, float]]:
        return "positive", float(ids.sum())

    @torch.jit.export
    def parse(self, text: str) -> Output:
        return Output(torch.ones(2), [Token(text, 0), Token("", 1)])

    @torch.jit.export
    def join(self, output: Output, state: Tuple[int, str]) -> str:
        return output.tokens[0].text + state[1]

    @torch.jit.export
    def next_state(self, state: Tuple[int, str]) -> Tuple[int, str]:
        return state[0] + 1, state[1]

    @torch.jit.export
    def reset(self, counts: Dict[str, int]) -> None:
        counts.clear()

    @torch.jit.export
    def _length(self, text: str) -> int:
        return len(text)

    @torch.jit.export
    def debug(self, text: str) -> str:
        return text


def build():
    return torch.jit.script(EverySetting().eval())
