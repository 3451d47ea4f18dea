"""Methods called like the facade's private conversions, and a deep tuple whose class name would not end."""

from typing import Dict, List, NamedTuple, Tuple

import torch


class Point(NamedTuple):
    x: float
    tags: List[List[int]]


class NamesConversions(torch.nn.Module):
    def forward(self, p: Point, texts: List[List[str]]) -> Point:
        return p

    @torch.jit.export
    def from_point(self, value: Point) -> Point:
        return value

    @torch.jit.export
    def to_point(self, value: Point) -> Point:
        return value

    @torch.jit.export
    def from_string_list(self, value: List[str]) -> Dict[str, List[str]]:
        return {"value": value}

    @torch.jit.export
    def a_method_with_quite_a_long_name_for_a_method(
        self,
        and_an_argument_with_a_long_name: Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, str]]]]]],
    ) -> int:
        return 1


def build():
    return torch.jit.script(NamesConversions().eval())
