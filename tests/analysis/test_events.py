from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.analysis.events import EventKind, list_events
from glueflow_tui.analysis.report import Severity
from glueflow_tui.settings import Thresholds
from tests.tui.reports import link_of, story

LIMITS = Thresholds()


def words(name: str = "document", at: str = "14:12") -> list[str]:
    events = list_events(story(name, at), LIMITS)
    return [
        f"{event.at:%H:%M} {event.job} {event.words} {', '.join(event.details)}" for event in events
    ]


def test_the_course_of_the_document_is_told_newest_first() -> None:
    told = words()

    assert told == sorted(told, key=lambda line: line[:5], reverse=True)
    assert "13:17 orders-out #3 started by after-orders-in" in told
    assert "13:58 orders-out #3 SUCCEEDED 41m, read 3.20 GB, wrote 2.40 GB" in told
    assert "13:30 orders-out #3 overlaps 6m, with orders-in #4" in told
    assert "13:02 orders-out #2 ratio 2.50x critical" in told
    assert "12:36 orders-out reprocessing begins" in told


def test_at_one_moment_the_end_of_a_run_stands_above_the_start_of_the_next() -> None:
    events = list_events(story(at="14:12"), LIMITS)
    kinds = [event.kind for event in events if f"{event.at:%H:%M}" == "13:58"]

    assert kinds == [EventKind.ENDED, EventKind.STARTED]


def test_a_ratio_that_stays_where_it_is_is_no_news() -> None:
    report = story(at="14:12")
    known = [run for run in link_of(report).runs if run.complete and run.ratio]
    crossings = [one for one in list_events(report, LIMITS) if one.kind is EventKind.RATIO]

    assert [round(run.ratio or 0, 2) for run in known] == [1.0, 2.5, 2.67]
    assert [event.words for event in crossings] == ["#2 ratio 2.50x"]


def test_a_failed_run_is_critical_and_says_why() -> None:
    events = list_events(story("failing", "14:00"), LIMITS)
    failed = [event for event in events if event.kind is EventKind.FAILED]

    assert failed
    assert all(event.severity is Severity.CRITICAL for event in failed)
    assert all(
        "FAILED" in event.words and event.details[0].startswith("ExecutorLost") for event in failed
    )
    assert any("attempt 2" in event.details for event in events)
    assert not any(event.kind is EventKind.RATIO for event in events)


def test_what_was_before_the_view_is_left_out() -> None:
    report = story(at="14:12")
    later = replace(report, start=report.taken_at - timedelta(minutes=20))

    assert {event.at >= later.start for event in list_events(later, LIMITS)} == {True}
    assert len(list_events(later, LIMITS)) < len(list_events(report, LIMITS))


def test_a_report_without_links_still_tells_its_runs() -> None:
    report = replace(story(), links=(), findings=())

    assert {event.kind for event in list_events(report, LIMITS)} == {
        EventKind.STARTED,
        EventKind.ENDED,
    }
