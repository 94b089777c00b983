"""What is sent of a screen that changed in some places: these places."""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class Sparing(Compositor):
    """Sends no more than what is to be repainted; Textual sends all to the left of it, too."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """The places that are to be repainted."""
        update = super().render_partial_update()
        return None if update is None else _Places(update.chops, update.spans, update.chop_ends)


class _Places(ChopsUpdate):
    """Spans of rows, over the strips of all widgets that stand there."""

    def render_segments(self, console: Console) -> str:
        """Each place: where it begins, and what stands there."""
        return "".join(
            f"{Control.move_to(left, y)}{strip.crop(left - x, right - x).render(console)}"
            for y, start, stop in self.spans
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True)
            if strip is not None and (left := max(x, start)) < (right := min(end, stop))
        )
