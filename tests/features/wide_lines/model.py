"""Names so long that every kind of emitted line must break."""

from typing import Dict, List, NamedTuple, Optional, Tuple

import torch


class MeasurementWithUncertainty(NamedTuple):
    measured_value_in_millimetres: float
    standard_uncertainty_in_millimetres: float
    number_of_contributing_samples: int
    identifier_of_the_instrument: str
    intermediate_results_per_sample: List[List[float]]


class WideLines(torch.nn.Module):
    def forward(
        self,
        measurement_of_the_current_session: MeasurementWithUncertainty,
        weights_of_the_current_session: Optional[Dict[str, List[float]]] = None,
    ) -> MeasurementWithUncertainty:
        return measurement_of_the_current_session

    @torch.jit.export
    def combine(
        self,
        first_measurement: MeasurementWithUncertainty,
        second_measurement_and_its_weight: Tuple[List[float], float],
    ) -> Tuple[Dict[int, List[Dict[str, List[float]]]], Optional[List[Optional[float]]], List[Tuple[str, List[float]]]]:
        return {1: [{"a": [1.0]}]}, None, [("a", [1.0])]


DEFAULTS = """
def defaults(self,
             x: List[int] = [1000000, 2000000, 3000000, 4000000, 5000000, 6000000, 7000000, 8000000, 9000000],
             y: List[str] = ["a rather long text", "another rather long text", "one more rather long text", "the last"],
             z: int = 1) -> int:
    return len(x)
"""


def build():
    module = torch.jit.script(WideLines().eval())
    module.define(DEFAULTS)
    return module
