from __future__ import annotations

from collections.abc import Callable

from glueflow_tui.model.chain import Link, link_jobs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.model.observation import ALL_RUNS, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.base import Progress
from tests.sources.aws.stubs import (
    NOON,
    Params,
    Shape,
    Stubs,
    complete,
    minutes,
    refusal,
    run,
)
from tests.sources.aws.worlds import SECOND, STEADY, Clock, by_job, define, trigger


def test_the_first_poll_brings_all_there_is_to_know(source: AwsSource, clock: Clock) -> None:
    seen = source.poll()

    assert seen.taken_at == clock.time
    assert seen.source == SourceInfo(SourceKind.AWS, None, "eu-west-1", "123456789012")
    assert seen.chains == (link_jobs(["in", "out"]),)
    assert {job.name: job.script_location for job in seen.jobs} == {
        "in": "s3://code/in.py",
        "out": "s3://code/out.py",
    }
    assert sorted((each.job, each.state) for each in seen.runs) == [
        ("in", JobRunState.SUCCEEDED),
        ("out", JobRunState.SUCCEEDED),
    ]
    assert seen.triggers is not None
    assert [each.name for each in seen.triggers] == ["half-hourly"]
    assert seen.bookmarks == (Bookmark("out", run_id=None),)
    assert set(seen.scripts) == {
        Script("in", "s3://code/in.py", "job.commit()\n"),
        Script("out", "s3://code/out.py", "job.commit()\n"),
    }
    assert seen.metrics_from == NOON - minutes(180)
    assert not seen.faults
    assert seen.calls == 10
    assert seen.metrics_requested == 8


def test_a_poll_in_steady_state_takes_three_calls(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()
    for _ in range(4):
        world.forget()
        clock.move(1)
        seen = source.poll()

        assert sorted(world.names()) == STEADY
        assert seen.calls == 3
        assert seen.metrics_requested == 4
        [asked] = world.of("GetMetricData")
        assert asked["StartTime"] == clock.time - minutes(15) - 30 * SECOND
        assert asked["EndTime"] == clock.time + 30 * SECOND


def test_an_hour_of_polls_asks_for_definitions_and_scripts_every_five_minutes(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    for _ in range(60):
        source.poll()
        clock.move(1)

    counted = {name: world.names().count(name) for name in set(world.names())}
    assert counted == {
        "GetJobRuns": 120,
        "GetMetricData": 60,
        "GetJob": 24,
        "GetTriggers": 12,
        "GetObject": 24,
        "GetJobBookmark": 1,
        "GetCallerIdentity": 1,
    }


def test_triggers_are_kept_when_they_start_or_watch_a_job_of_the_chain(
    source: AwsSource, world: Stubs
) -> None:
    world.answer(
        "GetTriggers",
        {
            "Triggers": [
                trigger("starts", "in"),
                trigger("watches", "archive", watched="out"),
                trigger("unrelated", "users", watched="accounts"),
            ]
        },
    )

    seen = source.poll()

    assert seen.triggers is not None
    assert [each.name for each in seen.triggers] == ["starts", "watches"]


def test_a_bookmark_is_asked_for_again_when_its_job_succeeded_again(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()
    first, second = run("jr_1", NOON - minutes(60)), run("jr_2", NOON - minutes(20))
    world.answer("GetJobRuns", {"JobRuns": [second, first]})
    world.answer("GetJobBookmark", {"JobBookmarkEntry": {"RunId": "jr_2"}})
    clock.move(1)

    assert [each.run_id for each in source.poll().bookmarks] == ["jr_2"]
    world.forget()
    clock.move(1)
    assert source.poll().bookmarks == ()
    assert "GetJobBookmark" not in world.names()


def test_a_script_is_read_at_once_when_its_job_names_another(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()

    def moved(params: Params) -> Shape:
        command = {"Name": "glueetl", "ScriptLocation": "s3://code/v2.py"}
        return {"Job": {"Name": params["JobName"], "Command": command}}

    world.answer("GetJob", by_job(out=moved, other=define))
    clock.move(5)

    assert "s3://code/v2.py" in [each.location for each in source.poll().scripts]


def test_a_script_that_did_not_change_is_not_told_again(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    source.poll()
    world.answer("GetObject", refusal("304", "Not Modified", 304))
    world.forget()
    clock.move(30)

    seen = source.poll()

    assert world.names().count("GetObject") == 2
    assert not seen.scripts
    assert not seen.faults


def one_by_one(*runs: Shape) -> Callable[[Params], Shape]:
    """Pages of a single run."""

    def page(params: Params) -> Shape:
        number = int(params.get("NextToken", 0))
        more = {"NextToken": str(number + 1)} if number + 1 < len(runs) else {}
        return {"JobRuns": [runs[number]], **more}

    return page


def test_the_end_of_a_run_is_seen_on_whatever_page_it_stands(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    old = run("jr_0", NOON - minutes(300))
    newer = run("jr_2", NOON, "RUNNING")
    world.answer("GetJobRuns", one_by_one(newer, run("jr_1", NOON - minutes(9), "RUNNING"), old))
    source.poll()
    world.answer("GetJobRuns", one_by_one(newer, run("jr_1", NOON - minutes(9)), old))
    clock.move(2)

    seen = source.poll()

    assert {each.id: each.state for each in seen.runs} == {
        "jr_2": JobRunState.RUNNING,
        "jr_1": JobRunState.SUCCEEDED,
    }


def test_a_run_below_the_page_that_is_read_is_still_measured_while_it_may_change(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    fresh = run("jr_1", NOON - minutes(12))
    world.answer("GetJobRuns", one_by_one(run("jr_2", NOON, "RUNNING"), fresh, fresh))
    source.poll()
    world.forget()
    clock.move(1)

    source.poll()

    assert sorted(world.names()) == STEADY
    [asked] = world.of("GetMetricData")
    names = {
        query["MetricStat"]["Metric"]["Dimensions"][1]["Value"]
        for query in asked["MetricDataQueries"]
    }
    assert names == {ALL_RUNS, "jr_1", "jr_2"}


def test_bytes_are_told_by_job_and_by_run(source: AwsSource, world: Stubs) -> None:
    point = {"Timestamps": [NOON - minutes(55)], "Values": [5.0]}

    def measure(params: Params) -> Shape:
        wanted = {
            query["Id"]: point
            for query in params["MetricDataQueries"]
            if "read" in query["MetricStat"]["Metric"]["MetricName"]
        }
        return complete(params, wanted)

    world.answer("GetMetricData", measure)

    told = {(each.job, each.run_id, each.metric): each.values for each in source.poll().metrics}

    assert told == {
        (job, run_id, Metric.BYTES_READ): (5.0,)
        for job in ("in", "out")
        for run_id in (ALL_RUNS, "jr_1")
    }


def test_a_history_of_polls_holds_every_run_and_minute_once(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    history = History(keep=minutes(180)).absorb(source.poll())
    fresh = run("jr_2", NOON, "RUNNING")
    world.answer("GetJobRuns", {"JobRuns": [fresh, run("jr_1", NOON - minutes(60))]})
    for _ in range(3):
        clock.move(1)
        history = history.absorb(source.poll())

    assert [each.id for each in history.runs["out"]] == ["jr_1", "jr_2"]
    assert history.metrics_from == NOON - minutes(180)
    assert history.metrics_until == clock.time


def test_chains_follow_the_links_that_are_given(world: Stubs, clock: Clock) -> None:
    links = (("a", "c"), ("b", "c"), ("x", "y"))
    source = AwsSource(SourceSettings(links=links), clients=world.clients, now=clock)

    chains = source.poll().chains

    assert [chain.links for chain in chains] == [
        (Link("a", "c"), Link("b", "c")),
        (Link("x", "y"),),
    ]
    assert {params["JobName"] for params in world.of("GetJobBookmark")} == {"c", "y"}


def test_progress_tells_whose_runs_and_bytes_the_look_under_way_has_brought(
    source: AwsSource, world: Stubs, clock: Clock
) -> None:
    told: list[tuple[str, Progress]] = []

    def note(operation: str, answer: Callable[[Params], Shape]) -> None:
        def tell(params: Params) -> Shape:
            told.append((operation, source.tell_progress()))
            return answer(params)

        world.answer(operation, tell)

    note("GetMetricData", complete)
    note("GetJobRuns", lambda _: {"JobRuns": [run("jr_1", NOON - minutes(60))]})
    assert source.tell_progress() == Progress(0, 0)
    source.poll()

    assert told[0] == ("GetJobRuns", Progress(0, 0))
    assert ("GetMetricData", Progress(2, 0)) in told
    assert source.tell_progress() == Progress(2, 2)
    clock.move(1)
    told.clear()
    source.poll()
    assert told[0] == ("GetJobRuns", Progress(0, 0))
