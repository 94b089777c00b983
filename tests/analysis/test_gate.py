from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from glueflow_tui.analysis import analyse, analyse_gate
from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.report import PatternKind, Report, Verdict
from glueflow_tui.model.history import History
from glueflow_tui.model.series import Series, epoch_minute
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.stories import find_story

SETTINGS = AnalysisSettings(lookback=timedelta(hours=8))


def look(story: str, hours: float) -> History:
    told = find_story(story)
    moment = told.begins + timedelta(hours=hours)
    return History(keep=SETTINGS.lookback).absorb(
        told.world().observe(moment, SETTINGS.lookback, None)
    )


def begins(story: str, hours: float) -> datetime:
    return find_story(story).begins + timedelta(hours=hours)


def judge(story: str, seen: float, after: float, runs: int = 1) -> Report:
    moment = begins(story, after)
    return analyse_gate(look(story, seen), SETTINGS, Gate(moment, runs))


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("story", ["document", "ineffective", "failing", "behind", "catch-up"])
@pytest.mark.parametrize("after", [0.5, 1.5, 3.0, 5.0])
def test_no_finding_names_a_run_from_before_the_moment(story: str, after: float) -> None:
    report = judge(story, 6, after)
    starts = {run.id: run.started for job in report.jobs for run in job.runs}
    moment = begins(story, after)

    for finding in report.findings:
        for run in finding.runs:
            started = starts[run]
            assert started is not None
            assert started >= moment
    for link in report.links:
        assert all(window.start >= moment for window in link.windows)


@pytest.mark.parametrize("story", ["document", "ineffective", "bookmarked", "catch-up"])
def test_judged_from_before_all_runs_the_findings_are_those_of_a_whole_look(story: str) -> None:
    whole = analyse(look(story, 4), SETTINGS)
    gated = judge(story, 4, 0)

    assert gated.findings == whole.findings
    assert gated.verdict == whole.verdict
    assert [link.pattern for link in gated.links] == [link.pattern for link in whole.links]


def test_what_was_wrong_before_the_fix_is_not_held_against_it() -> None:
    # In the story's second act, from 15:00, bookmark and context are set.
    before = analyse(look("document", 7), SETTINGS)
    after = judge("document", 7, 4.5, runs=3)

    assert codes(before) >= {"overlap", "long-run"}
    assert (codes(after), after.verdict) == (set(), Verdict.HEALTHY)
    assert after.gate is not None
    assert after.gate.is_enough


def test_reprocessing_after_the_moment_is_found_in_the_judged_runs_alone() -> None:
    report = judge("ineffective", 4, 1.9, runs=3)

    assert "reprocessing" in codes(report)
    assert report.verdict is Verdict.FINDINGS


def test_one_run_far_from_the_band_is_no_pass() -> None:
    report = judge("document", 2.75, 1.0)
    assert report.gate is not None
    (link,) = report.gate.links

    assert len(link.runs) == 1
    assert "reprocessing" not in codes(report)
    assert not report.gate.is_enough
    assert "1 run cannot tell why: wait for 2 runs" in link.gaps[0]


def test_with_a_baseline_the_band_says_nothing() -> None:
    moment = begins("document", 1.0)
    gate = Gate(moment, has_baseline=True)
    report = analyse_gate(look("document", 2.75), SETTINGS, gate)

    assert report.gate is not None
    assert report.gate.links[0].gaps == ()


def test_few_runs_within_the_band_pass_and_say_what_they_cannot_prove() -> None:
    report = judge("bookmarked", 2, 1.4)
    assert report.gate is not None
    (link,) = report.gate.links

    assert (report.verdict, link.gaps) == (Verdict.HEALTHY, ())
    assert link.notes == ("not enough runs for a reprocessing verdict of its own: 1 of 3",)
    assert link.ratio == pytest.approx(1, abs=0.05)
    assert link.failures == 0
    assert link.seconds is not None


def test_too_few_runs_are_no_verdict_whatever_else_is_found() -> None:
    report = judge("ineffective", 4, 3.4, runs=5)

    assert report.verdict is Verdict.INSUFFICIENT
    assert report.gate is not None
    assert not report.gate.has_runs


def test_without_metrics_there_are_runs_and_no_ratio() -> None:
    report = judge("no-metrics", 3, 1)
    assert report.gate is not None

    assert report.gate.has_runs
    assert "unknown" in report.gate.links[0].gaps[0]


def test_a_failure_is_not_forgiven_because_the_next_run_succeeded() -> None:
    whole, gated = analyse(look("failing", 2), SETTINGS), judge("failing", 2, 1)
    assert "run-failed" not in codes(whole)
    assert "run-failed" in codes(gated)
    assert gated.gate is not None
    assert gated.gate.links[0].failures == 1


def test_a_retry_is_the_same_run_as_the_attempt_before_it() -> None:
    report = judge("failing", 2, 1)
    assert report.gate is not None
    down = report.job("orders-out")
    assert down is not None
    numbers = [run.number for run in down.runs if run.id in report.gate.links[0].runs]

    assert len(set(numbers)) == len(numbers)


def test_jobs_that_read_everything_on_purpose_are_not_doubted() -> None:
    gate = Gate(begins("document", 1.0))
    settings = SETTINGS._replace(expect_full=frozenset({"orders-out"}))
    report = analyse_gate(look("document", 2.75), settings, gate)

    assert report.gate is not None
    assert report.gate.links[0].gaps == ()


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("after", [0.5, 1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("story", ["bookmarked", "catch-up", "failing", "document"])
def test_who_reads_what_is_new_is_never_said_to_read_less_or_more(
    story: str, after: float, runs: int
) -> None:
    for seen in (2.0, 3.0, 4.0, 6.0):
        report = judge(story, seen, after, runs)
        assert report.gate is not None
        (link,) = report.gate.links
        if link.ratio == pytest.approx(1, abs=0.01):
            pattern = report.links[0].pattern
            assert pattern.kind in {PatternKind.NEW_ONLY, PatternKind.UNKNOWN}
            few = pattern.runs_used < 3 or story == "document"
            assert few or pattern.kind is PatternKind.NEW_ONLY


def test_one_run_that_leaves_a_part_unread_is_no_pass_and_says_how_many_tell() -> None:
    report = judge("behind", 2.17, 2.0)
    assert report.gate is not None

    assert (codes(report), report.verdict) == (set(), Verdict.INSUFFICIENT)
    (gap,) = report.gate.links[0].gaps
    assert gap.endswith("and 1 run cannot tell whether it falls behind: wait for 2 runs")


@pytest.mark.parametrize(("seen", "runs"), [(2.42, 2), (2.67, 3), (3.67, 6)])
def test_runs_that_each_leave_a_part_unread_fall_behind(seen: float, runs: int) -> None:
    report = judge("behind", seen, 2.0, runs=runs)
    assert report.gate is not None
    (finding,) = (one for one in report.findings if one.code == "falling-behind")

    assert report.verdict is Verdict.FINDINGS
    assert report.gate.links[0].gaps == ()
    if finding.runs:
        assert finding.runs == report.gate.links[0].runs
        inputs = finding.evidence["inputs"]
        assert isinstance(inputs, Mapping)
        told = [run.ratio for run in report.links[0].runs]
        assert list(inputs["ratios"]) == told
        assert inputs["ratio"] == pytest.approx(inputs["bytes_read"] / inputs["bytes_new"])


def scaled(factor: float, since: datetime | None = None) -> History:
    """A reader of another format, from a moment on."""
    seen = look("bookmarked", 4)
    first = 0 if since is None else epoch_minute(since)

    def scale(found: Series) -> Series:
        minutes = enumerate(found.values, found.first)
        values = (factor * value if minute >= first else value for minute, value in minutes)
        return Series(found.first, array("d", values))

    series = {
        key: scale(found) if key.metric is Metric.BYTES_READ else found
        for key, found in seen.series.items()
    }
    return replace(seen, series=series)


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_a_ratio_outside_the_band_that_is_new_is_told_what_could_settle_it(factor: float) -> None:
    moment = begins("bookmarked", 2.0)
    report = analyse_gate(scaled(factor, moment), SETTINGS, Gate(moment, 3))
    assert report.gate is not None

    assert report.verdict is Verdict.INSUFFICIENT
    assert "cannot tell" in report.gate.links[0].gaps[0] or (
        "compare with --baseline" in report.gate.links[0].gaps[0]
    )


@pytest.mark.parametrize("factor", [0.5, 1.5])
@pytest.mark.parametrize("runs", [1, 3])
def test_a_ratio_outside_the_band_that_was_so_before_passes_and_says_so(
    factor: float, runs: int
) -> None:
    report = analyse_gate(scaled(factor), SETTINGS, Gate(begins("bookmarked", 2.0), runs))
    assert report.gate is not None
    (link,) = report.gate.links

    assert (report.verdict, link.gaps) == (Verdict.HEALTHY, ())
    assert link.notes[-1].endswith(f"as before the moment ({factor:.2f}x)")


def test_too_few_runs_before_the_moment_are_no_habit() -> None:
    report = analyse_gate(scaled(1.5), SETTINGS, Gate(begins("bookmarked", 0.9), 3))

    assert report.verdict is Verdict.INSUFFICIENT


def test_a_run_that_somebody_stopped_is_not_waited_for() -> None:
    seen = look("bookmarked", 2)
    runs = seen.runs["orders-out"]
    stopped = replace(runs[-1], state=JobRunState.STOPPED)
    changed = replace(seen, runs={**seen.runs, "orders-out": (*runs[:-1], stopped)})
    gate = Gate(begins("bookmarked", 0.9), 2)
    whole, report = analyse_gate(seen, SETTINGS, gate), analyse_gate(changed, SETTINGS, gate)
    assert whole.gate is not None
    assert report.gate is not None

    assert stopped.id in whole.gate.links[0].runs
    assert stopped.id not in report.gate.links[0].runs
    assert len(report.gate.links[0].runs) == len(whole.gate.links[0].runs) - 1
