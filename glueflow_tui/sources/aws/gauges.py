"""Heap, processors and executors of a job: one GetMetricData, made only while they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from glueflow_tui.model.details import SUMS, Gauge, GaugeSeries, JobGauges
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.sources.aws.asks import GET_METRICS
from glueflow_tui.sources.aws.cadence import round_down, round_up
from glueflow_tui.sources.aws.calls import follow
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import ask_alone
from glueflow_tui.sources.aws.faults import Trouble
from glueflow_tui.sources.aws.logs import say_trouble
from glueflow_tui.sources.aws.parse import mappings, parse_points

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

_ALLOCATION = "glue.driver.ExecutorAllocationManager.executors"
_NAMES = {
    Gauge.DRIVER_HEAP: "glue.driver.jvm.heap.usage",
    Gauge.EXECUTOR_HEAP: "glue.ALL.jvm.heap.usage",
    Gauge.DRIVER_CPU: "glue.driver.system.cpuSystemLoad",
    Gauge.EXECUTOR_CPU: "glue.ALL.system.cpuSystemLoad",
    Gauge.EXECUTORS: f"{_ALLOCATION}.numberAllExecutors",
    Gauge.EXECUTORS_NEEDED: f"{_ALLOCATION}.numberMaxNeededExecutors",
    Gauge.FAILED_TASKS: "glue.driver.aggregate.numFailedTasks",
    Gauge.SHUFFLED: "glue.driver.aggregate.shuffleBytesWritten",
}
_STATS = {Gauge.EXECUTORS_NEEDED: "Maximum"} | dict.fromkeys(SUMS, "Sum")
_TYPES = dict.fromkeys(SUMS, "count")
_MOST_VALUES = 500
"""Of each gauge; further back a value is of more minutes."""
_STEPS = (1, 5, 15, 60)

NONE = (
    "CloudWatch has no heap, processor or executor metrics of it: they come with --enable-metrics, "
    "from Spark jobs that ran longer than half a minute"
)


def read_gauges(clients: Clients, job: str, start: datetime, end: datetime) -> JobGauges:
    """All gauges over all runs of the job; a gauge without a point is left out."""
    minutes = (end - start) // timedelta(minutes=1)
    step = next((one for one in _STEPS if minutes <= one * _MOST_VALUES), _STEPS[-1])
    first = epoch_minute(start) // step * step
    call = partial(_collect, clients, job, (minute_start(first), round_up(end)), step)
    points = ask_alone(clients, call)
    if isinstance(points, Trouble):
        return JobGauges(job, problem=say_trouble(GET_METRICS, points))
    series = tuple(_fill(gauge, points[gauge], step) for gauge in Gauge if points.get(gauge))
    return JobGauges(job, series, "" if series else NONE)


def _collect(
    clients: Clients, job: str, span: tuple[datetime, datetime], step: int
) -> dict[Gauge, dict[int, float]]:
    found: dict[Gauge, dict[int, float]] = {}
    gauges = {f"g{place}": gauge for place, gauge in enumerate(Gauge)}
    for page in follow(
        clients.cloudwatch.get_metric_data,
        MetricDataQueries=build_queries(job, gauges.items(), step),
        StartTime=round_down(span[0]),
        EndTime=span[1],
    ):
        for result in mappings(page, "MetricDataResults"):
            gauge = gauges.get(str(result.get("Id")))
            if gauge is not None:
                points = found.setdefault(gauge, {})
                points.update((epoch_minute(at), value) for at, value in parse_points(result))
    return found


def build_queries(
    job: str, gauges: Iterable[tuple[str, Gauge]], step: int
) -> list[MetricDataQueryTypeDef]:
    """A query for each gauge, over all runs: some are published under that alone."""
    return [
        {
            "Id": query,
            "MetricStat": {
                "Metric": {
                    "Namespace": "Glue",
                    "MetricName": _NAMES[gauge],
                    "Dimensions": [
                        {"Name": "JobName", "Value": job},
                        {"Name": "JobRunId", "Value": ALL_RUNS},
                        {"Name": "Type", "Value": _TYPES.get(gauge, "gauge")},
                    ],
                },
                "Period": step * 60,
                "Stat": _STATS.get(gauge, "Average"),
            },
        }
        for query, gauge in gauges
    ]


def _fill(gauge: Gauge, points: Mapping[int, float], step: int) -> GaugeSeries:
    first, last = min(points), max(points)
    values = tuple(points.get(minute) for minute in range(first, last + 1, step))
    return GaugeSeries(gauge, minute_start(first), step, values)
