"""Minutes of bytes of all jobs as columns: one value a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import fsum

import numpy as np
import pandas as pd

from glueflow_tui.analysis.report import Minutes
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.model.series import EMPTY, Series, minute_start
from glueflow_tui.model.states import Metric

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Flows:
    """Bytes of every job over the view."""

    span: Span
    values: Mapping[tuple[str, Metric], Floats]
    """A column a job and metric; NaN where there was no point."""
    told: Mapping[tuple[str, Metric], tuple[float | None, ...]]
    """The same with None for gaps."""

    def column(self, job: str, metric: Metric) -> pd.Series[float]:
        """The minutes of one job, by epoch minute."""
        first, length = self.span.first, self.span.length
        index = pd.RangeIndex(first, first + length, name="minute")
        return pd.Series(self.values[job, metric], index=index, copy=False)

    def total(self, job: str, metric: Metric, first: int, last: int) -> float | None:
        """Sum over the epoch minutes ``first`` to ``last``; None when none of them has a point."""
        # Once a run and metric: for a dozen minutes numpy takes three times as long.
        start = self.span.first
        minutes = self.told[job, metric][max(0, first - start) : max(0, last + 1 - start)]
        known = [value for value in minutes if value is not None]
        return fsum(known) if known else None

    def has_points(self, job: str) -> Flags:
        """Per minute of the span, whether the job published anything at all."""
        read, written = (self.values[job, metric] for metric in Metric)
        return ~(np.isnan(read) & np.isnan(written))

    def publishes(self, job: str) -> bool:
        """Whether any point of the job is in view."""
        return bool(self.has_points(job).any())

    def minutes(self, job: str, metric: Metric) -> Minutes:
        """The minutes of one job as views show them."""
        return Minutes(self.span.start, self.told[job, metric])

    def data_until(self) -> datetime | None:
        """End of the newest minute that holds data; None when none does."""
        filled = [np.flatnonzero(~np.isnan(column)) for column in self.values.values()]
        newest = max((int(minutes[-1]) for minutes in filled if minutes.size), default=None)
        return None if newest is None else minute_start(self.span.first + newest + 1)


def frame_flows(history: History, span: Span, jobs: Iterable[str]) -> Flows:
    """Columns of both metrics for the jobs, over the span."""
    gathered = _gather(history)
    values = {
        (job, metric): _spread(gathered.get((job, metric), ()), span)
        for job in jobs
        for metric in Metric
    }
    return Flows(span, values, {key: _tell(column) for key, column in values.items()})


def _tell(column: Floats) -> tuple[float | None, ...]:
    cells = column.astype(object)
    cells[np.isnan(column)] = None
    return tuple(cells.tolist())


def total_series(series: Series, span: Span) -> float | None:
    """Sum of the usable points of a run's series in view; None when there is none."""
    if series is EMPTY:
        return None
    points = _usable(np.frombuffer(series.values, dtype=float))
    start = max(0, span.first - series.first)
    known = points[start:][~np.isnan(points[start:])]
    return float(known.sum()) if known.size else None


def _gather(history: History) -> dict[tuple[str, Metric], list[Series]]:
    """Per job and metric, the series that count its bytes once: ALL, else all of its runs'."""
    total: dict[tuple[str, Metric], list[Series]] = {}
    runs: dict[tuple[str, Metric], list[Series]] = {}
    for key, series in history.series.items():
        target = total if key.run_id == ALL_RUNS else runs
        if not np.isnan(np.frombuffer(series.values, dtype=float)).all():
            target.setdefault((key.job, key.metric), []).append(series)
    return {**runs, **total}


def _spread(parts: Iterable[Series], span: Span) -> Floats:
    """The series laid over the span and added up; NaN where none has a point."""
    minutes = np.full(span.length, np.nan)
    for series in parts:
        points = _usable(np.frombuffer(series.values, dtype=float))
        first, end = max(series.first, span.first), min(series.end, span.first + span.length)
        if first >= end:
            continue
        new = points[first - series.first : end - series.first]
        old = minutes[first - span.first : end - span.first]
        both = np.where(np.isnan(old), 0.0, old) + np.where(np.isnan(new), 0.0, new)
        both[np.isnan(old) & np.isnan(new)] = np.nan
        minutes[first - span.first : end - span.first] = both
    return minutes


def _usable(points: Floats) -> Floats:
    # A sum of bytes cannot be negative or infinite: such a point is as good as none.
    return np.where(np.isfinite(points) & (points >= 0), points, np.nan)
