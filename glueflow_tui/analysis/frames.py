"""Minutes of bytes of all jobs, each job's counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.model.series import EMPTY, Series, epoch_minute, minute_start
from glueflow_tui.model.states import Metric

METRICS = tuple(Metric)
_MANY = 10
"""Sums of some dozen minutes from which on numpy is faster than plain numbers."""
_LONG = 600
"""Minutes of one sum from which on it is."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Bytes of every job over the view."""

    # No columns of pandas: it takes 0.3 s to import, and makes the tables to export.
    span: Span
    series: Mapping[tuple[str, Metric], Series]
    """One for each job and metric; none of them goes on after the view."""
    published: frozenset[str]
    """Jobs of which any point is in view."""
    own: Mapping[str, Mapping[tuple[str, Metric], Series]]
    """Per job, those of its runs, by run id and metric."""

    def total(self, job: str, metric: Metric, start: int, end: int) -> float | None:
        """Sum over epoch minutes in view, ``end`` excluded; None when none has a point."""
        start, series = max(start, self.span.first), self.series[job, metric]
        if end - start < _LONG:
            return series.total(start, end)
        part = np.asarray(series.part(start, end))
        known = part[part >= 0.0]
        return float(known.sum()) if known.size else None

    def totals(
        self, job: str, metric: Metric, spans: Sequence[tuple[int, int]]
    ) -> list[float | None]:
        """As ``total``, of many spans at once."""
        if len(spans) < _MANY:
            return [self.total(job, metric, *span) for span in spans]
        minutes, values = self._list_known(job, metric, spans)
        edges = np.searchsorted(minutes, spans).tolist()
        known = values.tolist()
        return [fsum(known[start:end]) if start < end else None for start, end in edges]

    def total_run(self, run: JobRun, metric: Metric) -> float | None:
        """Sum over the run's own minutes from its start on, as far as in view; None without any."""
        series = self.own[run.job].get((run.id, metric)) if run.job in self.own else None
        if series is None:
            return None
        start = series.first if run.started is None else epoch_minute(run.started)
        return series.total(max(start, self.span.first), series.end)

    def count(self, job: str, metric: Metric, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Of the minutes of many spans, how many in view have a point, and how many have none.

        A minute of several spans counts in each.
        """
        first, last = self.span.first, self.span.first + self.span.length
        inside = [(max(start, first), min(end, last)) for start, end in spans]
        if not inside:
            return 0, 0
        minutes, _ = self._list_known(job, metric, inside)
        used = int(np.diff(np.searchsorted(minutes, inside)).clip(0).sum())
        return used, sum([max(0, end - start) for start, end in inside]) - used

    def _list_known(
        self, job: str, metric: Metric, spans: Sequence[tuple[int, int]]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Epoch minutes in view that have a point, from the first of the spans on, and these."""
        series = self.series[job, metric]
        first = max(min([start for start, _ in spans]), self.span.first, series.first)
        part = np.asarray(series.part(first, max([end for _, end in spans])))
        known = np.flatnonzero(part >= 0.0)
        return first + known, part[known]

    def has_points(self, job: str, start: int, end: int) -> bool:
        """Whether the job published anything at all in these epoch minutes, as far as in view."""
        first = max(start, self.span.first)
        return any(self.series[job, metric].known(first, end) for metric in METRICS)

    def publishes(self, job: str) -> bool:
        """Whether any point of the job is in view."""
        return job in self.published

    def minutes(self, job: str, metric: Metric) -> Minutes:
        """The minutes of one job as views show them."""
        return Minutes(self.series[job, metric], self.span.first, self.span.length)

    def data_until(self) -> datetime | None:
        """End of the newest minute that holds data; None when none does."""
        newest = max((one.end for one in self.series.values()), default=0)
        return minute_start(newest) if newest > self.span.first else None

    def changed_jobs(self, before: Flows) -> frozenset[str]:
        """Jobs of which other bytes are known than before, or any of them run by run."""
        pairs = self.series.items()
        other = frozenset(key[0] for key, one in pairs if one is not before.series.get(key))
        return other.union(self.published ^ before.published, self.own, before.own)

    def changed_runs(self, before: Flows, job: str) -> set[str]:
        """Runs of the job of which other bytes of their own are known than before."""
        if job not in self.own and job not in before.own:
            return set()
        own, known = self.own.get(job, {}), before.own.get(job, {})
        return {key[0] for key in {*own, *known} if own.get(key) is not known.get(key)}

    def first_change(self, before: Flows, job: str) -> int | None:
        """First epoch minute in view in which other bytes of the job are known than before."""
        pairs = [(before.series[job, metric], self.series[job, metric]) for metric in METRICS]
        first = self.span.first
        changes = [_first_change(old, new, first) for old, new in pairs if old is not new]
        return min([one for one in changes if one is not None], default=None)


def frame_flows(history: History, span: Span, jobs: Iterable[str]) -> Flows:
    """Both metrics of the jobs, over the span."""
    own: dict[str, dict[tuple[str, Metric], Series]] = {}
    whole: dict[tuple[str, Metric], Series] = {}
    for (job, run_id, metric), series in history.series.items():
        if run_id == ALL_RUNS:
            whole[job, metric] = series
        else:
            own.setdefault(job, {})[run_id, metric] = series
    end, found = span.first + span.length, {}
    for job in jobs:
        for metric in METRICS:
            # What all runs publish together counts their bytes already.
            series = whole.get((job, metric)) or _add_runs(own.get(job, {}), metric, span)
            found[job, metric] = series.until(end)
    published = frozenset(job for (job, _), one in found.items() if one.end > span.first)
    return Flows(span, found, published, own)


def _add_runs(own: Mapping[tuple[str, Metric], Series], metric: Metric, span: Span) -> Series:
    return _add([one for key, one in own.items() if key[1] is metric], span)


def _add(parts: list[Series], span: Span) -> Series:
    """The sum of several series over the view; a gap where none has a number."""
    if len(parts) <= 1:
        return parts[0] if parts else EMPTY
    minutes: list[float | None] = [None] * span.length
    for part in parts:
        inside = part.since(span.first).until(span.first + span.length)
        for at, value in enumerate(inside.optional(), inside.first - span.first):
            if value is not None:
                minutes[at] = (minutes[at] or 0.0) + value
    return Series.of(span.start, minutes)


def _first_change(old: Series, new: Series, since: int) -> int | None:
    """First epoch minute from ``since`` on in which two series differ."""
    # Known since they were laid together, and a week of both is more than a cache holds.
    if new.under is old.mark and new.changed >= since:
        return new.changed
    start = max(old.first, new.first, since)
    end = min(old.end, new.end)
    if max(since, min(old.first, new.first)) < start or end <= start:
        later = [one for one in (old, new) if one.end > since]
        return min((max(one.first, since) for one in later), default=None)
    # Bits, for a gap is not equal to a gap.
    bits = [
        np.frombuffer(one.values, np.int64, end - start, 8 * (start - one.first))
        for one in (old, new)
    ]
    other = np.flatnonzero(bits[0] != bits[1])
    if other.size:
        return start + int(other[0])
    longer = old if old.end > end else new
    # Minutes without data in between were without before.
    return next((at for at in range(end, longer.end) if longer.known(at, at + 1)), None)
