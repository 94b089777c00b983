from __future__ import annotations

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError

from glueflow_tui.errors import CredentialsError, ObservationError, SetupError, UsageError
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.asks import CONSEQUENCES
from glueflow_tui.sources.aws.source import AwsSource
from tests.sources.aws.stubs import (
    NOON,
    Answer,
    Params,
    Shape,
    Stubs,
    complete,
    minutes,
    refusal,
    run,
)
from tests.sources.aws.worlds import STEADY, Clock, by_job, define

OPTIONAL = {
    "glue:GetJob": "GetJob",
    "glue:GetTriggers": "GetTriggers",
    "glue:GetJobBookmark": "GetJobBookmark",
    "s3:GetObject": "GetObject",
    "sts:GetCallerIdentity": "GetCallerIdentity",
    "cloudwatch:GetMetricData": "GetMetricData",
}


def test_every_optional_call_has_a_row_here() -> None:
    of_the_wall = {"glue:GetJobs", "glue:GetJobRun"}
    assert set(OPTIONAL) == set(CONSEQUENCES) - {"glue:GetJobRuns", *of_the_wall}


@pytest.mark.parametrize("operation", OPTIONAL)
def test_an_optional_call_that_is_denied_takes_only_its_own_facts(
    source: AwsSource, world: Stubs, clock: Clock, operation: str
) -> None:
    world.answer(OPTIONAL[operation], refusal("AccessDeniedException", "not allowed", 400))

    seen = source.poll()

    assert {fault.operation for fault in seen.faults} == {operation}
    for fault in seen.faults:
        assert (fault.code, fault.message) == ("AccessDeniedException", "not allowed")
        assert fault.consequence == CONSEQUENCES[operation]
        assert fault.since == clock.time
    without = {
        "glue:GetJob": not seen.jobs,
        "glue:GetTriggers": seen.triggers is None,
        "glue:GetJobBookmark": not seen.bookmarks,
        # Without the definition nobody knows where the script is.
        "s3:GetObject": not any(each.text for each in seen.scripts),
        "sts:GetCallerIdentity": seen.source.account is None,
        "cloudwatch:GetMetricData": seen.metrics_from is None,
    }
    expected = {operation, "s3:GetObject"} if operation == "glue:GetJob" else {operation}
    assert {each for each, is_absent in without.items() if is_absent} == expected
    assert len(seen.runs) == 2


def test_with_every_optional_call_denied_the_runs_are_still_seen(
    source: AwsSource, world: Stubs
) -> None:
    for name in OPTIONAL.values():
        world.answer(name, refusal("AccessDenied", status=403))

    seen = source.poll()

    assert len(seen.runs) == 2
    assert {fault.operation for fault in seen.faults} == set(OPTIONAL) - {"s3:GetObject"}


def test_a_denied_call_is_not_asked_at_every_poll_but_its_fault_stands(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    world.answer("GetTriggers", refusal("AccessDeniedException"))
    began = clock.time
    source.poll()
    world.forget()
    clock.move(1)

    [fault] = source.poll().faults

    assert (fault.operation, fault.since) == ("glue:GetTriggers", began)
    assert sorted(world.names()) == STEADY


def test_a_call_that_failed_in_passing_is_asked_again_and_its_fault_keeps_its_date(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    world.answer("GetJobBookmark", refusal("ThrottlingException"))
    began = clock.time
    for _ in range(3):
        [fault] = source.poll().faults
        assert (fault.operation, fault.subject, fault.since) == (
            "glue:GetJobBookmark",
            "out",
            began,
        )
        clock.move(1)

    assert world.names().count("GetJobBookmark") == 3


def test_a_fault_ends_when_the_call_succeeds(source: AwsSource, world: Stubs, clock: Clock) -> None:
    world.answer("GetTriggers", refusal("ThrottlingException"), {"Triggers": []})
    assert source.poll().faults
    clock.move(1)

    seen = source.poll()

    assert not seen.faults
    assert seen.triggers == ()


def test_bytes_missed_while_cloudwatch_failed_are_fetched_afterwards(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()
    world.answer("GetMetricData", refusal("InternalServiceFault", status=500))
    for _ in range(40):
        clock.move(1)
        assert source.poll().metrics_from is None
    world.answer("GetMetricData", complete)
    world.forget()
    clock.move(1)

    seen = source.poll()

    assert not seen.faults
    assert seen.metrics_from is not None
    assert seen.metrics_from <= NOON


def test_half_an_answer_is_kept_told_and_asked_for_again(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    half = {"StatusCode": "PartialData", "Timestamps": [NOON - minutes(5)], "Values": [9.0]}
    world.answer("GetMetricData", lambda params: complete(params, {"m0": half}), complete)

    seen = source.poll()

    assert [each.values for each in seen.metrics] == [(9.0,)]
    assert seen.metrics_from is None
    [fault] = seen.faults
    assert (fault.operation, fault.code, fault.subject) == (
        "cloudwatch:GetMetricData",
        "PartialData",
        "in",
    )
    clock.move(1)
    again = source.poll()
    assert again.metrics_from == NOON - minutes(179)
    assert not again.faults


def test_a_run_series_that_is_refused_does_not_hide_the_sums(
    source: AwsSource, world: Stubs
) -> None:
    def refuse_runs(params: Params) -> Shape:
        forbidden = {
            query["Id"]: {"StatusCode": "Forbidden"}
            for query in params["MetricDataQueries"]
            if query["MetricStat"]["Metric"]["Dimensions"][1]["Value"] != ALL_RUNS
        }
        return complete(params, forbidden)

    world.answer("GetMetricData", refuse_runs)

    seen = source.poll()

    assert seen.metrics_from == NOON - minutes(180)
    assert {fault.code for fault in seen.faults} == {"Forbidden"}


def test_runs_of_one_job_that_fail_leave_those_of_the_other(
    source: AwsSource, world: Stubs
) -> None:
    runs = {"JobRuns": [run("jr_1", NOON - minutes(60))]}
    world.answer("GetJobRuns", by_job(out=refusal("AccessDeniedException"), other=runs))

    seen = source.poll()

    assert {each.job for each in seen.runs} == {"in"}
    assert [(fault.operation, fault.subject) for fault in seen.faults] == [
        ("glue:GetJobRuns", "out")
    ]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (NoCredentialsError(), CredentialsError, "AWS_ variables"),
        (refusal("ExpiredTokenException"), CredentialsError, "credentials expired"),
        (refusal("AccessDeniedException"), ObservationError, "glue:GetJobRuns is denied"),
        (refusal("ThrottlingException"), ObservationError, "127.0.0.1:9"),
        (EndpointConnectionError(endpoint_url="u"), ObservationError, "127.0.0.1:9"),
    ],
)
def test_without_any_runs_there_is_nothing_to_observe(
    source: AwsSource,
    world: Stubs,
    answer: Answer,
    error: type[Exception],
    said: str,
) -> None:
    world.answer("GetJobRuns", answer)

    with pytest.raises(error, match=said) as raised:
        source.poll()
    assert type(raised.value) is error
    assert "\n" not in str(raised.value)


def test_after_a_poll_without_runs_nothing_is_taken_as_told(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    runs = {"JobRuns": [run("jr_1", NOON - minutes(60))]}
    busy = refusal("ThrottlingException")
    world.answer("GetJobRuns", busy, busy, runs)
    with pytest.raises(ObservationError):
        source.poll()
    clock.move(1)

    seen = source.poll()

    assert len(seen.jobs) == 2
    assert seen.triggers is not None


def test_an_unknown_job_is_told_with_the_nearest_names(source: AwsSource, world: Stubs) -> None:
    world.answer(
        "GetJobRuns", by_job(out=refusal("EntityNotFoundException"), other={"JobRuns": []})
    )
    world.answer("ListJobs", {"JobNames": ["out-2", "in"]})

    with pytest.raises(
        UsageError, match="no Glue job is named 'out' in eu-west-1; nearest: 'out-2'"
    ):
        source.poll()


def test_a_job_that_only_its_definition_denies_is_unknown_too(
    source: AwsSource, world: Stubs
) -> None:
    world.answer("GetJobRuns", {"JobRuns": []})
    world.answer("GetJob", by_job(out=refusal("EntityNotFoundException"), other=define))
    world.answer("ListJobs", {"JobNames": []})

    with pytest.raises(UsageError, match="'out'"):
        source.poll()


def test_a_job_that_is_deleted_while_it_is_watched_is_a_fault(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()
    gone = refusal("EntityNotFoundException")
    runs = {"JobRuns": [run("jr_1", NOON - minutes(60))]}
    world.answer("GetJobRuns", by_job(out=gone, other=runs))
    world.answer("GetJob", by_job(out=gone, other=define))
    clock.move(5)

    faults = source.poll().faults

    assert {(fault.operation, fault.subject) for fault in faults} == {
        ("glue:GetJobRuns", "out"),
        ("glue:GetJob", "out"),
    }


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SourceSettings(jobs=("in", "out"), profile="nope"), "no AWS profile 'nope'"),
        (SourceSettings(jobs=("in", "out"), region="eu west"), "--region"),
        (SourceSettings(jobs=("in", "out")), "no AWS region is set"),
    ],
)
def test_no_way_in_is_told_in_one_line(settings: SourceSettings, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        AwsSource(settings).poll()


def test_a_login_in_another_shell_is_found_by_the_next_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = "http://127.0.0.1:9"
    source = AwsSource(SourceSettings(jobs=("in", "out"), region="eu-west-1", endpoint_url=nowhere))
    with pytest.raises(CredentialsError):
        source.poll()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")

    with pytest.raises(ObservationError, match=nowhere) as raised:
        source.poll()
    assert not isinstance(raised.value, CredentialsError)
