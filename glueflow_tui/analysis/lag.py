"""Written but not yet read: how much, how old, and its course over the windows.

A downstream run takes what is there when it starts; what it has read so far counts at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from operator import attrgetter

from glueflow_tui.analysis.attribution import ROUNDING, Intake
from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.jobs import JobCase
from glueflow_tui.analysis.report import Lag, Pattern, PatternKind, WindowReport
from glueflow_tui.model.record import record
from glueflow_tui.model.series import epoch_minute, minute_after, minute_start
from glueflow_tui.model.states import Metric

_REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})

_COURSE = 4
"""Windows whose lag is looked at."""
_BYTE = 1.0
"""Less is rounding."""
_NEAR = 15
"""Minutes in which most of what is unread was written."""
_STARTED = attrgetter("started")


@dataclass(frozen=True, slots=True)
class Unread:
    """What was unread at one moment."""

    at: datetime
    bytes: float


@record
class LagMeter:
    """Measures a link's unread bytes now, and at the end of some windows."""

    flows: Flows
    writers: tuple[JobCase, ...]
    reader: JobCase
    intakes: tuple[Intake, ...]
    """Runs that took what they listed and may not have ended before all that is measured."""
    pattern: Pattern
    ends: tuple[datetime, ...]
    """Of the last few complete windows."""
    listed: datetime | None
    """When the last run before these started; None where there is none."""
    left: float
    """What the runs before these left behind."""

    @property
    def is_anchored(self) -> bool:
        """Whether a run in view listed what there was before all that is measured."""
        first = self.listed or (self.intakes[0].started if self.intakes else None)
        return first is not None and self.flows.span.start <= first <= min(self.ends, default=first)

    def measure(self) -> Lag:
        """Unread bytes now, and the age of the oldest of them: the newest bytes are unread."""
        span = self.flows.span
        unread = self._unread(span.end)
        if unread is None:
            return Lag(None, None)
        minute, written = self._reach_back(unread - _BYTE)
        if written < unread - _BYTE:  # all that was written in view
            unread = written
            minute, _ = self._reach_back(unread - _BYTE)
        if unread < _BYTE:
            return Lag(0.0, 0.0)
        return Lag(unread, max(0.0, (span.taken_at - minute_start(minute)).total_seconds()))

    def course(self, known: Sequence[Unread] = ()) -> tuple[Unread, ...]:
        """Unread bytes at the end of the last few complete windows, as far as they can be told."""
        told = {one.at: one for one in known}
        levels = (told.get(end) or self._tell(end) for end in self.ends)
        return tuple(level for level in levels if level is not None)

    def _tell(self, at: datetime) -> Unread | None:
        unread = self._unread(at)
        return None if unread is None else Unread(at, unread)

    def _unread(self, at: datetime) -> float | None:
        """Bytes written before the moment that no downstream run had read by then.

        None while a run is at work of which it is unknown what was new for it.
        """
        listed, left = self.listed, self.left
        for run in self.intakes[: bisect_right(self.intakes, at, key=_STARTED)]:
            more = self._left(run, at)
            if more is None:
                return None
            listed, left = run.started, max(0.0, left + more)
        first = self.flows.span.first if listed is None else self._boundary(listed)
        return left + self._written(first, epoch_minute(at))

    def _written(self, start: int, end: int) -> float:
        total, metric = self.flows.total, Metric.BYTES_WRITTEN
        return fsum(total(job.report.name, metric, start, end) or 0.0 for job in self.writers)

    def _reach_back(self, amount: float) -> tuple[int, float]:
        """The last epoch minute from which on as much was written, and how much that was.

        The first in view when less was written in all.
        """
        first = self.flows.span.first
        minute, total, reach = first + self.flows.span.length, 0.0, _NEAR
        while total < amount and minute > first:
            start = max(first, minute - reach)
            more = self._written(start, minute)
            if total + more >= amount:
                break
            minute, total, reach = start, total + more, 2 * reach
        for more in self._list_back(minute, reach):
            if total >= amount:
                break
            minute, total = minute - 1, total + more
        return minute, total

    def _list_back(self, minute: int, reach: int) -> Iterator[float]:
        """Bytes written in each of so many minutes before, newest first."""
        start = max(self.flows.span.first, minute - reach)
        parts = (job.report.written.series.between(start, minute) for job in self.writers)
        columns = ([value or 0.0 for value in part] for part in parts)
        return map(fsum, zip(*map(reversed, columns), strict=True))

    def _boundary(self, started: datetime) -> int:
        """The epoch minute from which on a run that started then had listed nothing."""
        ends = (job.timeline.reached(started) for job in self.writers)
        now = self.flows.span.taken_at
        last = max((min(end, now) for end in ends if end), default=started)
        # The minute of a start holds bytes of the upstream run that ended in it.
        if last > started + ROUNDING:
            return epoch_minute(started)
        return minute_after(max(started, last))

    def _left(self, run: Intake, at: datetime) -> float | None:
        """What was new for the run and not read by then; below zero when it caught up."""
        if run.succeeded and run.ended is not None and at >= run.ended:
            return _short(run, self.pattern)
        if run.bytes_new is None:
            return None
        whole = run.bytes_read if run.complete else self._expected(run)
        minutes = epoch_minute(run.started), epoch_minute(at)
        done = self.flows.total(self.reader.report.name, Metric.BYTES_READ, *minutes) or 0.0
        return run.bytes_new * max(0.0, 1 - done / whole) if whole else run.bytes_new

    def _expected(self, run: Intake) -> float | None:
        """How much the run will have read in all."""
        if self.pattern.kind not in _REREADING:
            return run.bytes_new
        return self._written(self.flows.span.first, epoch_minute(run.started))


def _short(run: Intake, pattern: Pattern) -> float:
    """What a bounded run left behind; others read all that was new, whatever their format."""
    if pattern.kind is not PatternKind.PARTIAL:
        return 0.0
    if run.bytes_new is None or run.bytes_read is None:
        return 0.0
    return run.bytes_new - run.bytes_read


def meter_lag(
    flows: Flows,
    jobs: tuple[Sequence[JobCase], JobCase],
    intakes: Sequence[Intake],
    pattern: Pattern,
    windows: Sequence[WindowReport],
) -> LagMeter | None:
    """A meter for all that is written for a reader; None when bytes of one job are unknown.

    ``jobs`` are those that write, and the one that reads.
    """
    writers, reader = jobs
    silent = [job.report.runs for job in writers if not flows.publishes(job.report.name)]
    # One of several writers that did not run wrote nothing; alone, it leaves all unknown.
    if flows.span.asked_from is None or any(silent) or len(silent) == len(writers):
        return None
    # A run that ended and left no point may have read all or nothing.
    if not flows.publishes(reader.report.name) and _any_ended(reader):
        return None
    ends = _last_ends(windows)
    closed = _count_closed(reader, intakes, min((*ends, flows.span.complete_until)))
    before, later = intakes[:closed], tuple(filter(_takes, intakes[closed:]))
    listed = next((one.started for one in reversed(before) if _takes(one)), None)
    left = 0.0
    if pattern.kind is PatternKind.PARTIAL:
        for one in filter(_takes, before):
            left = max(0.0, left + _short(one, pattern))
    return LagMeter(flows, tuple(writers), reader, later, pattern, ends, listed, left)


def _takes(one: Intake) -> bool:
    """Whether the run took what it listed: it succeeded, or is still at it."""
    return one.succeeded or one.ended is None


def _last_ends(windows: Sequence[WindowReport]) -> tuple[datetime, ...]:
    ends: list[datetime] = []
    for one in reversed(windows):
        if one.complete:
            ends.append(one.end)
        if len(ends) == _COURSE:
            break
    return tuple(reversed(ends))


def _any_ended(job: JobCase) -> bool:
    ended = {run.id for run in job.real if run.state.is_final}
    return any(one.run_id in ended for one in job.timeline.intervals)


def _count_closed(reader: JobCase, intakes: Sequence[Intake], before: datetime) -> int:
    """How many of the first intakes had ended by then, with all that began before them."""
    ended = bisect_left(reader.timeline.reach, before)
    if ended == len(reader.timeline.intervals):
        return bisect_left(intakes, before, key=_STARTED)
    return bisect_left(intakes, reader.timeline.intervals[ended].start, key=_STARTED)
