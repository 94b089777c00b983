"""For terminals without any other characters: every picture as ASCII, as wide as it was."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("─━▔▁\N{EN DASH}\N{EM DASH}·", "-"),
        **dict.fromkeys("│┃▌▐▎▊", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        "…": "~",
        "→": ">",
        "•": "*",
        **dict.fromkeys("▂▃▄▅▆▇█", " "),
    }
)
"""Frames, ends of scrollbars, signs of sentences; pictures are drawn in ASCII to begin with."""


def to_ascii(text: str) -> str:
    """The same text, as wide, without characters that an ASCII terminal cannot show."""
    if text.isascii():
        return text
    return "".join(
        char if char.isascii() else "?" * cell_len(char) for char in text.translate(_PLAIN)
    )


class AsciiFilter(LineFilter):
    """On the way of each line to the terminal: whatever drew it, it leaves as ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in ASCII; ``background`` plays no part."""
        del background
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]
