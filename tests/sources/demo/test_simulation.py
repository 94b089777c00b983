from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.runs import Run
from glueflow_tui.sources.demo.simulation import RETRY_SECONDS, Simulation
from glueflow_tui.sources.demo.specs import (
    AfterSuccess,
    Batch,
    Change,
    Clear,
    Deploy,
    Failure,
    Feed,
    JobSpec,
    Reader,
    Start,
    Stop,
    Switch,
)

from .making import IN, OUT, READER, STAGING, START, TRIGGERS, pair, simulate

SLOW_OUT = replace(OUT, work=replace(READER, bytes_per_minute=25))
BROKEN = Failure(first=1, every=9, seconds=90, error="broken")


def minutes(run: Run) -> tuple[float | None, float | None]:
    return (
        None if run.started is None else (run.started - START) / 60,
        None if run.ended is None else (run.ended - START) / 60,
    )


def runs(simulation: Simulation, job: str) -> list[Run]:
    return [run for run in simulation.runs if run.job == job]


def after(minute: int, *deeds: Deploy | Stop | Clear | Switch | Start) -> Change:
    return Change(timedelta(minutes=minute), deeds)


def test_the_clock_starts_the_upstream_and_its_success_the_downstream() -> None:
    simulation = simulate(pair(), 45)
    first, second = runs(simulation, "in")
    (follower, _) = runs(simulation, "out")

    assert (minutes(first), minutes(second)) == ((0, 3), (30, 33))
    assert follower.started == first.ended
    assert follower.cause.trigger == "after-in"
    assert [key.run_id for key in follower.cause.predecessors] == [first.id]
    assert first.cause.predecessors == ()


def test_a_start_over_the_limit_waits_in_line_and_begins_when_room_is_made() -> None:
    simulation = simulate(pair(downstream=replace(SLOW_OUT, queuing=True)), 70)
    first, second, third = runs(simulation, "out")

    assert minutes(first) == (3, 51.5)
    assert (second.requested, second.started) == (START + 33 * 60, first.ended)
    assert (third.requested, third.started) == (START + 63 * 60, None)


def test_without_queuing_a_start_over_the_limit_is_refused_and_never_runs() -> None:
    simulation = simulate(pair(downstream=SLOW_OUT), 70)
    first, refused, third = runs(simulation, "out")

    assert (refused.started, refused.ended) == (None, START + 33 * 60)
    assert refused.outcome is JobRunState.FAILED
    assert "Concurrent runs exceeded for out" in (refused.error or "")
    assert refused.reads.amount == 0
    assert (first.outcome, third.started) == (JobRunState.SUCCEEDED, START + 63 * 60)


def test_a_run_that_ends_at_the_second_of_the_next_start_makes_room_for_it() -> None:
    exact = replace(IN, work=Feed((Batch(1000, seconds=1740),)))
    simulation = simulate(pair(upstream=exact), 95)

    assert [minutes(run) for run in runs(simulation, "in")] == [
        (0, 30),
        (30, 60),
        (60, 90),
        (90, None),
    ]


def test_a_higher_limit_lets_runs_overlap() -> None:
    simulation = simulate(pair(downstream=replace(SLOW_OUT, max_concurrent_runs=2)), 40)

    assert [run.started for run in runs(simulation, "out")] == [START + 180, START + 1980]


def test_a_failed_attempt_commits_nothing_and_is_tried_again() -> None:
    simulation = simulate(pair(downstream=replace(OUT, max_retries=1, failures=(BROKEN,))), 20)
    first, again = runs(simulation, "out")

    assert (first.outcome, first.error) == (JobRunState.FAILED, "broken")
    assert minutes(first) == (3, 4.5)
    assert again.started == START + 270 + RETRY_SECONDS
    assert (again.id, again.attempt) == (f"{first.id}_attempt_1", 1)
    assert (again.previous_run_id, again.cause) == (first.id, first.cause)
    assert again.listed == first.listed
    assert simulation.bookmarks["out"].latest.attempt == 1


def test_attempts_end_with_the_retries() -> None:
    worse = replace(BROKEN, attempts=9)
    simulation = simulate(pair(downstream=replace(OUT, max_retries=2, failures=(worse,))), 29)
    ids = [run.id for run in runs(simulation, "out")]

    assert [run_id.removeprefix(ids[0]) for run_id in ids] == ["", "_attempt_1", "_attempt_2"]
    assert simulation.bookmarks["out"].latest.run_id is None


def test_a_run_after_a_failed_one_reads_the_files_of_both() -> None:
    simulation = simulate(pair(downstream=replace(OUT, failures=(BROKEN,))), 50)

    assert [run.reads.amount for run in runs(simulation, "out")] == [1000, 2000]


def test_a_failed_upstream_run_starts_nothing_but_leaves_its_finished_files() -> None:
    broken = replace(BROKEN, seconds=120)
    simulation = simulate(pair(upstream=replace(IN, files_per_run=10, failures=(broken,))), 50)
    first, _ = runs(simulation, "in")
    (follower,) = runs(simulation, "out")
    rescued = sum(file.size for file in follower.listed if file.run_id == first.id)

    assert first.outcome is JobRunState.FAILED
    assert follower.started == START + 33 * 60
    assert 0 < rescued < 1000
    assert follower.reads.amount == 1000 + rescued


def test_a_run_started_by_hand_is_not_followed() -> None:
    simulation = simulate(pair(IN, OUT, after(10, Start("in"))), 40)
    _, by_hand, _ = runs(simulation, "in")

    assert by_hand.cause.trigger is None
    assert [run.reads.amount for run in runs(simulation, "out")] == [1000, 2000]


def test_a_deactivated_trigger_does_not_fire_until_it_is_active_again() -> None:
    off, on = Switch("clock", active=False), Switch("clock", active=True)
    simulation = simulate(pair(IN, OUT, after(20, off), after(50, on)), 65)

    assert [minutes(run)[0] for run in runs(simulation, "in")] == [0, 60]
    assert simulation.active["clock"].as_of(START + 30 * 60) is False


def test_a_deactivated_conditional_trigger_stops_the_chain() -> None:
    simulation = simulate(pair(IN, OUT, after(20, Switch("after-in", active=False))), 100)

    assert (len(runs(simulation, "in")), len(runs(simulation, "out"))) == (4, 1)


def test_stopping_a_job_ends_running_and_waiting_runs_and_starts_nothing() -> None:
    slow = replace(SLOW_OUT, queuing=True)
    simulation = simulate(pair(IN, slow, after(40, Stop("out"))), 62)
    running, waiting = runs(simulation, "out")

    assert (minutes(running), minutes(waiting)) == ((3, 40), (None, 40))
    assert running.outcome is waiting.outcome is JobRunState.STOPPED
    assert simulation.bookmarks["out"].latest.run_id is None


def test_changes_come_before_what_starts_at_the_same_second() -> None:
    other = replace(IN, work=Feed((Batch(77),)))
    simulation = simulate(pair(IN, OUT, after(30, Deploy(other))), 40)

    assert [run.writes.amount for run in runs(simulation, "in")] == [1000, 77]


def test_a_running_run_keeps_the_job_as_it_was_and_a_waiting_one_takes_the_new() -> None:
    slow = replace(SLOW_OUT, queuing=True)
    untracked = replace(slow, work=replace(READER, transformation_ctx=None))
    simulation = simulate(pair(IN, slow, after(40, Deploy(untracked))), 60)
    first, second = runs(simulation, "out")

    assert first.spec == slow
    assert (first.reads.amount, second.reads.amount) == (1000, 2000)


def test_moved_files_are_not_read() -> None:
    unmarked = replace(OUT, arguments={})
    simulation = simulate(pair(IN, unmarked, after(20, Clear(STAGING))), 50)

    assert [run.reads.amount for run in runs(simulation, "out")] == [1000, 1000]


def test_a_bookmark_needs_option_context_and_commit() -> None:
    read = READER
    works = {
        "all": (OUT, [1000, 1000, 1000]),
        "no option": (replace(OUT, arguments={}), [1000, 2000, 3000]),
        "no context": (
            replace(OUT, work=replace(read, transformation_ctx=None)),
            [1000, 2000, 3000],
        ),
        "no commit": (replace(OUT, work=replace(read, commits=False)), [1000, 2000, 3000]),
        "paused": (
            replace(OUT, arguments={"--job-bookmark-option": "job-bookmark-pause"}),
            [1000, 2000, 3000],
        ),
    }

    for name, (spec, expected) in works.items():
        found = [run.reads.amount for run in runs(simulate(pair(IN, spec), 90), "out")]
        assert found == expected, name


def test_a_paused_bookmark_reads_what_is_new_since_the_last_commit() -> None:
    paused = replace(OUT, arguments={"--job-bookmark-option": "job-bookmark-pause"})
    simulation = simulate(pair(IN, OUT, after(20, Deploy(paused)), after(80, Deploy(OUT))), 130)

    assert [run.reads.amount for run in runs(simulation, "out")] == [1000, 1000, 2000, 3000, 1000]


def test_what_a_trigger_passes_switches_the_bookmark_off() -> None:
    passed = {"--job-bookmark-option": "job-bookmark-disable"}
    triggers = (TRIGGERS[0], AfterSuccess("after-in", "out", "in", passed))
    simulation = simulate(replace(pair(), triggers=triggers), 70)

    assert [run.reads.amount for run in runs(simulation, "out")] == [1000, 2000, 3000]
    assert simulation.bookmarks["out"].latest.run_id is None


def test_a_bookmark_without_context_is_saved_but_tracks_nothing() -> None:
    spec = replace(OUT, work=replace(READER, transformation_ctx=None))
    simulation = simulate(pair(IN, spec), 50)
    saved = simulation.bookmarks["out"].latest

    assert (saved.run_id, saved.version, saved.contexts) == (runs(simulation, "out")[-1].id, 2, ())


def test_bounded_reads_leave_the_rest_to_later_runs() -> None:
    bounded = replace(OUT, work=replace(READER, bounded_bytes=600))
    feed = replace(IN, files_per_run=10)
    simulation = simulate(pair(feed, bounded), 100)

    assert [run.reads.amount for run in runs(simulation, "out")] == [600, 600, 600, 600]


def test_a_chain_of_three_hands_the_bytes_on() -> None:
    middle = replace(OUT, name="middle", writes_to="s3://bucket/middle/")
    last = JobSpec("last", replace(READER, paths=("s3://bucket/middle/",)), "s3://b/x/")
    triggers = (
        TRIGGERS[0],
        AfterSuccess("one", "middle", "in"),
        AfterSuccess("two", "last", "middle"),
    )
    blueprint = replace(pair(), jobs=(IN, middle, last), triggers=triggers)
    simulation = simulate(blueprint, 20)

    assert [run.job for run in simulation.runs] == ["in", "middle", "last"]
    assert simulation.runs[2].reads.amount == simulation.runs[1].writes.amount == 750


def test_two_paths_are_read_as_one_listing() -> None:
    other = replace(IN, name="other", writes_to="s3://bucket/other/")
    both = replace(OUT, work=replace(READER, paths=(STAGING, "s3://bucket/other/")))
    assert isinstance(both.work, Reader)
    blueprint = replace(pair(), jobs=(IN, other, both))
    blueprint = replace(blueprint, changes=(after(0, Start("other")),))
    simulation = simulate(blueprint, 10)

    assert runs(simulation, "out")[0].reads.amount == 2000
