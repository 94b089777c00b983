from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.observation import MINUTE
from glueflow_tui.sources.demo.publishing import publish, published_until
from glueflow_tui.sources.demo.specs import Change, Stop
from glueflow_tui.sources.demo.world import World

from .looking import LONG_BACK, READ, WRITTEN, find_points, runs_of
from .making import BEGINS, IN, OUT, START, pair, simulate


@given(st.integers(START, START + 10**6))
def test_a_minute_appears_between_60_and_90_seconds_after_its_end(moment: int) -> None:
    newest = published_until(moment) - 1
    ended = (newest + 1) * 60

    assert ended + 60 <= moment
    assert moment < ended + 60 + 90


@given(st.integers(START, START + 10**6))
def test_points_appear_in_order_and_stay(moment: int) -> None:
    assert published_until(moment) <= published_until(moment + 1) <= published_until(moment) + 1


def test_a_minute_of_a_live_run_without_bytes_is_zero_and_a_minute_without_runs_is_a_gap() -> None:
    seen = World(pair(), BEGINS).observe(BEGINS + 20 * MINUTE, LONG_BACK)
    written = find_points(seen, "in", WRITTEN)

    assert written == {BEGINS: 0.0, BEGINS + MINUTE: 500.0, BEGINS + 2 * MINUTE: 500.0}
    read = find_points(seen, "out", READ)
    assert list(read.values()) == [0.0, 500.0, 500.0, 0.0]
    assert min(read) == BEGINS + 3 * MINUTE


def test_the_series_of_a_job_spans_all_that_was_asked_and_that_of_a_run_its_life() -> None:
    seen = World(pair(), BEGINS).observe(BEGINS + 20 * MINUTE, timedelta(hours=1))
    first = BEGINS - 40 * MINUTE
    (together,) = [s for s in seen.metrics if (s.job, s.run_id, s.metric) == ("in", "ALL", READ)]
    alone = [s for s in seen.metrics if s.run_id == runs_of(seen, "in")[0].id]

    assert (together.start, together.values[:40]) == (first, (None,) * 40)
    assert [(s.start, len(s.values)) for s in alone] == [(BEGINS, 3)] * 2


def test_a_job_without_enable_metrics_has_no_series() -> None:
    silent = replace(OUT, arguments={})
    seen = World(pair(downstream=silent), BEGINS).observe(BEGINS + 20 * MINUTE, LONG_BACK)

    assert {series.job for series in seen.metrics} == {"in"}
    assert runs_of(seen, "out")


def test_runs_that_wait_or_were_refused_have_no_series() -> None:
    slow = replace(OUT, startup_seconds=7200)
    for queuing in (True, False):
        blueprint = pair(downstream=replace(slow, queuing=queuing))
        seen = World(blueprint, BEGINS).observe(BEGINS + 50 * MINUTE, LONG_BACK)
        first, second = runs_of(seen, "out")
        with_series = {series.run_id for series in seen.metrics if series.job == "out"}

        assert first.id in with_series
        assert second.id not in with_series


def test_a_stopped_run_moves_no_byte_after_its_end() -> None:
    stop = Change(timedelta(seconds=90), (Stop("in"),))
    seen = World(pair(IN, OUT, stop), BEGINS).observe(BEGINS + 10 * MINUTE, LONG_BACK)

    assert find_points(seen, "in", WRITTEN) == {BEGINS: 0.0, BEGINS + MINUTE: 250.0}


def test_no_run_means_no_series() -> None:
    assert publish(simulate(pair(), 0).runs, START // 60, START) == ()
