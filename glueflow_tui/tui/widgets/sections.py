"""Details as sections, as high as they are: what is around them scrolls."""

from __future__ import annotations

from textual.reactive import var

from glueflow_tui.tui.drawing.sections import Section, draw_sections
from glueflow_tui.tui.lines import Line
from glueflow_tui.tui.widgets.panel import Panel


class Sections(Panel):
    """Facts, tables and text."""

    picture: var[tuple[Section, ...]] = var(())

    def watch_picture(self) -> None:
        """Another picture, perhaps of another height."""
        self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """All lines."""
        return len(draw_sections(self.picture, width, self.glyphs))

    def draw(self, width: int, _height: int) -> list[Line]:
        """All lines."""
        return draw_sections(self.picture, width, self.glyphs)
