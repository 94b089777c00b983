"""The base of every part: paints lines, and repaints only those that changed."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from glueflow_tui.tui.glyphs import BRAILLE, Glyphs
from glueflow_tui.tui.lines import ROLES, Line, set_width

_STYLES = {
    "written": "$written",
    "read": "$read",
    "muted": "$muted",
    "cursor": "$info",
}


class Panel(Widget):
    """Paints what ``draw`` makes of its picture."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"role--{role}" for role in ROLES}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Panel {
        & > .role--strong { text-style: bold; }
        & > .role--muted, & > .role--provisional { color: $muted; }
        & > .role--axis { color: $axis; }
        & > .role--written { color: $written; }
        & > .role--read { color: $read; }
        & > .role--both { color: $read; background: $series-both; }
        & > .role--cursor { color: $info; }
        & > .role--upstream { color: $written; }
        & > .role--downstream { color: $read; }
        & > .role--ok { color: $ok; }
        & > .role--info { color: $info; }
        & > .role--warning { color: $caution; }
        & > .role--critical { color: $critical; text-style: bold; }
        & > .role--badge { color: $background; background: $caution; text-style: bold; }
        & > .role--selected { color: $info; text-style: bold; }
    }
    """

    glyphs: Glyphs = BRAILLE

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self._lines: tuple[Line, ...] = ()

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines for the size; fewer than ``height`` leave the rest blank."""
        raise NotImplementedError

    def show_title(self, line: Line) -> None:
        """Put a line into the upper border, where the layout gives the panel one."""
        title = Content.assemble(*((text, _STYLES.get(role, "")) for text, role in line))
        if title != self.border_title:
            self.border_title = title

    def redraw(self) -> None:
        """Draw anew and repaint the lines that differ."""
        width, height = self.content_size
        if width <= 0 or height <= 0:
            return
        drawn = [set_width(line, width) for line in self.draw(width, height)[:height]]
        drawn += [set_width((), width)] * (height - len(drawn))
        old, self._lines = self._lines, tuple(drawn)
        changed = [y for y, line in enumerate(drawn) if y >= len(old) or old[y] != line]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def on_resize(self, _event: Resize) -> None:
        """All columns moved."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """One line in the colours of the theme."""
        width = self.content_size.width
        line = self._lines[y] if y < len(self._lines) else ()
        return Strip(
            [
                Segment(text, self.get_component_rich_style(f"role--{role}"))
                for text, role in set_width(line, width)
            ],
            width,
        )
