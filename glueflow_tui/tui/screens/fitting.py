"""The layout for the size of the terminal, chosen before anything is drawn."""

from __future__ import annotations

from typing import TypeAlias

from textual.geometry import Size
from textual.screen import Screen

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


class Fitting(Screen[None]):
    """A screen with a class for its width and one for its height."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def fit(self, size: Size) -> None:
        """Take the classes now; Textual would after a first layout, and lay out again."""
        self.add_class(_class_for(size.width, WIDTHS), _class_for(size.height, HEIGHTS))


def _class_for(length: int, classes: Breakpoints) -> str:
    return [name for least, name in classes or () if length >= least][-1]
