from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.baseline import Tolerance, compare_reports
from glueflow_tui.analysis.gate_report import BaselineReport, Measure
from glueflow_tui.analysis.report import JobReport, Report
from glueflow_tui.model.states import JobRunState
from tests.analysis.test_gate import SETTINGS, judge, look

PAIR = ("orders-in", "orders-out")


def whole(story: str, hours: float = 4) -> Report:
    return analyse(look(story, hours), SETTINGS)


def compare(before: Report, now: Report, tolerance: float = 0.2) -> BaselineReport:
    return compare_reports("b", before, now, Tolerance(tolerance))


def regressed(found: BaselineReport) -> set[tuple[str, str]]:
    return {(one.measure.value, one.job) for one in found.comparisons if one.regressed}


@pytest.mark.parametrize("story", ["bookmarked", "document", "failing", "behind"])
def test_nothing_is_worse_than_itself_even_without_tolerance(story: str) -> None:
    found = compare(whole(story), whole(story), tolerance=0)

    assert regressed(found) == set()
    assert all(one.before == one.now for one in found.comparisons)


def test_lost_bookmarks_raise_ratio_run_time_and_cost() -> None:
    found = compare(whole("bookmarked"), whole("ineffective"))

    assert regressed(found) >= {
        ("ratio", "orders-out"),
        ("seconds", "orders-out"),
        ("dpu_hours", "orders-out"),
    }
    assert not {job for _, job in regressed(found)} - {"orders-out"}
    (ratio,) = [one for one in found.comparisons if one.measure is Measure.RATIO]
    assert ratio.link == PAIR
    assert ratio.change is not None
    assert ratio.change > 1


def test_a_fix_is_no_regression() -> None:
    assert regressed(compare(whole("ineffective"), whole("bookmarked"))) == set()


def test_failures_that_were_not_there_are_a_regression() -> None:
    report = judge("failing", 2, 1)
    before = replace(report, jobs=tuple(_mend(job) for job in report.jobs))

    assert ("failures", "orders-out") in regressed(compare(before, report))


def _mend(job: JobReport) -> JobReport:
    runs = (replace(run, state=JobRunState.SUCCEEDED) for run in job.runs)
    return replace(job, runs=tuple(runs))


@pytest.mark.parametrize(
    ("measure", "before", "now", "is_worse"),
    [
        (Measure.RATIO, 1.0, 1.2, False),
        (Measure.RATIO, 1.0, 1.21, True),
        (Measure.RATIO, 2.5, 1.0, False),
        (Measure.RATIO, 1.0, 0.5, True),
        (Measure.RATIO, 1.0, 0.81, False),
        (Measure.RATIO, 0.5, 1.0, True),
        (Measure.SECONDS, 600, 300, False),
        (Measure.SECONDS, 600, 721, True),
        (Measure.FAILURES, 0.0, 0.1, True),
        (Measure.FAILURES, 0.5, 0.5, False),
        (Measure.DPU_HOURS, 0.0, 0.0, False),
    ],
)
def test_worse_is_what_goes_beyond_the_tolerance(
    measure: Measure, before: float, now: float, *, is_worse: bool
) -> None:
    assert Tolerance().is_worse(measure, before, now) is is_worse


AMOUNTS = st.floats(0, 1e9)


@given(AMOUNTS, AMOUNTS, st.floats(0, 2), st.floats(0, 2), st.sampled_from(Measure))
def test_more_tolerance_never_finds_more(
    before: float, now: float, some: float, more: float, measure: Measure
) -> None:
    strict, lax = sorted((some, more))
    if Tolerance(lax).is_worse(measure, before, now):
        assert Tolerance(strict).is_worse(measure, before, now)


def test_what_the_baseline_does_not_hold_is_a_gap_and_no_pass() -> None:
    now = whole("bookmarked")
    empty = replace(now, links=(), jobs=())
    found = compare(empty, now)

    assert found.gaps == (
        "the baseline holds no link orders-in to orders-out",
        "the run time of orders-out is unknown in the baseline",
    )
    assert all(one.regressed is None for one in found.comparisons)


def test_too_short_a_look_is_a_gap_on_its_own_side() -> None:
    found = compare(whole("bookmarked"), whole("bookmarked", 0.05))

    assert "the run ratio of orders-in to orders-out is unknown in the judged runs" in found.gaps


def test_of_a_gated_report_only_the_judged_runs_count() -> None:
    later = judge("document", 7, 4.5, runs=3)
    found = compare(whole("bookmarked"), later)
    assert later.gate is not None
    (seconds,) = [
        one
        for one in found.comparisons
        if (one.measure, one.job) == (Measure.SECONDS, "orders-out")
    ]

    assert seconds.now == later.gate.links[0].seconds
    assert timedelta(seconds=seconds.now or 0) < timedelta(minutes=30)


def test_a_run_that_somebody_stopped_is_neither_a_success_nor_a_failure() -> None:
    report = whole("bookmarked")
    (out,) = [job for job in report.jobs if job.name == "orders-out"]
    failed = replace(out.runs[0], state=JobRunState.FAILED)
    stopped = [replace(run, state=JobRunState.STOPPED) for run in out.runs[1:]]
    jobs = tuple(
        replace(job, runs=(failed, *stopped)) if job.name == "orders-out" else job
        for job in report.jobs
    )
    found = compare(report, replace(report, jobs=jobs))
    (failures,) = [
        one
        for one in found.comparisons
        if one.measure is Measure.FAILURES and one.job == "orders-out"
    ]

    assert (failures.before, failures.now) == (0.0, 1.0)
