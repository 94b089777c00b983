"""Written but not yet read: how much, how old, and its course over the windows.

A downstream run takes what is there when it starts; what it has read so far counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from glueflow_tui.analysis.attribution import ROUNDING, Intake
from glueflow_tui.analysis.frames import Floats, Flows
from glueflow_tui.analysis.report import Lag, Pattern, PatternKind, RunReport, WindowReport
from glueflow_tui.analysis.runs import Interval, wall_intervals
from glueflow_tui.analysis.span import Span, ceil_minute, floor_minute
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import Metric

_REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})

_COURSE = 4
"""Windows whose lag is looked at."""
_BYTE = 1.0
"""Less is rounding."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What was unread at one moment."""

    at: datetime
    bytes: float


@dataclass(frozen=True, slots=True)
class LagMeter:
    """Measures a link's unread bytes at any moment in view."""

    span: Span
    written: Floats
    """Cumulative, before each minute in view."""
    read: Floats
    writers: tuple[Interval, ...]
    intakes: tuple[Intake, ...]
    """Runs that took what they listed: succeeded, or still at it."""
    readers: dict[str, Interval]
    pattern: Pattern

    def unread(self, at: datetime) -> float | None:
        """Bytes written before the moment that no downstream run had read by then.

        None while a run is at work of which it is unknown what was new for it.
        """
        taking = [one for one in self.intakes if one.started <= at]
        if not taking:
            return self._between(self.span.start, at)
        left = 0.0
        for run in taking:
            more = self._left(run, at)
            if more is None:
                return None
            left = max(0.0, left + more)
        return left + self._between(self._boundary(taking[-1].started), at)

    def measure(self) -> Lag:
        """Unread bytes now, and the age of the oldest of them: the newest bytes are unread."""
        at = self.span.taken_at
        unread = self.unread(self.span.end)
        if unread is None:
            return Lag(None, None)
        unread = min(unread, float(self.written[-1]))
        if unread < _BYTE:
            return Lag(0.0, 0.0)
        # The first minute by whose end more than all that was read had been written.
        read = self.written[-1] - unread + _BYTE
        minute = int(np.searchsorted(self.written, read, side="right")) - 1
        oldest = minute_start(self.span.first + minute)
        return Lag(unread, max(0.0, (at - oldest).total_seconds()))

    def course(self, windows: Sequence[WindowReport]) -> tuple[Unread, ...]:
        """Unread bytes at the end of the last few complete windows."""
        complete = [one.end for one in windows if one.complete][-_COURSE:]
        levels = ((end, self.unread(end)) for end in complete)
        return tuple(Unread(end, level) for end, level in levels if level is not None)

    def _between(self, start: datetime, end: datetime) -> float:
        edges = (epoch_minute(moment) - self.span.first for moment in (start, end))
        first, last = (min(max(0, edge), len(self.written) - 1) for edge in edges)
        return max(0.0, float(self.written[last] - self.written[first]))

    def _boundary(self, started: datetime) -> datetime:
        """The minute from which on a run that started then had listed nothing."""
        ended = [one.end for one in self.writers if one.start <= started]
        writing = [one for one in ended if one > started + ROUNDING]
        last = max((one for one in ended if one <= started + ROUNDING), default=started)
        # The minute of a start holds bytes of the upstream run that ended in it.
        return floor_minute(started) if writing else ceil_minute(max(started, last))

    def _left(self, run: Intake, at: datetime) -> float | None:
        """What was new for the run and not read by then; below zero when it caught up."""
        interval = self.readers.get(run.run_id)
        if run.succeeded and interval is not None and at >= interval.end:
            return self._short(run)
        if run.bytes_new is None:
            return None
        whole = run.bytes_read if run.complete else self._expected(run)
        first, last = (epoch_minute(moment) - self.span.first for moment in (run.started, at))
        done = float(self.read[min(last, len(self.read) - 1)] - self.read[max(0, first)])
        return run.bytes_new * max(0.0, 1 - done / whole) if whole else run.bytes_new

    def _expected(self, run: Intake) -> float | None:
        rereads = self.pattern.kind in _REREADING
        listed = sum(batch.bytes or 0.0 for batch in run.batches)
        return listed if rereads else run.bytes_new

    def _short(self, run: Intake) -> float:
        """What a bounded run left behind; others read all that was new, whatever their format."""
        if self.pattern.kind is not PatternKind.PARTIAL:
            return 0.0
        if run.bytes_new is None or run.bytes_read is None:
            return 0.0
        return run.bytes_new - run.bytes_read


def meter_lag(
    flows: Flows,
    upstream: Sequence[tuple[str, Sequence[RunReport]]],
    downstream: tuple[str, Sequence[RunReport]],
    intakes: Sequence[Intake],
    pattern: Pattern,
) -> LagMeter | None:
    """A meter for all that is written for a reader; None when bytes of one job are unknown."""
    span = flows.span
    reader, read_by = downstream
    silent = [runs for name, runs in upstream if not flows.publishes(name)]
    # One of several writers that did not run wrote nothing; alone, it leaves all unknown.
    if span.asked_from is None or any(silent) or len(silent) == len(upstream):
        return None
    readers = {one.run_id: one for one in wall_intervals(read_by, span.taken_at)}
    ended = {run.id for run in read_by if run.state.is_final}
    # A run that ended and left no point may have read all or nothing.
    if not ended.isdisjoint(readers) and not flows.publishes(reader):
        return None
    return LagMeter(
        span=span,
        written=_accumulate(flows, [name for name, _ in upstream], Metric.BYTES_WRITTEN),
        read=_accumulate(flows, [reader], Metric.BYTES_READ),
        writers=wall_intervals([run for _, runs in upstream for run in runs], span.taken_at),
        intakes=tuple(one for one in intakes if one.succeeded or one.run_id not in ended),
        readers=readers,
        pattern=pattern,
    )


def _accumulate(flows: Flows, jobs: Sequence[str], metric: Metric) -> Floats:
    columns = [np.nan_to_num(flows.values[job, metric]) for job in jobs]
    minutes = np.sum(columns, axis=0)
    return np.concatenate([[0.0], np.cumsum(minutes)])
