"""Bars of one cell's height: zero-based, on a scale that is handed in, gaps left blank."""

from __future__ import annotations

from collections.abc import Sequence

from glueflow_tui.tui.glyphs import Glyphs

LINES_OF_A_JOB = 3
"""Its words, and a sparkline each of what it read and wrote."""


def sparkline(values: Sequence[float | None], peak: float, glyphs: Glyphs) -> str:
    """One character for each value; a zero is the lowest bar, None a blank.

    All sparklines of a panel take the same ``peak``, so their heights can be compared.
    """
    return "".join(_bar(value, peak, glyphs) for value in values)


def _bar(value: float | None, peak: float, glyphs: Glyphs) -> str:
    if value is None:
        return glyphs.gap
    bars = glyphs.bars
    share = min(max(value / peak, 0.0), 1.0) if peak > 0 else 0.0
    return bars[min(round(share * (len(bars) - 1)), len(bars) - 1)]
