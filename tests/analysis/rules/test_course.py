from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.model.chain import Link, join_links
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.settings import AnalysisSettings, Thresholds
from tests.analysis.worlds import (
    GB,
    World,
    at,
    codes,
    found,
    job_of,
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


def reading_on(
    wrote: tuple[float, ...],
    got: tuple[float, ...],
    windows: tuple[int, ...] = WINDOWS,
    before: float = 20.0,
) -> World:
    """One downstream run that never ends, with gigabytes by window and before them."""
    written = ((0, before), *zip(windows, wrote, strict=True))
    return World(
        taken_at=at(windows[-1] + 35),
        runs=(
            *(run_of("in", f"in{start}", start) for start, _ in written),
            run_of("out", "out1", 6, None),
        ),
        metrics=(
            *(spread("in", Metric.BYTES_WRITTEN, start, 6, size * GB) for start, size in written),
            *(
                spread("out", Metric.BYTES_READ, start, 24, size * GB)
                for start, size in zip((max(6, one) for one in windows), got, strict=True)
            ),
        ),
    )


@pytest.mark.parametrize(
    ("wrote", "got", "fires"),
    [
        pytest.param((3.0, 2.5, 3.0), (1.0, 2.0, 1.0), True, id="more unread after each"),
        pytest.param((4.0, 0.5, 4.0), (0.5, 1.0, 0.5), False, id="less unread after one"),
        pytest.param((3.0, 3.0, 3.0), (0.5, 0.5, 2.7), False, id="the last nearly keeps up"),
        pytest.param((10.0, 10.0, 1.0), (9.5, 9.5, 0.5), False, id="together nearly keeping up"),
        pytest.param((3.0, 3.0, 3.0), (1.0, 0.0, 1.0), False, id="nothing read in one"),
        pytest.param((3.0, 2.0, 3.0), (1.9, 1.5, 1.9), False, id="no more than a window's bytes"),
    ],
)
def test_falling_behind_is_more_unread_after_each_window_and_too_little_read(
    wrote: tuple[float, ...], got: tuple[float, ...], *, fires: bool
) -> None:
    settings = AnalysisSettings(lookback=timedelta(hours=4))
    assert ("falling-behind" in codes(reading_on(wrote, got).report(settings))) is fires


@pytest.mark.parametrize(
    ("got", "fires"),
    [
        pytest.param((2.0, 2.0, 1.5), True, id="below it"),
        pytest.param((2.0, 2.5, 1.5), False, id="together at its edge"),
        pytest.param((1.0, 2.0, 2.0), False, id="the last at its edge"),
        pytest.param((3.0, 2.0, 1.5), False, id="together within it"),
    ],
)
def test_who_reads_within_the_band_does_not_fall_behind(
    got: tuple[float, ...], *, fires: bool
) -> None:
    thresholds = Thresholds(ok_low=0.5)
    settings = AnalysisSettings(lookback=timedelta(hours=4), thresholds=thresholds)

    assert ("falling-behind" in codes(reading_on((4.0,) * 3, got).report(settings))) is fires


def fed_by_two(*links: Link) -> World:
    world = reading_on((3.0, 2.5, 3.0), (1.0, 2.0, 1.0))
    return world.but(jobs=(*world.jobs, job_of("aside")), chains=join_links(links))


IN, ASIDE = Link("in", "out"), Link("aside", "out")


@pytest.mark.parametrize("links", [(IN, ASIDE), (ASIDE, IN)])
def test_a_second_writer_without_windows_of_its_own_hides_nothing(links: tuple[Link, ...]) -> None:
    settings = AnalysisSettings(lookback=timedelta(hours=4))

    assert found(fed_by_two(*links).report(settings), "falling-behind").link == ("in", "out")


def test_a_window_of_which_a_writer_left_no_bytes_is_not_judged() -> None:
    settings = AnalysisSettings(lookback=timedelta(hours=4))
    world = fed_by_two(IN, ASIDE).with_runs(
        *(run_of("aside", f"aside{start}", start, trigger=None) for start in (60, 90))
    )
    first, second = (
        spread("aside", Metric.BYTES_WRITTEN, start, 6, 0.1 * GB) for start in (60, 90)
    )

    whole = world.but(metrics=(*world.metrics, first, second))
    assert "falling-behind" in codes(whole.report(settings))
    assert "falling-behind" not in codes(
        whole.but(metrics=(*world.metrics, first)).report(settings)
    )


def bounded(until: float) -> World:
    return periods([1.0, 1.4, 0.9, 1.3, 1.1, 1.2], [0.8] * 6, until=until)


def test_bounded_runs_fall_behind_by_less_than_a_window_too() -> None:
    report = bounded(178).report()
    finding = found(report, "falling-behind")

    assert link(report).pattern.kind is PatternKind.PARTIAL
    assert "1.50 GB unread at the end of the last whole window" in finding.message
    assert finding.message.endswith(
        "each of the last 3; it read 0.73x what was written in the last 3"
    )


def test_with_three_whole_windows_in_view_two_are_known_to_have_added_to_what_is_unread() -> None:
    view = AnalysisSettings(lookback=timedelta(minutes=128))
    finding = found(bounded(148).report(view), "falling-behind")

    assert "more after each of the last 2" in finding.message


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
    settings = AnalysisSettings(lookback=timedelta(hours=6))
    report = world.report(settings)

    assert [one.ratio for one in link(report).runs] == pytest.approx([1.0] * 5)
    assert max(one.ratio or 0 for one in link(report).windows) == pytest.approx(2)
    assert "catch-up" not in codes(report)

    idle = (run_of("out", f"idle{n}", 60 * n + 50, 3) for n in range(5))
    assert "catch-up" not in codes(world.with_runs(*idle).report(settings))


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


def test_who_reads_everything_again_catches_up_with_nothing() -> None:
    world = caught_up()
    sizes = {at(0): 1.0, at(36): 2.75, at(60): 2.75, at(90): 40.0}
    again = {at(6): 1.0, at(66): 6.5, at(96): 46.5}
    metrics = tuple(
        spread(m.job, m.metric, (m.start - at(0)).total_seconds() / 60, len(m.values), size * GB)
        for m in world.metrics
        if (size := (sizes if m.job == "in" else again).get(m.start))
    )
    report = world.but(metrics=metrics).report()

    assert [one.ratio for one in link(report).runs] == pytest.approx([1, 1.18, 1.16], abs=0.01)
    assert "catch-up" not in codes(report)
    assert "reprocessing" in codes(report)


def test_a_run_that_failed_with_the_files_of_two_has_not_caught_up() -> None:
    world, before = caught_up(), (-90, -60, -30)
    world = world.with_runs(
        *(run_of("in", f"in{start}", start) for start in before),
        *(run_of("out", f"out{start}", start + 6, 12) for start in before),
    ).but(
        metrics=(
            *world.metrics,
            *(spread("in", Metric.BYTES_WRITTEN, start, 6, 1 * GB) for start in before),
            *(spread("out", Metric.BYTES_READ, start + 6, 12, 1 * GB) for start in before),
        )
    )
    failed = run_of("out", "out3", 66, 22, state=JobRunState.FAILED)
    settings = AnalysisSettings(lookback=timedelta(hours=4))

    assert "catch-up" in codes(world.report(settings))
    assert "catch-up" not in codes(world.with_runs(failed).report(settings))


def cut_by_an_edge() -> World:
    """As ``caught_up``, but the first reader has a window above the band, too."""
    world = caught_up().with_runs(run_of("in", "in2", 54), run_of("out", "out1", 30, 30))
    return world.but(
        metrics=(
            *(m for m in world.metrics if m.start not in {at(6), at(36), at(66)}),
            spread("in", Metric.BYTES_WRITTEN, 54, 6, 0.75 * GB),
            spread("out", Metric.BYTES_READ, 30, 30, 1 * GB),
            spread("out", Metric.BYTES_READ, 66, 22, 1.75 * GB),
        )
    )


def test_only_who_took_more_than_usual_caught_up_and_in_its_own_window() -> None:
    report = cut_by_an_edge().report()
    finding = found(report, "catch-up")

    ratios = [one.ratio for one in link(report).windows]
    assert ratios[-3:] == pytest.approx([1.33, 1.75, 1.0], abs=0.01)
    assert finding.runs == ("out3",)
    assert "1.75 GB read of 1.75 GB new" in finding.message
    assert finding.message.endswith("so its window shows 1.75x")


def test_a_window_above_the_band_after_a_run_that_took_two_is_not_its_own() -> None:
    world = caught_up().with_runs(run_of("out", "out3", 66, 18), run_of("in", "in4", 86, 6))
    report = world.but(
        taken_at=at(125),
        metrics=(
            *(m for m in world.metrics if m.start not in {at(36), at(66), at(90)}),
            spread("in", Metric.BYTES_WRITTEN, 36, 20, 0.1 * GB),
            spread("out", Metric.BYTES_READ, 66, 18, 1.1 * GB),
            spread("in", Metric.BYTES_WRITTEN, 86, 6, 1 * GB),
        ),
    ).report()

    assert [len(one.upstream_run_ids) for one in link(report).runs] == [1, 2, 1]
    assert link(report).windows[-2].ratio == pytest.approx(3)
    assert "catch-up" not in codes(report)


def test_catching_up_is_told_when_its_window_is_over() -> None:
    world = caught_up().without("in4", "out4")
    runs = run_of("in", "in0", -30), run_of("out", "out0", -24, 12), run_of("out", "out3", 66, 12)
    metrics = (
        *(m for m in world.metrics if m.start < at(66)),
        spread("in", Metric.BYTES_WRITTEN, -30, 6, 1 * GB),
        spread("out", Metric.BYTES_READ, -24, 12, 1 * GB),
        spread("out", Metric.BYTES_READ, 66, 12, 2 * GB),
    )
    world = world.with_runs(*runs).but(metrics=metrics)

    before, after = (world.but(taken_at=at(minute)).report() for minute in (89, 95))
    assert link(before).runs[-1].complete
    assert "catch-up" not in codes(before)
    assert "catch-up" in codes(after)


def test_the_minutes_of_all_that_it_took_count_as_evidence_of_a_catch_up() -> None:
    assert found(caught_up().report(), "catch-up").evidence["minutes_used"] == 20 + 6 + 22


def test_a_reader_of_two_jobs_catches_up_with_the_one_of_which_it_took_more() -> None:
    world = caught_up()
    aside = [run_of("aside", f"aside{n}", 30 * n, 4, trigger=None) for n in (0, 2, 3)]
    report = world.but(
        jobs=(*world.jobs, job_of("aside")),
        chains=join_links([Link("in", "out"), Link("aside", "out")]),
        runs=(*world.runs, *aside),
        metrics=(
            *world.metrics,
            *(spread("aside", Metric.BYTES_WRITTEN, 30 * n, 4, 0.01 * GB) for n in (0, 2, 3)),
        ),
    ).report()

    message = found(report, "catch-up").message
    assert "out #2 caught up: it took the files of 2 upstream runs at once" in message
