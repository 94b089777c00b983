"""A zero-based axis of bytes a minute with round labels."""

from __future__ import annotations

import math
from typing import NamedTuple

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LABELS = 4
_EMPTY_PEAK = 1e6


class Scale(NamedTuple):
    """An axis over a number of rows; labels stand at the upper edges of theirs."""

    top: float
    labels: tuple[tuple[int, str], ...]
    """Rows from above, and what is written beside them."""
    unit: str
    """Of bytes; labels are numbers of it."""


def round_scale(peak: float | None, rows: int) -> Scale:
    """The least axis with round labels that holds the peak; up to 1 MB when there is none."""
    apart = max(2, rows // _LABELS) if rows > 1 else 1
    step = _round_up((peak or _EMPTY_PEAK) * apart / rows)
    unit = unit_of(step)
    labels = tuple(
        (rows - apart * count, f"{step * count / 1000.0**unit:g}")
        for count in range(1, rows // apart + 1)
    )
    return Scale(step * rows / apart, labels, _UNITS[unit])


def unit_of(value: float) -> int:
    """Power of a thousand to write a number of bytes in."""
    return min(max(int(math.log10(value) / 3 + 1e-9), 0), len(_UNITS) - 1)


def _round_up(least: float) -> float:
    base = 10.0 ** math.floor(math.log10(least))
    return next((step * base for step in _STEPS if step * base >= least), 10 * base)
