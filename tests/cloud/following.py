"""A demo story moved to other times: what an endpoint shows now, and shows next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.demo.stories import find_story

Clock = Callable[[], datetime]

HALF_HOUR = timedelta(minutes=30)


def wall_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def half_hour_before(moment: datetime) -> datetime:
    """The last :00 or :30: where schedules of every 30 minutes fire."""
    return moment.astimezone(UTC) - timedelta(
        minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond
    )


class MovedStory:
    """Facts of a story that began ``past`` before the last half hour; safe between threads."""

    def __init__(
        self,
        name: str,
        *,
        past: timedelta,
        clock: Clock = wall_clock,
        settled: timedelta = timedelta(),
        lookback: timedelta = timedelta(hours=4),
    ) -> None:
        """``settled``: how long the half hour must have been over, for its metrics to be there."""
        self._clock = clock
        self._lookback = lookback
        self.begins = half_hour_before(clock() - settled) - past
        self._world = find_story(name).world(begins=self.begins)
        self._lock = threading.Lock()

    def __call__(self) -> Observation:
        """All facts as of the clock."""
        with self._lock:
            return self._world.observe(self._clock(), self._lookback)

    def jobs(self) -> tuple[str, ...]:
        """Names of the first chain's jobs, upstream first."""
        return self().chains[0].jobs
