"""Numbers and times for people: short, and a dash for what is unknown."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from glueflow_tui.analysis.figures import say_bytes, say_ratio, say_span

UNKNOWN = "-"

# Below these, rounding to the digits shown would leave nothing.
_HALF_PERCENT = 0.005
_HALF_CENT = 0.005  # or hundredth of a DPU-hour


def format_bytes(value: float | None) -> str:
    """Decimal units, three figures or so: ``1.20 GB``."""
    return UNKNOWN if value is None or not math.isfinite(value) else say_bytes(value)


def format_seconds(value: float | timedelta | None) -> str:
    """Duration in its two largest units: ``45s``, ``1m30s``, ``30m``, ``3h20m``, ``2d4h``."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return UNKNOWN if seconds is None or not math.isfinite(seconds) else say_span(seconds)


def format_ratio(value: float | None) -> str:
    """Plain factor: ``2.75x``; from 100 on without a fraction."""
    return UNKNOWN if value is None or not math.isfinite(value) else say_ratio(value)


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
