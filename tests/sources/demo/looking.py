"""What demo tests read off an observation, by summing and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, MINUTE, MetricSeries, Observation
from glueflow_tui.model.states import Metric

LONG_BACK = timedelta(days=1)
READ, WRITTEN = Metric.BYTES_READ, Metric.BYTES_WRITTEN


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment on the day of the stories."""
    return datetime(2024, 5, 6, hour, minute, second, tzinfo=UTC)


def points(series: MetricSeries) -> dict[datetime, float]:
    """The minutes that have a point."""
    minutes = (series.start + offset * MINUTE for offset in range(len(series.values)))
    pairs = zip(minutes, series.values, strict=True)
    return {minute: value for minute, value in pairs if value is not None}


def find_points(
    seen: Observation, job: str, metric: Metric, run_id: str = ALL_RUNS
) -> Mapping[datetime, float]:
    """Points of one metric of a job or run; none when there is no series."""
    found = [
        series
        for series in seen.metrics
        if (series.job, series.run_id, series.metric) == (job, run_id, metric)
    ]
    assert len(found) <= 1
    return points(found[0]) if found else {}


def window_ratio(seen: Observation, start: datetime, minutes: int = 30) -> float | None:
    """The document's figure for the two order jobs; None where nothing is known to divide."""
    end = start + minutes * MINUTE
    sums: list[float] = []
    for job, metric in (("orders-out", READ), ("orders-in", WRITTEN)):
        found = find_points(seen, job, metric).items()
        inside = [value for minute, value in found if start <= minute < end]
        if not inside:
            return None
        sums.append(sum(inside))
    return sums[0] / sums[1]


def runs_of(seen: Observation, job: str) -> list[JobRun]:
    """A job's runs in the order in which they were asked for."""
    return [run for run in seen.runs if run.job == job]


def clock(moment: datetime | None) -> str | None:
    """Time of day, for readable expectations."""
    return None if moment is None else f"{moment:%H:%M:%S}"
