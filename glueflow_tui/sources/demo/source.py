"""A demo story behind the seam of all sources."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from glueflow_tui.errors import UsageError
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.demo.stories import Story, find_story

OPENING = timedelta(minutes=80)
"""How much of a story is past when it opens."""

_TRAILING = timedelta(minutes=15)
_LATE = timedelta(minutes=5)
"""More than points are ever late: asked for beyond a long step, so that no minute is missed."""

_LONGEST = timedelta(days=7)


class DemoSource:
    """A story played from a moment on; every poll is one step later."""

    def __init__(
        self,
        story: str,
        *,
        at: datetime | time | None = None,
        lookback: timedelta = timedelta(hours=3),
        step: timedelta = timedelta(minutes=1),
    ) -> None:
        self.story = find_story(story)
        self._next = _opening(self.story, at)
        self._lookback = lookback
        self._step = step
        self._world = self.story.world()
        self._has_polled = False

    def poll(self) -> Observation:
        """Look once: the first time at everything, later at the newest bytes only."""
        at = self._next
        trailing = min(max(_TRAILING, self._step + _LATE), self._lookback)
        metrics_from = at - trailing if self._has_polled else None
        seen = self._world.observe(at, self._lookback, metrics_from)
        self._has_polled = True
        self._next = at + self._step
        return seen

    def read_logs(self, run: RunKey) -> RunLogs:
        """What the run had written by the last look."""
        return self._world.read_logs(run, self._shown_at)

    def read_gauges(self, job: str) -> JobGauges:
        """What the job's machines showed by the last look."""
        return self._world.read_gauges(job, self._shown_at, self._lookback)

    @property
    def _shown_at(self) -> datetime:
        return self._next - self._step if self._has_polled else self._next


def _opening(story: Story, at: datetime | time | None) -> datetime:
    if at is None:
        return story.begins + OPENING
    moment = datetime.combine(story.begins.date(), at) if isinstance(at, time) else at
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if not story.begins <= moment <= story.begins + _LONGEST:
        raise UsageError(
            f"{moment:%Y-%m-%d %H:%M}Z is outside the demo story {story.name!r}: choose --at "
            f"from {story.begins:%Y-%m-%d %H:%M}Z on, within {_LONGEST.days} days."
        )
    return moment
