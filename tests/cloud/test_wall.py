from __future__ import annotations

from datetime import timedelta

import pytest

from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.sources.aws.client import Clients
from tests.cloud.following import Hands
from tests.cloud.hanging import MINUTE, count_calls, fill, hang
from tests.cloud.knobs import DENIED
from tests.cloud.strict import StrictCloud


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
    scripts: set[str] = set()
    count_calls(fleet)
    for _ in range(12):
        clock.now += MINUTE
        seen = source.poll()
        runs |= {run.id: run for run in seen.runs}
        scripts |= {script.job for script in seen.scripts}
        metrics += seen.metrics_requested
        calls = count_calls(fleet)
        made.append(calls.total())
        assert seen.pending == ()
        assert calls["GetMetricData"] == 1
    assert made == [28] * 12
    # What is left over of them tells the wall of each reader what a check would know.
    assert scripts == {link.downstream for chain in seen.chains for link in chain.links}
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

    assert {mark.job for mark in seen.bookmarks} >= {"carts-copy-1", "carts-out", "carts-join"}
    assert {script.job for script in seen.scripts} >= {
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
    # Over lookback more series than one call may ask for: there is no next look for the others.
    assert seen.metrics_requested > 500
    assert seen.metrics_from == seen.taken_at - timedelta(hours=3)


def test_scripts_that_may_not_be_read_cost_little_and_are_told_once(
    fleet: StrictCloud,
    shared: tuple[StrictCloud, Clients],
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fleet, "_denied", {"GetObject": DENIED})
    source = hang(shared[1], clock)
    fill(source)
    count_calls(fleet)
    tried: list[int] = []
    for _ in range(3):
        clock.now += MINUTE
        seen = source.poll()
        tried.append(count_calls(fleet)["GetObject"])

    # As many as were left over of one poll's calls, and never again.
    first, *later = tried
    assert 0 < first <= 8
    assert later == [0, 0]
    assert len(seen.faults) == first
