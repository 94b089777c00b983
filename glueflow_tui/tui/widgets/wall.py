"""The parts of the wall: the rows of all chains, and the chosen one in words."""

from __future__ import annotations

from textual.reactive import var

from glueflow_tui.tui.drawing.wall import ChainRow, WallPicture, draw_detail, draw_wall
from glueflow_tui.tui.lines import Line, Span
from glueflow_tui.tui.widgets.panel import Panel


class Chains(Panel):
    """A row for each chain."""

    picture: var[WallPicture] = var(WallPicture(empty="loading"))

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Titles and rows."""
        return draw_wall(self.picture, width, height, self.glyphs)


class Detail(Panel):
    """The chosen chain."""

    picture: var[ChainRow | None] = var(None)

    def watch_picture(self) -> None:
        """Another chain, or other news of it."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Its jobs, and its newest finding."""
        row = self.picture
        self.show_title((Span("" if row is None else row.name),))
        return draw_detail(row, width, height, self.glyphs)
