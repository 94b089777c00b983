from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.model.states import Metric
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    GB,
    World,
    at,
    codes,
    found,
    link,
    periods,
    run_of,
    spread,
    steady,
)


def slow_reader() -> World:
    """One long run after another: each takes longer than the last to read what was there."""
    world = periods([2.0] * 6, [1.0] * 6, until=178)
    runs = (run_of("out", "out1", 6, 54), run_of("out", "out2", 60.5, None))
    kept = world.without(*(f"out{n}" for n in range(1, 7))).silent("out")
    read = (
        spread("out", Metric.BYTES_READ, 6, 54, 2 * GB),
        spread("out", Metric.BYTES_READ, 61, 117, 4 * GB),
    )
    return kept.with_runs(*runs).but(metrics=(*kept.metrics, *read))


def test_unread_bytes_that_rise_window_after_window_fall_behind() -> None:
    finding = found(slow_reader().report(), "falling-behind")

    assert finding.link == ("in", "out")
    assert "unread" in finding.message


def test_a_reader_that_takes_everything_each_time_keeps_up() -> None:
    assert "falling-behind" not in codes(steady(6).report())


WINDOWS = (60, 90, 120)


@pytest.mark.parametrize(
    ("wrote", "got", "fires"),
    [
        pytest.param((3.0, 2.5, 3.0), (1.0, 2.0, 1.0), True, id="more unread after each"),
        pytest.param((3.0, 0.5, 3.0), (1.0, 2.0, 1.0), False, id="less unread after one"),
        pytest.param((3.0, 3.0, 3.0), (0.5, 0.5, 2.7), False, id="the last nearly keeps up"),
        pytest.param((10.0, 10.0, 1.0), (9.5, 9.5, 0.5), False, id="together nearly keeping up"),
        pytest.param((3.0, 3.0, 3.0), (1.0, 0.0, 1.0), False, id="nothing read in one"),
        pytest.param((3.0, 2.8, 3.0), (2.0, 2.0, 2.2), False, id="no more than a window's bytes"),
    ],
)
def test_falling_behind_is_more_unread_after_each_window_and_too_little_read(
    wrote: tuple[float, ...], got: tuple[float, ...], *, fires: bool
) -> None:
    written = ((0, 20.0), *zip(WINDOWS, wrote, strict=True))
    read = tuple(zip(WINDOWS, got, strict=True))
    world = World(
        taken_at=at(155),
        runs=(
            *(run_of("in", f"in{start}", start) for start, _ in written),
            run_of("out", "out1", 6, None),
        ),
        metrics=(
            *(spread("in", Metric.BYTES_WRITTEN, start, 6, size * GB) for start, size in written),
            *(spread("out", Metric.BYTES_READ, start, 30, size * GB) for start, size in read),
        ),
    )

    settings = AnalysisSettings(lookback=timedelta(hours=4))
    assert ("falling-behind" in codes(world.report(settings))) is fires


def test_reading_less_than_was_written_by_a_constant_factor_keeps_up() -> None:
    sizes = [1.0, 1.4, 0.8, 1.2, 1.0, 0.7]
    world = periods(sizes, [size * 0.3 for size in sizes], until=178)

    assert codes(world.report()) == set()


def caught_up() -> World:
    """The second upstream run ends too late for its own window; the next reader takes two."""
    world = periods([1.0] * 4, [1.0] * 4, until=118)
    runs = (run_of("in", "in2", 36, 20), run_of("out", "out3", 66, 22))
    kept = world.without("out2").with_runs(*runs)
    kept = kept.but(
        metrics=(
            *(m for m in kept.metrics if m.start not in {at(30), at(36), at(66)}),
            spread("in", Metric.BYTES_WRITTEN, 36, 20, 1 * GB),
            spread("out", Metric.BYTES_READ, 66, 22, 2 * GB),
        )
    )
    return kept.with_runs(run_of("in", "in4", 90, 6))


def test_one_reader_that_takes_the_files_of_two_writers_catches_up() -> None:
    report = caught_up().report()
    finding = found(report, "catch-up")

    assert finding.severity.word == "info"
    assert "files of 2 upstream runs at once, 2.00 GB read of 2.00 GB new" in finding.message
    assert "reprocessing" not in codes(report)


def test_a_reader_that_always_takes_two_is_no_catching_up() -> None:
    world = periods([1.0] * 10, [1.0] * 10, until=298).silent("out")
    world = world.without(*(f"out{n}" for n in range(1, 11)))
    runs = [run_of("out", f"o{n}", 60 * n + 37, 12) for n in range(5)]
    read = [spread("out", Metric.BYTES_READ, 60 * n + 37, 12, 2 * GB) for n in range(5)]
    world = world.with_runs(*runs).but(metrics=(*world.metrics, *read))
    report = world.report(AnalysisSettings(lookback=timedelta(hours=6)))

    assert [one.ratio for one in link(report).runs] == pytest.approx([1.0] * 5)
    assert max(one.ratio or 0 for one in link(report).windows) == pytest.approx(2)
    assert "catch-up" not in codes(report)


@pytest.mark.parametrize(
    ("factor", "starts"),
    [
        pytest.param(1.5, {6, 66, 96}, id="every run"),
        pytest.param(1.35, {66}, id="the one that took two"),
        pytest.param(2.0, {6}, id="another one"),
    ],
)
def test_reading_more_than_was_written_is_no_catching_up(factor: float, starts: set[int]) -> None:
    world, moments = caught_up(), {at(start) for start in starts}
    more = tuple(
        replace(m, values=tuple((v or 0) * factor for v in m.values))
        if m.job == "out" and m.start in moments
        else m
        for m in world.metrics
    )

    assert "catch-up" not in codes(world.but(metrics=more).report())
