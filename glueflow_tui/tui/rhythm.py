"""When to look again: at once while much is unknown, later while nothing runs or AWS is busy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from glueflow_tui.model.states import SourceKind

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report

LONGEST_WAIT = 300.0
"""Seconds between looks while nothing can be seen, nothing runs, or AWS asks for fewer calls."""
_FILLING = 10.0
"""Seconds until more may be asked about jobs that were not asked about yet."""
_SETTLING = timedelta(minutes=10)
"""So long after a run its last bytes may still be published."""
_LATE_START = 15.0
"""Seconds after its time by which a clock has started its job."""
_MOST_DOUBLINGS = 16


class Pause(NamedTuple):
    """How long to wait, in the time of the source, and why it is not as chosen."""

    seconds: float
    throttled: bool = False
    """AWS asked for fewer calls."""
    quiet: bool = False
    """Nothing runs, and nothing is due."""


class Rhythm:
    """Pauses after one look and the next."""

    def __init__(self, chosen: float) -> None:
        self._chosen = chosen
        self._throttled = self._quiet = 0
        self._pending: int | None = None

    def after(self, report: Report) -> Pause:
        """The pause after a look that saw this."""
        is_throttled = any(fault.is_throttling for fault in report.faults)
        self._throttled = self._throttled + 1 if is_throttled else 0
        filling = self._is_filling(report)
        if is_throttled:
            return Pause(stretch(self._chosen, self._throttled), throttled=True)
        if report.pending:
            return Pause(0.0 if filling else min(self._chosen, _FILLING))
        self._quiet = self._quiet + 1 if is_quiet(report) else 0
        if not self._quiet:
            return Pause(self._chosen)
        return self._rest(report)

    def _is_filling(self, report: Report) -> bool:
        """Whether something was answered that was not known before."""
        before, self._pending = self._pending, len(report.pending)
        return before is None or self._pending < before

    def _rest(self, report: Report) -> Pause:
        seconds = stretch(self._chosen, self._quiet)
        starts = [job.next_start for job in report.jobs if job.next_start is not None]
        if starts:
            due = (min(starts) - report.taken_at).total_seconds() + _LATE_START
            seconds = max(self._chosen, min(seconds, due))
        return Pause(seconds, quiet=seconds > self._chosen)


def is_quiet(report: Report) -> bool:
    """Whether nothing runs on AWS, nor ended so lately that something may follow."""
    if report.source.kind is not SourceKind.AWS:
        return False
    lately = report.taken_at - _SETTLING
    return all(moment < lately for moment in _moments(report))


def _moments(report: Report) -> Iterator[datetime]:
    """When each run was last known to do something."""
    for job in report.jobs:
        for run in job.runs:
            is_over = run.state.is_final
            moment = run.completed or run.started
            yield moment if is_over and moment is not None else report.taken_at


def stretch(seconds: float, times: int) -> float:
    """Seconds doubled that often, up to the longest wait."""
    return max(seconds, min(seconds * 2.0 ** min(times, _MOST_DOUBLINGS), LONGEST_WAIT))
