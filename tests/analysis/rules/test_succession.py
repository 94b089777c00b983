from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from glueflow_tui.model.jobs import Condition
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState
from tests.analysis.worlds import (
    AFTER_IN,
    EVERY_30,
    World,
    at,
    codes,
    found,
    link,
    run_of,
    schedule_of,
    steady,
)

REFUSAL = "Max concurrent runs exceeded"


def test_a_reader_that_waited_for_a_long_writer_started_late() -> None:
    late = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 99, 12))
    finding = found(late.report(), "late-start")

    assert finding.runs == ("out4",)
    assert "out #4 started 3m late: in #4 took 9m, usually 6m" in finding.message


def test_a_writer_a_little_longer_than_usual_is_not_told() -> None:
    late = steady().with_runs(run_of("in", "in4", 90, 8), run_of("out", "out4", 98, 12))

    assert codes(late.report()) == set()


@pytest.mark.parametrize(("minutes", "is_late"), [(24, False), (26, True)])
def test_a_writer_that_is_always_long_is_given_a_quarter_more(
    minutes: float, *, is_late: bool
) -> None:
    runs = [run_of("in", f"in{n}", 30 * n - 30, 20) for n in range(1, 4)]
    runs += [run_of("out", f"out{n}", 30 * n - 10, 8) for n in range(1, 4)]
    last = run_of("in", "in4", 90, minutes), run_of("out", "out4", 90 + minutes, 8)

    report = steady().with_runs(*runs, *last).but(taken_at=at(125)).report()
    assert ("late-start" in codes(report)) is is_late


@pytest.mark.parametrize(("count", "is_told"), [(2, False), (3, True)])
def test_three_writers_tell_the_usual_length(count: int, *, is_told: bool) -> None:
    start = 30 * count - 30
    last = run_of("in", f"in{count}", start, 11), run_of("out", f"out{count}", start + 11, 12)

    report = steady(count).with_runs(*last).report()
    assert ("late-start" in codes(report)) is is_told


def test_writers_that_failed_at_once_do_not_tell_the_usual_length() -> None:
    failed = [
        run_of("in", f"failed{n}", 30 * n + 20, 1, state=JobRunState.FAILED) for n in range(4)
    ]
    assert "late-start" not in codes(steady().with_runs(*failed).report())


def test_of_writers_side_by_side_the_last_to_end_was_waited_for() -> None:
    long = run_of("in", "in3", 60, 39), run_of("out", "out4", 99, 12)
    finding = found(steady().with_runs(*long).report(), "late-start")

    assert "out #4 started 33m late: in #3 took 39m, usually 6m" in finding.message


def test_only_a_reader_that_ran_and_had_a_writer_to_wait_for_is_late() -> None:
    first, refused = (
        run_of("out", "out0", -10, 8),
        run_of("out", "r", 100, 0, state=JobRunState.FAILED, error=REFUSAL),
    )
    late = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 99, 12))

    assert found(late.with_runs(first, refused).report(), "late-start").runs == ("out4",)


def test_only_a_writer_that_ran_and_ended_was_waited_for() -> None:
    refused = run_of("in", "r", 100, 0, state=JobRunState.FAILED, error=REFUSAL)
    working = run_of("in", "in5", 100, None)
    late = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 101, 12))

    assert found(late.with_runs(refused, working).report(), "late-start").runs == ("out4",)


def test_successes_that_wrote_nothing_stall_no_chain() -> None:
    world = stalled().but(taken_at=at(158))
    idle = tuple(
        m if m.start < at(60) else replace(m, values=(0.0,) * len(m.values)) for m in world.metrics
    )

    assert "chain-stalled" not in codes(world.but(metrics=idle).report())


@pytest.mark.parametrize(("start", "is_late"), [(104, True), (105, False)])
def test_a_reader_that_starts_by_its_own_clock_is_not_late(start: float, *, is_late: bool) -> None:
    world = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", start, 9))

    assert ("late-start" in codes(world.report())) is is_late


def stalled() -> World:
    world = steady(5).without("out3", "out4", "out5")
    read = tuple(m for m in world.metrics if m.job == "in" or m.start < at(60))
    return world.but(metrics=read)


def test_a_success_that_nobody_follows_within_a_window_stalls_the_chain() -> None:
    finding = found(stalled().but(taken_at=at(158)).report(), "chain-stalled")

    assert finding.since == at(66)
    assert "out has not run since in #3 succeeded 1h32m ago nor after the 2 since" in (
        finding.message
    )
    assert finding.runs == ("in3", "in4", "in5")


def test_an_upstream_job_that_goes_on_hides_no_stall() -> None:
    # The newest success is six minutes old, the first that nobody followed thirty-one.
    finding = found(stalled().but(taken_at=at(97.5)).report(), "chain-stalled")

    assert "has not run since in #3 succeeded" in finding.message


def test_what_waits_unread_is_told_where_it_is_known() -> None:
    world = stalled().without("in4", "in5").but(taken_at=at(98))
    known = world.but(metrics=tuple(m for m in world.metrics if m.start < at(90)))
    unknown = world.but(metrics=())

    told, untold = (found(one.report(), "chain-stalled").message for one in (known, unknown))
    assert told.endswith("since in #3 succeeded 32m ago, 900.00 MB unread")
    assert untold.endswith("since in #3 succeeded 32m ago")


def test_a_reader_that_never_ran_follows_nobody() -> None:
    never = stalled().without("out1", "out2").but(taken_at=at(158))

    assert found(never.report(), "chain-stalled").runs == ("in1", "in2", "in3", "in4", "in5")


TWO = (*AFTER_IN.conditions, Condition("other", state="SUCCEEDED"))


def waiting_for_two(logical: str) -> World:
    world = stalled().but(taken_at=at(150))
    return world.but(triggers=(EVERY_30, replace(AFTER_IN, logical=logical, conditions=TWO)))


def test_a_trigger_that_waits_for_another_job_alone_follows_not_this_one() -> None:
    other = replace(AFTER_IN, name="after-other", conditions=TWO[1:])
    world = waiting_for_two("AND")

    assert "chain-stalled" not in codes(
        world.but(triggers=(*(world.triggers or ()), other)).report()
    )


@pytest.mark.parametrize(("logical", "fires"), [("AND", False), ("ANY", True)])
def test_a_job_that_also_waits_for_another_is_given_a_window_from_the_last_success(
    logical: str, *, fires: bool
) -> None:
    assert ("chain-stalled" in codes(waiting_for_two(logical).report())) is fires


def test_a_second_trigger_that_waits_for_another_job_too_gives_no_more_time() -> None:
    both = replace(AFTER_IN, name="after-both", conditions=TWO)
    world = stalled().but(taken_at=at(97.5), triggers=(EVERY_30, AFTER_IN, both))

    assert "chain-stalled" in codes(world.report())


def test_within_the_window_there_is_still_time() -> None:
    assert "chain-stalled" not in codes(stalled().but(taken_at=at(96)).report())


def test_without_a_window_nobody_is_missed() -> None:
    once = stalled().without("in1", "in2", "in4", "in5", "out1", "out2").but(triggers=())
    report = once.but(taken_at=at(158)).report()

    assert link(report).window is None
    assert "chain-stalled" not in codes(report)


def test_a_start_that_was_refused_follows_nobody() -> None:
    refused = run_of("out", "out3", 66, 0, state=JobRunState.FAILED, error=REFUSAL)
    world = stalled().with_runs(refused).but(taken_at=at(158))

    assert found(world.report(), "chain-stalled").runs == ("in3", "in4", "in5")


def test_a_run_at_work_is_no_stall() -> None:
    world = stalled().with_runs(run_of("out", "out3", 66, None)).but(taken_at=at(158))

    assert "chain-stalled" not in codes(world.report())


def test_an_upstream_run_started_by_hand_explains_itself() -> None:
    by_hand = [run_of("in", f"in{n}", 30 * n - 30, trigger=None) for n in range(1, 6)]

    assert "chain-stalled" not in codes(
        stalled().with_runs(*by_hand).but(taken_at=at(158)).report()
    )


def test_a_reader_with_a_clock_of_its_own_follows_upstream_runs_by_hand_too() -> None:
    by_hand = [run_of("in", f"in{n}", 30 * n - 30, trigger=None) for n in range(1, 6)]
    hourly = schedule_of("hourly", "out", "cron(10 * * * ? *)")
    world = stalled().with_runs(*by_hand).but(taken_at=at(158), triggers=(EVERY_30, hourly))

    assert "chain-stalled" in codes(world.report())


def test_an_upstream_failure_is_no_stall_of_the_chain() -> None:
    failed = [run_of("in", f"in{n}", 30 * n - 30, state=JobRunState.FAILED) for n in range(3, 6)]

    assert "chain-stalled" not in codes(stalled().with_runs(*failed).but(taken_at=at(158)).report())


def test_runs_that_could_not_be_seen_are_not_missed() -> None:
    def denied(since: datetime) -> Fault:
        return Fault("glue:GetJobRuns", "AccessDenied", "no", since, "runs unknown", subject="out")

    world = stalled().but(taken_at=at(158), faults=(denied(at(100)),))
    assert "chain-stalled" not in codes(world.report())
