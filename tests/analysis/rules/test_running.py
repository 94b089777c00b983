from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Severity
from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    World,
    at,
    codes,
    found,
    job_of,
    periods,
    run_of,
    schedule_of,
    steady,
)

FAILED = JobRunState.FAILED
REFUSAL = "Max concurrent runs exceeded"


def test_a_refused_start_is_a_finding_of_its_own_and_no_failure() -> None:
    refused = run_of("out", "r", 110, 0, state=FAILED, error=REFUSAL)
    report = steady().with_runs(refused).report()

    assert codes(report) == {"run-refused"}
    assert found(report, "run-refused").message == (
        "1 start of out refused: an earlier run still ran, and 1 at once is the limit"
    )


def test_a_refused_start_of_a_job_that_cannot_be_read_is_told_without_its_limit() -> None:
    refused = run_of("out", "r", 110, 0, state=FAILED, error=REFUSAL)
    world = steady().with_runs(refused).but(jobs=(job_of("in"),))

    assert found(world.report(), "run-refused").message.endswith("an earlier run still ran")


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "ERROR", "EXPIRED"])
def test_a_newest_run_that_ended_badly_is_critical(state: str) -> None:
    bad = run_of("out", "out4", 96, 12, state=JobRunState(state), error="boom\nTraceback")
    finding = found(steady().with_runs(bad).report(), "run-failed")

    assert finding.severity is Severity.CRITICAL
    assert finding.message == f"out #4 ended {state}: boom"


def test_an_older_failure_is_past() -> None:
    bad = run_of("out", "out3", 66, 12, state=FAILED, error="boom")

    assert "run-failed" not in codes(steady().with_runs(bad).report())


@pytest.mark.parametrize("length", [8, None])
def test_a_failure_whose_retry_succeeded_or_still_runs_is_none(length: float | None) -> None:
    bad = run_of("out", "out4", 96, 6, state=FAILED, error="boom")
    retry = run_of("out", "out4_attempt_1", 104, length, attempt=1, previous_run_id="out4")

    assert "run-failed" not in codes(steady().with_runs(bad, retry).report())


def test_a_failure_whose_retry_failed_too_is_told_once() -> None:
    bad = run_of("out", "out4", 96, 6, state=FAILED, error="boom")
    retry = run_of("out", "out4_attempt_1", 104, 6, attempt=1, state=FAILED, error="again")

    assert found(steady().with_runs(bad, retry).report(), "run-failed").message.endswith("again")


def test_a_run_in_progress_hides_no_failure_and_a_stopped_run_is_none() -> None:
    bad = run_of("out", "out3", 66, 12, state=FAILED, error="boom")
    going = run_of("out", "out4", 96, None)
    stopped = run_of("out", "out4", 96, 12, state=JobRunState.STOPPED)

    assert "run-failed" in codes(steady().with_runs(bad, going).report())
    assert "run-failed" not in codes(steady().with_runs(stopped).report())


def test_failures_in_a_row_are_counted() -> None:
    bad = [run_of("out", f"out{n}", 30 * n - 24, 12, state=FAILED) for n in (3, 4)]
    finding = found(steady().with_runs(*bad).report(), "run-failed")

    assert finding.message == "out #4 ended FAILED, the last 2 in a row: no error message"
    assert finding.runs == ("out3", "out4")
    assert finding.since == at(66)


@pytest.mark.parametrize(
    ("state", "error", "reason"),
    [
        ("TIMEOUT", None, "its time limit was reached"),
        ("TIMEOUT", "killed", "killed"),
        ("FAILED", " \n", "no error message"),
    ],
)
def test_a_failure_is_told_with_the_best_reason_that_is_known(
    state: str, error: str | None, reason: str
) -> None:
    bad = run_of("out", "out4", 96, 12, state=JobRunState(state), error=error)

    assert found(steady().with_runs(bad).report(), "run-failed").message.endswith(f": {reason}")


def test_a_run_longer_than_the_window_is_long() -> None:
    world = periods([1.0] * 3, [1.0] * 3, until=115).without("out3")
    finding = found(world.with_runs(run_of("out", "out2", 36, 31)).report(), "long-run")

    assert finding.runs == ("out2",)
    assert "took 31m, longer than the window (30m)" in finding.message


def test_a_run_within_the_window_and_its_habit_is_not() -> None:
    assert "long-run" not in codes(steady().with_runs(run_of("out", "out2", 36, 24)).report())


def test_a_run_as_long_as_the_window_is_not_longer() -> None:
    world = periods([1.0] * 3, [1.0] * 3, until=115).without("out3")

    assert "long-run" not in codes(world.with_runs(run_of("out", "out2", 36, 30)).report())


def test_the_shortest_window_of_a_job_is_its_window() -> None:
    feeding = schedule_of("two-hourly", "slow", "cron(0 0/2 * * ? *)")
    world = steady().with_runs(run_of("out", "out2", 36, 31), run_of("slow", "slow1", 0))
    world = world.but(
        jobs=(*world.jobs, job_of("slow")),
        triggers=(*(world.triggers or ()), feeding),
        chains=(*world.chains, link_jobs(["slow", "out"])),
    )

    assert "longer than the window (30m)" in found(world.report(), "long-run").message


@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True)])
def test_five_runs_are_a_history(count: int, *, is_told: bool) -> None:
    world = steady(count).with_runs(run_of("out", "out2", 36, 28))

    assert ("long-run" in codes(world.report())) is is_told


def test_runs_that_failed_at_once_are_no_history() -> None:
    starts = (30 * n + minute for n in range(6) for minute in (20, 22))
    failed = (run_of("out", f"f{start}", start, 1, state=FAILED) for start in starts)

    assert "long-run" not in codes(steady(6).with_runs(*failed).report())


def test_of_several_long_runs_the_longest_is_told() -> None:
    long = run_of("out", "out1", 6, 35), run_of("out", "out3", 66, 40)
    finding = found(steady().with_runs(*long).report(), "long-run")

    assert finding.runs == ("out1", "out3")
    assert "out #3 took 40m, longer than the window (30m)" in finding.message


def test_a_run_that_waits_does_not_take_long() -> None:
    waiting = run_of("out", "out1", 6, None, state=JobRunState.WAITING)

    assert "long-run" not in codes(steady().with_runs(waiting).report())


def test_a_long_run_at_work_is_told_beside_a_short_one() -> None:
    working = run_of("out", "out3", 66, None), run_of("out", "out4", 100, None)

    message = found(steady().with_runs(*working).report(), "long-run").message
    assert message == "out #3 has run for 49m, longer than the window (30m)"


def test_a_run_that_cannot_be_asked_for_any_more_is_as_long_as_it_was_seen() -> None:
    seen = steady().without("out4", "in4").with_runs(run_of("out", "out3", 66, None))
    seen = seen.but(taken_at=at(90))
    fault = Fault("glue:GetJobRuns", "ThrottlingException", "Rate exceeded", at(91), "?", "out")
    later = seen.but(runs=(), taken_at=at(120), faults=(fault,))
    history = seen.history().absorb(later.observation())

    assert "long-run" not in codes(analyse(history, AnalysisSettings()))
    assert "long-run" in codes(seen.but(taken_at=at(120)).report())


@pytest.mark.parametrize(("minutes", "is_long"), [(2.5, False), (3.5, True)])
def test_a_short_job_is_given_its_usual_and_two_minutes(minutes: float, *, is_long: bool) -> None:
    short = steady(6).with_runs(*(run_of("out", f"out{n}", 30 * n - 24, 1) for n in range(1, 7)))
    world = short.with_runs(run_of("out", "out3", 66, minutes))

    assert ("long-run" in codes(world.report())) is is_long


def test_a_run_far_beyond_its_own_history_is_long_and_jitter_is_not() -> None:
    world = steady(6).but(taken_at=at(178))
    long = world.with_runs(run_of("out", "out6", 156, 20)).with_runs(run_of("in", "in3", 60, 6.5))
    still = world.with_runs(run_of("out", "out6", 156, None))

    assert codes(world.report()) == set()
    slow = world.with_runs(run_of("in", "in6", 150, 13)).without("out6")
    assert found(slow.report(), "long-run").message == (
        "in #6 took 13m, longer than 2x its usual length (12m)"
    )
    assert "long-run" not in codes(long.report())
    assert "long-run" not in codes(still.report())


def test_a_streaming_job_may_run_for_ever() -> None:
    world = World(
        taken_at=at(115),
        jobs=(job_of("in", command="gluestreaming"), job_of("out", "job-bookmark-enable")),
        runs=(run_of("in", "in1", 0, None),),
        triggers=(schedule_of("every-30", "in", "cron(0/30 * * * ? *)"),),
    )

    assert "long-run" not in codes(world.report())
    batch = replace(world, jobs=(job_of("in"), world.jobs[1]))
    assert "has run for 1h55m" in found(batch.report(), "long-run").message
