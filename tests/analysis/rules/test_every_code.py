"""Each finding fires in a world, and stays silent in one that differs by little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.model.jobs import Action, Bookmark
from glueflow_tui.model.observation import MetricSeries
from glueflow_tui.model.states import JobRunState, TriggerState
from tests.analysis.rules.test_course import caught_up, slow_reader
from tests.analysis.rules.test_metering import BLIND
from tests.analysis.rules.test_running import REFUSAL
from tests.analysis.rules.test_scripting import HEAD, reading, scripted
from tests.analysis.rules.test_succession import stalled
from tests.analysis.worlds import (
    AFTER_IN,
    DISABLE,
    ENABLE,
    EVERY_30,
    OPTION,
    World,
    at,
    climbing,
    codes,
    job_of,
    periods,
    run_of,
    steady,
)

FAILED = JobRunState.FAILED
PAUSE = "job-bookmark-pause"


@dataclass(frozen=True)
class Pair:
    fires: World
    near: World
    """Much the same, and well: of this code at least."""


def out(length: float = 12, **facts: Any) -> World:
    """All well, but for the newest downstream run."""
    return steady().with_runs(run_of("out", "out4", 96, length, **facts))


def with_option(option: str) -> World:
    return steady().with_job(job_of("out", option))


def with_trigger(**facts: Any) -> World:
    return steady().but(triggers=(EVERY_30, replace(AFTER_IN, **facts)))


def giving(option: str) -> World:
    return with_trigger(actions=(Action("out", arguments={OPTION: option}),))


def saved_by(run_id: str) -> World:
    return steady().but(bookmarks=(Bookmark("out", run_id),))


def sharing(runs: int) -> World:
    return steady().with_job(job_of("out", ENABLE, max_concurrent_runs=runs))


def read_with(call: str) -> World:
    return scripted(reading("a") + call)


def reading_more(world: World, factor: float) -> World:
    def scale(points: MetricSeries) -> MetricSeries:
        return replace(points, values=tuple((value or 0) * factor for value in points.values))

    kept = (scale(points) if points.job == "out" else points for points in world.metrics)
    return world.but(metrics=tuple(kept))


PAIRS: Mapping[Code, Pair] = {
    # The same climb by a constant factor is another format.
    Code.REPROCESSING: Pair(climbing(), periods([1.0, 1.2, 0.9, 1.1], [2.4, 2.88, 2.16, 2.64])),
    Code.BOOKMARK_DISABLED: Pair(with_option(DISABLE), with_option(PAUSE)),
    Code.BOOKMARK_OVERRIDDEN: Pair(giving(DISABLE), giving(ENABLE)),
    Code.BOOKMARK_PAUSED: Pair(with_option(PAUSE), with_option(DISABLE)),
    Code.CTX_MISSING: Pair(scripted(reading("a", "")), scripted(reading("a", "b"))),
    Code.CTX_DUPLICATE: Pair(scripted(reading("a", "a")), scripted(reading("a", "A"))),
    Code.INIT_MISSING: Pair(
        scripted(reading("a", head=HEAD.replace("job.init", "print"))), scripted(reading("a"))
    ),
    Code.COMMIT_MISSING: Pair(
        scripted(reading("a", tail="")), scripted(reading("a", tail="if ok:\n    job.commit()\n"))
    ),
    Code.UNTRACKED_READ: Pair(
        read_with('spark.read.parquet("s3://b/x")\n'), read_with('frame.write.parquet("s3://b")\n')
    ),
    Code.NOT_ADVANCING: Pair(saved_by("out3"), saved_by("out4")),
    Code.CONCURRENCY: Pair(sharing(2), sharing(1)),
    Code.OVERLAP: Pair(
        steady().with_runs(run_of("out", "out2", 36, 26)),
        steady().with_runs(run_of("out", "out2", 36, 24)),
    ),
    Code.SELF_OVERLAP: Pair(
        steady().with_runs(run_of("out", "again", 40, 6)),
        steady().with_runs(run_of("out", "out2_attempt_1", 40, 6, attempt=1)),
    ),
    Code.RUN_REFUSED: Pair(
        steady().with_runs(run_of("out", "r", 110, 0, state=FAILED, error=REFUSAL)),
        steady().with_runs(run_of("out", "r", 110, 0, state=FAILED, error="boom")),
    ),
    Code.RUN_FAILED: Pair(out(state=FAILED), out(state=JobRunState.STOPPED)),
    Code.LONG_RUN: Pair(
        periods([1.0] * 3, [1.0] * 3, until=115)
        .without("out3")
        .with_runs(run_of("out", "out2", 36, 31)),
        periods([1.0] * 3, [1.0] * 3, until=115)
        .without("out3")
        .with_runs(run_of("out", "out2", 36, 29)),
    ),
    Code.FALLING_BEHIND: Pair(slow_reader(), periods([2.0] * 6, [1.0] * 6, until=178)),
    Code.CATCH_UP: Pair(caught_up(), reading_more(caught_up(), 1.5)),
    Code.LATE_START: Pair(
        steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 99, 12)),
        steady().with_runs(run_of("in", "in4", 90, 7.5), run_of("out", "out4", 97.5, 12)),
    ),
    Code.CHAIN_STALLED: Pair(stalled().but(taken_at=at(158)), stalled().but(taken_at=at(95))),
    Code.TRIGGER_INACTIVE: Pair(
        with_trigger(state=TriggerState.DEACTIVATED), with_trigger(state=TriggerState.UPDATING)
    ),
    Code.METRICS_DISABLED: Pair(steady().silent("out").with_job(BLIND), steady().with_job(BLIND)),
    Code.METRICS_MISSING: Pair(
        steady(1).silent("out").but(taken_at=at(20)), steady(1).silent("out").but(taken_at=at(19))
    ),
}


@pytest.mark.parametrize("code", Code)
def test_every_code_fires_and_stays_silent_close_by(code: Code) -> None:
    assert code in PAIRS, f"{code} has no world that makes it fire, and none close to it"
    assert code in codes(PAIRS[code].fires.report())
    assert code not in codes(PAIRS[code].near.report())
