"""What the times of an observation must be, so that nothing built on it grows without bound."""

from __future__ import annotations

from datetime import datetime, timedelta

from glueflow_tui.model.codec import CodecError
from glueflow_tui.model.observation import MetricSeries, Observation

REACH = timedelta(days=32)
"""Minutes of bytes lie at most this far from the look that brought them (CloudWatch keeps 15 days
of them)."""

_BACK = timedelta(days=1)
_FORWARD = timedelta(days=400)


def check_course(seen: Observation, before: datetime | None) -> None:
    """Raise ``CodecError`` for minutes, or a step from the look before, that cannot be."""
    if before is not None and not -_BACK <= seen.taken_at - before <= _FORWARD:
        raise CodecError(f"leaps from {before:%Y-%m-%d %H:%M}Z", ("taken_at",))
    for at, points in enumerate(seen.metrics):
        if not _is_near(points, seen.taken_at):
            raise CodecError("lies too far from taken_at", (f"metrics[{at}]", ".start"))


def _is_near(points: MetricSeries, moment: datetime) -> bool:
    longest = REACH // timedelta(minutes=1)
    return abs(points.start - moment) <= REACH and len(points.values) <= 2 * longest
