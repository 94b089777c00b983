from __future__ import annotations

import pytest

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Severity
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    ENABLE,
    at,
    codes,
    found,
    job_of,
    run_of,
    steady,
)

FAILED = JobRunState.FAILED
REFUSAL = "Max concurrent runs exceeded"


def test_upstream_and_downstream_at_once_overlap() -> None:
    report = steady().with_runs(run_of("out", "out2", 36, 26)).report()
    finding = found(report, "overlap")

    assert (finding.job, finding.link) == ("out", ("in", "out"))
    assert finding.runs == ("in3", "out2")
    assert finding.since == at(60)
    assert finding.message == "in #3 and out #2 ran at the same time for 2m"


def test_runs_one_after_the_other_do_not_overlap() -> None:
    assert "overlap" not in codes(steady().with_runs(run_of("out", "out2", 36, 25)).report())


def test_an_overlap_that_goes_on_lasts_until_now() -> None:
    world = steady().with_runs(run_of("out", "out3", 66, None)).without("out4")
    report = world.but(taken_at=at(94)).with_runs(run_of("in", "in4", 90, None)).report()

    assert "ran at the same time for 4m" in found(report, "overlap").message


def test_refused_and_waiting_starts_overlap_nothing() -> None:
    refused = run_of("out", "r", 61, 4, state=FAILED, error=REFUSAL)
    waiting = run_of("out", "w", 61, None, state=JobRunState.WAITING)
    stopped = run_of("out", "s", 61, 4, state=JobRunState.STOPPED, execution_seconds=0)

    assert "overlap" not in codes(steady().with_runs(refused, waiting, stopped).report())


def test_a_stream_overlaps_nothing() -> None:
    stream = job_of("in", command="gluestreaming")
    world = steady().without("in1", "in2", "in3", "in4").with_runs(run_of("in", "in1", -60, None))

    assert "overlap" in codes(world.report())
    assert "overlap" not in codes(world.with_job(stream).report())


@pytest.mark.parametrize(
    ("allowed", "option", "severity"),
    [(2, None, Severity.INFO), (2, ENABLE, Severity.WARNING), (1, None, Severity.WARNING)],
)
def test_runs_side_by_side_are_only_told_where_that_was_allowed_and_no_bookmark_minds(
    allowed: int, option: str | None, severity: Severity
) -> None:
    job = job_of("out", option, max_concurrent_runs=allowed)
    world = steady().with_runs(run_of("out", "again", 40, 6)).with_job(job)
    finding = found(world.report(), "self-overlap")

    assert finding.severity is severity
    is_meant = severity is Severity.INFO
    assert finding.message.endswith("; 2 at once are allowed") is is_meant
    assert ("maximum concurrency of out to 1" in finding.remedy) is not is_meant


def test_runs_side_by_side_of_a_job_that_cannot_be_read_were_not_surely_allowed() -> None:
    world = steady().with_runs(run_of("out", "again", 40, 6)).but(jobs=(job_of("in"),))

    assert found(world.report(), "self-overlap").severity is Severity.WARNING


def test_two_runs_of_one_job_at_once_are_a_self_overlap() -> None:
    twice = run_of("out", "again", 40, 6)
    finding = found(steady().with_runs(twice).report(), "self-overlap")

    assert (finding.job, finding.link) == ("out", None)
    assert finding.runs == ("out2", "again")


def test_a_retry_is_no_second_run() -> None:
    retry = run_of("out", "out2_attempt_1", 40, 6, attempt=1, previous_run_id="out2")

    assert "self-overlap" not in codes(steady().with_runs(retry).report())


def test_of_several_overlaps_the_longest_is_told_and_all_are_counted() -> None:
    report = (
        steady()
        .with_runs(run_of("out", "out2", 36, 26), run_of("out", "out3", 66, 29))
        .with_runs(run_of("in", "in4", 90, 6), run_of("out", "out4", 96, 12))
        .report()
    )
    finding = found(report, "overlap")

    assert finding.runs == ("in3", "out2", "in4", "out3")
    assert finding.since == at(60)
    assert finding.message == (
        "in #4 and out #3 ran at the same time for 5m; 2 overlaps in view, 7m in all"
    )


def test_runs_side_by_side_that_cannot_be_asked_for_any_more_count_as_far_as_seen() -> None:
    again, third = run_of("out", "again", 70, None), run_of("out", "third", 80, None)
    world = steady().without("in4", "out4").with_runs(again, third).but(taken_at=at(84))
    fault = Fault("glue:GetJobRuns", "ThrottlingException", "Rate exceeded", at(90), "?", "out")
    later = world.but(runs=(), taken_at=at(100), faults=(fault,))
    history = world.history().absorb(later.observation())

    told = found(analyse(history, AnalysisSettings()), "self-overlap").message
    assert told == ("out #3 and out #4 ran at the same time for 8m; 2 overlaps in view, 12m in all")
