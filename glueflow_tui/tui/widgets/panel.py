"""The base of every part: paints lines, and repaints only rows that changed."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from glueflow_tui.tui.glyphs import BRAILLE, Glyphs
from glueflow_tui.tui.lines import Line, Span, set_width
from glueflow_tui.tui.parts import NUMBERS
from glueflow_tui.tui.theme import bare_styles, role_styles

_STYLES = {
    "written": "$written",
    "read": "$read",
    "muted": "$muted",
    "cursor": "$info",
}
TITLE_EDGES = 7
"""Cells of a panel's width that its title cannot have: the corners, its number and a mark."""


class Panel(Widget):
    """Paints what ``draw`` makes of its picture."""

    ALLOW_SELECT = False

    glyphs: Glyphs = BRAILLE
    chosen: var[bool] = var(default=False)
    """Whether keys for a part go to this one."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.number = NUMBERS.get(type(self).__name__, 0)
        self.glyphs = glyphs
        self._roles: Mapping[str, Style] = {}
        self._base = Style.null()
        self._told: Line = ()
        self._title: Line = ()
        self._lines: tuple[Line, ...] = ()
        self._drawn_size = Size(0, 0)

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines for the size; fewer than ``height`` leave the rest blank."""
        raise NotImplementedError

    def watch_chosen(self) -> None:
        """A mark before the title."""
        self.show_title(self._told)

    def show_title(self, told: Line) -> None:
        """Put a line into the upper border, where the layout gives the panel one."""
        self._told = told
        mark = Span(f"{self.glyphs.select if self.chosen else ''}{self.number} ", "muted")
        line = (mark, *told) if self.number and told else told
        if line != self._title:
            self._title = line
            self.border_title = Content.assemble(
                *((text, _STYLES.get(role, "")) for text, role in line)
            )

    def redraw(self) -> None:
        """Draw anew and repaint the rows that differ."""
        old = self._lines
        self._draw()
        width = self._drawn_size.width
        differing = (y for y, line in enumerate(self._lines) if old[y : y + 1] != (line,))
        regions = [Region(0, y, width, 1) for y in differing]
        if regions:
            self.refresh(*regions)

    def _draw(self) -> None:
        self._drawn_size = width, height = self.content_size
        if width <= 0 or height <= 0:
            return
        drawn = [set_width(row, width) for row in self.draw(width, height)[:height]]
        drawn += [set_width((), width)] * (height - len(drawn))
        self._lines = tuple(drawn)

    def render_lines(self, crop: Region) -> list[Strip]:
        """As drawn; after a layout drawn first, since all columns moved."""
        if self._drawn_size != self.content_size:
            self._draw()
        self._base = self.rich_style
        return super().render_lines(crop)

    def notify_style_update(self) -> None:
        """Another theme: the roles have other colours."""
        super().notify_style_update()
        self._roles = {}

    def render_line(self, y: int) -> Strip:
        """One line in the colours of the theme."""
        # Component classes would do the same, at 17 styles to resolve for each of 12 panels.
        if not self._roles:
            bare = self.app.no_color
            self._roles = bare_styles() if bare else role_styles(self.app.theme_variables)
        width, base = self.content_size.width, self._base
        line = self._lines[y] if y < len(self._lines) else ()
        return Strip(
            [
                Segment(text, base + self._roles[role] if role in self._roles else base)
                for text, role in set_width(line, width)
            ],
            width,
        )
