from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from cfnlint import lint
from cfnlint.config import ManualArgs
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.errors import UsageError
from glueflow_tui.output.alarm import (
    ALARMING,
    EVALUATED,
    RatioAlarm,
    alarm_document,
    template_document,
)
from glueflow_tui.settings import Thresholds

CRITICAL = Thresholds().critical
ALARM = RatioAlarm(("orders-in",), "orders-out", 1800, CRITICAL)
FAN_IN = RatioAlarm(("a", "b", "c"), "жоб 'x' \"y\"", 900, CRITICAL)

Points = Sequence[float | None]


def evaluate(document: Mapping[str, Any], windows: Mapping[str, Points]) -> list[float | None]:
    """The figure by CloudWatch's rules.

    In math what is missing is 0, unless all of it is; a division by 0 is dropped; a metric without
    any point has nothing to fill.
    """
    known: dict[str, Points] = {}
    for metric in document["Metrics"]:
        if "MetricStat" in metric:
            stat = metric["MetricStat"]["Metric"]
            job = next(one["Value"] for one in stat["Dimensions"] if one["Name"] == "JobName")
            known[metric["Id"]] = windows[job]
        else:
            known[metric["Id"]] = compute(metric["Expression"], known)
    (shown,) = [metric["Id"] for metric in document["Metrics"] if metric["ReturnData"]]
    return list(known[shown])


def compute(expression: str, known: Mapping[str, Points]) -> Points:
    used = {name: points for name, points in known.items() if re.search(rf"\b{name}\b", expression)}
    for name in re.findall(r"FILL\((\w+), 0\)", expression):
        used[name] = fill(used[name])
    code = re.sub(r"FILL\((\w+), 0\)", r"\1", expression).replace("IF(", "choose(")
    length = len(next(iter(used.values())))
    return [compute_point(code, {name: at[n] for name, at in used.items()}) for n in range(length)]


def fill(points: Points) -> Points:
    if all(point is None for point in points):
        return points
    return [0.0 if point is None else point for point in points]


def compute_point(code: str, point: Mapping[str, float | None]) -> float | None:
    if all(value is None for value in point.values()):
        return None
    names = {name: 0.0 if value is None else value for name, value in point.items()}
    choose = {"choose": lambda test, yes, no: yes if test else no}
    try:
        return float(eval(code, {"__builtins__": {}}, {**names, **choose}))
    except ZeroDivisionError:
        return None


def rings(document: Mapping[str, Any], windows: Mapping[str, Points]) -> bool:
    points = evaluate(document, windows)
    count, needed = document["EvaluationPeriods"], document["DatapointsToAlarm"]
    assert document["ComparisonOperator"] == "GreaterThanThreshold"
    assert document["TreatMissingData"] == "notBreaching"
    return any(
        sum(one is not None and one > document["Threshold"] for one in points[at : at + count])
        >= needed
        for at in range(len(points) - count + 1)
    )


@pytest.mark.parametrize(
    ("written", "read", "is_rung"),
    [
        ([1.2e9, 0.8e9, 1.2e9, 0.8e9], [1.2e9, 2.0e9, 1.0e9, 2.2e9], True),  # re-reading all
        ([1e9, 1e9, 1e9, 1e9], [1e9, 0.83e9, 2.75e9, 1e9], False),  # one run cut by an edge
        ([1e9, 1e9, 1e9, 1e9], [1e9, 0.0, 2.1e9, 1e9], False),  # one run caught up
        ([1e9, None, None, 1e9], [1e9, 3e9, 4e9, 1e9], True),  # nothing written, all read again
        ([1e9, 0.0, 0.0, 1e9], [1e9, 3e9, 4e9, 1e9], True),
        ([None, None, None, None], [1e9, 3e9, None, 1e9], True),  # no point to fill at all
        ([None, None, None, None], [1e5, 2e5, 3e5, 1e5], False),  # listings only
        ([100.0, 120.0, 90.0, 1e9], [9e3, 8e3, 9e3, 1e9], False),  # markers written, and listed
        ([100.0, 120.0, 90.0, 1e9], [2e9, 3e9, 4e9, 1e9], True),  # markers, and all read again
        ([None, None, None, None], [None, None, None, None], False),
        ([1e9, 1e9, 1e9, 1e9], [None, None, None, None], False),
    ],
)
def test_the_alarm_rings_when_old_data_is_read_again_and_only_then(
    written: Points, read: Points, *, is_rung: bool
) -> None:
    windows = {"orders-in": written, "orders-out": read}
    assert rings(alarm_document(ALARM), windows) == is_rung


def test_the_writers_of_a_fan_in_are_added_up() -> None:
    windows: dict[str, Points] = {"a": [1e9], "b": [None], "c": [2e9], FAN_IN.downstream: [6e9]}
    assert evaluate(alarm_document(FAN_IN), windows) == [2.0]


def test_a_writer_that_never_ran_leaves_the_others_their_ratio() -> None:
    silent: Points = [None, None]
    windows = {"a": [1e9, None], "b": silent, "c": silent, FAN_IN.downstream: [3e9, 5e9]}

    assert evaluate(alarm_document(FAN_IN), windows) == [3.0, 5e9]


def test_the_rules_of_cloudwatch_are_those_that_it_documents() -> None:
    known: dict[str, Points] = {
        "m": [1.0, None, None],
        "n": [None, 2.0, None],
        "none": [None, None, None],
    }

    assert compute("m + n", known) == [1.0, 2.0, None]
    assert compute("m / n", known) == [None, 0.0, None]
    assert compute("FILL(m, 0)", known) == [1.0, 0.0, 0.0]
    assert compute("FILL(none, 0)", known) == [None, None, None]
    assert compute("FILL(none, 0) + FILL(m, 0) * 0", known) == [0.0, 0.0, 0.0]


def test_no_window_divides_by_zero() -> None:
    windows: dict[str, Points] = {"orders-in": [0, None, 0.5], "orders-out": [0, 5e9, 1e9]}
    assert None not in evaluate(alarm_document(ALARM), windows)


def test_the_metrics_are_those_that_glue_publishes() -> None:
    stats = [
        metric["MetricStat"]
        for metric in json.loads(json.dumps(alarm_document(ALARM)))["Metrics"]
        if "MetricStat" in metric
    ]
    for stat in stats:
        assert (stat["Period"], stat["Stat"]) == (1800, "Sum")
        assert stat["Metric"]["Namespace"] == "Glue"
        dimensions = {one["Name"]: one["Value"] for one in stat["Metric"]["Dimensions"]}
        assert dimensions.keys() == {"JobName", "JobRunId", "Type"}
        assert (dimensions["JobRunId"], dimensions["Type"]) == ("ALL", "gauge")


@pytest.mark.parametrize("alarms", [[ALARM], [FAN_IN, ALARM]], ids=["one", "several"])
def test_the_template_passes_cfn_lint(alarms: list[RatioAlarm]) -> None:
    text = json.dumps(template_document(alarms))
    found = lint(text, config=ManualArgs(regions=["us-east-1", "eu-west-1"]))

    assert [str(match) for match in found] == []


def test_cfn_lint_would_have_found_a_mistake() -> None:
    template = json.dumps(template_document([ALARM])).replace("DatapointsToAlarm", "Datapoints")
    assert lint(template, config=ManualArgs(regions=["us-east-1"]))


@given(st.text(min_size=1, max_size=255), st.text(min_size=1, max_size=255), st.integers(1, 86_400))
def test_any_alarm_fits_the_api(upstream: str, downstream: str, window: int) -> None:
    document = alarm_document(RatioAlarm((upstream,), downstream, window, CRITICAL))
    period = -(-window // 60) * 60

    assert 1 <= len(str(document["AlarmName"])) <= 255
    assert len(str(document["AlarmDescription"])) <= 1024
    # AWS: a day in all for periods below an hour, seven days for longer ones.
    assert period * EVALUATED <= (86_400 if period < 3600 else 604_800)
    assert ALARMING < EVALUATED


def test_boto3_takes_the_alarm_as_it_is() -> None:
    client = boto3.client(
        "cloudwatch", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    document: Any = alarm_document(FAN_IN)
    with Stubber(client) as stubber:
        stubber.add_response("put_metric_alarm", {}, document)
        client.put_metric_alarm(**document)


def test_long_names_that_begin_alike_keep_alarms_apart() -> None:
    long = [RatioAlarm(("u" * 255,), "d" * 254 + end, 60, 2.0) for end in "xy"]
    names = [str(alarm_document(alarm)["AlarmName"]) for alarm in long]
    resources = template_document(long)["Resources"]

    assert len(set(names)) == 2
    assert isinstance(resources, dict)
    assert len(resources) == 2
    assert all(re.fullmatch("[A-Za-z0-9]{1,255}", name) for name in resources)


@pytest.mark.parametrize(
    ("alarm", "told"),
    [
        (RatioAlarm(("a",), "b", 86_401, 2.0), "longer than the day .* choose a shorter --window"),
        (
            RatioAlarm(tuple("abcdefghij"), "z", 60, 2.0),
            "reads from 10 jobs; an alarm can add up 9",
        ),
    ],
)
def test_what_cloudwatch_could_not_watch_is_refused(alarm: RatioAlarm, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        alarm_document(alarm)


def test_an_alarm_without_an_evaluation_window_slides_and_says_so() -> None:
    document = alarm_document(ALARM)

    assert "EvaluationWindow" not in document
    assert "windows slide" in str(document["AlarmDescription"])
