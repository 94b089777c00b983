"""Minutes of bytes of all jobs as pandas frames: one row a minute, one column a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isnan

import numpy as np
import pandas as pd

from glueflow_tui.analysis.report import Minutes
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.model.series import EMPTY, Series, minute_start
from glueflow_tui.model.states import Metric

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Flows:
    """Bytes of every job over the view; NaN where there was no point."""

    span: Span
    frames: Mapping[Metric, pd.DataFrame]
    """Rows are epoch minutes, columns are jobs."""
    values: Mapping[tuple[str, Metric], Floats]
    """The same columns as bare arrays."""

    def column(self, job: str, metric: Metric) -> pd.Series[float]:
        """The minutes of one job."""
        return self.frames[metric][job]

    def total(self, job: str, metric: Metric, first: int, last: int) -> float | None:
        """Sum over the epoch minutes ``first`` to ``last``; None when none of them has a point."""
        # Once a run and metric: by plain numpy, as a slice of pandas takes a hundred times longer.
        start = self.span.first
        minutes = self.values[job, metric][max(0, first - start) : max(0, last + 1 - start)]
        known = minutes[~np.isnan(minutes)]
        return float(known.sum()) if known.size else None

    def has_points(self, job: str) -> pd.Series[bool]:
        """Per minute, whether the job published anything at all."""
        return self.column(job, Metric.BYTES_READ).notna() | (
            self.column(job, Metric.BYTES_WRITTEN).notna()
        )

    def publishes(self, job: str) -> bool:
        """Whether any point of the job is in view."""
        return bool(self.has_points(job).any())

    def minutes(self, job: str, metric: Metric) -> Minutes:
        """The minutes of one job as views show them."""
        points = self.values[job, metric].tolist()
        return Minutes(self.span.start, tuple(None if isnan(point) else point for point in points))

    def data_until(self) -> datetime | None:
        """End of the newest minute that holds data; None when none does."""
        filled = [frame.index[frame.notna().any(axis=1)] for frame in self.frames.values()]
        newest = max((int(index[-1]) for index in filled if len(index)), default=None)
        return None if newest is None else minute_start(newest + 1)


def frame_flows(history: History, span: Span, jobs: Iterable[str]) -> Flows:
    """Frames of both metrics for the jobs, over the span."""
    names = tuple(jobs)
    index = pd.RangeIndex(span.first, span.first + span.length, name="minute")
    gathered = _gather(history)
    values = {
        (job, metric): _spread(gathered.get((job, metric), ()), span)
        for job in names
        for metric in Metric
    }
    frames = {
        metric: pd.DataFrame({job: values[job, metric] for job in names}, index=index)
        for metric in Metric
    }
    return Flows(span, frames, values)


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
