from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import WindowOrigin, WindowReport
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
from glueflow_tui.model.states import JobRunState, Metric, TriggerState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    AFTER_IN,
    ENABLE,
    EVERY_30,
    GB,
    NOON,
    World,
    at,
    job_of,
    link,
    periods,
    run_of,
    schedule_of,
    spread,
    steady,
)


def windows(world: World, settings: AnalysisSettings | None = None) -> tuple[WindowReport, ...]:
    return link(world.report(settings)).windows


def window_at(world: World, minute: float) -> WindowReport:
    (one,) = [window for window in windows(world) if window.start == at(minute)]
    return one


def test_windows_are_the_periods_of_the_schedule_and_the_last_is_in_progress() -> None:
    report = link(steady().report())

    assert report.window is not None
    assert (report.window.seconds, report.window.origin) == (1800, WindowOrigin.TRIGGER)
    assert [one.start for one in report.windows] == [at(m) for m in range(-60, 120, 30)]
    assert [one.complete for one in report.windows] == [True] * 5 + [False]
    assert report.running_ratio == report.windows[-1].ratio == pytest.approx(1)


def test_both_sums_run_over_the_window_and_a_run_cut_by_its_edge_counts_in_both() -> None:
    world = periods([1.0, 1.0], [1.0, 2.0], until=80, reading=30)
    first, second = window_at(world, 0), window_at(world, 30)

    assert first.bytes_read == pytest.approx(24 / 30 * GB)
    assert second.bytes_read == pytest.approx((6 / 30 + 2 * 24 / 30) * GB)
    assert second.ratio == pytest.approx(1.8)


def test_a_schedule_counts_even_when_it_is_not_activated() -> None:
    off = replace(EVERY_30, state=TriggerState.DEACTIVATED)
    spec = link(steady().but(triggers=(off, AFTER_IN)).report()).window

    assert spec is not None
    assert spec.origin is WindowOrigin.TRIGGER


def test_irregular_schedules_have_windows_of_their_own_lengths() -> None:
    trigger = schedule_of("workday", "in", "cron(0 8,9,10,13 * * ? *)")
    world = World(taken_at=at(90), triggers=(trigger,))
    report = link(world.report(AnalysisSettings(lookback=timedelta(hours=8))))

    assert [(one.start, one.end) for one in report.windows] == [
        (at(-240), at(-180)),
        (at(-180), at(-120)),
        (at(-120), at(60)),
        (at(60), at(60 + 19 * 60)),
    ]
    assert report.window is not None
    assert report.window.seconds == 3600


def test_a_window_cut_by_the_lookback_is_left_out() -> None:
    assert windows(steady().but(taken_at=at(130)))[0].start == at(-30)


def test_a_schedule_longer_than_the_lookback_has_no_whole_window() -> None:
    daily = schedule_of("daily", "in", "cron(0 3 * * ? *)")
    report = link(steady().but(triggers=(daily,)).report())

    assert report.windows == ()
    assert report.running_ratio is None
    assert report.window is not None
    assert report.window.seconds == 86400


def test_without_a_readable_schedule_the_starts_tell() -> None:
    unreadable = schedule_of("odd", "in", "cron(0 8 15W * ? *)")
    for triggers in ((), None, (unreadable,)):
        report = link(steady().but(triggers=triggers).report())
        assert report.window is not None
        assert (report.window.seconds, report.window.origin) == (1800, WindowOrigin.OBSERVED)
        assert report.windows[-1].start == at(90)
        assert report.windows[-2].ratio == pytest.approx(1)


def test_retries_and_refused_starts_are_no_starts_of_a_period() -> None:
    retry = run_of("in", "in2_attempt_1", 40, 2, attempt=1)
    refused = run_of(
        "in", "r", 50, 0, state=JobRunState.FAILED, error="Max concurrent runs exceeded"
    )
    spec = link(steady().with_runs(retry, refused).but(triggers=()).report()).window

    assert spec is not None
    assert spec.seconds == 1800


def test_one_run_and_no_schedule_tell_no_window() -> None:
    report = link(periods([1.0], [1.0]).but(triggers=()).report())

    assert report.window is None
    assert report.windows == ()


def test_the_option_wins_and_keeps_the_alignment() -> None:
    trigger = schedule_of("quarter", "in", "cron(5/20 * * * ? *)")
    settings = AnalysisSettings(window=timedelta(hours=1))
    report = link(steady().but(triggers=(trigger,)).report(settings))

    assert report.window is not None
    assert (report.window.seconds, report.window.origin) == (3600, WindowOrigin.OPTION)
    assert {one.start.minute for one in report.windows} == {5}


@given(st.integers(0, 200), st.sampled_from([10, 30, 45, 60, 90]))
def test_windows_of_an_option_do_not_jump_while_time_goes_on(minute: int, length: int) -> None:
    settings = AnalysisSettings(window=timedelta(minutes=length))
    one, later = (
        windows(steady().but(taken_at=at(120 + m)), settings) for m in (minute, minute + 1)
    )

    assert {window.start for window in later[:-1]} <= {window.start for window in one}


def test_nothing_written_is_no_ratio() -> None:
    empty = window_at(steady(), -30)

    assert (empty.bytes_written, empty.bytes_read, empty.ratio) == (0, 0, None)
    assert empty.complete


def test_a_job_without_metrics_has_unknown_bytes_in_every_window() -> None:
    off = replace(job_of("out", ENABLE), default_arguments={})
    world = steady().silent("out").with_job(off)

    assert {one.bytes_read for one in windows(world)} == {None}
    assert {one.ratio for one in windows(world)} == {None}


def test_a_run_that_left_no_point_in_a_window_makes_it_unknown() -> None:
    world = steady()
    kept = tuple(m for m in world.metrics if not (m.job == "out" and m.start == at(36)))
    silent, heard = (window_at(world.but(metrics=kept), minute) for minute in (30, 60))

    assert (silent.bytes_read, silent.ratio) == (None, None)
    assert silent.bytes_written == pytest.approx(1.2 * GB)
    assert heard.ratio == pytest.approx(1)


def test_a_run_too_short_to_publish_leaves_a_zero() -> None:
    world = steady()
    kept = tuple(m for m in world.metrics if not (m.job == "out" and m.start == at(36)))
    short = world.but(metrics=kept).with_runs(run_of("out", "out2", 36, 1))

    assert window_at(short, 30).bytes_read == 0


def test_a_job_that_publishes_but_wrote_nothing_in_a_window_wrote_zero() -> None:
    zero = MetricSeries("in", ALL_RUNS, Metric.BYTES_READ, at(30), (4.0, 4.0))
    world = steady()
    kept = tuple(m for m in world.metrics if not (m.job == "in" and m.start == at(30)))
    window = window_at(world.but(metrics=(*kept, zero)), 30)

    assert (window.bytes_written, window.ratio) == (0, None)


def test_minutes_never_asked_for_are_unknown_and_the_window_incomplete() -> None:
    first, second = (window_at(steady().but(metrics_from=at(10)), m) for m in (0, 30))

    assert (first.bytes_written, first.ratio, first.complete) == (None, None, False)
    assert second.complete


def test_nothing_is_known_when_cloudwatch_never_answered() -> None:
    world = steady().but(metrics_from=None, metrics=())

    assert {one.bytes_written for one in windows(world)} == {None}
    assert not any(one.complete for one in windows(world))


def test_a_window_is_complete_once_its_minutes_are_final() -> None:
    early, late = (window_at(steady().but(taken_at=at(m)), 60) for m in (91.9, 92.1))

    assert (early.complete, late.complete) == (False, True)


def test_no_window_completes_while_cloudwatch_does_not_answer() -> None:
    world = steady().but(taken_at=at(95))
    later = replace(world, taken_at=at(125), metrics_from=None, metrics=())
    history = world.history().absorb(later.observation())
    report = analyse(history, AnalysisSettings())
    complete = [one.start for one in link(report).windows if one.complete]
    assert complete[-1] == at(60)


@given(st.lists(st.floats(0.01, 5), min_size=1, max_size=5), st.floats(0.2, 4))
def test_ratios_are_the_sums_of_the_minutes(sizes: list[float], factor: float) -> None:
    world = periods(sizes, [size * factor for size in sizes])
    shown = {one.start: one for one in windows(world)}

    for index, size in enumerate(sizes):
        one = shown[at(index * 30)]
        assert one.bytes_written == pytest.approx(size * GB)
        assert one.ratio == pytest.approx(factor)


def test_half_open_windows_count_every_minute_once() -> None:
    ones = MetricSeries("in", ALL_RUNS, Metric.BYTES_WRITTEN, at(0), (1.0,) * 120)
    world = steady().silent("in")
    shown = windows(world.but(metrics=(*world.metrics, ones), taken_at=at(120)))

    assert [one.bytes_written for one in shown if one.start >= NOON] == [30, 30, 30, 30]
    assert spread("in", Metric.BYTES_READ, 0, 2, 4).values == (2.0, 2.0)
