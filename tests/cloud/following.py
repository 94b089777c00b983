"""A demo story moved to other times: what an endpoint shows now, and shows next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.demo.stories import find_story

Clock = Callable[[], datetime]

HALF_HOUR = timedelta(minutes=30)
TWO_HOURS = timedelta(hours=2)
SETTLED = timedelta(minutes=5)
"""After this long a half hour's metrics are all there: the world's and the endpoint's delays."""
JOBS = ("orders-in", "orders-out")
DOCUMENT_RATIOS = ["1.00", "2.50", "0.83", "2.75"]
"""Of the first four windows of the document's story."""


@dataclass(slots=True)
class Hands:
    """A clock that a test turns."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


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
        self._seen: Observation | None = None

    def __call__(self) -> Observation:
        """All facts as of the clock."""
        at = self._clock().replace(microsecond=0)
        with self._lock:
            # An endpoint looks anew for every page; the world does not change within a second.
            if self._seen is None or self._seen.taken_at != at:
                self._seen = self._world.observe(at, self._lookback)
            return self._seen

    def jobs(self) -> tuple[str, ...]:
        """Names of the first chain's jobs, upstream first."""
        return self().chains[0].jobs


def tell(name: str) -> MovedStory:
    """The story with its third hour beginning at the last settled half hour of the wall clock."""
    return MovedStory(name, past=TWO_HOURS, settled=SETTLED)
