from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.report import Report, RunReport
from glueflow_tui.model.states import JobRunState
from glueflow_tui.tui.news import has_news
from tests.tui import reports

BEFORE, AFTER = "14:02:41", "14:02:58"
"""In one minute, between two that bring bytes; both jobs run, and overlap."""


def with_run(report: Report, run: RunReport) -> Report:
    up, down = report.jobs
    return replace(report, jobs=(up, replace(down, runs=(*down.runs[:-1], run))))


def test_seconds_that_pass_are_no_news_though_sentences_tell_them() -> None:
    before, after = reports.story(at=BEFORE), reports.story(at=AFTER)

    assert [one.message for one in before.findings] != [one.message for one in after.findings]
    assert before.links != after.links
    assert not has_news(before, replace(after, calls=8, metrics_requested=12))


def test_another_minute_is_news() -> None:
    before = reports.story(at=BEFORE)

    assert has_news(before, replace(before, taken_at=before.taken_at + timedelta(minutes=1)))


def test_bytes_are_news() -> None:
    assert has_news(reports.story(at="14:02:02"), reports.story(at="14:02:38"))


@pytest.mark.parametrize(
    "change",
    [
        lambda run: replace(run, state=JobRunState.STOPPING),
        lambda run: replace(run, state=JobRunState.WAITING),
        lambda run: replace(run, completed=run.started),
        lambda run: replace(run, bytes_read=7.0),
        lambda run: replace(run, error="out of memory"),
    ],
)
def test_what_becomes_of_a_run_is_news(change: object) -> None:
    before, after = reports.story(at=BEFORE), reports.story(at=AFTER)
    assert callable(change)

    assert has_news(before, with_run(after, change(after.jobs[1].runs[-1])))


def test_a_finding_a_fault_and_a_definition_are_news() -> None:
    before, after = reports.story(at=BEFORE), reports.story(at=AFTER)
    up, down = after.jobs

    assert has_news(before, replace(after, findings=after.findings[1:]))
    assert has_news(before, replace(after, faults=reports.faulty().faults))
    assert has_news(before, replace(after, jobs=(up, replace(down, max_concurrent_runs=7))))
