"""The committed sample library is what kmpgen emits today for the committed model."""

from __future__ import annotations

from tests import expected


def test_sample_is_fresh() -> None:
    committed = {
        path.relative_to(expected.SAMPLE).as_posix(): path.read_bytes()
        for path in expected.SAMPLE.rglob("*")
        if path.is_file()
    }
    emitted = expected.sample()
    assert sorted(committed) == sorted(emitted), expected.REWRITE
    assert {name for name in emitted if committed[name] != emitted[name]} == set(), expected.REWRITE
