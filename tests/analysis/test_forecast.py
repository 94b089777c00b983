from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from glueflow_tui.analysis.forecast import LEAST_RUNS, forecast_long_run
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import (
    BookmarkOrigin,
    BookmarkReport,
    Forecast,
    JobReport,
    Report,
    RunReport,
)
from glueflow_tui.model.series import EMPTY, epoch_minute
from glueflow_tui.model.states import BookmarkOption, JobRunState, Metric
from glueflow_tui.output.link_text import describe_forecast
from tests.analysis.test_judge import demo
from tests.analysis.worlds import GB, NOON, World, at, found, link, periods, run_of, spread

OFF = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT)
ON = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.JOB)
WINDOW = 1800.0


def run(number: int, seconds: float, bookmark: BookmarkReport = OFF) -> RunReport:
    start = at(30 * number)
    return RunReport(
        id=f"jr_{number}",
        number=number,
        state=JobRunState.SUCCEEDED,
        started=start,
        completed=start + timedelta(seconds=seconds),
        attempt=0,
        trigger=None,
        bytes_read=None,
        bytes_written=None,
        dpu_hours=None,
        error=None,
        bookmark=bookmark,
    )


def job_with(runs: Sequence[RunReport], command: str = "glueetl") -> JobReport:
    return JobReport(
        name="out",
        command=command,
        state=None,
        glue_version=None,
        metrics_enabled=True,
        max_concurrent_runs=1,
        bookmark=OFF,
        script=None,
        runs=tuple(runs),
        read=Minutes(EMPTY, epoch_minute(NOON), 0),
        written=Minutes(EMPTY, epoch_minute(NOON), 0),
    )


def forecast(lengths: Sequence[float], window: float | None = WINDOW) -> Forecast | None:
    return forecast_long_run(job_with([run(i, s) for i, s in enumerate(lengths, 1)]), window)


def test_even_growth_is_drawn_out_to_the_window() -> None:
    # 12, 16, 20, 24 minutes: the fifth takes 28, the sixth 32 of the window's 30.
    assert forecast([720, 960, 1200, 1440]) == Forecast(
        number=6,
        runs_left=2,
        earliest_runs=2,
        latest_runs=2,
        starts=at(180),
        seconds_per_run=240.0,
        runs_used=4,
    )


def test_uneven_growth_has_a_reach() -> None:
    found = forecast([300, 420, 460, 640, 700, 800])

    assert found is not None
    assert found.earliest_runs < found.runs_left < found.latest_runs


@pytest.mark.parametrize(
    "lengths",
    [
        [720, 960, 1200],
        [600, 600, 600, 600, 600],
        [600, 580, 610, 590, 605, 600],
        [900, 800, 700, 600],
        [600, 601, 602, 603, 604],
        [1000, 1300, 1600, 1900],
    ],
    ids=["too few", "level", "jitter", "shrinking", "too far ahead", "longer already"],
)
def test_without_a_clear_growth_nothing_is_told(lengths: list[float]) -> None:
    assert forecast(lengths) is None


def test_without_a_window_nothing_is_told() -> None:
    assert forecast([720, 960, 1200, 1440], None) is None


def test_one_odd_run_does_not_bend_the_line() -> None:
    steady = forecast([300, 400, 500, 600, 700, 800, 900, 1000])
    odd = forecast([300, 400, 500, 1700, 700, 800, 900, 1000])

    assert steady is not None
    assert odd is not None
    assert odd.seconds_per_run == pytest.approx(steady.seconds_per_run, rel=0.1)
    assert abs(odd.runs_left - steady.runs_left) <= 1


def test_only_runs_since_the_option_changed_are_drawn_on() -> None:
    before = [run(i, 1000.0) for i in range(1, 5)]
    after = [run(i, 240.0 * i - 720, ON) for i in range(5, 9)]

    found = forecast_long_run(job_with([*before, *after]), WINDOW)
    assert found is not None
    assert found.runs_used == 4


def test_runs_before_the_option_changed_tell_nothing_of_what_comes() -> None:
    before = [run(i, 300.0 + 200 * i) for i in range(1, 7)]
    after = [run(i, 400.0, ON) for i in range(7, 12)]

    assert forecast_long_run(job_with(before), WINDOW) is not None
    assert forecast_long_run(job_with([*before, *after]), WINDOW) is None


def test_failed_runs_and_streams_are_left_out() -> None:
    runs = [run(i, 480.0 + 240 * i) for i in range(1, 5)]
    failed = replace(run(5, 20), state=JobRunState.FAILED)

    assert forecast_long_run(job_with([*runs, failed]), WINDOW) == forecast_long_run(
        job_with(runs), WINDOW
    )
    assert forecast_long_run(job_with(runs, "gluestreaming"), WINDOW) is None


@given(
    start=st.floats(60, 600),
    growth=st.floats(30, 300),
    count=st.integers(LEAST_RUNS, 12),
)
@example(start=60.0, growth=60.00000000000001, count=6)
def test_a_straight_line_is_met_exactly(start: float, growth: float, count: int) -> None:
    lengths = [start + growth * index for index in range(count)]
    assume(lengths[-1] < WINDOW - 1)
    found = forecast(lengths)
    left = next(k for k in range(count, 10_000) if start + growth * k > WINDOW) - (count - 1)
    # Datetimes hold whole microseconds: a line that meets the window exactly may fall either way.
    if found is None:
        assert left >= 4 * count
        return

    assert left <= 4 * count + 1
    assert abs(found.runs_left - left) <= 1
    assert found.earliest_runs <= found.runs_left <= found.latest_runs


@given(st.lists(st.floats(1, 1e5), max_size=20), st.floats(60, 1e5))
def test_any_lengths_have_an_orderly_answer(lengths: list[float], window: float) -> None:
    found = forecast(lengths, window)
    if found is not None:
        assert 1 <= found.earliest_runs <= found.runs_left <= found.latest_runs
        assert found.seconds_per_run > 0
        assert lengths[-1] <= window
        assert found.number == len(lengths) + found.runs_left


def test_a_chain_that_reads_only_what_is_new_has_no_forecast() -> None:
    assert link(periods([1.0] * 6, [1.0] * 6, until=178).report()).forecast is None


def test_the_forecast_of_a_story_comes_true() -> None:
    early = demo("ineffective", time(13, 30))
    late = demo("ineffective", time(15, 0))
    told = link(early).forecast
    out = late.job("orders-out")
    assert told is not None
    assert out is not None

    ended = [one for one in out.runs if one.started and one.completed and not one.refused]
    first = next(one for one in ended if _seconds(one) > 900)
    assert first.number == told.number
    assert first.started is not None
    assert told.starts is not None
    assert abs(first.started - told.starts) < timedelta(minutes=2)
    assert link(late).forecast is None
    inputs = found(early, "reprocessing").evidence["inputs"]
    assert isinstance(inputs, dict)
    assert inputs["run_longer_than_window"] == told.number


def _seconds(one: RunReport) -> float:
    assert one.started is not None
    assert one.completed is not None
    return (one.completed - one.started).total_seconds()


def growing(runs: int, now: float) -> Report:
    """Every half hour a run four minutes longer than the last, the first of four minutes."""
    begins = [30 * number for number in range(runs)]
    made = [
        run
        for number, begin in enumerate(begins)
        for run in (
            run_of("in", f"in{number + 1}", begin),
            run_of("out", f"out{number + 1}", begin + 6, 4 + 4 * number),
        )
    ]
    written = [spread("in", Metric.BYTES_WRITTEN, begin, 6, GB) for begin in begins]
    return World(at(now), runs=tuple(made), metrics=tuple(written)).report()


def test_a_start_that_has_passed_is_not_told() -> None:
    # Run 8 would start at 216 minutes, had the job not paused.
    ahead, paused = (link(growing(6, now)).forecast for now in (200, 239))

    assert ahead is not None
    assert paused is not None
    assert (ahead.starts, paused.starts) == (at(216), None)
    assert describe_forecast(ahead).endswith("in 2 runs, about 15:36")
    assert describe_forecast(paused).endswith("in 2 runs")
