from __future__ import annotations

from datetime import timedelta

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.judge import build_case
from glueflow_tui.analysis.staging import NEWEST, REACH, list_recent, take_stocks
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import World, run_of, steady

VIEW = AnalysisSettings(lookback=timedelta(hours=50))
RUNS = NEWEST + REACH + 10


def intakes_of(world: World) -> tuple[Intake, ...]:
    return build_case(world.history(VIEW.lookback), VIEW).links[0].told


def test_older_runs_than_the_newest_few_change_nothing_about_stocks() -> None:
    failed = run_of("out", "out20", 19 * 30 + 6, 12, state=JobRunState.FAILED)
    told = intakes_of(steady(RUNS).with_runs(failed))

    recent = list_recent(told)

    assert REACH < len(recent) < len(told)
    assert take_stocks(recent) == take_stocks(told)


def test_of_few_runs_none_is_left_out() -> None:
    told = intakes_of(steady())

    assert list_recent(told) == told
    assert list_recent(()) == ()
