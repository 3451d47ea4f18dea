"""What torch says when it can't compile a method: the user's own line, and what to do about it. No torch.

torch's messages show source with an arrow under it::

    all inputs of range must be ints, found Tensor (inferred) in argument 0:
      File "model.py", line 5
        def forward(self, x, n):
            for i in range(n):
                     ~~~~~~~ <--- HERE
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

TORCHS_HINT = "the line is torch's own: leave out --quantize if it is there, or trace the module (--trace)"


@dataclass(frozen=True)
class Explained:
    """``message`` in one line, with the source's; ``hint`` may be empty; ``place`` is "model.py, line 5" or None."""

    message: str
    hint: str
    place: str | None


@dataclass(frozen=True)
class _Excerpt:
    file: str
    line: int
    source: str


# The commonest first where two could match; the hint says what to write instead.
HINTS: tuple[tuple[str, str], ...] = (
    (
        r"numpy|'np\.|has no attribute or method 'numpy'|from_numpy",
        "TorchScript knows no numpy: use torch's own functions, or do this outside the model",
    ),
    (
        r"found Tensor \(inferred\)|Tensor \(inferred\)' object|Inferred '\w+' to be of type 'Tensor'",
        "an argument without an annotation is taken for a Tensor: annotate it in the signature, `n: int`",
    ),
    (
        r"Only Tensors and \(possibly nested\)|cannot be traced",
        "a traced method takes Tensors, and lists, tuples and dicts of them: set the rest in __init__, or script it",
    ),
    (
        r"Only tensors, lists, tuples of tensors",
        "a traced method returns Tensors, and lists, plain tuples and dicts of them; scripted, it may return others",
    ),
    (
        r"found type 'Optional|'Optional\[.*' object|NoneType",
        "it may be None: test it first, `if x is not None:` (an attribute: `y = self.y`, then test y), or assert",
    ),
    (
        r"Previous return statement returned",
        "return one type from every branch, or annotate the result, `-> Optional[Tensor]`",
    ),
    (r"is not defined in the (true|false) branch", "give it a value before the `if`, or in both branches"),
    (
        r"previously had type|was previously|type of '.*' (doesn't|does not) match",
        "a variable keeps its first type: give the second value a name of its own",
    ),
    (
        r"aten::append|Type variable 't' previously|matched to type|empty list|Empty lists default",
        "an empty list is taken for List[Tensor]: annotate it, `out: List[int] = []` (a dict likewise)",
    ),
    (
        r"can't take variable number of arguments|keyword-only arguments with defaults|default parameter values",
        "spell the arguments out one by one, or pass a List or Dict; a keyword-only argument has no default",
    ),
    (
        r"indexing is only supported with integer literals|Expected integer literal for index",
        "loop instead: `for index, layer in enumerate(self.layers): if index == wanted: ...`",
    ),
    (
        r"Unknown type name|Unknown type annotation|[Uu]nknown type constructor",
        "annotate with Tensor, int, float, bool, str, Optional, List, Dict, Tuple, or a NamedTuple of your module",
    ),
    (
        r"List trace inputs must have elements|Dictionary inputs must have entries|element type of an empty",
        "say what it holds, in the class body: `seen: List[Tensor]`",
    ),
    (
        r"has no attribute '.*' \(This|failed to (convert|compile)|Module '.*' has no attribute",
        "set it in __init__ as a module (layers: nn.ModuleList), a buffer, a number or a string; no lambda",
    ),
    (r"Tried to set nonexistent attribute", "set it in __init__ first, with a value of the same type"),
    (
        r"cannot be used as a value|closed over global variable|Python builtin|not supported in Torchscript",
        "TorchScript sees no globals and few functions of Python: keep it in self, pass it in, or use torch's function",
    ),
    (
        r"ENTER|EXIT|no_grad|instruction .* is not supported in mobile",
        "phones' interpreter knows no `with`: leave torch.no_grad() out, since no gradients are kept there",
    ),
    (r"[Kk]eyword-only arguments are not", "make it an ordinary argument: leave out the `*` before it"),
    (
        r"aren't supported|Don't support|not supported yet|is not supported|only supported for",
        "write it plainly (no try, with, yield, lambda, `if` in a comprehension), or take it out of exported methods",
    ),
    (
        r"Parametrization is not working with scripting",
        "bake it in before the export: torch.nn.utils.parametrize.remove_parametrizations(layer, 'weight')",
    ),
    (
        r"'WeightNorm' object has no attribute|'SpectralNorm' object has no attribute",
        "bake it in before the export: torch.nn.utils.remove_weight_norm(layer), or remove_spectral_norm",
    ),
    (
        r"Expected a single top-level function",
        "hooks are compiled, too: write it as a def of its own, or remove it (the handle's remove())",
    ),
    (r"source for <function \w+\.__init__", "a dataclass is no type of TorchScript: a NamedTuple is"),
    (r"meta tensor", "load its weights first, or make it on the CPU: on the meta device it has none"),
    (r"Argument \w+ not provided", "pass every argument: where this call is compiled, its default is not known yet"),
    (r"Expected type hint for result of tolist", "annotate what it gives: `values: List[float] = x.tolist()`"),
    (r"has no attribute or method", "Tensors have the methods of torch only; of other values, annotate the type"),
    (
        r"could not get source|Can't get source|source code",
        "torch compiles from source: define the class in a file, not in exec, a REPL or a notebook",
    ),
    (r"Expected a value of type", "convert it first: `int(x)`, `float(x)`, `str(x)`, or `//` where an int is wanted"),
)


def explain(text: str, torch_folder: str = "") -> Explained:
    """``text`` is torch's message; files below ``torch_folder`` are not the user's."""
    reason = _reason(text)
    hint = hint_of(reason + "\n" + _rest(text))
    found = list(_excerpts(text))
    own = [each for each in found if not (torch_folder and each.file.startswith(torch_folder))]
    if not found:
        return Explained(reason, hint, None)
    at = (own or found)[0]
    said = f"{reason}, at `{at.source}`" if at.source else reason
    place = f"{PurePath(at.file).name}, line {at.line}"
    return Explained(said, hint, place) if own else Explained(said, TORCHS_HINT, f"torch's {place}")


def hint_of(said: str) -> str:
    """The hint for what torch says; "" where there is none."""
    return next((hint for pattern, hint in HINTS if re.search(pattern, said)), "")


def _rest(text: str) -> str:
    """Torch's own words about types, without the user's source."""
    return "\n".join(line for line in text.splitlines() if re.match(r"\s*(Expected a value|Could not match)", line))[
        :2000
    ]


def _reason(text: str) -> str:
    """The line of the message that says what is wrong."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and line != ":"]
    if not lines:
        return "torch gives no reason"
    telling = next((line for line in lines if line.startswith(("Expected a value of type", "Could not match"))), None)
    is_signature = re.fullmatch(r"[\w:.]+\(.*\) -> .*:", lines[0])
    general = is_signature or lines[0].startswith("Arguments for call are not valid")
    chosen = (telling or lines[min(1, len(lines) - 1)]) if general else lines[0]
    return re.sub(r" at 0x[0-9a-f]+", "", chosen).removesuffix(":").removesuffix(".").rstrip()


def _excerpts(text: str) -> Iterator[_Excerpt]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if found := re.match(r'\s*File "(.+)", line (\d+)', line):
            yield _Excerpt(found[1], int(found[2]), _marked(lines[number + 1 :]))


def _marked(lines: list[str]) -> str:
    """The line above the first arrow, which is the one that torch counts; without an arrow, the last line shown."""
    shown = ""
    for line in lines:
        if re.match(r'\s*File "', line) or not line.strip():
            break
        if re.fullmatch(r"\s*~+( <--- HERE)?\s*", line):
            return shown
        shown = line.strip()
    return shown
