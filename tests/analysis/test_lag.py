from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.report import Lag
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.states import JobRunState, Metric
from tests.analysis.worlds import GB, World, at, link, periods, run_of, spread, steady


def lag(world: World) -> Lag:
    return link(world.report()).lag


def as_of(run: JobRun, now: float) -> JobRun:
    if run.completed is None or run.completed <= at(now):
        return run
    return replace(run, state=JobRunState.RUNNING, completed=None)


def test_nothing_is_unread_once_the_downstream_run_succeeded() -> None:
    assert lag(steady()) == Lag(0, 0)


def test_bytes_written_after_the_last_start_are_unread_since_their_first_minute() -> None:
    world = steady().without("out4")
    world = world.but(metrics=world.metrics[:-1])

    assert lag(world).bytes == pytest.approx(1.1 * GB)
    assert lag(world).seconds == (115 - 90) * 60


def test_a_running_reader_counts_for_what_it_has_read() -> None:
    world = steady().with_runs(run_of("out", "out4", 96, None)).but(taken_at=at(102))
    half = spread("out", Metric.BYTES_READ, 96, 6, 0.55 * GB)
    shown = lag(world.but(metrics=(*world.metrics[:-1], half)))

    assert shown.bytes == pytest.approx(0.55 * GB)
    assert shown.seconds == (102 - 93) * 60


def test_a_failed_reader_leaves_everything_unread() -> None:
    failed = run_of("out", "out4", 96, 12, state=JobRunState.FAILED)

    assert lag(steady().with_runs(failed)).bytes == pytest.approx(1.1 * GB)


def test_before_any_reader_all_that_is_in_view_is_unread() -> None:
    world = periods([1.0], [0.0], until=20).without("out1")

    assert lag(world).bytes == pytest.approx(GB)
    assert lag(world).seconds == 20 * 60


def test_lag_is_unknown_without_bytes_of_the_writer() -> None:
    assert lag(steady().silent("in")) == Lag(None, None)
    assert lag(steady().but(metrics_from=None, metrics=())) == Lag(None, None)


def test_lag_is_unknown_when_a_reader_ended_and_left_no_bytes() -> None:
    silent = steady().silent("out")
    begun = periods([1.0], [0.0], until=7).silent("out").with_runs(run_of("out", "out1", 6, None))

    assert lag(silent) == Lag(None, None)
    assert lag(begun).bytes == pytest.approx(GB)


def test_a_start_within_the_last_minute_of_the_writer_has_listed_it_all() -> None:
    world = periods([1.0], [1.0], until=28)
    runs = (run_of("in", "in1", 0, 5.4), run_of("out", "out1", 5.5, 12))

    assert lag(world.with_runs(*runs)) == Lag(0, 0)


def test_lag_is_unknown_while_a_run_reads_what_is_unknown() -> None:
    running = steady(1).with_runs(run_of("out", "out1", 6, None)).but(taken_at=at(10))

    assert lag(running).bytes == pytest.approx(GB * 2 / 3)
    assert lag(running.but(taken_at=at(185))).bytes is None


def test_re_reading_runs_leave_nothing_unread_either() -> None:
    assert lag(periods([1.0] * 4, [1.0, 2.0, 3.0, 4.0], until=115)) == Lag(0, 0)


@given(st.lists(st.floats(0.1, 4), min_size=1, max_size=5), st.integers(5, 179))
def test_lag_is_never_negative_nor_more_than_was_written(sizes: list[float], now: int) -> None:
    world = periods(sizes, sizes).but(taken_at=at(now))
    seen = tuple(as_of(run, now) for run in world.runs if run.started and run.started <= at(now))
    shown = lag(world.but(runs=seen))

    assert shown.bytes is not None
    assert shown.seconds is not None
    assert -1e-6 <= shown.bytes <= sum(sizes) * GB + 1
    assert (shown.bytes == 0) == (shown.seconds == 0)
