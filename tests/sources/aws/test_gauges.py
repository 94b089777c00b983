from __future__ import annotations

from datetime import timedelta

from glueflow_tui.model.details import Gauge
from glueflow_tui.sources.aws.gauges import read_gauges
from glueflow_tui.sources.aws.source import AwsSource
from tests.sources.aws.stubs import NOON, Params, Shape, Stubs, complete, minutes, refusal

EXPECTED = {
    "glue.driver.jvm.heap.usage": ("gauge", "Average"),
    "glue.ALL.jvm.heap.usage": ("gauge", "Average"),
    "glue.driver.system.cpuSystemLoad": ("gauge", "Average"),
    "glue.ALL.system.cpuSystemLoad": ("gauge", "Average"),
    "glue.driver.ExecutorAllocationManager.executors.numberAllExecutors": ("gauge", "Average"),
    "glue.driver.ExecutorAllocationManager.executors.numberMaxNeededExecutors": (
        "gauge",
        "Maximum",
    ),
    "glue.driver.aggregate.numFailedTasks": ("count", "Sum"),
    "glue.driver.aggregate.shuffleBytesWritten": ("count", "Sum"),
}


def points(params: Params) -> Shape:
    """Two points of the first gauge, none of the others, newest first."""
    times = [NOON - minutes(3), NOON - minutes(5)]
    return complete(params, {"g0": {"Timestamps": times, "Values": [0.5, 0.25]}})


def test_one_call_asks_for_all_gauges_by_the_guides_names(source: AwsSource, stubs: Stubs) -> None:
    stubs.answer("GetMetricData", points)
    gauges = source.read_gauges("out")

    [params] = stubs.of("GetMetricData")
    asked = {
        stat["Metric"]["MetricName"]: (
            {one["Name"]: one["Value"] for one in stat["Metric"]["Dimensions"]},
            stat["Stat"],
        )
        for query in params["MetricDataQueries"]
        for stat in [query["MetricStat"]]
    }
    assert asked == {
        name: ({"JobName": "out", "JobRunId": "ALL", "Type": kind}, stat)
        for name, (kind, stat) in EXPECTED.items()
    }
    assert {query["MetricStat"]["Period"] for query in params["MetricDataQueries"]} == {60}
    [series] = gauges.series
    assert (series.gauge, series.values) == (Gauge.DRIVER_HEAP, (0.25, None, 0.5))
    assert series.start == NOON - minutes(5)


def test_without_a_point_it_says_when_there_would_be_some(source: AwsSource, stubs: Stubs) -> None:
    stubs.answer("GetMetricData", complete)
    gauges = source.read_gauges("out")

    assert not gauges.series
    assert "--enable-metrics" in gauges.problem


def test_denied_it_names_the_missing_action(source: AwsSource, stubs: Stubs) -> None:
    stubs.answer("GetMetricData", refusal("AccessDenied"))

    assert "cloudwatch:GetMetricData is denied" in source.read_gauges("out").problem


def test_a_week_is_asked_for_in_longer_steps(stubs: Stubs) -> None:
    stubs.answer("GetMetricData", points)
    gauges = read_gauges(stubs.clients, "out", NOON - timedelta(days=7), NOON)

    [params] = stubs.of("GetMetricData")
    assert {query["MetricStat"]["Period"] for query in params["MetricDataQueries"]} == {3600}
    assert params["StartTime"].minute == 0
    assert gauges.series[0].step == 60
