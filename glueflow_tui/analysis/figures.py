"""Known numbers in words: in the sentences of findings, and wherever a view shows one."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import NamedTuple

# Below these, rounding to the digits shown would still stay under the next unit.
_WHOLE_BYTES = 999.5
_TWO_DECIMALS = 99.995

_MINUTE = 60


class _Scale(NamedTuple):
    """A unit of time and the one below it."""

    unit: str
    lower: str
    lower_size: int
    """Seconds of the lower unit."""
    per: int
    """Lower units in the unit."""
    limit: float
    """Units that make the next one."""


_SCALES = (
    _Scale("m", "s", 1, 60, 60),
    _Scale("h", "m", 60, 60, 24),
    _Scale("d", "h", 3600, 24, math.inf),
)


def say_bytes(value: float) -> str:
    """Decimal units, three figures or so: ``1.20 GB``."""
    if abs(value) < _WHOLE_BYTES:
        return f"{value:.0f} B"
    # 27 ms to import: only who writes bytes waits for it.
    from humanize import naturalsize

    return naturalsize(round(value), format="%.2f")


def say_span(value: float | timedelta) -> str:
    """Duration in its two largest units: ``45s``, ``1m30s``, ``30m``, ``3h20m``, ``2d4h``."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    if whole < _MINUTE:
        return f"{sign}{whole}s"
    # Rounded before it is split, so that nothing shows 60 minutes or 24 hours.
    scaled = ((divmod(round(whole / scale.lower_size), scale.per), scale) for scale in _SCALES)
    (count, rest), scale = next(found for found in scaled if found[0][0] < found[1].limit)
    return f"{sign}{count}{scale.unit}" + (f"{rest}{scale.lower}" if rest else "")


def say_ratio(value: float) -> str:
    """Plain factor: ``2.75x``; from 100 on without a fraction."""
    return f"{value:.2f}x" if abs(value) < _TWO_DECIMALS else f"{value:,.0f}x"


def say_count(number: int, noun: str) -> str:
    """``1 run``, ``3 runs``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
