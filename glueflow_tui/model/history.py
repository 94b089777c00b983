"""Everything seen so far: a fold over observations, trimmed to what is looked back on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from glueflow_tui.model.chain import Chain
from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.series import EMPTY, Series, epoch_minute
from glueflow_tui.model.states import Metric

T = TypeVar("T")

_HOUR = 60
_NEWEST = 2
"""Runs of a job that most polls bring."""
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class SeriesKey(NamedTuple):
    """Which bytes a series counts."""

    # A plain tuple: every series is looked up at every poll, and a record takes five times as long.

    job: str
    run_id: str
    """A run id, or ``ALL_RUNS``."""
    metric: Metric


@dataclass(frozen=True, slots=True)
class History:
    """State of the world as of the last observation; ``absorb`` is the only way in."""

    keep: timedelta = timedelta(hours=3)
    """How far back, from the last observation, runs and minutes are kept."""
    taken_at: datetime | None = None
    """Time of the last observation: the only clock that anything above may use."""
    source: SourceInfo | None = None
    chains: tuple[Chain, ...] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    runs: Mapping[str, tuple[JobRun, ...]] = field(default_factory=dict)
    """Per job, in order of start."""
    runs_at: Mapping[str, datetime] = field(default_factory=dict)
    """Of jobs whose runs the last poll could not read: when they were last read."""
    forgotten: Mapping[str, int] = field(default_factory=dict)
    """Runs trimmed away so far, per job, so that numbering goes on; no retries, no refusals."""
    triggers: tuple[Trigger, ...] | None = None
    """None when no poll could tell."""
    bookmarks: Mapping[str, Bookmark] = field(default_factory=dict)
    bookmarks_at: Mapping[str, datetime] = field(default_factory=dict)
    """When each bookmark was last looked at: they are asked for less often than runs."""
    scripts: Mapping[str, Script] = field(default_factory=dict)
    series: Mapping[SeriesKey, Series] = field(default_factory=dict)
    metrics_from: datetime | None = None
    """First minute that any poll asked CloudWatch for; earlier ones are unknown."""
    metrics_until: datetime | None = None
    """Time of the last poll whose metric calls were answered."""
    faults: tuple[Fault, ...] = ()
    """Calls that failed in the last poll, each since it first failed."""
    calls: int = 0
    metrics_requested: int = 0
    throttles: int = 0
    """All three: of the last poll."""
    pending: tuple[str, ...] = ()
    """Jobs whose runs were not asked for yet."""

    def absorb(self, seen: Observation) -> History:
        """History with the observation in it. Absorbing the same one again changes nothing.

        What has not changed stays the same object: by that it is known not to have changed.
        """
        horizon = seen.taken_at - self.keep
        runs, forgotten = self._merge_runs(seen.runs, horizon)
        answered = seen.metrics_from is not None
        return replace(
            self,
            taken_at=seen.taken_at,
            source=seen.source,
            chains=self.chains if seen.chains in ((), self.chains) else seen.chains,
            jobs=_renew(self.jobs, {job.name: job for job in seen.jobs}),
            runs=runs,
            runs_at=self._date_runs(seen),
            forgotten=forgotten,
            triggers=self.triggers if seen.triggers in (None, self.triggers) else seen.triggers,
            bookmarks=_renew(self.bookmarks, {mark.job: mark for mark in seen.bookmarks}),
            bookmarks_at={**self.bookmarks_at, **{m.job: seen.taken_at for m in seen.bookmarks}},
            scripts=_renew(self.scripts, {script.job: script for script in seen.scripts}),
            series=self._merge_series(seen.metrics, seen.taken_at),
            metrics_from=_earlier(self.metrics_from, seen.metrics_from),
            metrics_until=seen.taken_at if answered else self.metrics_until,
            faults=tuple(self._date_fault(fault) for fault in seen.faults),
            calls=seen.calls,
            metrics_requested=seen.metrics_requested,
            throttles=seen.throttles,
            pending=seen.pending,
        )

    def _date_runs(self, seen: Observation) -> dict[str, datetime]:
        last = self.taken_at or seen.taken_at
        failed = {
            fault.subject: self.runs_at.get(fault.subject, last)
            for fault in seen.faults
            if fault.operation == "glue:GetJobRuns" and fault.subject is not None
        }
        return failed | dict(seen.runs_at)

    def job_series(self, job: str, run_id: str, metric: Metric) -> Series:
        """The minutes of one metric of a job or run; empty when none were seen."""
        return self.series.get(SeriesKey(job, run_id, metric), EMPTY)

    def changed_jobs(self, before: History) -> frozenset[str]:
        """Jobs of which anything but bytes is told otherwise than in an earlier history."""
        return frozenset(
            job
            for old, new in zip(before._told, self._told, strict=True)
            if old is not new
            for job in {**old, **new}
            if old.get(job) is not new.get(job)
        )

    @property
    def _told(self) -> tuple[Mapping[str, object], ...]:
        """By job; the very same objects until what is known changes."""
        return (
            self.jobs,
            self.runs,
            self.runs_at,
            self.forgotten,
            self.bookmarks,
            self.bookmarks_at,
            self.scripts,
        )

    def _merge_runs(
        self, seen: Iterable[JobRun], horizon: datetime
    ) -> tuple[dict[str, tuple[JobRun, ...]], dict[str, int]]:
        newest = _newest_of_each(seen)
        kept = {run.job: () for run in newest} | dict(self.runs)
        changed = {job for job, runs in self.runs.items() if any(_list_past(runs, horizon))}
        news = [run for run in newest if not _holds(kept[run.job], run)]
        merged = {
            job: {run.id: run for run in kept[job]} for job in changed | {run.job for run in news}
        }
        for run in news:
            of_job = merged[run.job]
            if run.id in of_job or not _is_past(run, horizon):
                of_job[run.id] = run
                changed.add(run.job)
        forgotten = dict(self.forgotten)
        for job in changed:
            of_job = merged[job]
            ordered = sorted(of_job.values(), key=_start_order)
            past = list(_list_past(ordered, horizon))
            for run in past:
                ordered.remove(run)
            if numbered := _count_numbered(past):
                forgotten[job] = forgotten.get(job, 0) + numbered
            kept[job] = tuple(ordered)
        return kept, forgotten

    def _merge_series(
        self, seen: Iterable[MetricSeries], taken_at: datetime
    ) -> dict[SeriesKey, Series]:
        first, end = self._edges(taken_at)
        merged = dict(self.series)
        if self.taken_at is None or self._edges(self.taken_at) != (first, end):
            parts = ((key, one.since(first).until(end)) for key, one in merged.items())
            merged = {key: part for key, part in parts if part}
        for points in seen:
            key = SeriesKey(points.job, points.run_id, points.metric)
            start, values = epoch_minute(points.start), points.values
            if start < first or start + len(values) > end:
                values = values[max(0, first - start) : max(0, end - start)]
                start = max(start, first)
            if laid := merged.get(key, EMPTY).overlay(start, values):
                merged[key] = laid
        return merged

    def _edges(self, taken_at: datetime) -> tuple[int, int]:
        """Epoch minutes between which minutes are kept when the last look was taken then."""
        # By the hour: to copy every series at every poll took half of the time of absorbing.
        first = epoch_minute(taken_at - self.keep) // _HOUR * _HOUR
        # A clock that was set back by years would fill them with gaps.
        return first, (epoch_minute(taken_at + self.keep) // _HOUR + 1) * _HOUR

    def _date_fault(self, fault: Fault) -> Fault:
        same = (
            known.since
            for known in self.faults
            if (known.operation, known.subject) == (fault.operation, fault.subject)
        )
        return replace(fault, since=min(same, default=fault.since))


def _renew(known: Mapping[str, T], new: Mapping[str, T]) -> Mapping[str, T]:
    changed = {name: one for name, one in new.items() if known.get(name) != one}
    return {**known, **changed} if changed else known


def _newest_of_each(runs: Iterable[JobRun]) -> list[JobRun]:
    # Pages can shift while they are read, and bring one run twice: the ended one is the newer.
    best: dict[tuple[str, str], JobRun] = {}
    for run in runs:
        known = best.get((run.job, run.id))
        if known is None or (run.state.is_final and not known.state.is_final):
            best[run.job, run.id] = run
    return list(best.values())


def _count_numbered(runs: Iterable[JobRun]) -> int:
    return sum(not (run.is_retry or run.is_refused) for run in runs)


def _list_past(runs: Iterable[JobRun], horizon: datetime) -> Iterator[JobRun]:
    """Runs that are past; in order of start, so that only the first few are looked at."""
    for run in runs:
        if run.started is not None and run.started >= horizon:
            break
        if _is_past(run, horizon):
            yield run


def _holds(runs: Sequence[JobRun], run: JobRun) -> bool:
    """Whether that run is among them as it is; in order of start."""
    for known in runs[: -_NEWEST - 1 : -1]:  # which most polls bring again
        if known.id == run.id:
            return known == run
    at = bisect_left(runs, _start_order(run), key=_start_order)
    return at < len(runs) and runs[at] == run


def _is_past(run: JobRun, horizon: datetime) -> bool:
    ended = run.completed or (run.started if run.state.is_final else None)
    return ended is not None and ended < horizon


def _start_order(run: JobRun) -> tuple[datetime, str]:
    return run.started or _EARLIEST, run.id


def _earlier(known: datetime | None, new: datetime | None) -> datetime | None:
    return new if known is None else known if new is None else min(known, new)
