from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.jobs import Action, Condition, RunKey
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.sources.aws.parse import (
    Raw,
    parse_bookmark,
    parse_job,
    parse_points,
    parse_run,
    parse_trigger,
)
from tests.sources.aws.stubs import NOON, minutes, run


def test_a_job_keeps_what_the_analysis_needs_and_nothing_confidential() -> None:
    job = parse_job(
        {
            "Name": "out",
            "Role": "arn:aws:iam::123456789012:role/secret-role",
            "Connections": {"Connections": ["secret-connection"]},
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://code/out.py"},
            "ExecutionProperty": {"MaxConcurrentRuns": 3},
            "DefaultArguments": {
                "--enable-metrics": "",
                "--job-bookmark-option": "job-bookmark-enable",
                "--db-password": "secret-password",
            },
            "NonOverridableArguments": {"--TempDir": "s3://temp/"},
            "MaxRetries": 2,
            "GlueVersion": "4.0",
            "WorkerType": "G.1X",
            "NumberOfWorkers": 10,
            "JobRunQueuingEnabled": True,
            "ExecutionClass": "FLEX",
        },
        "out",
    )

    assert job.script_location == "s3://code/out.py"
    assert job.default_arguments == {
        "--enable-metrics": "",
        "--job-bookmark-option": "job-bookmark-enable",
        "--db-password": "***",
    }
    assert job.non_overridable_arguments == {"--TempDir": "s3://temp/"}
    assert (job.max_concurrent_runs, job.max_retries, job.queuing) == (3, 2, True)
    assert (job.worker_type, job.number_of_workers, job.execution_class) == ("G.1X", 10, "FLEX")
    assert "secret" not in repr(job)


def test_a_job_without_a_concurrency_limit_runs_one_at_a_time_as_glue_does() -> None:
    job = parse_job({"Name": "out", "ExecutionProperty": {}}, "out")

    assert job.max_concurrent_runs == 1
    assert job.command == "glueetl"
    assert job.script_location is None


def test_a_run_is_told_in_utc_whatever_the_zone_of_the_machine() -> None:
    started = datetime(2024, 5, 6, 8, 0, tzinfo=timezone(timedelta(hours=-4)))

    seen = parse_run(run("jr_1", started), "out")

    assert seen is not None
    assert seen.started == NOON
    assert seen.started.tzinfo is UTC
    assert seen.completed == NOON + minutes(10)


def test_absent_arguments_are_unknown_and_empty_ones_are_none_passed() -> None:
    silent = parse_run(run("jr_1", NOON), "out")
    empty = parse_run(run("jr_1", NOON, Arguments={}), "out")

    assert silent is not None
    assert silent.arguments is None
    assert empty is not None
    assert empty.arguments == {}


def test_a_run_that_has_not_ended_has_no_end_even_if_one_is_given() -> None:
    seen = parse_run({**run("jr_1", NOON, "RUNNING"), "CompletedOn": NOON}, "out")

    assert seen is not None
    assert seen.completed is None


def test_an_unknown_state_is_kept_as_it_came() -> None:
    seen = parse_run(run("jr_1", NOON, "HIBERNATING"), "out")

    assert seen is not None
    assert seen.state == "HIBERNATING"
    assert not seen.state.is_known
    assert not seen.state.is_final


def test_predecessors_retries_and_billing_are_read() -> None:
    seen = parse_run(
        run(
            "jr_1_attempt_1",
            NOON,
            Attempt=1,
            PreviousRunId="jr_1",
            TriggerName="after-in",
            PredecessorRuns=[{"JobName": "in", "RunId": "jr_0"}, {"JobName": "half"}],
            ExecutionTime=540,
            DPUSeconds=1234.5,
            Timeout=480,
        ),
        "out",
    )

    assert seen is not None
    assert (seen.attempt, seen.previous_run_id, seen.trigger) == (1, "jr_1", "after-in")
    assert seen.predecessors == (RunKey("in", "jr_0"),)
    assert (seen.execution_seconds, seen.dpu_seconds, seen.timeout_minutes) == (540, 1234.5, 480)


def test_a_run_without_an_id_or_a_state_is_left_out() -> None:
    assert parse_run({"JobRunState": "RUNNING"}, "out") is None
    assert parse_run({"Id": "jr_1"}, "out") is None


def test_an_error_message_is_one_line_without_control_characters() -> None:
    hostile = "boom\x1b[31m\nline\ttwo \u202eevil\x07" + "x" * 10_000

    seen = parse_run(run("jr_1", NOON, "FAILED", ErrorMessage=hostile), "out")

    assert seen is not None
    assert seen.error is not None
    assert seen.error.startswith("boom line two evil x")
    assert len(seen.error) == 2_000


def test_a_trigger_keeps_its_schedule_conditions_and_masked_arguments() -> None:
    trigger = parse_trigger(
        {
            "Name": "after-in",
            "Type": "CONDITIONAL",
            "State": "ACTIVATED",
            "WorkflowName": "nightly",
            "Predicate": {
                "Logical": "ANY",
                "Conditions": [
                    {"LogicalOperator": "EQUALS", "JobName": "in", "State": "SUCCEEDED"},
                    {"LogicalOperator": "EQUALS", "CrawlerName": "c", "CrawlState": "SUCCEEDED"},
                ],
            },
            "Actions": [{"JobName": "out", "Arguments": {"--token": "secret"}}],
        }
    )

    assert trigger is not None
    assert (trigger.type, trigger.state) == (TriggerType.CONDITIONAL, TriggerState.ACTIVATED)
    assert (trigger.logical, trigger.workflow) == ("ANY", "nightly")
    assert trigger.conditions == (
        Condition(job="in", state="SUCCEEDED"),
        Condition(crawler="c", state="SUCCEEDED"),
    )
    assert trigger.actions == (Action(job="out", arguments={"--token": "***"}),)


def test_a_bookmark_names_the_contexts_that_are_really_tracked() -> None:
    state = {"orders": {"jsonClass": "X"}, "customers": {"jsonClass": "X"}}
    entry = {
        "RunId": "jr_7",
        "Version": 4,
        "Run": 3,
        "Attempt": 0,
        "JobBookmark": json.dumps(state),
    }

    bookmark = parse_bookmark(entry, "out")

    assert bookmark.contexts == ("customers", "orders")
    assert (bookmark.run_id, bookmark.version, bookmark.run) == ("jr_7", 4, 3)


@pytest.mark.parametrize("state", ["", "not json", "[]", "null", "[" * 100_000])
def test_a_bookmark_that_cannot_be_read_tracks_nothing(state: str) -> None:
    assert parse_bookmark({"RunId": "jr_7", "JobBookmark": state}, "out").contexts == ()


def test_points_that_are_no_counts_of_bytes_are_left_out() -> None:
    times = [NOON, NOON + minutes(1), NOON + minutes(2), NOON + minutes(3)]

    points = parse_points({"Timestamps": times, "Values": [1.0, math.nan, -5.0, math.inf]})

    assert points == [(NOON, 1.0)]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.datetimes()
    | st.datetimes(timezones=st.timezones()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def shapes(*fields: str) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(fields, anything))


@given(
    shapes("Id", "JobRunState", "StartedOn", "CompletedOn", "Arguments", "ErrorMessage", "Attempt"),
    shapes("Name", "Type", "State", "Predicate", "Actions", "Schedule"),
    shapes("Command", "DefaultArguments", "ExecutionProperty", "MaxCapacity", "MaxRetries"),
    shapes("RunId", "Version", "JobBookmark"),
    shapes("Timestamps", "Values"),
)
def test_no_shape_however_odd_breaks_the_reading(
    run_: Raw, trigger: Raw, job: Raw, bookmark: Raw, points: Raw
) -> None:
    seen = parse_run(run_, "out")
    parse_trigger(trigger)
    parse_job(job, "out")
    parse_bookmark(bookmark, "out")
    parse_points(points)

    assert seen is None or isinstance(seen.state, JobRunState)


def test_counts_below_zero_tell_nothing() -> None:
    counts = {"ExecutionTime": -3, "DPUSeconds": -1.5, "NumberOfWorkers": -2, "Timeout": -1}
    seen = parse_run({"Id": "jr_1", "JobRunState": "FAILED", "Attempt": -1, **counts}, "a")

    assert seen is not None
    assert seen.attempt == 0
    told = (seen.execution_seconds, seen.dpu_seconds, seen.number_of_workers, seen.timeout_minutes)
    assert told == (None, None, None, None)
