from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from random import Random

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.history import SeriesKey
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.metrics import Batch, Harvest, Remark, build_queries, read_bytes
from tests.sources.aws.stubs import NOON, Shape, Stubs, minutes, refusal

READ = SeriesKey("out", ALL_RUNS, Metric.BYTES_READ)
WRITTEN = SeriesKey("in", "jr_1", Metric.BYTES_WRITTEN)
BATCH = Batch((READ, WRITTEN), NOON, NOON + minutes(60))


def result(key: str, values: dict[int, float], status: str = "Complete", **more: object) -> Shape:
    times = sorted(values, reverse=True)
    return {
        "Id": key,
        "StatusCode": status,
        "Timestamps": [NOON + minutes(time) for time in times],
        "Values": [values[time] for time in times],
        **more,
    }


def test_a_query_names_exactly_the_three_dimensions_and_no_unit() -> None:
    assert build_queries([READ]) == [
        {
            "Id": "m0",
            "MetricStat": {
                "Metric": {
                    "Namespace": "Glue",
                    "MetricName": "glue.ALL.s3.filesystem.read_bytes",
                    "Dimensions": [
                        {"Name": "JobName", "Value": "out"},
                        {"Name": "JobRunId", "Value": "ALL"},
                        {"Name": "Type", "Value": "gauge"},
                    ],
                },
                "Period": 60,
                "Stat": "Sum",
            },
        }
    ]


def test_one_id_split_over_pages_becomes_one_series_with_gaps(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer(
        "GetMetricData",
        {"MetricDataResults": [result("m0", {5: 50.0, 4: 40.0}, "PartialData")], "NextToken": "t"},
        {"MetricDataResults": [result("m0", {2: 20.0}), result("m1", {0: 7.0})]},
    )
    harvest = Harvest(BATCH)

    read_bytes(clients, harvest)

    assert harvest.series == (
        MetricSeries(
            "out", ALL_RUNS, Metric.BYTES_READ, NOON + minutes(2), (20.0, None, 40.0, 50.0)
        ),
        MetricSeries("in", "jr_1", Metric.BYTES_WRITTEN, NOON, (7.0,)),
    )
    assert not harvest.unfinished
    assert not harvest.remarks
    first, second = stubs.of("GetMetricData")
    assert (first["StartTime"], first["EndTime"]) == (NOON, NOON + minutes(60))
    assert second["NextToken"] == "t"


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden", "NewWord"])
def test_a_series_that_stays_unfinished_is_told_and_its_points_are_kept(
    clients: Clients, stubs: Stubs, status: str
) -> None:
    stubs.answer(
        "GetMetricData",
        {"MetricDataResults": [result("m0", {1: 5.0}, status), result("m1", {})]},
    )
    harvest = Harvest(BATCH)

    read_bytes(clients, harvest)

    assert [series.values for series in harvest.series] == [(5.0,)]
    assert harvest.unfinished == {READ}
    assert harvest.remarks == (Remark(status, f"CloudWatch answered {status}", "out"),)


def test_a_series_that_is_complete_on_one_page_is_complete() -> None:
    harvest = Harvest(BATCH)

    harvest.absorb({"MetricDataResults": [result("m0", {1: 5.0}), result("m1", {})]})
    harvest.absorb({"MetricDataResults": [result("m0", {2: 6.0}, "PartialData")]})

    assert not harvest.unfinished


def test_messages_are_told_on_one_line(clients: Clients, stubs: Stubs) -> None:
    told = {"Code": "ArgumentError", "Value": "two\nlines"}
    stubs.answer(
        "GetMetricData",
        {
            "Messages": [told],
            "MetricDataResults": [result("m0", {}, Messages=[told]), result("m1", {})],
        },
    )
    harvest = Harvest(BATCH)

    read_bytes(clients, harvest)

    assert harvest.remarks == (
        Remark("ArgumentError", "two lines", None),
        Remark("ArgumentError", "two lines", "out"),
    )


def test_a_series_left_out_of_the_answer_is_not_taken_for_an_empty_one(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetMetricData", {"MetricDataResults": [result("m0", {1: 5.0})]})
    harvest = Harvest(BATCH)

    read_bytes(clients, harvest)

    assert harvest.unfinished == {WRITTEN}
    assert [remark.job for remark in harvest.remarks] == ["in"]


def test_points_that_came_before_a_later_page_failed_are_kept(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer(
        "GetMetricData",
        {"MetricDataResults": [result("m0", {1: 5.0})], "NextToken": "t"},
        refusal("ThrottlingException"),
    )
    harvest = Harvest(BATCH)

    with pytest.raises(ClientError):
        read_bytes(clients, harvest)

    assert [series.values for series in harvest.series] == [(5.0,)]
    assert harvest.unfinished == {WRITTEN}
    assert not harvest.remarks


def test_points_outside_the_minutes_asked_for_are_left_out() -> None:
    harvest = Harvest(BATCH)
    stamps = [datetime(1970, 1, 1, tzinfo=NOON.tzinfo), NOON + minutes(60), NOON + minutes(59)]

    harvest.absorb(
        {"MetricDataResults": [{**result("m0", {}), "Timestamps": stamps, "Values": [1, 2, 3]}]}
    )

    assert [series.values for series in harvest.series] == [(3.0,)]


points = st.dictionaries(st.integers(0, 59), st.floats(0, 1e12), min_size=1, max_size=60)


@given(points, st.lists(st.integers(0, 60), max_size=5), st.randoms())
def test_pages_merge_to_the_same_series_however_they_are_cut_and_ordered(
    values: dict[int, float], cuts: list[int], shuffle: Random
) -> None:
    edges = [0, *sorted(cuts), 60]
    parts = [
        {minute: value for minute, value in values.items() if first <= minute < last}
        for first, last in pairwise(edges)
    ]
    pages = [{"MetricDataResults": [result("m0", part)]} for part in parts]
    whole, pieces = Harvest(BATCH), Harvest(BATCH)

    whole.absorb({"MetricDataResults": [result("m0", values)]})
    for each in shuffle.sample([*pages, pages[0]], len(pages) + 1):
        pieces.absorb(each)

    assert pieces.series == whole.series
    [series] = whole.series
    known = {n: value for n, value in enumerate(series.values, min(values)) if value is not None}
    assert known == values
