"""Something in full over the screen; it follows the reports that come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from glueflow_tui.tui.facts import Facts
from glueflow_tui.tui.keys import COMMON_KEYS
from glueflow_tui.tui.lines import shorten
from glueflow_tui.tui.messages import Reported, Told
from glueflow_tui.tui.screens.dialog import Follower
from glueflow_tui.tui.widgets.panel import Panel
from glueflow_tui.tui.widgets.status import Hints

_TITLE_EDGES = 8
"""Cells of the upper border that a title cannot have."""


class Details(Follower):
    """A box as large as the screen, whose contents scroll."""

    DEFAULT_CSS = """
    Details {
        layout: vertical;
        VerticalScroll { height: 1fr; border: round $axis; padding: 0 1; }
        Sections, ChainTree, Events { height: auto; }
        Hints { height: 1; }
    }
    """
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "close"),
        *COMMON_KEYS,
    ]

    def __init__(self, facts: Facts, part: Panel) -> None:
        super().__init__()
        self.facts = facts
        self.glyphs = part.glyphs
        self._part = part

    def compose(self) -> ComposeResult:
        """The box, and the keys below it."""
        with VerticalScroll():
            yield self._part
        yield Hints(self.glyphs)

    def on_mount(self) -> None:
        """Show what is known."""
        self.query_one(Hints).picture = (*self.HINTS, ("esc", "back"))
        self.show()

    def show(self) -> None:
        """Draw it anew."""
        title = shorten(self.draw_part(), self.size.width - _TITLE_EDGES)
        self.query_one(VerticalScroll).border_title = Text(title)

    def on_resize(self) -> None:
        """The title is cut anew."""
        self.show()

    def show_end(self) -> None:
        """Scroll to the last line."""
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def draw_part(self) -> str:
        """Hand the part its picture; the title of the box."""
        raise NotImplementedError

    def hear(self, news: Reported | Told) -> None:
        """A newer report is shown at once; answers are for those who asked."""
        if isinstance(news, Reported):
            self.facts = replace(self.facts, report=news.report, history=news.history)
            self.show()
