"""Numbers and times for people: short, and a dash for what is unknown."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

UNKNOWN = "-"

# Below these, rounding to the digits shown would still stay under the next unit or above zero.
_WHOLE_BYTES = 999.5
_TWO_DECIMALS = 99.995
_HALF_PERCENT = 0.005
_HALF_CENT = 0.005  # or hundredth of a DPU-hour

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


def format_bytes(value: float | None) -> str:
    """Decimal units, three figures or so: ``1.20 GB``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if abs(value) < _WHOLE_BYTES:
        return f"{value:.0f} B"
    # 27 ms to import: only who writes bytes waits for it.
    from humanize import naturalsize

    return naturalsize(round(value), format="%.2f")


def format_seconds(value: float | timedelta | None) -> str:
    """Duration in its two largest units: ``45s``, ``1m30s``, ``30m``, ``3h20m``, ``2d4h``."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    if whole < _MINUTE:
        return f"{sign}{whole}s"
    # Rounded before it is split, so that nothing shows 60 minutes or 24 hours.
    scaled = ((divmod(round(whole / scale.lower_size), scale.per), scale) for scale in _SCALES)
    (count, rest), scale = next(found for found in scaled if found[0][0] < found[1].limit)
    return f"{sign}{count}{scale.unit}" + (f"{rest}{scale.lower}" if rest else "")


def format_ratio(value: float | None) -> str:
    """Plain factor: ``2.75x``; from 100 on without a fraction."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{value:.2f}x" if abs(value) < _TWO_DECIMALS else f"{value:,.0f}x"


def format_percent(value: float | None) -> str:
    """A fraction of 1 in percent: ``75%``, and ``<1%`` for little that is not nothing."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if 0 < value < _HALF_PERCENT:
        return "<1%"
    return f"{value * 100:.0f}%"


def format_usd(value: float | None) -> str:
    """Dollars and cents: ``$3.62``; ``<$0.01`` for less."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if 0 < value < _HALF_CENT:
        return "<$0.01"
    return f"${value:,.2f}"


def format_dpu_hours(value: float | None) -> str:
    """DPU-hours as AWS bills them: ``8.20 DPU-h``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if 0 < value < _HALF_CENT:
        return "<0.01 DPU-h"
    return f"{value:,.2f} DPU-h"


def format_clock(moment: datetime | None, *, day: bool = False) -> str:
    """UTC time of day, ``14:07``, with the day before it on request: ``05-06 14:07``."""
    if moment is None:
        return UNKNOWN
    return moment.astimezone(UTC).strftime("%m-%d %H:%M" if day else "%H:%M")


def format_moment(moment: datetime | None) -> str:
    """Whole date and time in UTC: ``2024-05-06 14:07Z``."""
    return UNKNOWN if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def format_age(moment: datetime | None, now: datetime) -> str:
    """How long ago: ``4m ago``; ``in 4m`` for what is to come."""
    if moment is None:
        return UNKNOWN
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"{format_seconds(seconds)} ago" if seconds > 0 else f"in {format_seconds(-seconds)}"
