"""The list of root operators that PyTorch's selective build takes: ``SELECTED_OP_LIST=operators.yaml``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from kmpgen import ir
from kmpgen.errors import Diagnostic, KmpgenError, Where
from kmpgen.printable import printable

_PLAIN = re.compile(r"[A-Za-z_]\w*::[A-Za-z_]\w*(?:\.\w+)?", re.ASCII)


def operator_list(models: Sequence[ir.Model]) -> str:
    """YAML: a list of the operators of all models together, each once, sorted.

    Raises KMP852 for models that record none: full TorchScript.
    """
    wrong = [_none(model) for model in models if model.operators is None]
    if wrong:
        raise KmpgenError(wrong)
    names = {name for model in models for name in model.operators or ()}
    # JSON's strings are YAML's; escaped, so that no name can end its line.
    return "".join(f"- {name if _PLAIN.fullmatch(name) else json.dumps(name)}\n" for name in sorted(names)) or "[]\n"


def _none(model: ir.Model) -> Diagnostic:
    hint = "save it for the lite interpreter first: module._save_for_lite_interpreter('model.ptl')"
    return Diagnostic("KMP852", "full TorchScript records no operators", hint, Where(printable(model.file)))
