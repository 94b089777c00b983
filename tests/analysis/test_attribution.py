from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.attribution import Intake, Writing, attribute, follow
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import (
    BookmarkOrigin,
    BookmarkReport,
    RunReport,
)
from glueflow_tui.model.series import Series, epoch_minute
from glueflow_tui.model.states import BookmarkOption, JobRunState

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPTION = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.JOB)


def run(
    name: str,
    start: float,
    end: float | None,
    *,
    read: float | None = None,
    written: float | None = None,
    state: str = "SUCCEEDED",
) -> RunReport:
    return RunReport(
        id=name,
        number=1,
        state=JobRunState("RUNNING" if end is None else state),
        started=NOON + start * MINUTE,
        completed=None if end is None else NOON + end * MINUTE,
        attempt=0,
        trigger=None,
        bytes_read=read,
        bytes_written=written,
        dpu_hours=None,
        error=None,
        bookmark=OPTION,
    )


def view(points: dict[int, float] | None = None, *, start: int = -120, end: int = 180) -> Minutes:
    known = points or {}
    first = NOON + start * MINUTE
    series = Series.of(first, [known.get(minute) for minute in range(start, end)])
    return Minutes(series, epoch_minute(first), end - start)


def intakes(
    upstream: Sequence[RunReport],
    downstream: Sequence[RunReport],
    written: Minutes | None = None,
    *,
    until: float = 180,
    read: Minutes | None = None,
) -> tuple[Intake, ...]:
    minutes = written or view()
    return attribute(upstream, downstream, minutes, NOON + until * MINUTE, read=read)


UPSTREAM = [run("u1", 0, 10, written=100.0), run("u2", 30, 40, written=80.0)]


def test_an_upstream_run_that_ended_before_the_start_is_new_with_all_its_bytes() -> None:
    first, second = intakes(
        UPSTREAM, [run("d1", 11, 15, read=100.0), run("d2", 41, 45, read=180.0)]
    )
    assert (first.bytes_new, first.ratio, first.upstream_run_ids) == (100.0, 1.0, ("u1",))
    assert (second.bytes_new, second.ratio, second.upstream_run_ids) == (80.0, 2.25, ("u2",))
    assert second.bytes_reread == 100.0
    assert [[batch.run_id for batch in one.settled] for one in (first, second)] == [["u1"], ["u2"]]


def test_a_run_in_progress_counts_with_its_minutes_and_the_rest_is_new_for_the_next() -> None:
    minutes = view({30: 20.0, 31: 20.0, 32: 30.0, 33: 10.0})
    known = intakes(UPSTREAM, [run("d1", 11, 15), run("d2", 32, 39), run("d3", 41, 45)], minutes)
    assert [intake.bytes_new for intake in known] == [100.0, 40.0, 40.0]
    assert [[batch.whole for batch in one.loose] for one in known] == [[], [False], []]
    assert [one.bytes for one in known[2].settled] == [80.0]
    assert known[2].upstream_run_ids == ("u2",)


def test_a_started_minute_counts_by_the_part_that_has_passed() -> None:
    minutes = view({30: 20.0, 31: 60.0})
    known = intakes(UPSTREAM, [run("d1", 11, 15), run("d2", 31.5, 39)], minutes)
    assert known[1].bytes_new == pytest.approx(50.0)


def test_a_run_that_has_written_nothing_yet_adds_nothing() -> None:
    minutes = view({35: 80.0})
    known = intakes(UPSTREAM, [run("d1", 11, 15), run("d2", 31, 39)], minutes)
    assert known[1].bytes_new == 0.0
    assert known[1].ratio is None


def test_times_in_whole_seconds_do_not_hide_a_run_that_just_ended() -> None:
    known = intakes(UPSTREAM, [run("d1", 10 - 1 / 60, 15)])
    assert known[0].bytes_new == 100.0


def test_what_a_failed_run_read_is_new_again_for_its_retry() -> None:
    known = intakes(
        UPSTREAM,
        [run("d1", 11, 12, read=30.0, state="FAILED"), run("d1_attempt_1", 13, 18, read=100.0)],
    )
    assert [intake.bytes_new for intake in known] == [100.0, 100.0]
    assert [intake.succeeded for intake in known] == [False, True]


def test_one_run_that_takes_two_upstream_runs_has_both_as_news() -> None:
    known = intakes(UPSTREAM, [run("d1", 41, 50, read=180.0)])
    assert (known[0].bytes_new, known[0].ratio) == (180.0, 1.0)
    assert known[0].upstream_run_ids == ("u1", "u2")


def test_the_first_run_of_a_busy_view_has_unknown_news() -> None:
    known = intakes(
        UPSTREAM, [run("d1", 11, 15, read=90.0), run("d2", 41, 45, read=80.0)], view(start=-5)
    )
    assert (known[0].bytes_new, known[0].ratio, known[0].bytes_reread) == (None, None, None)
    assert known[0].upstream_run_ids == ()
    assert known[1].bytes_new == 80.0


def test_a_lone_first_run_needs_a_view_that_was_quiet_for_half_its_length() -> None:
    alone = UPSTREAM[:1]
    assert intakes(alone, [run("d1", 11, 15)], view(start=-120, end=60))[0].bytes_new == 100.0
    assert intakes(alone, [run("d1", 11, 15)], view(start=-20, end=60))[0].bytes_new is None


def test_news_after_a_success_that_began_before_the_view_are_unknown() -> None:
    known = intakes(
        UPSTREAM, [run("d0", -6, 5), run("d1", 11, 15), run("d2", 41, 45)], view(start=-5)
    )
    assert [intake.bytes_new for intake in known] == [None, None, 80.0]
    assert [intake.complete for intake in known] == [False, True, True]


def test_an_upstream_run_from_before_the_view_has_unknown_bytes() -> None:
    upstream = [run("u0", -6, 8, written=50.0), *UPSTREAM]
    known = intakes(upstream, [run("d1", 8, 9), run("d2", 11, 12)], view({9: 100.0}, start=-5))
    assert known[0].settled[0].bytes is None
    assert known[1].bytes_new == 100.0


def test_refused_and_waiting_runs_are_no_intakes_and_write_nothing() -> None:
    refused = replace(run("r", 20, 20, state="FAILED"), refused=True)
    waiting = replace(run("w", 21, None), state=JobRunState.WAITING)
    known = intakes([*UPSTREAM, refused], [run("d1", 41, 45), refused, waiting])
    assert [intake.run_id for intake in known] == ["d1"]
    assert known[0].upstream_run_ids == ("u1", "u2")


def test_an_upstream_failure_without_a_figure_left_nothing() -> None:
    failed = run("u1", 0, 1, state="FAILED")
    known = intakes([failed, UPSTREAM[1]], [run("d1", 41, 45)])
    assert (known[0].bytes_new, known[0].upstream_run_ids) == (80.0, ("u2",))


def test_a_success_without_a_figure_makes_the_news_unknown() -> None:
    known = intakes([run("u1", 0, 10), UPSTREAM[1]], [run("d1", 41, 45, read=80.0)])
    assert (known[0].bytes_new, known[0].ratio) == (None, None)
    assert known[0].upstream_run_ids == ("u1", "u2")


def test_minutes_of_the_job_stand_in_for_a_missing_figure_of_a_run() -> None:
    minutes = view({2: 40.0, 3: 30.0, 50: 999.0}, end=60)
    known = intakes([run("u1", 0, 10)], [run("d1", 11, 15)], minutes)
    assert known[0].bytes_new == 70.0


def test_a_run_with_provisional_minutes_is_not_complete() -> None:
    runs = [run("d1", 11, 15), run("d2", 41, 45), run("d3", 50, None)]
    known = intakes(UPSTREAM, runs, until=44)
    assert [intake.complete for intake in known] == [True, False, False]


def test_what_a_minute_without_data_may_have_held_is_told_of_writer_and_reader() -> None:
    written = view(dict.fromkeys((1, 2, 4, 5, 6), 10.0))
    read = view(dict.fromkeys((11, 12, 13, 14, 16), 1.0))
    (known,) = intakes(UPSTREAM[:1], [run("d1", 11, 18)], written, read=read)
    assert (known.lost, known.settled[0].lost) == (0.2, 0.2)


def test_a_job_that_reports_every_third_minute_loses_nothing() -> None:
    read = view(dict.fromkeys((11, 14, 17), 3.0))
    (known,) = intakes(UPSTREAM[:1], [run("d1", 11, 18)], read=read)
    assert known.lost == 0.0


def test_runs_that_overlap_see_the_last_success_that_began_before() -> None:
    known = intakes(UPSTREAM, [run("d1", 11, 45), run("d2", 41, 50)])
    assert known[1].upstream_run_ids == ("u2",)


gap = st.integers(1, 30)
sizes = st.lists(st.tuples(gap, gap, st.floats(1.0, 1e12)), min_size=1, max_size=8)
reads = st.lists(st.tuples(gap, gap, st.booleans()), min_size=1, max_size=8)


def test_a_run_that_succeeded_since_marks_what_is_new_for_the_runs_at_work() -> None:
    upstream = [run("u1", 0, 10, written=100.0), run("u2", 21, 24, written=80.0)]
    sides, end = [Writing(upstream, view())], NOON + 180 * MINUTE
    at_work = [run("d0", -60, -50, read=5.0), run("d1", 20, None), run("d2", 25, None)]
    known = follow(sides, at_work, end).before(NOON + 20 * MINUTE, NOON + 30 * MINUTE)
    since = [at_work[0], run("d1", 20, 28, read=100.0), at_work[2]]

    went_on = follow(sides, since, end, known=known)
    assert [one.upstream_run_ids for one in known.ahead] == [("u1",), ("u1", "u2")]
    assert went_on.intakes[-1].upstream_run_ids == ("u2",)
    assert went_on == follow(sides, since, end)


def lay_out(
    ups: list[tuple[int, int, float]], downs: list[tuple[int, int, bool]]
) -> tuple[list[RunReport], list[RunReport], Minutes]:
    upstream: list[RunReport] = []
    points: dict[int, float] = {}
    clock = 0
    for wait, took, size in ups:
        start, clock = clock + wait, clock + wait + took
        upstream.append(run(f"u{start}", start, clock, written=size))
        points.update(dict.fromkeys(range(start, clock), size / took))
    downstream: list[RunReport] = []
    moment = 0
    for wait, took, succeeds in downs:
        start, moment = moment + wait, moment + wait + took
        state = "SUCCEEDED" if succeeds else "FAILED"
        downstream.append(run(f"d{start}", start, moment, read=1.0, state=state))
    return upstream, downstream, view(points, start=-1000, end=1000)


@given(sizes, reads)
def test_news_of_successes_add_up_to_what_was_written(
    ups: list[tuple[int, int, float]], downs: list[tuple[int, int, bool]]
) -> None:
    upstream, downstream, minutes = lay_out(ups, downs)
    end = run("last", 900, 910)
    known = intakes(upstream, [*downstream, end], minutes)
    new = [intake.bytes_new or 0.0 for intake in known if intake.succeeded]
    assert math.fsum(new) == pytest.approx(math.fsum(size for _, _, size in ups))


@given(sizes, reads)
def test_the_order_in_which_runs_come_is_irrelevant(
    ups: list[tuple[int, int, float]], downs: list[tuple[int, int, bool]]
) -> None:
    upstream, downstream, minutes = lay_out(ups, downs)
    known = intakes(upstream, downstream, minutes)
    assert intakes(upstream[::-1], downstream[::-1], minutes) == known
