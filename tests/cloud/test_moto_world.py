from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from glueflow_tui.model.states import JobRunState
from tests.cloud.asking import make_client, query_bytes
from tests.cloud.moto_world import MotoWorld, run_moto_world
from tests.cloud.sample import DOWN, FIRST, RUNS, TAKEN_AT, UP, sample_observation

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def world() -> Iterator[MotoWorld]:
    with run_moto_world() as running:
        running.show(sample_observation())
        yield running


@pytest.fixture
def glue(world: MotoWorld) -> Any:
    return make_client("glue", world.url)


def read_minutes(world: MotoWorld, **asked: Any) -> Any:
    cloudwatch = make_client("cloudwatch", world.url)
    asked = {"StartTime": FIRST, "EndTime": TAKEN_AT, **asked}
    return cloudwatch.get_metric_data(**asked)["MetricDataResults"]


def test_runs_are_listed_newest_first_with_the_facts_of_the_world(glue: Any) -> None:
    page = glue.get_job_runs(JobName=UP, MaxResults=2)
    newest, second = page["JobRuns"]
    assert (newest["Id"], newest["JobRunState"]) == (f"jr_{UP}_6", "RUNNING")
    assert "CompletedOn" not in newest
    assert second["CompletedOn"] - second["StartedOn"] == timedelta(seconds=second["ExecutionTime"])
    assert second["Arguments"] == {"--day": "monday"}
    rest = glue.get_job_runs(JobName=UP, NextToken=page["NextToken"])
    assert len(rest["JobRuns"]) == RUNS - 2


def test_more_than_two_hundred_runs_are_refused(glue: Any) -> None:
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.get_job_runs(JobName=UP, MaxResults=201)


def test_triggers_show_their_states_and_all_come_for_a_job_that_none_starts(glue: Any) -> None:
    triggers = glue.get_triggers(DependentJobName="never started")["Triggers"]
    assert {t["Name"]: t["State"] for t in triggers} == {
        "every half hour": "ACTIVATED",
        "after in": "DEACTIVATED",
    }


def test_bookmarks_are_served_and_absent_ones_are_not_found(glue: Any) -> None:
    assert glue.get_job_bookmark(JobName=DOWN)["JobBookmarkEntry"]["RunId"] == f"jr_{DOWN}_6"
    with pytest.raises(ClientError) as caught:
        glue.get_job_bookmark(JobName=UP)
    assert caught.value.response["Error"]["Code"] == "EntityNotFoundException"


def test_minutes_come_newest_first_whatever_the_order_of_dimensions(world: MotoWorld) -> None:
    dimensions = query_bytes(UP)["MetricStat"]["Metric"]["Dimensions"]
    for order in (dimensions, dimensions[::-1]):
        query = query_bytes(UP, Dimensions=order)
        [result] = read_minutes(world, MetricDataQueries=[query], EndTime=FIRST + 4 * MINUTE)
        assert result["Values"] == [3.0, 2.0, 1.0, 0.0]
        assert result["Timestamps"][-1] == FIRST


def test_an_unaligned_start_is_rounded_down(world: MotoWorld) -> None:
    start, end = FIRST + timedelta(seconds=70), FIRST + 3 * MINUTE
    [result] = read_minutes(
        world, MetricDataQueries=[query_bytes(UP)], StartTime=start, EndTime=end
    )
    assert result["Timestamps"] == [FIRST + 2 * MINUTE, FIRST + MINUTE]


def test_another_namespace_holds_nothing(world: MotoWorld) -> None:
    queries = [query_bytes(UP, Namespace="AWS/Glue")]
    assert read_minutes(world, MetricDataQueries=queries)[0]["Values"] == []


def test_scripts_are_in_s3(world: MotoWorld) -> None:
    script = make_client("s3", world.url).get_object(Bucket="scripts", Key=f"{UP}.py")
    assert script["Body"].read() == b"print(1)\n"


def test_newer_facts_replace_older_ones_and_minutes_grow(world: MotoWorld, glue: Any) -> None:
    before = sample_observation()
    runs = tuple(
        replace(run, state=JobRunState.FAILED, completed=TAKEN_AT, error="disk full")
        if run.state is JobRunState.RUNNING
        else run
        for run in before.runs
    )
    job = replace(before.jobs[1], default_arguments={"--job-bookmark-option": "x"})
    grown = tuple(replace(series, values=(5.0, *series.values[1:])) for series in before.metrics)
    world.show(replace(before, runs=runs, jobs=(before.jobs[0], job), metrics=grown))
    newest = glue.get_job_runs(JobName=UP)["JobRuns"][0]
    assert (newest["JobRunState"], newest["ErrorMessage"]) == ("FAILED", "disk full")
    assert glue.get_job(JobName=DOWN)["Job"]["DefaultArguments"] == job.default_arguments
    asked = {"MetricDataQueries": [query_bytes(UP)], "EndTime": FIRST + 2 * MINUTE}
    assert read_minutes(world, **asked)[0]["Values"] == [1.0, 5.0]
    world.show(before)
