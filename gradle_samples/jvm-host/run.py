"""Scores sentences with the sample model on this machine: ./dev python gradle_samples/jvm-host/run.py SENTENCE..."""

from __future__ import annotations

import sys
from pathlib import Path

from kmpgen.errors import KmpgenError
from kmpgen.verify.host_program import run_program
from kmpgen.verify.tools import MissingTool

HERE = Path(__file__).resolve().parent
GENERATED = HERE.parents[1] / "generated"


def main(sentences: list[str]) -> int:
    if not sentences:
        print("usage: run.py SENTENCE...", file=sys.stderr)
        return 2
    arguments = [str(GENERATED / "sentiment/sentiment.ptl"), *sentences]
    try:
        return run_program(
            GENERATED / "sentiment-classifier", [HERE / "Main.kt"], "com.example.jvmhost.MainKt", arguments, report
        )
    except MissingTool as missing:
        report(f"needs {missing} ({missing.how})")
    except KmpgenError as problem:
        for each in problem.diagnostics:
            report(f"{each.code}: {each.message}\n  {each.hint}")
    return 1


def report(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
