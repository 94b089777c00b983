"""Round tops and units of an axis of bytes a minute."""

from __future__ import annotations

import math
from dataclasses import dataclass

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_STEPS = (1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A zero-based axis."""

    top: float
    unit: str
    """Of bytes; labels are numbers of it."""
    factor: float

    def label(self, value: float) -> str:
        """A value as written beside the axis, at most five characters."""
        return f"{value / self.factor:.3g}"


def round_scale(peak: float | None) -> Scale:
    """The smallest round axis that holds the peak; one megabyte when there is none."""
    top = _round_up(peak) if peak else 1e6
    power = min(max(int(math.log10(top) / 3 + 1e-9), 0), len(_UNITS) - 1)
    return Scale(top, _UNITS[power], 1000.0**power)


def _round_up(peak: float) -> float:
    base = 10.0 ** math.floor(math.log10(peak))
    return next((step * base for step in _STEPS if step * base >= peak), 10 * base)
