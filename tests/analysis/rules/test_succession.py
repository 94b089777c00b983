from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from glueflow_tui.model.jobs import Condition
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState
from tests.analysis.worlds import (
    World,
    at,
    codes,
    found,
    run_of,
    steady,
)


def test_a_reader_that_waited_for_a_long_writer_started_late() -> None:
    late = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 99, 12))
    finding = found(late.report(), "late-start")

    assert finding.runs == ("out4",)
    assert "out #4 started 3m late: in #4 took 9m, usually 6m" in finding.message


def test_a_writer_a_little_longer_than_usual_is_not_told() -> None:
    late = steady().with_runs(run_of("in", "in4", 90, 7.8), run_of("out", "out4", 97.8, 12))

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


def test_two_writers_tell_no_usual_length() -> None:
    late = steady(2).with_runs(run_of("in", "in2", 30, 12), run_of("out", "out2", 42, 12))

    assert "late-start" not in codes(late.report())


def test_successes_that_wrote_nothing_stall_no_chain() -> None:
    world = stalled().but(taken_at=at(158))
    idle = tuple(
        m if m.start < at(60) else replace(m, values=(0.0,) * len(m.values)) for m in world.metrics
    )

    assert "chain-stalled" not in codes(world.but(metrics=idle).report())


def test_a_reader_that_starts_by_its_own_clock_is_not_late() -> None:
    world = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 105, 9))

    assert "late-start" not in codes(world.report())


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


def waiting_for_two(logical: str) -> World:
    world = stalled().but(taken_at=at(150))
    other = Condition("other", state="SUCCEEDED")
    triggers = tuple(
        replace(one, logical=logical, conditions=(*one.conditions, other))
        if one.conditions
        else one
        for one in world.triggers or ()
    )
    return world.but(triggers=triggers)


@pytest.mark.parametrize(("logical", "fires"), [("AND", False), ("ANY", True)])
def test_a_job_that_also_waits_for_another_is_given_a_window_from_the_last_success(
    logical: str, *, fires: bool
) -> None:
    assert ("chain-stalled" in codes(waiting_for_two(logical).report())) is fires


def test_within_the_window_there_is_still_time() -> None:
    assert "chain-stalled" not in codes(stalled().but(taken_at=at(95)).report())


def test_a_run_at_work_is_no_stall() -> None:
    world = stalled().with_runs(run_of("out", "out3", 66, None)).but(taken_at=at(158))

    assert "chain-stalled" not in codes(world.report())


def test_an_upstream_run_started_by_hand_explains_itself() -> None:
    by_hand = [run_of("in", f"in{n}", 30 * n - 30, trigger=None) for n in range(1, 6)]

    assert "chain-stalled" not in codes(
        stalled().with_runs(*by_hand).but(taken_at=at(158)).report()
    )


def test_an_upstream_failure_is_no_stall_of_the_chain() -> None:
    failed = [run_of("in", f"in{n}", 30 * n - 30, state=JobRunState.FAILED) for n in range(3, 6)]

    assert "chain-stalled" not in codes(stalled().with_runs(*failed).but(taken_at=at(158)).report())


def test_runs_that_could_not_be_seen_are_not_missed() -> None:
    def denied(since: datetime) -> Fault:
        return Fault("glue:GetJobRuns", "AccessDenied", "no", since, "runs unknown", subject="out")

    world = stalled().but(taken_at=at(158), faults=(denied(at(100)),))
    assert "chain-stalled" not in codes(world.report())
