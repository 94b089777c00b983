"""What the machines of the demo's jobs would show: they work as hard as bytes move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from glueflow_tui.model.arguments import ENABLE_METRICS
from glueflow_tui.model.details import Gauge, GaugeSeries, JobGauges
from glueflow_tui.model.series import minute_start
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.demo.publishing import published_until
from glueflow_tui.sources.demo.runs import WORKERS, Run

_EXECUTORS = WORKERS - 1
"""One worker is the driver."""
_FULL = 400_000_000
"""Bytes in a minute that keep all executors busy."""
_SPLIT = 64_000_000
"""Bytes of a file that are one task."""

NONE = "no heap, processor or executor metrics: --enable-metrics is not set"


def show_gauges(runs: Iterable[Run], job: str, moment: int, lookback: timedelta) -> JobGauges:
    """All gauges by the minute as of the moment; nothing while no run is alive."""
    mine = [run for run in runs if run.job == job and ENABLE_METRICS in run.arguments]
    end = published_until(moment)
    minutes = range(end - int(lookback.total_seconds()) // 60, end)
    alive = [[run for run in mine if run.is_alive(m * 60, m * 60 + 60)] for m in minutes]
    if not any(alive):
        return JobGauges(job, problem=NONE)
    series = tuple(
        GaugeSeries(
            gauge,
            minute_start(minutes.start),
            1,
            tuple(
                tell(of_minute, minute) if of_minute else None
                for of_minute, minute in zip(alive, minutes, strict=True)
            ),
        )
        for gauge, tell in _TELLERS.items()
    )
    return JobGauges(job, series)


def _load(runs: Sequence[Run], minute: int) -> float:
    """Share of what the executors can move in the minute."""
    moved = sum(
        run.moved(metric, minute * 60 + 60) - run.moved(metric, minute * 60)
        for run in runs
        for metric in Metric
    )
    return min(moved / _FULL, 1.0)


def _needed(runs: Sequence[Run], minute: int) -> float:
    """Executors that would take all the tasks left at once, four tasks each."""
    left = sum(run.reads.amount - run.moved(Metric.BYTES_READ, minute * 60) for run in runs)
    return float(-(-left // (4 * _SPLIT)))


_TELLERS: dict[Gauge, Callable[[Sequence[Run], int], float]] = {
    Gauge.DRIVER_HEAP: lambda runs, minute: 0.2 + 0.2 * _load(runs, minute),
    Gauge.EXECUTOR_HEAP: lambda runs, minute: 0.15 + 0.6 * _load(runs, minute),
    Gauge.DRIVER_CPU: lambda runs, minute: 0.05 + 0.1 * _load(runs, minute),
    Gauge.EXECUTOR_CPU: lambda runs, minute: 0.05 + 0.8 * _load(runs, minute),
    Gauge.EXECUTORS: lambda runs, _: float(_EXECUTORS * len(runs)),
    Gauge.EXECUTORS_NEEDED: _needed,
    Gauge.FAILED_TASKS: lambda runs, minute: float(
        4
        * sum(
            run.error is not None and run.ended is not None and run.ended // 60 == minute
            for run in runs
        )
    ),
}
