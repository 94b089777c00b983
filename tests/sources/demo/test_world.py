from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.stories import find_story
from glueflow_tui.sources.demo.world import World

from .looking import LONG_BACK, at, runs_of
from .making import BEGINS, OUT, READER, pair


def test_before_anything_ran_there_are_definitions_only() -> None:
    seen = World(pair(), BEGINS).observe(BEGINS - MINUTE, LONG_BACK)

    assert (seen.runs, seen.metrics) == ((), ())
    assert [job.name for job in seen.jobs] == ["in", "out"]


def test_a_run_is_seen_running_until_the_second_it_ends() -> None:
    world = World(pair(), BEGINS)
    states = [
        runs_of(world.observe(moment, LONG_BACK), "in")[0]
        for moment in (at(12), at(12, 2, 59), at(12, 3))
    ]

    assert [run.state for run in states] == [
        JobRunState.RUNNING,
        JobRunState.RUNNING,
        JobRunState.SUCCEEDED,
    ]
    assert [run.completed for run in states] == [None, None, at(12, 3)]
    assert [run.execution_seconds for run in states] == [0, 179, 180]


def test_a_failed_run_shows_its_error_only_once_it_failed() -> None:
    slow = replace(OUT, work=replace(READER, bytes_per_minute=10))
    world = World(pair(downstream=slow), BEGINS)
    later = runs_of(world.observe(at(13, 50), LONG_BACK), "out")

    assert [run.is_refused for run in later] == [False, True, True, True]
    assert len(runs_of(world.observe(at(12, 32, 59), LONG_BACK), "out")) == 1


def test_runs_that_ended_before_the_lookback_are_left_out() -> None:
    world = World(pair(), BEGINS)
    seen = world.observe(at(13, 10), timedelta(minutes=39))

    assert [run.started for run in runs_of(seen, "in")] == [at(12, 30), at(13)]
    assert seen.metrics_from == at(12, 31)


def test_asking_twice_brings_the_same() -> None:
    world = World(pair(), BEGINS)

    assert world.observe(at(14, 7), LONG_BACK) == world.observe(at(14, 7), LONG_BACK)


def test_metrics_can_be_asked_for_from_a_later_minute_on() -> None:
    seen = World(pair(), BEGINS).observe(at(12, 40), LONG_BACK, at(12, 25, 30))

    assert seen.metrics_from == at(12, 25)
    assert {series.start for series in seen.metrics if series.run_id == "ALL"} == {at(12, 25)}
    assert len(seen.runs) == 4


def test_a_definition_tells_when_it_last_changed() -> None:
    story = find_story("document")
    world = story.world()
    before, after = (world.observe(at(hour), LONG_BACK) for hour in (14, 16))

    assert {job.modified for job in before.jobs} == {story.begins}
    changed = {job.name: job.modified for job in after.jobs}
    assert changed["orders-in"] == story.begins
    assert at(14, 45) < (changed["orders-out"] or at(0)) <= at(15, 5)
