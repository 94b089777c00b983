from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.report import Report
from glueflow_tui.model.observation import Fault, SourceInfo
from glueflow_tui.model.states import JobRunState, SourceKind
from glueflow_tui.tui.rhythm import LONGEST_WAIT, Pause, Rhythm, is_quiet
from tests.tui import reports


def quiet(*, due: float | None = None, ago: float = 3600.0) -> Report:
    """Nothing has run for a while, and the next clock strikes after that many seconds."""
    report = reports.story()
    ended = report.taken_at - timedelta(seconds=ago)
    starts = None if due is None else report.taken_at + timedelta(seconds=due)
    jobs = tuple(
        replace(
            job,
            next_start=starts,
            runs=tuple(
                replace(run, state=JobRunState.SUCCEEDED, completed=ended) for run in job.runs
            ),
        )
        for job in report.jobs
    )
    return replace(report, jobs=jobs, source=SourceInfo(SourceKind.AWS))


def running() -> Report:
    report = quiet()
    first, *others = report.jobs
    run = replace(first.runs[-1], state=JobRunState.RUNNING, completed=None)
    return replace(report, jobs=(replace(first, runs=(*first.runs[:-1], run)), *others))


def test_polling_slows_while_nothing_runs_and_is_fast_again_when_something_does() -> None:
    rhythm = Rhythm(60.0)
    seen = [running(), quiet(), quiet(), quiet(), quiet(), running(), quiet()]
    pauses = [rhythm.after(report) for report in seen]

    assert [pause.seconds for pause in pauses] == [60, 120, 240, 300, 300, 60, 120]
    assert [pause.quiet for pause in pauses] == [False, True, True, True, True, False, True]


@pytest.mark.parametrize(("due", "seconds"), [(10, 60), (80, 95), (1000, 120)])
def test_the_next_clock_that_strikes_is_not_slept_through(due: float, seconds: float) -> None:
    assert Rhythm(60.0).after(quiet(due=due)).seconds == seconds


def test_bytes_of_a_run_that_just_ended_are_still_waited_for() -> None:
    assert not is_quiet(quiet(ago=300))
    assert is_quiet(quiet(ago=700))
    assert not is_quiet(running())


def test_a_demo_goes_on_by_its_own_time() -> None:
    report = replace(quiet(), source=SourceInfo(SourceKind.DEMO))

    assert Rhythm(60.0).after(report) == Pause(60.0)


def test_while_jobs_are_still_to_be_asked_the_next_look_follows_at_once() -> None:
    rhythm = Rhythm(60.0)
    pauses = [
        rhythm.after(replace(running(), pending=tuple("abcdef"[:left]))).seconds
        for left in (6, 4, 4, 2, 0)
    ]

    # Where the last look brought nothing, the minute's calls are used up.
    assert pauses == [0.0, 0.0, 10.0, 0.0, 60.0]


def test_throttling_goes_before_everything_else() -> None:
    rhythm, report = Rhythm(60.0), replace(quiet(), pending=("a",))
    fault = Fault("glue:GetJobRuns", "Throttling", "slow down", report.taken_at, "unknown")
    told = [rhythm.after(replace(report, faults=(fault,))) for _ in range(4)]

    assert [pause.seconds for pause in told] == [120.0, 240.0, LONGEST_WAIT, LONGEST_WAIT]
    assert all(pause.throttled for pause in told)


def test_an_interval_longer_than_the_longest_wait_stays_as_it_was_chosen() -> None:
    assert Rhythm(900.0).after(quiet()) == Pause(900.0)
