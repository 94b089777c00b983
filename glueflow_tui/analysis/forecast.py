"""When, at the growth seen, a downstream run will be longer than the window: the next overlap.

A robust line through the lengths of the runs: the slope is the median of the slopes between all
pairs (Theil-Sen), its interval the one of order statistics (Sen 1968), at 90 percent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.report import Forecast, JobReport, RunReport

LEAST_RUNS = 4
"""Fewer rise by chance too often: three in a row do so once in six times."""
_FURTHEST = 4
"""Times the runs used: a line is not drawn out further than that."""
_MOST_RUNS = 64
"""Newest runs looked at: the pairs of a long view would be too many."""
_Z = 1.645


@dataclass(frozen=True, slots=True)
class _Line:
    slope: float
    at_last: float
    """Its height at the newest run."""

    def runs_until(self, limit: float) -> int | None:
        """Runs after the newest until one is above the limit; None when it never rises to it."""
        if self.slope <= 0:
            return None
        return max(1, math.floor((limit - self.at_last) / self.slope) + 1)


def forecast_long_run(
    job: JobReport, window_seconds: float | None, *, minimum_runs: int = LEAST_RUNS
) -> Forecast | None:
    """The first run to outlast the window.

    None without a clear growth, when it is too far ahead to tell, or when runs are longer already.
    """
    used = _list_regime(job)
    if window_seconds is None or len(used) < max(minimum_runs, LEAST_RUNS):
        return None
    lengths = [_measure(run) for run in used]
    if lengths[-1] > window_seconds:
        return None
    lines = _fit_lines(lengths)
    if lines is None:
        return None
    low, middle, high = lines
    left, latest = middle.runs_until(window_seconds), low.runs_until(window_seconds)
    if left is None or latest is None or left > _FURTHEST * len(used):
        return None
    earliest = high.runs_until(window_seconds) or left
    return Forecast(
        number=used[-1].number + left,
        runs_left=left,
        earliest_runs=min(left, earliest),
        latest_runs=max(left, latest),
        starts=_start_of(used, left),
        seconds_per_run=middle.slope,
        runs_used=len(used),
    )


def drop_past(forecast: Forecast | None, now: datetime) -> Forecast | None:
    """The same forecast, which names no start that has passed: the job has paused, or begun it."""
    if forecast is None or forecast.starts is None or forecast.starts >= now:
        return forecast
    return replace(forecast, starts=None)


def _list_regime(job: JobReport) -> tuple[RunReport, ...]:
    """The newest runs that succeeded since the bookmark option last changed."""
    if job.command == "gluestreaming":  # runs until it is stopped
        return ()
    done: list[RunReport] = []
    newest: RunReport | None = None
    for run in reversed(job.runs):
        if not run.has_run:
            continue
        newest = newest or run
        if run.bookmark.option != newest.bookmark.option or len(done) == _MOST_RUNS:
            break
        if run.state.is_success and run.started and run.completed:
            done.append(run)
    return tuple(reversed(done))


def _measure(run: RunReport) -> float:
    if run.started is None or run.completed is None:
        raise ValueError(f"run {run.id} tells no length")
    return (run.completed - run.started).total_seconds()


def _fit_lines(lengths: Sequence[float]) -> tuple[_Line, _Line, _Line] | None:
    """The lines of the least, the middle and the greatest slope that the lengths allow.

    None when the least does not rise.
    """
    indexed, count = list(enumerate(lengths)), len(lengths)
    # By numpy: a view of many runs has two thousand pairs for each link.
    earlier, later = _list_pairs(count)
    values = np.array(lengths)
    slopes = np.sort((values[later] - values[earlier]) / (later - earlier))
    pairs = len(slopes)
    spread = _Z * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    edge = max(0, math.floor((pairs - spread) / 2))
    if slopes[edge] <= 0:
        return None
    low, middle, high = (
        _Line(slope, median(value + slope * (count - 1 - i) for i, value in indexed))
        for slope in map(float, (slopes[edge], np.median(slopes), slopes[pairs - 1 - edge]))
    )
    return low, middle, high


@lru_cache(maxsize=_MOST_RUNS)
def _list_pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of the earlier and the later of each pair: most links have as many runs."""
    earlier, later = np.triu_indices(count, 1)
    return earlier, later


def _start_of(used: Sequence[RunReport], runs_left: int) -> datetime | None:
    """When the run would start, at the usual time from start to start."""
    starts = [run.started for run in used if run.started]
    gap = median((later - earlier).total_seconds() for earlier, later in pairwise(starts))
    return starts[-1] + runs_left * timedelta(seconds=gap)
