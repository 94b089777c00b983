from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from glueflow_tui.cli import main
from glueflow_tui.errors import ObservationError
from glueflow_tui.model.jobs import Action, Condition, Job, Script, Trigger
from glueflow_tui.model.observation import ALL_RUNS, Observation, SourceInfo
from glueflow_tui.model.states import SourceKind, TriggerState, TriggerType
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.wall import WallSource
from glueflow_tui.sources.demo.fleet import FLEET
from tests.cloud.asking import REGION
from tests.cloud.following import Hands, MovedStory
from tests.cloud.knobs import DENIED
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.cloud.strict_glue import Pages

NOW = datetime(2026, 3, 4, 14, 17, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGES = Pages(runs=200, triggers=40, jobs=50, points=100_800)
NOTHING = Observation(NOW, SourceInfo(SourceKind.AWS), triggers=())


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[StrictCloud, Clients]]:
    with run_strict_cloud(lambda: NOTHING) as cloud:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", "testing")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            clients = Clients(region=REGION, endpoint_url=cloud.url)
            clients.prepare()
            assert clients.endpoint == cloud.url
        yield cloud, clients


@pytest.fixture
def cloud(shared: tuple[StrictCloud, Clients]) -> StrictCloud:
    cloud = shared[0]
    cloud.calls.clear()
    cloud.pages = PAGES
    return cloud


@pytest.fixture(scope="module")
def told() -> tuple[MovedStory, Hands]:
    """A day of the fleet, simulated once."""
    hands = Hands(NOW)
    day = timedelta(days=1)
    return MovedStory("fleet", past=day, clock=hands, lookback=timedelta(hours=4)), hands


@pytest.fixture
def clock(told: tuple[MovedStory, Hands]) -> Hands:
    told[1].now = NOW
    return told[1]


@pytest.fixture
def fleet(cloud: StrictCloud, told: tuple[MovedStory, Hands]) -> StrictCloud:
    cloud.view = told[0]
    return cloud


def hang(clients: Clients, clock: Hands, *, whole: bool = False) -> WallSource:
    chosen = SourceSettings(region=REGION, whole=whole)
    return WallSource(chosen, clients=clients, now=clock)


def fill(source: WallSource) -> list[Observation]:
    """Looks, one at once after the other, until there is nothing left to ask about."""
    looks = [source.poll()]
    while looks[-1].pending:
        looks.append(source.poll())
    return looks


def count_calls(cloud: StrictCloud) -> Counter[str]:
    counted = Counter(call.operation for call in cloud.calls)
    cloud.calls.clear()
    return counted


def test_all_forty_chains_are_found_among_strange_triggers_and_none_is_invented(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    found = hang(shared[1], clock).survey()
    told = FLEET.world().observe(FLEET.begins + timedelta(minutes=80), timedelta(hours=3))

    assert {chain.name: chain.jobs for chain in found.chains} == {
        chain.name: chain.jobs for chain in told.chains
    }
    assert count_calls(fleet) == {
        "GetTriggers": 3,
        "GetJobs": 2,
        "GetCallerIdentity": 1,
        "GetObject": 97,
    }


WRITES = """
frame.write.mode("append").parquet("s3://lake/staging/web/")
"""
READS = """
glueContext.create_dynamic_frame.from_options("s3", {"paths": ["s3://lake/staging/web/"]}, "json")
"""


def loose() -> Observation:
    """Jobs without any trigger, and what their scripts read and write."""
    texts = {"web-in": WRITES, "web-out": READS, "web-other": "print(1)"}
    jobs = tuple(Job(name, script_location=f"s3://code/{name}.py") for name in texts)
    scripts = tuple(Script(name, f"s3://code/{name}.py", text) for name, text in texts.items())
    return replace(NOTHING, jobs=jobs, scripts=scripts)


def list_over_http(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, Any], str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    assert main(["chains", "--json", "--region", REGION, "--endpoint-url", cloud.url]) == 0
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_scripts_suggest_links_between_jobs_that_nothing_holds_together(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.view = loose
    told, narrated = list_over_http(cloud, capsys, monkeypatch)

    assert told["chains"] == []
    assert told["suggested"] == [
        {
            "upstream": "web-in",
            "downstream": "web-out",
            "origin": "suggested",
            "via": "s3://lake/staging/web/",
        }
    ]
    assert narrated == ""


def test_scripts_that_may_not_be_read_are_not_asked_for_one_by_one(
    fleet: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_denied", {"GetObject": DENIED})
    told, narrated = list_over_http(fleet, capsys, monkeypatch)

    assert len(told["chains"]) == 40
    assert fleet.count("GetObject") == 8
    assert "by 0 of 97 scripts (s3:GetObject: AccessDenied" in narrated


def test_the_first_look_brings_the_names_and_nothing_that_takes_a_call_for_each_job(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    seen = hang(shared[1], clock).poll()

    assert len(seen.chains) == 40
    assert set(seen.pending) == {job.name for job in seen.jobs}
    assert (seen.runs, seen.metrics, seen.metrics_from) == ((), (), None)
    assert count_calls(fleet) == {"GetTriggers": 3, "GetJobs": 2, "GetCallerIdentity": 1}


def test_the_first_wall_is_whole_after_one_call_for_each_job_and_eleven_more(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    looks = fill(hang(shared[1], clock))
    calls = count_calls(fleet)
    jobs = [job for chain in looks[0].chains for job in chain.jobs]

    assert calls == {
        "GetTriggers": 3,
        "GetJobs": 2,
        "GetCallerIdentity": 1,
        "GetJobRuns": 97,
        "GetMetricData": 4,
    }
    assert len(set(jobs)) == 97
    assert {series.run_id for seen in looks for series in seen.metrics} == {ALL_RUNS}
    # No series is asked for twice, and none of jobs that had no run.
    asked = [(one.job, one.metric) for seen in looks for one in seen.metrics]
    assert len(set(asked)) == len(asked)
    assert sum(seen.calls for seen in looks) == calls.total()
    assert not any(seen.faults for seen in looks)


def test_chains_are_filled_whole_and_those_without_bookmarks_first(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    source = hang(shared[1], clock)
    chains = source.poll().chains
    second = set(source.poll().pending)
    touched = [chain.name for chain in chains if second.isdisjoint(chain.jobs)]

    assert all(second.isdisjoint(one.jobs) or second >= set(one.jobs) for one in chains)
    assert {"invoices", "ledger"} <= set(touched)
    # Those whose clock stands still can wait.
    assert "surveys" not in touched


def test_steady_watching_takes_thirty_calls_a_minute_at_most_and_misses_no_run_for_long(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    source = hang(shared[1], clock)
    runs = {run.id: run for seen in fill(source) for run in seen.runs}
    metrics = 0
    made: list[int] = []
    count_calls(fleet)
    for _ in range(12):
        clock.now += MINUTE
        seen = source.poll()
        runs |= {run.id: run for run in seen.runs}
        metrics += seen.metrics_requested
        calls = count_calls(fleet)
        made.append(calls.total())
        assert seen.pending == ()
        assert calls["GetMetricData"] == 1
    assert made == [21, 21, 23, 24, 26, 22, 17, 18, 19, 28, 28, 24]
    assert max(made) <= 30
    before = clock.now - 10 * MINUTE
    horizon = clock.now - timedelta(hours=3)
    for run in fleet.view().runs:
        if run.started and run.started < before and (run.completed or clock.now) > horizon:
            assert run.id in runs
            if run.completed and run.completed < before:
                assert runs[run.id].state == run.state
    # Series of 97 jobs, both metrics, every minute, would be more than twice as many.
    assert metrics / 12 < 90


def test_an_opened_chain_is_asked_about_as_if_it_were_alone(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    source = hang(shared[1], clock)
    fill(source)
    count_calls(fleet)
    source.open_chain("carts")
    clock.now += MINUTE
    seen = source.poll()
    calls = count_calls(fleet)

    assert {mark.job for mark in seen.bookmarks} == {"carts-copy-1", "carts-out", "carts-join"}
    assert {script.job for script in seen.scripts} == {
        "carts-in",
        "carts-copy-1",
        "carts-out",
        "carts-join",
    }
    of_runs = [series for series in seen.metrics if series.run_id != ALL_RUNS]
    assert of_runs
    assert all(series.job.startswith("carts-") for series in of_runs)
    assert calls["GetMetricData"] == 1
    source.open_chain(None)
    clock.now += MINUTE
    assert {series.run_id for series in source.poll().metrics} == {ALL_RUNS}


def test_a_look_at_the_whole_reads_every_bookmark_at_once(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    seen = hang(shared[1], clock, whole=True).poll()
    readers = {link.downstream for chain in seen.chains for link in chain.links}

    assert {mark.job for mark in seen.bookmarks} == readers
    assert {script.job for script in seen.scripts} == {job.name for job in seen.jobs}


def account(jobs: int, triggers: int) -> Observation:
    """Jobs of which every third starts the next; the other triggers watch nothing."""
    names = [f"job-{number:04}" for number in range(jobs)]
    made = [
        Trigger(
            f"after-{names[at]}",
            TriggerType.CONDITIONAL,
            TriggerState.ACTIVATED,
            conditions=(Condition(names[at], state="SUCCEEDED"),),
            actions=(Action(names[at + 1]),),
        )
        if number % 3
        else Trigger(
            f"clock-{names[at]}",
            TriggerType.SCHEDULED,
            TriggerState.ACTIVATED,
            schedule=f"cron({number % 60} * * * ? *)",
            actions=(Action(names[at]),),
        )
        for number in range(triggers)
        for at in [number * 2]
    ]
    return replace(NOTHING, jobs=tuple(map(Job, names)), triggers=tuple(made))


def test_two_thousand_jobs_are_surveyed_by_one_call_for_each_page(
    cloud: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    big = account(2000, 900)
    cloud.view = lambda: big
    cloud.pages = Pages(runs=200, triggers=200, jobs=1000, points=100_800)
    seen = hang(shared[1], clock).survey()
    calls = count_calls(cloud)

    assert len(seen.chains) == 600
    assert calls == {"GetTriggers": 5, "GetJobs": 3, "GetCallerIdentity": 1}


def test_without_any_chain_the_sentence_says_where_it_looked(
    cloud: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    cloud.view = lambda: NOTHING

    with pytest.raises(ObservationError, match=r"looked at 3 triggers, 3 jobs\); name two jobs"):
        hang(shared[1], clock).poll()
