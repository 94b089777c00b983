from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.overlap import find_overlaps, find_self_overlaps
from glueflow_tui.analysis.runs import Interval
from tests.analysis.worlds import at

MINIMUM = timedelta(seconds=60)


def interval(name: str, start: float, end: float, number: int = 0) -> Interval:
    return Interval(name, number, at(start), at(end))


def test_common_time_of_two_runs_is_an_overlap() -> None:
    (lap,) = find_overlaps([interval("in2", 30, 36)], [interval("out1", 6, 40)], MINIMUM)

    assert (lap.upstream_run_id, lap.downstream_run_id) == ("in2", "out1")
    assert (lap.start, lap.end, lap.seconds) == (at(30), at(36), 360)


def test_touching_and_jitter_are_none() -> None:
    ups = [interval("a", 0, 6)]

    assert find_overlaps(ups, [interval("b", 6, 12)], MINIMUM) == ()
    assert find_overlaps(ups, [interval("b", 5, 12)], MINIMUM) == ()
    assert len(find_overlaps(ups, [interval("b", 4.9, 12)], MINIMUM)) == 1


def test_attempts_of_one_run_do_not_overlap_each_other() -> None:
    runs = [interval("a", 0, 20, 1), interval("a_attempt_1", 10, 30, 1), interval("b", 25, 40, 2)]

    laps = find_self_overlaps(runs, MINIMUM)
    assert [(lap.upstream_run_id, lap.downstream_run_id) for lap in laps] == [("a_attempt_1", "b")]


spans = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), max_size=12).map(sorted)


@given(spans, spans)
def test_every_pair_that_overlaps_is_found_and_no_other(
    ups: list[tuple[int, int]], downs: list[tuple[int, int]]
) -> None:
    one = [interval(f"u{n}", start, start + length) for n, (start, length) in enumerate(ups)]
    two = [interval(f"d{n}", start, start + length) for n, (start, length) in enumerate(downs)]
    expected = {
        (a.run_id, b.run_id)
        for a in one
        for b in two
        if min(a.end, b.end) - max(a.start, b.start) > MINIMUM
    }

    found = find_overlaps(one, two, MINIMUM)
    assert {(lap.upstream_run_id, lap.downstream_run_id) for lap in found} == expected
    assert len(found) == len(expected)


@given(spans)
def test_overlaps_within_a_job_are_those_of_its_pairs(pairs: list[tuple[int, int]]) -> None:
    runs = [interval(f"r{n}", a, a + length, n) for n, (a, length) in enumerate(pairs)]
    expected = sum(
        min(a.end, b.end) - max(a.start, b.start) > MINIMUM
        for n, a in enumerate(runs)
        for b in runs[n + 1 :]
    )

    assert len(find_self_overlaps(runs, MINIMUM)) == expected
