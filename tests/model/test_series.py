from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.series import EMPTY, MOST, Series, epoch_minute, minute_start

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
FIRST = epoch_minute(NOON)

values = st.lists(st.one_of(st.none(), st.floats(0, 1e15)), max_size=30)
shifts = st.integers(-40, 40)


def series_at(shift: int, of: list[float | None]) -> Series:
    return Series.of(NOON + timedelta(minutes=shift), of)


def test_a_moment_belongs_to_the_minute_that_began_before_it() -> None:
    assert epoch_minute(NOON + timedelta(seconds=59)) == FIRST
    assert epoch_minute(NOON + timedelta(seconds=60)) == FIRST + 1
    assert minute_start(FIRST) == NOON


def test_a_gap_is_not_a_zero() -> None:
    series = series_at(0, [0.0, None, 5.0])

    assert series.optional() == (0.0, None, 5.0)
    assert series.total(FIRST, FIRST + 1) == 0
    assert series.total(FIRST + 1, FIRST + 2) is None
    assert series.total(FIRST, FIRST + 3) == 5


def test_minutes_outside_are_unknown() -> None:
    assert series_at(0, [1.0]).between(FIRST - 1, FIRST + 2) == (None, 1.0, None)


def test_newer_minutes_replace_older_ones_and_fill_the_space_between() -> None:
    merged = series_at(0, [1.0, 2.0]).overlay(FIRST + 1, [7.0, None, None, 9.0])

    assert merged.optional() == (1.0, 7.0, None, None, 9.0)


def test_a_late_answer_without_the_point_does_not_erase_it() -> None:
    assert series_at(0, [1.0]).overlay(FIRST + 0, [None]).optional() == (1.0,)


def test_older_minutes_can_be_added_in_front() -> None:
    merged = series_at(0, [1.0]).overlay(FIRST - 2, [4.0])

    assert merged.first == FIRST - 2
    assert merged.optional() == (4.0, None, 1.0)


@pytest.mark.parametrize("cut", [-5, 0, 1, 2, 9])
def test_trimming_keeps_what_comes_after(cut: int) -> None:
    series = series_at(0, [1.0, 2.0])

    assert series.since(FIRST + cut).between(FIRST + cut, FIRST + 12) == series.between(
        FIRST + cut, FIRST + 12
    )


def test_equal_series_are_equal_gaps_included() -> None:
    assert series_at(0, [None, 1.0]) == series_at(0, [None, 1.0])
    assert series_at(0, [None, 1.0]) != series_at(1, [None, 1.0])
    assert series_at(0, []) != []


@given(values, shifts)
def test_absorbing_the_same_minutes_twice_changes_nothing(
    of: list[float | None], shift: int
) -> None:
    once = series_at(0, [3.0, None]).overlay(FIRST + shift, of)

    assert once.overlay(FIRST + shift, of) is once


@given(values, values, shifts)
def test_each_minute_shows_the_newer_value_or_else_the_older(
    old: list[float | None], new: list[float | None], shift: int
) -> None:
    older, newer = series_at(0, old), series_at(shift, new)
    span = FIRST - 50, FIRST + 90
    merged = older.overlay(FIRST + shift, new).between(*span)

    for got, was, now in zip(merged, older.between(*span), newer.between(*span), strict=True):
        assert got == (was if now is None else now)


@given(st.lists(st.tuples(st.integers(0, 400), values), max_size=8), st.integers(0, 450))
def test_of_minutes_that_came_in_any_order_none_is_lost(
    looks: list[tuple[int, list[float | None]]], cut: int
) -> None:
    series, told = EMPTY, dict.fromkeys(range(FIRST, FIRST + 450))
    for shift, of in looks:
        series = series.overlay(FIRST + shift, tuple(of))
        points = enumerate(of, FIRST + shift)
        told.update((minute, value) for minute, value in points if value is not None)

    assert dict(zip(told, series.between(FIRST, FIRST + 450), strict=True)) == told
    rest = tuple(value for minute, value in told.items() if minute >= FIRST + cut)
    assert series.since(FIRST + cut).between(FIRST + cut, FIRST + 450) == rest


def test_a_day_of_looks_leaves_what_one_look_at_the_day_does() -> None:
    day = tuple(float(minute) if minute % 7 else None for minute in range(24 * 60))
    series = EMPTY
    for minute in range(3, len(day) + 1):
        first = max(0, minute - 180) // 60 * 60
        series = series.since(FIRST + first).overlay(FIRST + minute - 3, day[minute - 3 : minute])

    assert series == Series.of(minute_start(FIRST + first), day[first:])


def test_a_minute_of_more_than_there_is_in_the_world_is_a_gap() -> None:
    points = (MOST, 2 * MOST, 1e308, 1.0)

    assert Series.of(minute_start(7), points).optional() == (MOST, None, None, 1.0)
    assert Series.of(minute_start(6), [5.0]).overlay(7, points).optional() == (
        5.0,
        MOST,
        None,
        None,
        1.0,
    )
