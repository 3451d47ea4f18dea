"""Names in every case, and names that differ by case or underscores alone."""

import torch


class NamesCase(torch.nn.Module):
    def forward(self, snake_case_name: int, camelCase: int, PascalCase: int, UPPER_CASE: int, __dunder: int) -> int:
        return snake_case_name

    @torch.jit.export
    def clash(self, A: int, a: int, a_b: int, aB: int, a__b: int, b_: int, _b: int) -> int:
        return A

    @torch.jit.export
    def do_it(self) -> int:
        return 1

    @torch.jit.export
    def doIt(self) -> int:
        return 2

    @torch.jit.export
    def DoIt(self) -> int:
        return 3


def build():
    return torch.jit.script(NamesCase().eval())
