"""The layout for the size of the terminal: classes that the style sheet goes by."""

from __future__ import annotations

from typing import TypeAlias

from textual.geometry import Size

Breakpoints: TypeAlias = list[tuple[int, str]] | None
"""Least length, and the class from there on; as Textual wants them."""

WIDTHS: Breakpoints = [
    (0, "-tiny"),
    (60, "-narrow"),
    (100, "-wide"),
    (160, "-huge"),
]
HEIGHTS: Breakpoints = [
    (0, "-flat"),
    (15, "-low"),
    (20, "-mid"),
    (30, "-tall"),
    (37, "-ample"),
    (50, "-high"),
]


def classes_for(size: Size) -> tuple[str, str]:
    """The classes of a screen of that size, for its width and its height."""
    return _class_for(size.width, WIDTHS), _class_for(size.height, HEIGHTS)


def _class_for(length: int, classes: Breakpoints) -> str:
    return [name for least, name in classes or () if length >= least][-1]
