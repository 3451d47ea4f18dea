"""What people write that TorchScript does not take: a class each, the line marked that an error must show."""

import dataclasses
import time
from typing import List, Optional

import numpy as np
import torch
from torch import Tensor, nn

TABLE = torch.ones(2)


class Unannotated(nn.Module):
    def forward(self, x, count):
        for _ in range(count):  # here
            x = x + 1
        return x


class Branches(nn.Module):
    def forward(self, x: Tensor, flag: bool):
        if flag:
            return x
        return 0  # here


class Maybe(nn.Module):
    def forward(self, x: Tensor, bias: Optional[Tensor] = None):
        return x + bias  # here


class MaybeCalled(nn.Module):
    def forward(self, x: Optional[Tensor]):
        return x.sum()  # here


class HalfDefined(nn.Module):
    def forward(self, x: Tensor, flag: bool):
        if flag:  # here
            y = x
        return y


class TwoTypes(nn.Module):
    def forward(self, x: Tensor, flag: bool):
        y = 1
        if flag:
            y = "many"  # here
        return y


class EmptyList(nn.Module):
    def forward(self, x: Tensor):
        sizes = []
        for index in range(x.dim()):
            sizes.append(x.size(index))  # here
        return sizes


class Variadic(nn.Module):
    def forward(self, *tensors):  # here
        return tensors[0]


class Indexed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2)])

    def forward(self, x: Tensor, index: int):
        return self.layers[index](x)  # here


class ForeignType(nn.Module):
    def forward(self, x: Tensor, settings: "Unheard"):  # noqa: F821, here
        return x


class PlainList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]

    def forward(self, x: Tensor):
        for layer in self.layers:  # here
            x = layer(x)
        return x


class EmptyState(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x: Tensor):
        self.seen.append(x)  # here
        return x


class NewState(nn.Module):
    def forward(self, x: Tensor):
        self.last = x  # here
        return x


class Global(nn.Module):
    def forward(self, x: Tensor):
        return x + TABLE  # here


class Builtin(nn.Module):
    def forward(self, x: Tensor):
        return x * time.time()  # here


class Try(nn.Module):
    def forward(self, x: Tensor):
        try:  # here
            return x / 0
        except ZeroDivisionError:
            return x


class Lambda(nn.Module):
    def forward(self, x: Tensor):
        return (lambda y: y * 2)(x)  # here


class Comprehension(nn.Module):
    def forward(self, xs: List[int]):
        return [x for x in xs if x > 0]  # here


class Numpy(nn.Module):
    def forward(self, x: Tensor):
        y = x * 2
        return np.sum(y)  # here


class NumpyMethod(nn.Module):
    def forward(self, x: Tensor):
        return x.numpy()  # here


class Division(nn.Module):
    def forward(self, x: Tensor):
        return x.reshape(2, x.size(0) / 2)  # here


class Helper(nn.Module):
    def repeat(self, x, count):
        return x.repeat(range(count)[-1])  # here

    def forward(self, x: Tensor):
        return self.repeat(x, 3)


class Listed(nn.Module):
    def forward(self, x: Tensor):
        return x.tolist()  # here


class Misspelt(nn.Module):
    def forward(self, x: Tensor):
        return self.layre(x)  # here


class InTorch(nn.Module):
    def forward(self, x: Tensor):
        return nn.functional.interpolate(x, size="large")  # here


# Of these torch names no line; the next two can't be traced.
@dataclasses.dataclass
class Size:
    width: int


class Data(nn.Module):
    def forward(self, x: Tensor):
        return x + Size(1).width


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.utils.weight_norm(nn.Linear(2, 2))

    def forward(self, x: Tensor):
        return self.layer(x)


class Meta(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2, device="meta")

    def forward(self, x: Tensor):
        return self.layer(x)


class Hooked(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.layer.register_forward_hook(lambda module, given, result: result)

    def forward(self, x: Tensor):
        return self.layer(x)


class Taken(nn.Module):
    example = (torch.ones(2), None)

    def forward(self, x, bias):
        return x


class Returned(nn.Module):
    example = (torch.ones(2),)

    def forward(self, x):
        return x, 3
