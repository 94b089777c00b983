"""Where a ratio becomes a word: against the band in which it is well, and the limits above it."""

from __future__ import annotations

from glueflow_tui.settings import Thresholds


def judge_ratio(ratio: float | None, limits: Thresholds) -> str:
    """The word of a ratio: low, ok, high, warning, critical or unknown."""
    if ratio is None:
        return "unknown"
    steps = (
        (ratio > limits.critical, "critical"),
        (ratio > limits.warning, "warning"),
        (ratio > limits.ok_high, "high"),
        (ratio >= limits.ok_low, "ok"),
    )
    return next((word for reached, word in steps if reached), "low")
