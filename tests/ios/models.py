"""Writes the models that exercise.m runs into the folder given as the only argument."""

import sys
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor


class Point(NamedTuple):
    position: Tensor
    name: str


class Values(torch.nn.Module):
    """Hands values back, so that what goes in can be compared with what comes out."""

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def scalars(self, b: bool, i: int, f: float, s: str) -> tuple[bool, int, float, str]:
        return b, i, f, s

    @torch.jit.export
    def optional(self, x: Tensor | None) -> int | None:
        if x is None:
            return None
        return x.numel()

    @torch.jit.export
    def numbers(self, b: list[bool], i: list[int], f: list[float]) -> tuple[list[bool], list[int], list[float]]:
        return b, i, f

    @torch.jit.export
    def strings(self, x: list[str]) -> list[str]:
        x.append("end")
        return x

    @torch.jit.export
    def nested(self, x: list[list[int]]) -> list[list[int]]:
        x.append([1, 2])
        return x

    @torch.jit.export
    def gaps(self, x: list[int | None]) -> int:
        count = 0
        for item in x:
            if item is None:
                count += 1
        return count

    @torch.jit.export
    def by_name(self, x: dict[str, Tensor]) -> dict[str, Tensor]:
        x["end"] = torch.ones(1)
        return x

    @torch.jit.export
    def by_number(self, x: dict[int, float]) -> dict[int, float]:
        x[7] = 0.5
        return x

    @torch.jit.export
    def point(self, p: Point) -> Point:
        return Point(p.position + 1, p.name + "!")

    @torch.jit.export
    def passed_point(self, p: Point) -> str:
        return p.name

    @torch.jit.export
    def deep(self, x: dict[str, list[tuple[int, Tensor | None]]]) -> int:
        count = 0
        for items in x.values():
            count += len(items)
        return count


class Tensors(torch.nn.Module):
    """Tensors in all the shapes that memory takes."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)
        self.register_buffer("calls", torch.zeros(1, dtype=torch.int64))

    def forward(self, x: Tensor) -> bool:
        return self.linear(x).requires_grad

    @torch.jit.export
    def transposed(self, x: Tensor) -> Tensor:
        return x.t()

    @torch.jit.export
    def every_second(self, x: Tensor) -> Tensor:
        return x[:, ::2]

    @torch.jit.export
    def channels_last(self, x: Tensor) -> Tensor:
        return x.contiguous(memory_format=torch.channels_last)

    @torch.jit.export
    def expanded(self, x: Tensor) -> Tensor:
        return x[:, :1].expand(2, 3)

    @torch.jit.export
    def half(self, x: Tensor) -> Tensor:
        return x.to(torch.float16)

    @torch.jit.export
    def brain(self, x: Tensor) -> Tensor:
        return x.to(torch.bfloat16)

    @torch.jit.export
    def complex_one(self, x: Tensor) -> list[Tensor]:
        return [x, torch.complex(x, x)]

    @torch.jit.export
    def sparse(self, x: Tensor) -> Tensor:
        return x.to_sparse()

    @torch.jit.export
    def quantized(self, x: Tensor) -> Tensor:
        return torch.quantize_per_tensor(x, 0.1, 0, torch.quint8)

    @torch.jit.export
    def raises(self, x: Tensor) -> Tensor:
        if x.numel() > 0:
            raise ValueError("boom from the model")
        return x

    @torch.jit.export
    def count(self) -> int:
        seen = int(self.calls.item())
        rest = torch.zeros(20000).cumsum(0).sum()  # long enough for another call to come between
        self.calls.fill_(seen + 1 + int(rest.item()))
        return seen + 1

    @torch.jit.export
    def weights(self) -> Tensor:
        return self.linear.weight

    @torch.jit.export
    def big(self) -> Tensor:
        return torch.ones(250000)


class State(torch.nn.Module):
    """Hands out what it keeps, and changes that in its next call."""

    parts: list[Tensor]
    sizes: list[int]
    by_name: dict[str, list[Tensor]]

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(2))
        self.parts = []
        self.sizes = []
        self.by_name = {}

    def forward(self, x: Tensor) -> Tensor:
        self.total.add_(x)
        return self.total

    @torch.jit.export
    def last(self, x: Tensor) -> Tensor:
        self.total.add_(x)
        return self.total[1:]

    @torch.jit.export
    def nested(self, x: Tensor) -> tuple[list[Tensor | None], dict[int, tuple[Tensor, int]]]:
        self.total.add_(x)
        return [None, self.total], {3: (self.total[1:], 7)}

    @torch.jit.export
    def kept(self, x: Tensor) -> tuple[list[Tensor], list[int], dict[str, list[Tensor]]]:
        """Containers of its own, the last one of them holding what nothing else does."""
        for part in self.parts:
            part.add_(1)
        self.parts.append(x + 0)
        self.sizes.append(x.numel())
        if "a" in self.by_name:
            self.by_name["a"][0].add_(1)
        else:
            self.by_name["a"] = [x + 0]
        return self.parts, self.sizes, self.by_name

    @torch.jit.export
    def grown(self, x: Tensor) -> Tensor:
        return x.add_(1)

    @torch.jit.export
    def remembered(self, x: Tensor) -> Tensor:
        new = x + 0
        self.parts.append(new)
        return new

    @torch.jit.export
    def ones(self, count: int) -> Tensor:
        return torch.ones(count)

    @torch.jit.export
    def nested_ones(self, count: int) -> tuple[list[Tensor], dict[str, Tensor]]:
        return [torch.ones(count)], {"a": torch.ones(2, count // 2).t()}


if __name__ == "__main__":
    torch.manual_seed(0)
    for module in (Values(), Tensors(), State()):
        path = Path(sys.argv[1]) / f"{type(module).__name__.lower()}.ptl"
        torch.jit.script(module.eval())._save_for_lite_interpreter(str(path))
