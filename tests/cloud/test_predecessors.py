from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from glueflow_tui.cli import main
from glueflow_tui.errors import ObservationError
from glueflow_tui.model.jobs import Job, JobRun, RunKey
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.aws.asks import CONSEQUENCES
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.wall import MOST_LONE
from tests.cloud.asking import REGION
from tests.cloud.following import Hands
from tests.cloud.hanging import MINUTE, NOTHING, NOW, account, count_calls, fill, hang
from tests.cloud.knobs import DENIED, THROTTLED
from tests.cloud.strict import StrictCloud
from tests.cloud.strict_glue import GENEROUS

Shared = tuple[StrictCloud, Clients]
DAY = timedelta(days=1)


def run(job: str, *before: str, ended: datetime = NOW - 20 * MINUTE) -> JobRun:
    keys = tuple(RunKey(one, f"jr_{one}") for one in before)
    state, trigger = JobRunState.SUCCEEDED, f"to-{job}" if before else None
    return JobRun(
        job, f"jr_{job}", state, ended - 5 * MINUTE, ended, trigger=trigger, predecessors=keys
    )


def remembered(ended: datetime = NOW - 20 * MINUTE) -> Observation:
    """A chain whose triggers are deleted, and a job that runs by itself."""
    runs = (
        run("a", ended=ended),
        run("b", "a", ended=ended),
        run("c", "b", ended=ended),
        run("alone"),
    )
    return replace(NOTHING, jobs=tuple(map(Job, ("a", "b", "c", "alone"))), runs=runs)


LINKS = [("a", "b", "predecessor", "to-b"), ("b", "c", "predecessor", "to-c")]


def links_of(seen: Observation) -> list[tuple[str, str, str, str | None]]:
    return [
        (link.upstream, link.downstream, str(link.origin), link.via)
        for chain in seen.chains
        for link in chain.links
    ]


def led_calls(cloud: StrictCloud) -> list[str]:
    return sorted(
        call.parameters["JobName"] for call in cloud.calls if call.operation == "GetJobRun"
    )


def test_a_survey_finds_what_only_the_predecessors_of_runs_tell(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = remembered
    seen = hang(shared[1], clock).survey()

    assert links_of(seen) == LINKS
    assert led_calls(cloud) == ["b", "c"]
    assert not seen.faults


def test_a_listing_that_tells_the_predecessors_spares_the_second_call(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = remembered
    cloud.with_predecessors = True

    assert links_of(hang(shared[1], clock).survey()) == LINKS
    assert led_calls(cloud) == []


def test_the_chains_command_prints_their_origin(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.view = lambda: remembered(datetime.now(UTC) - 20 * MINUTE)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    assert main(["chains", "--json", "--region", REGION, "--endpoint-url", cloud.url]) == 0
    [chain] = json.loads(capsys.readouterr().out)["chains"]

    assert chain["jobs"] == ["a", "b", "c"]
    assert [link["origin"] for link in chain["links"]] == ["predecessor"] * 2


def test_a_check_of_the_whole_account_judges_such_a_chain_at_once(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = remembered
    seen = hang(shared[1], clock, whole=True).poll()

    assert links_of(seen) == LINKS
    assert {run.job for run in seen.runs} == {"a", "b", "c"}


def test_the_wall_finds_it_by_and_by_and_asks_about_no_lone_job_twice(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    listed, more = account(12, 4), remembered()
    both = replace(listed, jobs=(*listed.jobs, *more.jobs), runs=more.runs)
    cloud.view = lambda: both
    source = hang(shared[1], clock)
    fill(source)
    for _ in range(12):
        seen = source.poll()
        clock.now += MINUTE

    assert set(LINKS) <= set(links_of(seen))
    assert len(seen.chains) == 3
    asked = [call.parameters["JobName"] for call in cloud.calls if call.operation == "GetJobRuns"]
    assert asked.count("alone") == 1
    assert led_calls(cloud) == ["b", "c"]


def test_the_wall_of_an_account_without_any_trigger_looks_at_runs_before_it_says_there_is_no_chain(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = remembered

    assert links_of(hang(shared[1], clock).poll()) == LINKS


def test_where_runs_of_lone_jobs_may_not_be_read_the_others_are_left_alone(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    large = account(60, 10)
    cloud.view = lambda: large
    source = hang(shared[1], clock)
    fill(source)
    cloud.deny("GetJobRuns")
    faults = set[str | None]()
    try:
        for _ in range(5):
            clock.now += MINUTE
            faults |= {fault.subject for fault in source.survey().faults}
    finally:
        cloud._denied.clear()

    assert 0 < len(faults) <= 8


def test_runs_that_ended_before_the_time_looked_back_on_make_no_chain(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = lambda: remembered(NOW - DAY)

    assert hang(shared[1], clock).survey().chains == ()


def test_a_job_that_is_gone_by_then_is_no_fault(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    whole = remembered()
    cloud.view = lambda: replace(whole, runs=() if led_calls(cloud) else whole.runs)
    seen = hang(shared[1], clock).survey()

    assert (seen.chains, seen.faults) == ((), ())


def test_without_the_permission_the_fault_says_what_stays_unseen(
    cloud: StrictCloud, shared: Shared, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """glue:GetJobRun is denied."""
    cloud.view = remembered
    monkeypatch.setattr(cloud, "_denied", {"GetJobRun": DENIED})
    source = hang(shared[1], clock)
    seen = source.survey()

    assert seen.chains == ()
    assert {(fault.operation, fault.subject) for fault in seen.faults} == {
        ("glue:GetJobRun", "b"),
        ("glue:GetJobRun", "c"),
    }
    assert {fault.consequence for fault in seen.faults} == {CONSEQUENCES["glue:GetJobRun"]}
    source.survey()
    assert led_calls(cloud) == ["b", "c"]


def test_what_failed_in_passing_is_asked_again(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    cloud.view = remembered
    cloud.refuse("GetJobRun", *[THROTTLED] * 20)
    source = hang(shared[1], clock)

    assert source.survey().chains == ()
    cloud._planned.clear()
    assert links_of(source.survey()) == LINKS


def test_where_triggers_may_not_be_listed_runs_tell_the_chains(
    cloud: StrictCloud, shared: Shared, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.view = remembered
    monkeypatch.setattr(cloud, "_denied", {"GetTriggers": DENIED})
    for look in (hang(shared[1], clock).survey, hang(shared[1], clock, whole=True).poll):
        seen = look()
        assert links_of(seen) == LINKS
        assert [fault.operation for fault in seen.faults] == ["glue:GetTriggers"]


def test_where_neither_tells_of_a_chain_the_missing_permission_is_named_each_time(
    cloud: StrictCloud, shared: Shared, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.view = lambda: replace(NOTHING, jobs=(Job("a"),), runs=(run("a"),))
    monkeypatch.setattr(cloud, "_denied", {"GetTriggers": DENIED})
    source = hang(shared[1], clock)
    for _ in range(2):
        with pytest.raises(ObservationError, match="glue:GetTriggers is denied"):
            source.poll()
        clock.now += MINUTE


def test_of_a_large_account_few_jobs_are_asked(
    cloud: StrictCloud, shared: Shared, clock: Hands
) -> None:
    large = account(2000, 900)
    cloud.view = lambda: large
    cloud.pages = GENEROUS
    hang(shared[1], clock).survey()
    calls = count_calls(cloud)

    assert calls["GetJobRuns"] == MOST_LONE
    assert sum(calls.values()) - calls["GetTriggers"] - calls["GetJobs"] <= 25
