"""Runs by number and by the clock."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from operator import attrgetter

from glueflow_tui.analysis.report import RunReport
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.record import record

_EARLIEST = datetime.min.replace(tzinfo=UTC)
OPEN = datetime.max.replace(tzinfo=UTC)
"""The end of a run that goes on."""
_ATTEMPT = re.compile(r"_attempt_\d+$")


@record
class Interval:
    """A stretch of wall time that a run took."""

    run_id: str
    number: int
    start: datetime
    end: datetime
    """Of a run that has not ended: now, or ``OPEN``."""

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.end - self.start).total_seconds()


def root_id(run_id: str) -> str:
    """Id of the first attempt of a run."""
    return _ATTEMPT.sub("", run_id)


def number_runs(runs: Sequence[JobRun], forgotten: int) -> tuple[int, ...]:
    """A number for each run, in the order in which they began to run.

    Only first attempts that were not refused count; a retry has the number of its original, a
    refused start that of the run before it.
    """
    numbers: dict[str, int] = {}
    count = forgotten
    for run in sorted(runs, key=_beginning):
        if run.is_retry or run.is_refused:
            original = numbers.get(run.previous_run_id or "", numbers.get(root_id(run.id)))
            numbers[run.id] = max(1, count) if original is None else original
        else:
            count += 1
            numbers[run.id] = count
    return tuple([numbers[run.id] for run in runs])


def _beginning(run: JobRun) -> datetime:
    """When it began to run; while it only waits its start is when it was queued."""
    if run.state.is_waiting:
        return OPEN
    if run.execution_seconds == 0 and run.state.is_final and run.completed:  # it only waited
        return run.completed
    return run.started or _EARLIEST


def has_run(run: RunReport) -> bool:
    """Whether it held workers: not refused, not waiting, not stopped while it waited."""
    return run.has_run


def wall_interval(run: RunReport, now: datetime) -> Interval | None:
    """When the run held the clock; None for runs that never started or never ran."""
    if run.started is None or not run.has_run:
        return None
    end = run.completed or (run.started if run.state.is_final else now)
    return Interval(run.id, run.number, run.started, end) if end > run.started else None


def wall_intervals(runs: Iterable[RunReport], now: datetime) -> tuple[Interval, ...]:
    """The intervals of all runs that ran, in order of start."""
    found = [interval for run in runs if (interval := wall_interval(run, now))]
    return tuple(sorted(found, key=attrgetter("start", "run_id")))


@record
class Timeline:
    """The runs of a job that held the clock, in order of start.

    Those that have not ended are ``OPEN``, so that a minute that only goes by leaves all as it is.
    """

    intervals: tuple[Interval, ...] = ()
    reach: tuple[datetime, ...] = ()
    """For each, the latest end up to it."""
    is_disjoint: bool = True
    """Whether each was surely over when the next began."""

    def meeting(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Those that share time with the span, newest first."""
        at = bisect_left(self.intervals, end, key=_START) - 1
        # Walk back only while any earlier run still reaches into the span.
        while at >= 0 and self.reach[at] > start:
            if self.intervals[at].end > start:
                yield self.intervals[at]
            at -= 1

    def reached(self, moment: datetime) -> datetime | None:
        """The latest end of all that began by the moment; None when none did."""
        begun = bisect_right(self.intervals, moment, key=_START)
        return self.reach[begun - 1] if begun else None

    def skip(self, count: int) -> Timeline:
        """Without the first so many."""
        if not count:
            return self
        return Timeline(self.intervals[count:], self.reach[count:], self.is_disjoint)

    def since(self, moment: datetime) -> Timeline:
        """Those that began then or later."""
        return self.skip(bisect_left(self.intervals, moment, key=_START))

    def add(self, later: Sequence[Interval], since: datetime = OPEN) -> Timeline:
        """Those that began before the moment, and some that did after them, in order of start."""
        kept = bisect_left(self.intervals, since, key=_START)
        ends = tuple(accumulate([*self.reach[kept - 1 : kept], *(one.end for one in later)], max))
        starts = later if kept else later[1:]
        is_apart = all(end <= one.start for end, one in zip(ends, starts, strict=False))
        return Timeline(
            self.intervals[:kept] + tuple(later),
            self.reach[: max(0, kept - 1)] + ends,
            self.is_disjoint and is_apart,
        )


_START = attrgetter("start")
