"""A box of text over the screen, closed by the keys that opened it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from glueflow_tui.tui.keys import COMMON_KEYS
from glueflow_tui.tui.lines import shorten
from glueflow_tui.tui.messages import Reported, Told
from glueflow_tui.tui.screens.drawn import Drawn
from glueflow_tui.tui.theme import role_styles

_TITLE_EDGES = 8
"""Cells of the upper border that a title cannot have."""

Styled = tuple[str, str]
"""Style or role, and text, of one line."""


class Follower(ModalScreen[None], Drawn[None]):
    """Something over the screen that follows what the poller tells."""

    def hear(self, news: Reported | Told) -> None:
        """A report, or an answer; the screen below heard of it already."""
        raise NotImplementedError


class Dialog(ModalScreen[None], Drawn[None]):
    """Lines of text, scrolling where there are too many; its text is never markup."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        VerticalScroll {
            width: 90%; max-width: 100; height: auto; max-height: 90%;
            border: round $axis; padding: 0 1; background: $panel;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "close"),
        *COMMON_KEYS,
    ]

    def __init__(self, title: str, lines: Iterable[Styled]) -> None:
        super().__init__()
        self._title = title
        self._lines = [*lines, ("", ""), ("dim", "esc closes")]

    def compose(self) -> ComposeResult:
        """The box and its text."""
        roles = role_styles(self.app.theme_variables)
        text = Text()
        for style, line in self._lines:
            text.append(f"{line}\n", roles.get(style, style))
        text.rstrip()
        with VerticalScroll():
            yield Static(text)

    def on_resize(self) -> None:
        """The title is cut anew."""
        self.call_after_refresh(self._show_title)

    def _show_title(self) -> None:
        box = self.query_one(VerticalScroll)
        box.border_title = Text(shorten(self._title, box.outer_size.width - _TITLE_EDGES))
