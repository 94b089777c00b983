from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.analysis.report import Forecast, Lag, PatternKind
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.output.link_text import describe_forecast
from glueflow_tui.output.units import format_bytes
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.pictures import tables, time
from glueflow_tui.tui.view import View
from tests.tui import reports

LIMITS = Thresholds()
NOON = epoch_minute(reports.DAY) + 720


def test_both_curves_carry_the_minutes_of_the_report() -> None:
    report = reports.story()
    picture = time.flow_picture(report, View())
    up, down = report.jobs

    assert picture.written == up.written.values
    assert picture.read == down.read.values
    assert picture.start == epoch_minute(report.start)
    assert picture.provisional == range(
        epoch_minute(report.complete_until), epoch_minute(report.taken_at) + 1
    )


def test_runs_in_progress_at_the_cursor_are_named() -> None:
    picture = time.flow_picture(reports.story(), View(cursor=NOON + 92))

    assert picture.runs == ("orders-in #4", "orders-out #3")


def test_the_gauge_holds_the_window_in_progress_and_the_rest_is_history() -> None:
    report = reports.story()
    picture = time.ratio_picture(report, View(), LIMITS)
    link = reports.link_of(report)

    assert picture.current is not None
    assert picture.current.ratio == link.windows[-1].ratio == link.running_ratio
    assert [mark.ratio for mark in picture.history] == [w.ratio for w in link.windows[:-1]]


def test_at_the_cursor_the_gauge_holds_that_window_or_run() -> None:
    at = NOON + 35
    window = time.ratio_picture(reports.story(), View(cursor=at), LIMITS).current
    run = time.ratio_picture(reports.story(), View(cursor=at + 5, by_run=True), LIMITS).current

    assert window is not None
    assert (window.label, round(window.ratio or 0, 2)) == ("12:30", 2.5)
    assert run is not None
    assert run.label == "run #2"


def test_lag_is_told_by_bytes_and_age_and_unknown_is_not_nothing() -> None:
    link = reports.link_of(reports.story())

    assert time.lag_parts(replace(link, lag=Lag(8e8, 1740.0))) == (
        "unread 800.00 MB",
        "oldest 29m",
    )
    assert time.lag_parts(replace(link, lag=Lag(0.0, 0.0))) == ("nothing unread",)
    assert time.lag_parts(replace(link, lag=Lag(None, None))) == ("unread unknown",)


def test_jobs_without_metrics_or_bytes_are_explained_in_the_chart() -> None:
    silent = time.flow_picture(reports.story("no-metrics"), View())
    early = time.flow_picture(reports.story("bookmarked", at="12:00"), View())

    assert "--enable-metrics is not set" in silent.notice
    assert early.notice == "no bytes in the last 3h; next orders-in 12:30Z (cron)"


def test_a_run_row_has_bytes_new_only_for_downstream_runs() -> None:
    rows = tables.runs_picture(reports.story(), View(), LIMITS).rows
    starts = [row.started for row in rows if row.started is not None]

    assert starts == sorted(starts, reverse=True)
    assert {row.job for row in rows if row.bytes_new is not None} == {"orders-out"}
    assert all(row.ratio is None for row in rows if row.job == "orders-in")


def test_totals_beside_a_sparkline_belong_to_the_run_at_the_cursor() -> None:
    report = reports.story()
    row = tables.jobs_picture(report, View(cursor=NOON + 50)).rows[1]

    assert row.run_read == report.jobs[1].runs[1].bytes_read


def test_a_job_in_the_middle_of_a_chain_is_neither_only_upstream_nor_downstream() -> None:
    roles = [row.role for row in tables.jobs_picture(reports.three_jobs(), View()).rows]

    assert roles == ["upstream", "strong", "downstream"]


def test_a_run_that_only_waits_is_not_the_one_whose_totals_are_told() -> None:
    report = reports.story(at="14:40")
    row = tables.jobs_picture(report, View()).rows[1]
    lane = time.lanes_picture(report, View(), LIMITS).lanes[1]

    assert (row.state, row.waiting) == ("RUNNING", 2)
    assert row.run_read == report.jobs[1].runs[3].bytes_read
    assert [bar.ending for bar in lane.bars] == ["done"] * 3 + ["running", "waited", "waited"]
    assert lane.waiting == 2


def test_at_the_cursor_the_run_at_work_counts_and_not_the_one_in_the_queue() -> None:
    report = reports.story(at="15:10")
    at_work = tables.run_at(report.jobs[1], View(cursor=NOON + 160))

    assert at_work is not None
    assert at_work.number == 4


def test_the_forecast_is_told_in_the_words_of_the_text() -> None:
    forecast = Forecast(7, 2, 2, 3, None, 300.0, 5)
    link = replace(reports.link_of(reports.story()), forecast=forecast)
    picture = time.ratio_picture(replace(reports.story(), links=(link,)), View(), LIMITS)

    assert picture.forecast == describe_forecast(forecast)


def test_at_the_cursor_the_ratio_is_that_up_to_its_minute() -> None:
    report, at = reports.story(), NOON + 45
    up, down = report.jobs
    first = epoch_minute(report.start)
    window = time.ratio_picture(report, View(cursor=at), LIMITS)
    inside = slice(NOON + 30 - first, at + 1 - first)
    read, written = (
        sum(value or 0 for value in series.values[inside]) for series in (down.read, up.written)
    )

    assert window.at == "12:45"
    assert window.lag[0] == f"until 12:46 {read / written:.2f}x"
    assert window.lag[1] == f"{format_bytes(read)} / {format_bytes(written)}"


def test_ratios_of_runs_stand_on_the_columns_of_their_runs() -> None:
    report = reports.story()
    picture = time.lanes_picture(report, View(by_run=True), LIMITS)
    starts = [run.started for run in report.jobs[1].runs]

    assert [mark.start for mark in picture.windows] == starts


def test_a_run_whose_growth_is_known_is_expected_to_go_on_that_long() -> None:
    forecast = Forecast(7, 2, 2, 3, None, 300.0, 5)
    report = reports.story(at="14:15")
    link = replace(reports.link_of(report), forecast=forecast)
    reader, last = report.jobs[1], report.jobs[1].runs[2]
    assert last.started
    assert last.completed
    assert reader.leading
    assert reader.leading.started
    end = time.expected_end(reader, link)

    assert end == reader.leading.started + (last.completed - last.started) + timedelta(seconds=300)
    assert [bar.end for bar in time.project_runs(reader, link, report.taken_at)] == [end]
    assert time.expected_end(reader, replace(link, forecast=None)) is None


def test_a_stretch_without_a_run_says_so_and_what_comes_next() -> None:
    report = reports.story()
    quiet = View(span=30, end=NOON)
    busy = View(span=30, end=NOON + 40)

    assert time.flow_picture(report, quiet).notice == (
        "no run from 11:30 to 12:00Z; next orders-in 14:30Z (cron)"
    )
    assert time.flow_picture(report, busy).notice == ""


def test_the_ratio_of_a_run_that_reads_everything_is_expected_to_reach_all_so_far() -> None:
    report = reports.story(at="14:12")
    link = reports.link_of(report)
    running, done = link.runs[3], link.runs[2]
    assert running.bytes_new
    everything = sum(run.bytes_new or 0.0 for run in link.runs[:4]) * (link.pattern.factor or 1.0)

    assert time.expected_ratio(link, running) == everything / running.bytes_new
    assert time.expected_ratio(link, done) is None
    new_only = replace(link, pattern=replace(link.pattern, kind=PatternKind.NEW_ONLY))
    assert time.expected_ratio(new_only, running) is None


def test_at_the_cursor_a_run_that_ended_later_is_still_at_work() -> None:
    report = reports.story()
    during = tables.jobs_picture(report, View(cursor=NOON + 3)).rows
    after = tables.jobs_picture(report, View(cursor=NOON + 10)).rows

    assert [row.state for row in during] == ["RUNNING", None]
    assert [row.state for row in after] == ["SUCCEEDED", "RUNNING"]
