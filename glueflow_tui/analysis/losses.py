"""What minutes without data may have held, of the spans of runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from glueflow_tui.analysis.minutes import Minutes

_MANY = 4
"""Spans of some dozen minutes from which on numpy is faster than plain numbers."""

_MINUTE = 60.0
"""Seconds."""

Stretch = tuple[datetime, datetime | None]
"""Start and end of a run; None while it goes on."""


def share_lost(minutes: Minutes, start: datetime, end: datetime | None) -> float:
    """What minutes without data may have held, as a part of what the others of the span did.

    A job that leaves out one minute in five reports rarely, and loses nothing by it.
    """
    return _share(*minutes.count(start, end))


def share_losses(minutes: Minutes, spans: Sequence[Stretch]) -> list[float]:
    """As ``share_lost``, of many spans at once."""
    if len(spans) < _MANY:
        return [share_lost(minutes, *span) for span in spans]
    known = minutes.series.first + np.flatnonzero(np.asarray(minutes.series.values) >= 0.0)
    if not known.size:
        return [0.0] * len(spans)
    first = np.array([start.timestamp() for start, _ in spans]) // _MINUTE
    last = np.array([end.timestamp() if end else np.inf for _, end in spans]) / _MINUTE
    begin = np.searchsorted(known, np.maximum(first, minutes.first))
    end = np.searchsorted(known, np.minimum(np.ceil(last), minutes.first + minutes.length))
    used = np.maximum(end - begin, 0)
    newest, oldest = known[np.maximum(end - 1, 0)], known[np.minimum(begin, known.size - 1)]
    missing = newest - oldest + 1 - used
    return list(map(_share, used.tolist(), missing.tolist()))


def _share(known: int, missing: int) -> float:
    return missing / known if 0 < 4 * missing <= known else 0.0
