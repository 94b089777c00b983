from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.judge import build_case
from glueflow_tui.analysis.staging import (
    NEWEST,
    REACH,
    STRIDE,
    Doubts,
    list_recent,
    take_stocks,
)
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import World, run_of, steady

RUNS = REACH + NEWEST + 2 * STRIDE
VIEW = AnalysisSettings(lookback=timedelta(minutes=30 * (RUNS + 4)))


def intakes_of(world: World) -> tuple[Intake, ...]:
    return build_case(world.history(VIEW.lookback), VIEW).links[0].told


def test_older_runs_than_the_newest_change_nothing_about_stocks() -> None:
    failed = run_of("out", "out20", (RUNS - 11) * 30 + 6, 12, state=JobRunState.FAILED)
    told = intakes_of(steady(RUNS).with_runs(failed))

    recent = list_recent(told)

    assert REACH + NEWEST < len(recent) < len(told)
    assert take_stocks(recent) == take_stocks(told)


def test_runs_that_leave_the_view_one_by_one_change_the_stocks_now_and_then() -> None:
    told = intakes_of(steady(RUNS))

    begins = {list_recent(told[past:])[0].number for past in range(2 * STRIDE)}

    assert begins == {STRIDE, 2 * STRIDE}


def test_of_few_runs_none_is_left_out() -> None:
    told = intakes_of(steady())

    assert list_recent(told) == told
    assert list_recent(()) == ()


def test_of_minutes_without_data_most_are_taken_for_lost_and_the_rest_is_doubted() -> None:
    whole = intakes_of(steady())
    gappy = [
        replace(one, lost=0.2, settled=tuple(replace(batch, lost=0.1) for batch in one.settled))
        for one in whole
    ]

    (full,), (guessed,) = take_stocks(whole), take_stocks(gappy)

    for one, other in zip(full, guessed, strict=True):
        assert one.read * 1.1 < other.read < one.read * 1.2
        assert one.listed * 1.05 < other.listed < one.listed * 1.1
        assert one.lost == 0.0 < other.lost < 0.2


def test_what_is_doubted_of_one_run_is_doubted_as_long_as_it_is_among_the_last() -> None:
    doubts = Doubts(np.zeros(5), np.array([0.0, 3.0, 4.0, 0.0, 0.0]))

    assert doubts.of_last(1).unsure == pytest.approx(doubts.unsure)
    assert doubts.of_last(2).unsure == pytest.approx([0.0, 3.0, 5.0, 4.0, 0.0])
