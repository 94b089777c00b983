"""Lines cut off at the end of their panel, which says how many are hidden."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span


def clip_lines(
    lines: Sequence[Line], size: tuple[int, int], glyphs: Glyphs, hint: str = ""
) -> list[Line]:
    """As many as fit in width and height; the last one then counts the others.

    ``hint`` says which key shows them, where there is room for it.
    """
    width, height = size
    if len(lines) <= height:
        return list(lines)
    kept = list(lines[: max(height - 1, 0)])
    hidden = len(lines) - len(kept)
    told = f" {glyphs.more} {hidden} more {'line' if hidden == 1 else 'lines'}"
    hint = hint if cell_len(told + hint) <= width else ""
    return [*kept, (Span(f"{told}{hint}", "muted"),)]
