"""Hostile file names, another prefix, methods left out: what is emitted compiles all the same."""

from __future__ import annotations

import pytest

from kmpgen.verify import COMPILE_TIERS, Report
from tests import variants


@pytest.mark.parametrize("tier", COMPILE_TIERS)
@pytest.mark.parametrize("name", variants.NAMES)
def test_variant_compiles(name: str, tier: str, reports: dict[str, Report]) -> None:
    result = reports[name][tier]
    assert result.status == "ok", f"{result}\n{result.details}"
