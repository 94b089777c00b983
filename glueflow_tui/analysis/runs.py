"""Runs as views show them: numbered, with their bytes, bookmark and cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from glueflow_tui.analysis.bookmarks import judge_bookmark, layers_of_run
from glueflow_tui.analysis.cost import bill_run, price_run
from glueflow_tui.analysis.frames import Flows, total_series
from glueflow_tui.analysis.report import RunReport
from glueflow_tui.analysis.span import ceil_minute, floor_minute
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import Metric
from glueflow_tui.settings import Prices

_ATTEMPT = re.compile(r"_attempt_\d+$")


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of wall time that a run took."""

    run_id: str
    number: int
    start: datetime
    end: datetime
    """Of a run that has not ended: now."""

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.end - self.start).total_seconds()


def root_id(run_id: str) -> str:
    """Id of the first attempt of a run."""
    return _ATTEMPT.sub("", run_id)


def number_runs(runs: Sequence[JobRun], forgotten: int) -> tuple[int, ...]:
    """A number for each run, in order of start.

    Only first attempts that were not refused count; a retry has the number of its original, a
    refused start that of the run before it.
    """
    numbers: dict[str, int] = {}
    count = forgotten
    for run in runs:
        original = numbers.get(run.previous_run_id or "", numbers.get(root_id(run.id)))
        if not run.is_retry and not run.is_refused:
            count += 1
            original = None
        numbers[run.id] = max(1, count) if original is None else original
    return tuple(numbers[run.id] for run in runs)


def has_run(run: RunReport) -> bool:
    """Whether it held workers: not refused, not waiting, not stopped while it waited."""
    return run.has_run


def wall_interval(run: RunReport, now: datetime) -> Interval | None:
    """When the run held the clock; None for runs that never started or never ran."""
    if run.started is None or not has_run(run):
        return None
    end = run.completed or (run.started if run.state.is_final else now)
    return Interval(run.id, run.number, run.started, end) if end > run.started else None


def wall_intervals(runs: Sequence[RunReport], now: datetime) -> tuple[Interval, ...]:
    """The intervals of all runs that ran, in order of start."""
    found = (wall_interval(run, now) for run in runs)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.start, one.run_id)))


@dataclass(frozen=True, slots=True)
class RunReader:
    """Turns the runs of a history into reports."""

    history: History
    flows: Flows
    triggers: Mapping[str, Trigger]
    prices: Prices

    @property
    def known_triggers(self) -> Mapping[str, Trigger] | None:
        """By name; None when no poll could tell."""
        return None if self.history.triggers is None else self.triggers

    def report_runs(self, name: str) -> tuple[RunReport, ...]:
        """All runs of a job, in order of start."""
        runs = self.history.runs.get(name, ())
        numbers = number_runs(runs, self.history.forgotten.get(name, 0))
        alone = _runs_alone(runs, self.flows.span.taken_at)
        return tuple(
            self._report(self.history.jobs.get(name), run, number, is_alone=run.id in alone)
            for run, number in zip(runs, numbers, strict=True)
        )

    def _report(self, known: Job | None, run: JobRun, number: int, *, is_alone: bool) -> RunReport:
        # Runs tell their own size; what only the definition tells is then left open.
        job = known or Job(run.job)
        hours = bill_run(job, run, self.flows.span.taken_at)
        sums = self._sum_bytes(run, is_alone=is_alone)
        return RunReport(
            id=run.id,
            number=number,
            state=run.state,
            started=run.started,
            completed=run.completed,
            attempt=run.attempt,
            trigger=run.trigger,
            bytes_read=sums[Metric.BYTES_READ],
            bytes_written=sums[Metric.BYTES_WRITTEN],
            dpu_hours=hours,
            error=run.error,
            bookmark=judge_bookmark(layers_of_run(known, run, self.known_triggers)),
            refused=run.is_refused,
            usd=None if hours is None else hours * price_run(job, run, self.prices),
        )

    def _sum_bytes(self, run: JobRun, *, is_alone: bool) -> dict[Metric, float | None]:
        span = self.flows.span
        # A run cut by the left edge would show a part of its bytes as if it were all.
        if run.started is None or run.is_refused or not span.was_asked(run.started):
            return dict.fromkeys(Metric)
        own = {
            metric: total_series(self.history.job_series(run.job, run.id, metric), span)
            for metric in Metric
        }
        if not is_alone:
            return own
        first = epoch_minute(run.started)
        last = epoch_minute(ceil_minute(run.completed or span.end)) - 1
        return {
            metric: self.flows.total(run.job, metric, first, last) if total is None else total
            for metric, total in own.items()
        }


def _runs_alone(runs: Sequence[JobRun], now: datetime) -> frozenset[str]:
    """Runs that share none of their minutes with another run of the job."""
    spans = sorted(
        (floor_minute(run.started), ceil_minute(run.completed or now), run.id)
        for run in runs
        if run.started is not None and not run.is_refused
    )
    shared: set[str] = set()
    latest = spans[0] if spans else None
    for one in spans[1:]:
        if latest is not None and one[0] < latest[1]:
            shared |= {one[2], latest[2]}
        if latest is None or one[1] > latest[1]:
            latest = one
    return frozenset(one[2] for one in spans) - shared
