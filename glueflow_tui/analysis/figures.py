"""Numbers inside the sentences of findings; views write the same figures the same way."""

from __future__ import annotations

from datetime import timedelta

from humanize import naturalsize

_STEPS = (("d", 86400, 3600), ("h", 3600, 60), ("m", 60, 1))
_LOWER = {"d": "h", "h": "m", "m": "s"}
_KILO = 999.5
_TWO_DECIMALS = 99.995


def say_bytes(value: float) -> str:
    """Decimal units: ``1.20 GB``."""
    return f"{value:.0f} B" if value < _KILO else naturalsize(round(value), format="%.2f")


def say_span(value: float | timedelta) -> str:
    """Duration in its two largest units: ``45s``, ``1m30s``, ``3h20m``."""
    whole = round(value.total_seconds() if isinstance(value, timedelta) else value)
    for unit, size, lower in _STEPS:
        if whole >= size:
            count, rest = divmod(round(whole / lower), size // lower)
            return f"{count}{unit}{rest}{_LOWER[unit]}" if rest else f"{count}{unit}"
    return f"{whole}s"


def say_ratio(value: float) -> str:
    """Plain factor: ``2.75x``; from 100 on without a fraction."""
    return f"{value:.2f}x" if value < _TWO_DECIMALS else f"{value:,.0f}x"


def say_count(number: int, noun: str) -> str:
    """``1 run``, ``3 runs``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
