"""A screen as text, with what is seen of those below it."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import Screen

_Result = TypeVar("_Result")


class Drawn(Screen[_Result]):
    """Can be kept as it is seen."""

    def draw_text(self) -> str:
        """The screen as plain text."""
        strips = self._compositor.render_strips(self.size)
        return "\n".join(strip.text.rstrip() for strip in strips) + "\n"

    def draw_ansi(self) -> str:
        """The screen as text in its colours."""
        strips = self._compositor.render_strips(self.size)
        return "\n".join(strip.render(self.app.console) for strip in strips)
