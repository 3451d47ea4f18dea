"""String defaults that are hostile to every language that they are written into."""

import torch


class DefaultsStr(torch.nn.Module):
    def forward(
        self,
        empty: str = "",
        quotes: str = '\'single\' "double" `back` """triple"""',
        kotlin: str = "${System.exit(1)} $x #{ruby}",
        comment: str = "*/ /* // #",
        lines: str = "one\ntwo\ttab",
        backslash: str = "C:\\n\\u0041",
        bidi: str = "\u202egnp.exe\u2066 \u200f",
        emoji: str = "😀 größe 漢字",
        nul: str = "a\0b\x01\x1b[31m\x7f",
        objc: str = '@"x" %@ %s %n ??/',
    ) -> str:
        return empty


def build():
    return torch.jit.script(DefaultsStr().eval())
