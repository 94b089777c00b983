"""The lines above and below: header, verdict, notices, hints of keys."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import var

from glueflow_tui.tui.drawing.status import (
    HeaderPicture,
    VerdictPicture,
    draw_header,
    draw_notices,
    draw_verdict,
    notices_height,
)
from glueflow_tui.tui.lines import Line, Span, join
from glueflow_tui.tui.widgets.panel import Panel


class Header(Panel):
    """Source, state, age, clock."""

    picture: var[HeaderPicture] = var(HeaderPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, _height: int) -> list[Line]:
        """One line."""
        return draw_header(self.picture, width, self.glyphs)


class Verdict(Panel):
    """The worst, in one line."""

    picture: var[VerdictPicture] = var(VerdictPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, _height: int) -> list[Line]:
        """One line."""
        return draw_verdict(self.picture, width, self.glyphs)


class Notices(Panel):
    """What could not be seen; takes no line when all could."""

    picture: var[tuple[tuple[str, str], ...]] = var(())

    def watch_picture(self) -> None:
        """Another picture, which may take more lines."""
        self.display = bool(self.picture)
        if self.size.height != self.get_content_height(self.size):
            self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, container: Size, *_sizes: object) -> int:
        """A line, or a few for what must be told to its end."""
        return notices_height(self.picture, container.width, self.glyphs)

    def draw(self, width: int, height: int) -> list[Line]:
        """The worst notice, and how many more there are."""
        return draw_notices(self.picture, width, height, self.glyphs)


class Hints(Panel):
    """Keys that work now, as many as fit whole."""

    picture: var[tuple[tuple[str, str], ...]] = var(())
    """Key and what it does, in order of use."""

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, _height: int) -> list[Line]:
        """One line."""
        parts = [(Span(f"{key} ", "selected"), Span(text, "muted")) for key, text in self.picture]
        return [(Span(" "), *join(parts, Span("  "), width - 1))]
