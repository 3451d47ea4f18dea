"""Method and argument names that are keywords or members in Kotlin."""

import torch


class NamesKotlin(torch.nn.Module):
    def forward(self, val: int, fun: int, object: int, when: int, typealias: int, it: int, interface: int) -> int:
        return val

    @torch.jit.export
    def fun(self) -> int:
        return 1

    @torch.jit.export
    def when(self, x: int) -> int:
        return x

    @torch.jit.export
    def hashCode(self) -> int:
        return 1

    @torch.jit.export
    def toString(self) -> str:
        return "x"

    @torch.jit.export
    def equals(self, other: int) -> bool:
        return other == 1

    @torch.jit.export
    def close(self) -> None:
        pass

    @torch.jit.export
    def invoke(self, x: int) -> int:
        return x

    @torch.jit.export
    def load(self, path: str) -> str:
        return path


def build():
    return torch.jit.script(NamesKotlin().eval())
