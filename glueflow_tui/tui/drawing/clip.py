"""Lines cut off at the end of their panel, which says how many are hidden."""

from __future__ import annotations

from collections.abc import Sequence

from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span


def clip_lines(
    lines: Sequence[Line], height: int, glyphs: Glyphs, *, noun: str = "line", hint: str = ""
) -> list[Line]:
    """As many as fit; the last one then counts the others, and says which key shows them."""
    if len(lines) <= height:
        return list(lines)
    kept = list(lines[: max(height - 1, 0)])
    hidden = len(lines) - len(kept)
    noun = noun if hidden == 1 else f"{noun}s"
    return [*kept, (Span(f" {glyphs.more} {hidden} more {noun}{hint}", "muted"),)]
