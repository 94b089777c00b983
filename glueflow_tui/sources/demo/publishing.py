"""What CloudWatch would show of the runs' bytes: per minute, late, and only while a run lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from glueflow_tui.model.arguments import ENABLE_METRICS
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
from glueflow_tui.model.series import minute_start
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.demo.runs import Run

_LEAST_DELAY = 60
_DELAY_SPREAD = 31


def published_until(moment: int) -> int:
    """Epoch minute before which all points have appeared."""
    # Delays differ by less than a minute, so points appear in order.
    minute = moment // 60 - 3
    while (minute + 1) * 60 + _delay(minute) <= moment:
        minute += 1
    return minute


def publish(runs: Iterable[Run], first: int, moment: int) -> tuple[MetricSeries, ...]:
    """Series of all jobs and runs that have points from epoch minute ``first`` on."""
    end = published_until(moment)
    by_job: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if ENABLE_METRICS in run.arguments and run.is_alive(first * 60, end * 60):
            by_job[run.job].append(run)
    return tuple(
        series
        for of_job in by_job.values()
        for metric in Metric
        for series in _job_series(of_job, metric, range(first, end))
    )


def _job_series(runs: Sequence[Run], metric: Metric, minutes: range) -> list[MetricSeries]:
    together: list[float | None] = [None] * len(minutes)
    found: list[MetricSeries] = []
    for run in runs:
        lived = _lifetime(run, minutes)
        values = _minute_bytes(run, metric, lived)
        found.append(MetricSeries(run.job, run.id, metric, minute_start(lived.start), values))
        for offset, value in enumerate(values, lived.start - minutes.start):
            together[offset] = (together[offset] or 0.0) + value
    start = minute_start(minutes.start)
    return [MetricSeries(runs[0].job, ALL_RUNS, metric, start, tuple(together)), *found]


def _lifetime(run: Run, minutes: range) -> range:
    first = minutes.start if run.started is None else run.started // 60
    end = minutes.stop if run.ended is None else -(-run.ended // 60)
    return range(max(first, minutes.start), min(end, minutes.stop))


def _minute_bytes(run: Run, metric: Metric, minutes: range) -> tuple[float, ...]:
    totals = [run.moved(metric, minute * 60) for minute in (*minutes, minutes.stop)]
    return tuple(float(high - low) for low, high in pairwise(totals))


def _delay(minute: int) -> int:
    return _LEAST_DELAY + minute * 7 % _DELAY_SPREAD
