"""The model on which the rules of the two runtimes are tried. Makes `rules.ptl`: ./dev python tests/runtime/model.py"""

from pathlib import Path
from typing import Dict, List, Optional, Tuple

import torch


class Rules(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([2.0, 3.0]))
        self.last = torch.zeros(1)
        self.register_buffer("total", torch.zeros(1, dtype=torch.int64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x

    @torch.jit.export
    def views(self, x: torch.Tensor) -> Tuple[torch.Tensor, List[torch.Tensor], Dict[str, torch.Tensor]]:
        """All of it lies in the input's memory."""
        return x, [x[1:]], {"x": x}

    @torch.jit.export
    def add_one(self, x: torch.Tensor) -> torch.Tensor:
        return x.add_(1)

    @torch.jit.export
    def keep(self, x: torch.Tensor) -> int:
        """The model's state is now its caller's own memory."""
        self.last = x
        return x.numel()

    @torch.jit.export
    def kept(self) -> torch.Tensor:
        return self.last

    @torch.jit.export
    def transposed(self, x: torch.Tensor) -> torch.Tensor:
        return x.t()

    @torch.jit.export
    def strided(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, ::2]

    @torch.jit.export
    def expanded(self, x: torch.Tensor) -> torch.Tensor:
        return x.expand(2, 3)

    @torch.jit.export
    def channels_last(self, x: torch.Tensor) -> torch.Tensor:
        return x.contiguous(memory_format=torch.channels_last)

    @torch.jit.export
    def channels_last_3d(self, x: torch.Tensor) -> torch.Tensor:
        return x.contiguous(memory_format=torch.channels_last_3d)

    @torch.jit.export
    def double(self, x: torch.Tensor) -> torch.Tensor:
        return x + x

    @torch.jit.export
    def half(self, x: torch.Tensor) -> torch.Tensor:
        return x.to(torch.float16)

    @torch.jit.export
    def bfloat16(self, x: torch.Tensor) -> torch.Tensor:
        return x.to(torch.bfloat16)

    @torch.jit.export
    def int16(self, x: torch.Tensor) -> torch.Tensor:
        return x.to(torch.int16)

    @torch.jit.export
    def positive(self, x: torch.Tensor) -> torch.Tensor:
        return x > 0

    @torch.jit.export
    def sum(self, x: torch.Tensor) -> torch.Tensor:
        return x.sum()

    @torch.jit.export
    def weigh(self, x: torch.Tensor) -> bool:
        """Whether autograd recorded the product."""
        return (self.weight * x).requires_grad

    @torch.jit.export
    def count(self, step: int) -> int:
        """Adds to the model's own state: read, wait, write, so that calls which overlap lose steps."""
        before = self.total.clone()
        for _ in range(20):
            before = before + 0
        self.total = before + step
        return int(self.total.item())

    @torch.jit.export
    def spin(self, x: torch.Tensor, rounds: int) -> torch.Tensor:
        for _ in range(rounds):
            x = x @ x
        return x

    @torch.jit.export
    def refuse(self, x: torch.Tensor) -> torch.Tensor:
        if x.dim() >= 0:
            raise ValueError("rules: nothing has " + str(x.dim()) + " dimensions")
        return x

    @torch.jit.export
    def multiply(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return x @ y

    @torch.jit.export
    def text(self, x: str) -> str:
        return x

    @torch.jit.export
    def integer(self, x: int) -> int:
        return x

    @torch.jit.export
    def real(self, x: float) -> float:
        return x

    @torch.jit.export
    def reals(self, x: List[float]) -> List[float]:
        return x

    @torch.jit.export
    def integers(self, x: List[int]) -> List[int]:
        return x

    @torch.jit.export
    def flags(self, x: List[bool]) -> List[bool]:
        return x

    @torch.jit.export
    def tensors(self, x: List[torch.Tensor]) -> List[torch.Tensor]:
        return x

    @torch.jit.export
    def strings(self, x: List[str]) -> List[str]:
        return x

    @torch.jit.export
    def maybe_strings(self, x: Optional[List[str]]) -> int:
        return -1 if x is None else len(x)

    @torch.jit.export
    def by_name(self, x: Dict[str, int]) -> Dict[str, int]:
        return x

    @torch.jit.export
    def by_number(self, x: Dict[int, str]) -> Dict[int, str]:
        return x

    @torch.jit.export
    def tensors_by_name(self, x: Dict[str, torch.Tensor]) -> Dict[str, torch.Tensor]:
        return x

    @torch.jit.export
    def lists(self, x: List[List[int]]) -> List[List[int]]:
        return x

    @torch.jit.export
    def no_strings(self) -> List[str]:
        empty: List[str] = []
        return empty


if __name__ == "__main__":
    torch.jit.script(Rules().eval())._save_for_lite_interpreter(str(Path(__file__).with_name("rules.ptl")))
