"""Modules to export: each has something that an export must get right, or must refuse."""

import threading
import time
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn


class Prediction(NamedTuple):
    scores: Tensor
    best: int


class Classifier(nn.Module):
    """Names a flower.

    From its photo.
    """

    def __init__(self, width: int = 4):
        super().__init__()
        torch.manual_seed(0)
        self.features = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.Dropout())
        self.head = nn.Linear(width, 5)

    def forward(self, image: Tensor, temperature: float = 1.0) -> Tensor:
        """Scores of each flower.

        Args:
            image: The photo,
                from above.
            temperature: Higher is ``flatter``, as in :func:`~torch.softmax`.

        Returns:
            A score a flower.

        Raises:
            ValueError: Never.
        """
        return self.head(self.features(image).mean(dim=(2, 3))) / temperature

    @torch.jit.export
    def best(self, image: Tensor) -> Prediction:
        scores = self.forward(image, 1.0)
        return Prediction(scores, int(scores[0].argmax()))

    def twice(self, x: Tensor) -> Tensor:
        return x * 2


def build():
    return Classifier()


def scripted():
    return torch.jit.script(Classifier().eval())


def frozen():
    return torch.jit.freeze(scripted(), preserved_attrs=["best"])


def compiled():
    return nn.DataParallel(torch.compile(Classifier()))


def build_wide(width):
    return Classifier(width)


class Shop:
    """Where a dotted attribute leads."""

    classifier = Classifier()


number = 3


def fails():
    raise KeyError("weights")  # fails() fails here


class NoForward(nn.Module):
    @torch.jit.export
    def shift(self, x: Tensor) -> Tensor:
        return x + 1

    @torch.jit.export
    def split(self, x: Tensor) -> Dict[str, Tensor]:
        return {"same": x, "sum": x.sum()}


class Traced(nn.Module):
    """No annotation in it, a dict as its result, and a state."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.layer = nn.Linear(4, 3)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x, y):
        self.calls += 1
        return {"out": self.layer(x) + y + self.calls, "sums": x.sum(1)}

    def embed(self, x):
        return self.layer(x)


class Flow(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.layer = nn.LSTM(4, 8, batch_first=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x: Tensor, state: Optional[Tuple[Tensor, Tensor]] = None) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        y, new = self.layer(x, state)
        return self.head(y), new


class Lists(nn.Module):
    def forward(self, xs: List[Tensor]) -> List[Tensor]:
        return [x * 2 for x in xs]


class Counter(nn.Module):
    count: int

    def __init__(self):
        super().__init__()
        self.count = 0

    def forward(self, x: Tensor) -> int:
        self.count += 1
        return self.count + x.size(0)


class Refusing(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.size(0) > 2:
            raise ValueError("too many")
        return x


class Random(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.rand_like(x)


class NoGrad(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return x + 1


class Point(NamedTuple):
    x: Tensor
    y: Optional[Tensor]


class Points(nn.Module):
    """Of a type that the lite loader does not find inside a list."""

    def forward(self, points: List[Point]) -> Tensor:
        return points[0].x


class Pointed(nn.Module):
    def forward(self, point: Point) -> Tensor:
        return point.x + 1


class Differs(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if torch.jit.is_scripting():
            return x + 0.5
        return x


class Aborts(nn.Module):
    def forward(self, x):
        import os

        os.abort()


class Complex(nn.Module):
    def forward(self, x: Tensor, power: complex) -> Tensor:
        return x * power

    @torch.jit.export
    def plain(self, x: Tensor) -> Tensor:
        return self._same(x)

    def _same(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def untried(self, x: Tensor, power: complex) -> Tensor:
        return x * power


class Hostile(nn.Module):
    """Closes */ and opens /* a comment: \u202e `$x` <script>."""

    def __init__(self):
        super().__init__()
        threading.Thread(target=time.sleep, args=(600,)).start()  # nobody ends it

    def forward(self, x: Tensor) -> Tensor:
        return x

    def undocumented(self):
        pass

    undocumented.__doc__ = 5


Hostile.__doc__ += " Half a character: \ud800"


class WeightNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x)


class Resized(nn.Module):
    """Its source has every way to resize there is; phones have those of their own torch."""

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        size = x.shape[-2:]
        return {"out": nn.functional.interpolate(x[:, :, ::2, ::2], size=size, mode="bilinear")}


def quantized():
    """By the user, before the export; each engine has another answer."""
    torch.manual_seed(0)
    return torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.Linear(16, 16), nn.Linear(16, 4)).eval())


def quantized_for_phones():
    torch.backends.quantized.engine = "qnnpack"
    return quantized()


def quantized_for_desktops():
    torch.backends.quantized.engine = "x86"
    return quantized()


class Untried(nn.Module):
    """Whose examples tell nothing of it."""

    def forward(self, x: Tensor) -> Tensor:
        return x @ torch.ones(2, 2)

    @torch.jit.export
    def spectrum(self, x: Tensor) -> Tensor:
        return torch.fft.rfft(x)

    @torch.jit.export
    def plain(self, x: Tensor) -> Tensor:
        return x


class Plain(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x
