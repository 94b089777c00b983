from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, Observation
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.sources.demo.publishing import published_until
from glueflow_tui.sources.demo.runs import Run
from glueflow_tui.sources.demo.specs import Blueprint, Feed, Reader
from glueflow_tui.sources.demo.staging import StagedFile
from glueflow_tui.sources.demo.world import World

from .looking import LONG_BACK, READ, find_points, points
from .making import BEGINS, ON, START, blueprints, horizons, simulate

LATER = timedelta(minutes=173)


def reader_of(blueprint: Blueprint) -> Reader:
    work = blueprint.jobs[1].work
    assert isinstance(work, Reader)
    return work


def tracked(blueprint: Blueprint) -> Blueprint:
    upstream, downstream = blueprint.jobs
    work = replace(reader_of(blueprint), transformation_ctx="ctx", commits=True)
    right = replace(downstream, work=work, arguments=ON, max_concurrent_runs=1)
    return replace(blueprint, jobs=(upstream, right))


def started(runs: list[Run], job: str) -> list[Run]:
    return [run for run in runs if run.job == job and run.started is not None]


@given(blueprints(), horizons)
def test_a_bookmarked_reader_never_reads_a_file_twice(
    blueprint: Blueprint, horizon: timedelta
) -> None:
    simulation = simulate(tracked(blueprint), horizon // timedelta(minutes=1))
    times: Counter[StagedFile] = Counter()
    for run in started(simulation.runs, "out"):
        if run.outcome is JobRunState.SUCCEEDED:
            times.update(run.listed)

    assert max(times.values(), default=1) == 1


@given(blueprints(), horizons)
def test_a_bookmarked_reader_in_the_end_reads_exactly_what_was_written(
    blueprint: Blueprint, horizon: timedelta
) -> None:
    blueprint = tracked(blueprint)
    reader = replace(reader_of(blueprint), bounded_bytes=None)
    downstream = replace(blueprint.jobs[1], work=reader, failures=())
    upstream = replace(blueprint.jobs[0], max_concurrent_runs=1)
    simulation = simulate(
        replace(blueprint, jobs=(upstream, downstream)), horizon // timedelta(minutes=1)
    )
    done = [run for run in started(simulation.runs, "out") if run.outcome is JobRunState.SUCCEEDED]
    if not done or done[-1].started is None:
        return
    listed = done[-1].started
    whole = {
        run.id: run.writes.amount
        for run in started(simulation.runs, "in")
        if run.outcome is JobRunState.SUCCEEDED and run.ended is not None and run.ended <= listed
    }
    read: Counter[str] = Counter()
    for run in done:
        for file in run.listed:
            read[file.run_id] += file.size

    assert {run_id: read[run_id] for run_id in whole} == whole


@given(blueprints(), horizons)
def test_a_reader_without_bookmark_reads_all_that_ever_came(
    blueprint: Blueprint, horizon: timedelta
) -> None:
    upstream, downstream = blueprint.jobs
    work = replace(reader_of(blueprint), transformation_ctx=None, bounded_bytes=None)
    changed = replace(blueprint, jobs=(upstream, replace(downstream, work=work)))
    simulation = simulate(changed, horizon // timedelta(minutes=1))
    for run in started(simulation.runs, "out"):
        assert run.started is not None
        before = run.started
        written = {
            other.id: other.writes.amount
            for other in started(simulation.runs, "in")
            if other.outcome is JobRunState.SUCCEEDED and (other.ended or before + 1) <= before
        }
        sizes: Counter[str] = Counter()
        for file in run.listed:
            sizes[file.run_id] += file.size

        assert {run_id: sizes[run_id] for run_id in written} == written
        assert run.reads.amount == sum(sizes.values())


@given(blueprints())
def test_bytes_read_in_minutes_add_up_to_the_bytes_listed(blueprint: Blueprint) -> None:
    world = World(blueprint, BEGINS)
    end = BEGINS + timedelta(hours=6)
    seen = world.observe(end, LONG_BACK)
    published = published_until(int(end.timestamp())) * 60
    simulation = simulate(blueprint, 360)
    for run in started(simulation.runs, "out"):
        found = sum(find_points(seen, "out", READ, run.id).values())
        listed = sum(file.size for file in run.listed)
        if run.outcome is JobRunState.SUCCEEDED and (run.ended or 0) <= published:
            assert found == listed
        else:
            assert found <= listed


@given(blueprints())
def test_the_series_of_the_runs_add_up_to_the_series_of_the_job(blueprint: Blueprint) -> None:
    seen = World(blueprint, BEGINS).observe(BEGINS + timedelta(hours=5), LONG_BACK)
    for job in ("in", "out"):
        for metric in Metric:
            together: dict[object, float] = {}
            for series in seen.metrics:
                if (series.job, series.metric) == (job, metric) and series.run_id != ALL_RUNS:
                    for minute, value in points(series).items():
                        together[minute] = together.get(minute, 0.0) + value

            assert together == find_points(seen, job, metric)


@given(blueprints(), horizons)
def test_runs_at_one_time_never_exceed_the_limit(blueprint: Blueprint, horizon: timedelta) -> None:
    simulation = simulate(blueprint, horizon // timedelta(minutes=1))
    for spec in blueprint.jobs:
        spans = [
            (run.started, simulation.now + 1 if run.ended is None else run.ended)
            for run in simulation.runs
            if run.job == spec.name and run.started is not None
        ]
        for moment, _ in spans:
            assert sum(a <= moment < b for a, b in spans) <= spec.max_concurrent_runs


@given(blueprints(), horizons)
def test_waiting_runs_start_in_the_order_in_which_they_came(
    blueprint: Blueprint, horizon: timedelta
) -> None:
    simulation = simulate(blueprint, horizon // timedelta(minutes=1))
    for job in ("in", "out"):
        runs = started(simulation.runs, job)

        assert [run.requested for run in runs] == sorted(run.requested for run in runs)
        starts = [run.started for run in runs if run.started is not None]
        assert starts == sorted(starts)
        assert all(START <= run.requested <= (run.started or 0) for run in runs)


@given(blueprints(), horizons)
def test_what_was_seen_once_is_never_seen_otherwise(
    blueprint: Blueprint, horizon: timedelta
) -> None:
    fresh, travelled = World(blueprint, BEGINS), World(blueprint, BEGINS)
    moment = BEGINS + horizon
    before = fresh.observe(moment, LONG_BACK)
    later = fresh.observe(moment + LATER, LONG_BACK)
    travelled.observe(moment + LATER, LONG_BACK)

    assert travelled.observe(moment, LONG_BACK) == before
    assert fresh.observe(moment, LONG_BACK) == before
    assert_continues(before, later)


def assert_continues(before: Observation, later: Observation) -> None:
    after = {run.key: run for run in later.runs}
    for run in before.runs:
        then = after[run.key]
        assert then == run if run.state.is_final else is_successor(run, then)
    newer = {(one.job, one.run_id, one.metric): points(one) for one in later.metrics}
    for series in before.metrics:
        known = newer[series.job, series.run_id, series.metric]
        for minute, value in points(series).items():
            assert known[minute] == value


def is_successor(run: JobRun, then: JobRun) -> bool:
    assert run.started is not None
    assert then.started is not None
    if run.state is JobRunState.WAITING:
        return then.started >= run.started
    return then.started == run.started and run.completed is None


@given(blueprints())
def test_nothing_happens_without_a_cause(blueprint: Blueprint) -> None:
    simulation = simulate(blueprint, 300)
    by_id = {run.id: run for run in simulation.runs}
    assert len(by_id) == len(simulation.runs)
    for run in simulation.runs:
        if isinstance(run.spec.work, Feed):
            assert run.attempt or run.requested % 300 == 0
        elif not run.attempt:
            (fired,) = run.cause.predecessors
            upstream = by_id[fired.run_id]
            assert upstream.outcome is JobRunState.SUCCEEDED
            assert upstream.ended == run.requested
        if run.attempt:
            assert run.previous_run_id is not None
            assert by_id[run.previous_run_id].outcome is JobRunState.FAILED
