from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import Any

import pytest

from glueflow_tui.analysis.report import PatternKind, Waste
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings, Prices
from tests.analysis.worlds import (
    DISABLE,
    GB,
    OPTION,
    World,
    at,
    climbing,
    job_of,
    link,
    periods,
    run_of,
    steady,
)


def wastes(world: World, prices: Prices | None = None) -> list[Waste | None]:
    settings = AnalysisSettings(prices=prices or Prices())
    return [run.waste for run in link(world.report(settings)).runs]


def billed(world: World, **facts: Any) -> World:
    """The downstream job under other facts: its size and version decide what it costs."""
    return world.with_job(replace(job_of("out", DISABLE), **facts))


def test_each_run_wastes_the_share_that_it_read_again() -> None:
    told = wastes(climbing())

    # Ten G.1X workers for twelve minutes are 2 DPU-hours, $0.88.
    assert [one and one.bytes for one in told] == pytest.approx([0, GB, 2 * GB, 3 * GB], abs=1)
    assert [one and one.dpu_hours for one in told] == pytest.approx([0, 1, 4 / 3, 1.5], abs=1e-9)
    assert [one and one.usd for one in told] == pytest.approx(
        [0, 0.44, 0.88 * 2 / 3, 0.66], abs=1e-9
    )


def test_the_runs_add_up_to_what_is_in_view() -> None:
    told = link(climbing().report())
    each = [run.waste for run in told.runs if run.waste]

    assert told.waste.bytes == fsum(one.bytes or 0 for one in each)
    assert told.waste.dpu_hours == pytest.approx(fsum(one.dpu_hours or 0 for one in each))
    assert told.waste.usd == pytest.approx(fsum(one.usd or 0 for one in each))


def test_what_reads_only_what_is_new_wastes_nothing() -> None:
    assert wastes(steady()) == [Waste(0.0, 0.0, 0.0)] * 4


@pytest.mark.parametrize(
    ("facts", "usd"),
    [
        ({}, 0.44),
        ({"execution_class": "FLEX"}, 0.29),
        ({"worker_type": "G.2X"}, 0.88),
        ({"worker_type": "R.1X"}, 0.52),
        ({"glue_version": "6.0"}, 0.44 * 0.7),
        ({"worker_type": None, "number_of_workers": None, "max_capacity": 5.0}, 0.22),
    ],
    ids=["standard", "flex", "worker type", "memory", "glue 6", "capacity"],
)
def test_size_class_and_version_decide_what_the_second_run_wasted(
    facts: dict[str, Any], usd: float
) -> None:
    second = wastes(billed(climbing(), **facts))[1]

    assert second is not None
    assert second.usd == pytest.approx(usd)


def test_an_auto_scaled_run_is_billed_by_what_glue_reports() -> None:
    scaled = run_of("out", "out2", 36, 12, dpu_seconds=3600.0)
    second = wastes(climbing().with_runs(scaled))[1]

    assert second is not None
    assert second.dpu_hours == pytest.approx(0.5)
    assert second.usd == pytest.approx(0.22)


def test_prices_are_those_of_the_configuration() -> None:
    second = wastes(climbing(), Prices(standard=1.0))[1]

    assert second is not None
    assert second.usd == pytest.approx(1.0)


def test_of_a_run_that_is_not_over_nothing_is_told() -> None:
    running = climbing().with_runs(run_of("out", "out4", 96, None)).but(taken_at=at(104))

    assert wastes(running)[3] is None


def test_of_a_run_that_is_not_over_nothing_is_told_either_where_all_is_well() -> None:
    busy = replace(steady().runs[-1], completed=None, state=JobRunState.RUNNING)

    assert wastes(steady().with_runs(busy))[-1] is None


def repaired(*, first_runs: int = 4, then: int = 3) -> World:
    """Every run read everything, until the staging path was emptied and the bookmark worked."""
    read = [float(n + 1) for n in range(first_runs)] + [1.0] * then
    return periods([1.0] * len(read), read, until=len(read) * 30 - 5)


@pytest.mark.parametrize("then", [1, 2, 3, 4])
def test_what_was_read_again_before_the_repair_stays_in_the_sum(then: int) -> None:
    told = link(repaired(then=then).report(AnalysisSettings(lookback=at(240) - at(0))))

    assert told.waste.bytes == pytest.approx(6 * GB)
    assert told.waste.usd == pytest.approx(0.44 + 0.88 * 2 / 3 + 0.66)


def test_runs_whose_own_bookmark_was_off_are_summed_though_the_bytes_cannot_tell() -> None:
    world = periods([1.0, 1.0, 1.0], [1.0, 2.0, 1.3], until=85)
    off = {OPTION: DISABLE}
    told = world.with_runs(
        *(run_of("out", f"out{n}", 30 * n - 24, 12, arguments=off) for n in (1, 2))
    ).report()

    assert link(told).pattern.kind is PatternKind.UNKNOWN
    assert link(told).waste.bytes == pytest.approx(GB)


def test_what_a_constant_factor_adds_without_a_bookmark_is_a_format_and_no_waste() -> None:
    world = periods([1.0, 1.1, 0.9, 1.0], [2.6, 2.86, 2.34, 2.6]).with_job(job_of("out", DISABLE))
    told = link(world.report())

    assert told.pattern.kind is PatternKind.NEW_ONLY
    assert told.waste == Waste(0.0, 0.0, 0.0)


def test_a_few_odd_runs_under_a_bookmark_are_not_called_waste() -> None:
    told = link(periods([1.0, 1.1, 0.9], [1.0, 2.1, 0.9], until=85).report())

    assert told.waste.bytes in (None, 0.0)


def test_what_is_expected_to_read_everything_wastes_nothing() -> None:
    settings = AnalysisSettings(expect_full=frozenset({"out"}))
    told = link(climbing().with_job(job_of("out", DISABLE)).report(settings))

    assert told.pattern.expected
    assert told.waste == Waste(0.0, 0.0, 0.0)
    assert {run.waste for run in told.runs} == {Waste(0.0, 0.0, 0.0)}


def test_before_any_run_tells_no_misfit_is_known() -> None:
    pattern = link(steady().silent("out").report()).pattern

    assert pattern.runs_used == 0
    assert set(pattern.misfit.values()) == {None}
