from __future__ import annotations

from dataclasses import replace

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui.pictures.ghost import ghost_minutes
from tests.tui import reports


def test_a_report_lies_under_itself() -> None:
    report = reports.story()
    link = reports.link_of(report)
    for by_run in (False, True):
        ghost = ghost_minutes(report, link, report, by_run=by_run)
        read = report.jobs[1].read.values
        known = [n for n, value in enumerate(ghost[: len(read)]) if value is not None]

        assert len(known) > 60
        assert all(ghost[n] == read[n] for n in known if n < 150)


def test_the_nth_window_or_run_lies_under_the_nth_and_the_last_under_the_rest() -> None:
    report, before = reports.story(at="14:40"), reports.story("bookmarked", at="13:35")
    link = reports.link_of(report)
    first = epoch_minute(report.start)
    ghost = ghost_minutes(report, link, before, by_run=True)
    starts = [epoch_minute(run.started) - first for run in report.jobs[1].runs if run.started]
    sizes = [
        sum(value or 0 for value in ghost[start:end])
        for start, end in zip(starts[:4], [*starts[1:4], None], strict=True)
    ]
    reads = [run.bytes_read or 0 for run in before.jobs[1].runs]

    assert [round(size) for size in sizes[:3]] == [round(read) for read in reads[:3]]


def test_a_baseline_of_other_jobs_lays_nothing() -> None:
    report = reports.story()
    link = replace(reports.link_of(report), upstream="other")

    assert ghost_minutes(report, link, report, by_run=False) == ()
