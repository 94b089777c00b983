from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from tests.cloud.asking import make_client, query_bytes
from tests.cloud.knobs import BROKEN, EXPIRED, THROTTLED
from tests.cloud.sample import DOWN, FIRST, TAKEN_AT, UP, sample_observation
from tests.cloud.strict import StrictCloud, run_strict_cloud

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cloud() -> Iterator[StrictCloud]:
    with run_strict_cloud(sample_observation) as running:
        yield running


@pytest.fixture
def glue(cloud: StrictCloud) -> Any:
    return make_client("glue", cloud.url)


@pytest.fixture
def cloudwatch(cloud: StrictCloud) -> Any:
    return make_client("cloudwatch", cloud.url)


def ask(cloudwatch: Any, *queries: dict[str, Any], **more: Any) -> Any:
    asked = {"StartTime": FIRST, "EndTime": TAKEN_AT, **more}
    return cloudwatch.get_metric_data(MetricDataQueries=list(queries), **asked)


def read_pages(cloudwatch: Any, *queries: dict[str, Any]) -> list[Any]:
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=list(queries), StartTime=FIRST, EndTime=TAKEN_AT
    )
    return list(pages)


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_runs_come_newest_first_in_pages_of_three_without_arguments(glue: Any) -> None:
    page = glue.get_job_runs(JobName=UP, MaxResults=200)
    assert [run["Id"][-1] for run in page["JobRuns"]] == ["6", "5", "4"]
    assert not any("Arguments" in run for run in page["JobRuns"])
    assert "CompletedOn" not in page["JobRuns"][0]
    following = glue.get_job_runs(JobName=UP, MaxResults=200, NextToken=page["NextToken"])
    assert [run["Id"][-1] for run in following["JobRuns"]] == ["3", "2", "1"]


def test_a_token_is_good_for_its_own_question_only(glue: Any) -> None:
    token = glue.get_job_runs(JobName=UP)["NextToken"]
    for wrong in (token, "nonsense"):
        with pytest.raises(ClientError) as caught:
            glue.get_job_runs(JobName=DOWN, NextToken=wrong)
        assert code_of(caught) == "InvalidInputException"


def test_more_than_two_hundred_runs_are_refused(glue: Any) -> None:
    with pytest.raises(ClientError) as caught:
        glue.get_job_runs(JobName=UP, MaxResults=201)
    assert code_of(caught) == "InvalidInputException"


def test_arguments_of_the_run_alone_are_shown_when_wanted(cloud: StrictCloud, glue: Any) -> None:
    cloud.with_arguments = True
    assert glue.get_job_runs(JobName=UP)["JobRuns"][0]["Arguments"] == {"--day": "monday"}


def test_triggers_come_by_two_with_unrelated_ones_between(glue: Any) -> None:
    pages = list(glue.get_paginator("get_triggers").paginate())
    assert [len(page["Triggers"]) for page in pages] == [2, 2, 1]
    names = [trigger["Name"] for page in pages for trigger in page["Triggers"]]
    assert names == ["nightly billing", "every half hour", "after crawl", "after in", "by hand"]
    assert "Logical" not in pages[1]["Triggers"][1]["Predicate"]


def test_a_job_that_nothing_starts_gets_all_triggers(glue: Any) -> None:
    of_down = glue.get_triggers(DependentJobName=DOWN)["Triggers"]
    assert [trigger["Name"] for trigger in of_down] == ["after in"]
    assert "NextToken" in glue.get_triggers(DependentJobName="never started")


def test_an_unknown_job_and_a_bookmark_never_saved_are_not_found(glue: Any) -> None:
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job(JobName="orders")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job_bookmark(JobName=UP)
    assert glue.get_job_bookmark(JobName=DOWN)["JobBookmarkEntry"]["Run"] == 7


def test_points_come_newest_first_and_an_id_is_split_over_pages(cloudwatch: Any) -> None:
    pages = read_pages(cloudwatch, query_bytes(UP), query_bytes(DOWN, Id="q1"))
    assert [sum(len(r["Values"]) for r in p["MetricDataResults"]) for p in pages][:-1] == [60] * 6
    states = [[(r["Id"], r["StatusCode"]) for r in page["MetricDataResults"]] for page in pages]
    assert states[2] == [("q0", "PartialData")]
    assert states[3] == [("q0", "Complete"), ("q1", "PartialData")]
    assert states[-1] == [("q1", "Complete")]
    stamps = [s for p in pages for r in p["MetricDataResults"] for s in r["Timestamps"]][:208]
    assert stamps == [TAKEN_AT - (3 + offset) * MINUTE for offset in range(208)]


def test_a_minute_appears_ninety_seconds_after_its_end(cloudwatch: Any) -> None:
    newest = ask(cloudwatch, query_bytes(UP))["MetricDataResults"][0]["Timestamps"][0]
    assert newest == TAKEN_AT - 3 * MINUTE


def test_the_end_is_excluded_and_the_start_rounded_down(cloudwatch: Any) -> None:
    start = FIRST + MINUTE + timedelta(seconds=20)
    page = ask(cloudwatch, query_bytes(UP), StartTime=start, EndTime=FIRST + 4 * MINUTE)
    assert page["MetricDataResults"][0]["Values"] == [3.0, 2.0, 1.0]


def test_longer_periods_are_sums_on_whole_multiples(cloudwatch: Any) -> None:
    page = ask(cloudwatch, query_bytes(UP, Period=1800), ScanBy="TimestampAscending")
    first = page["MetricDataResults"][0]
    assert (first["Timestamps"][0], first["Values"][0]) == (FIRST, sum(range(30)))


@pytest.mark.parametrize(
    "changes",
    [
        {"Namespace": "AWS/Glue"},
        {"MetricName": "glue.driver.s3.filesystem.read_bytes"},
        {"Dimensions": [{"Name": "JobName", "Value": UP}, {"Name": "JobRunId", "Value": "ALL"}]},
    ],
)
def test_a_metric_that_does_not_match_exactly_has_no_points(
    cloudwatch: Any, changes: dict[str, Any]
) -> None:
    results = ask(cloudwatch, query_bytes(UP, **changes))["MetricDataResults"]
    assert [(r["Values"], r["StatusCode"]) for r in results] == [([], "Complete")]


@pytest.mark.parametrize(
    "queries",
    [
        [query_bytes(UP), query_bytes(DOWN)],
        [query_bytes(UP, Id="Q0")],
        [query_bytes(UP, Id="q-0")],
        [query_bytes(UP, Period=90)],
        [query_bytes(UP, Period=30)],
        [query_bytes(UP, Stat="Average")],
        [query_bytes(UP, Id=f"q{number}") for number in range(501)],
    ],
)
def test_queries_against_the_rules_are_refused(
    cloudwatch: Any, queries: list[dict[str, Any]]
) -> None:
    with pytest.raises(ClientError) as caught:
        ask(cloudwatch, *queries)
    assert code_of(caught) == "ValidationError"


def test_five_hundred_queries_are_answered(cloudwatch: Any) -> None:
    queries = [query_bytes(f"job {number}", Id=f"q{number}") for number in range(500)]
    pages = read_pages(cloudwatch, *queries)
    assert sum(len(page["MetricDataResults"]) for page in pages) == 500


def test_scripts_and_the_account_are_told(cloud: StrictCloud) -> None:
    script = make_client("s3", cloud.url).get_object(Bucket="scripts", Key=f"{UP}.py")
    assert script["Body"].read() == b"print(1)\n"
    assert make_client("sts", cloud.url).get_caller_identity()["Account"] == "123456789012"


def test_a_missing_script_is_no_such_key(cloud: StrictCloud) -> None:
    s3 = make_client("s3", cloud.url)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="scripts", Key="gone.py")


def test_refusals_come_in_turn_and_then_end(cloud: StrictCloud, glue: Any) -> None:
    cloud.refuse("GetJobRuns", THROTTLED, EXPIRED, BROKEN)
    codes = []
    for _ in range(3):
        with pytest.raises(ClientError) as caught:
            glue.get_job_runs(JobName=UP)
        codes.append(code_of(caught))
    assert codes == [each.code for each in (THROTTLED, EXPIRED, BROKEN)]
    assert glue.get_job_runs(JobName=UP)["JobRuns"]
    assert cloud.count("GetJobRuns") == 4


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("glue", "GetTriggers", {}),
        ("sts", "GetCallerIdentity", {}),
        ("s3", "GetObject", {"Bucket": "scripts", "Key": f"{UP}.py"}),
    ],
)
def test_what_is_denied_stays_denied(
    cloud: StrictCloud, service: str, operation: str, asked: dict[str, Any]
) -> None:
    cloud.deny(operation)
    client = make_client(service, cloud.url)
    call = getattr(client, {v: k for k, v in client.meta.method_to_api_mapping.items()}[operation])
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            call(**asked)
        assert code_of(caught) == "AccessDeniedException"


def test_a_cut_connection_is_not_an_answer(cloud: StrictCloud, glue: Any) -> None:
    cloud.cut("GetJob")
    with pytest.raises(ConnectionClosedError):
        glue.get_job(JobName=UP)
    assert glue.get_job(JobName=UP)["Job"]["Name"] == UP


def test_a_held_call_waits_for_its_event(cloud: StrictCloud) -> None:
    event = cloud.hold("GetJob")
    glue = make_client("glue", cloud.url, read_timeout=0.1)
    with pytest.raises(ReadTimeoutError):
        glue.get_job(JobName=UP)
    event.set()
    assert glue.get_job(JobName=UP)["Job"]["Name"] == UP


def test_the_log_tells_what_was_asked(cloud: StrictCloud, glue: Any) -> None:
    glue.get_job_runs(JobName=DOWN, MaxResults=5)
    assert [(call.operation, call.parameters) for call in cloud.calls] == [
        ("GetJobRuns", {"JobName": DOWN, "MaxResults": 5})
    ]
