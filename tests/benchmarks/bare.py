"""The least that a Textual program can be: header, twenty lines, footer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Header, Static


class Bare(App[None]):
    """A screen that never changes."""

    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "quit")]

    def compose(self) -> ComposeResult:
        """Header, lines, footer."""
        yield Header()
        yield Static("\n".join(f"line {number}" for number in range(1, 21)))
        yield Footer()


if __name__ == "__main__":
    Bare().run()
