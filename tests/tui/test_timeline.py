from __future__ import annotations

import itertools
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.timeline import Timeline
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720

timelines = st.builds(
    Timeline.ending,
    st.integers(NOON, NOON + 20_000),
    st.integers(1, 10_080),
    st.integers(1, 300),
)


@given(timelines, st.data())
def test_every_minute_in_view_is_shown_by_its_column(line: Timeline, data: st.DataObject) -> None:
    minute = data.draw(st.integers(line.first, line.end - 1))
    column = line.place(minute)

    assert column is not None
    assert 0 <= column < line.columns
    assert minute in line.span(column)


@given(timelines)
def test_columns_run_forward_and_leave_no_minute_out(line: Timeline) -> None:
    spans = [line.span(column) for column in range(line.columns)]

    assert all(len(span) >= 1 for span in spans)
    assert all(right.start in (left.stop, left.start) for left, right in itertools.pairwise(spans))
    assert {minute for span in spans for minute in span} == set(range(line.first, line.end))


@given(st.integers(NOON, NOON + 20_000), st.integers(1, 10_080), st.integers(1, 300))
def test_the_last_column_holds_the_last_minute(end: int, minutes: int, columns: int) -> None:
    line = Timeline.ending(end, minutes, columns)

    assert end - 1 in line.span(line.columns - 1)
    assert line.first <= end - minutes + line.minutes_a_column
    assert line.end - line.first < minutes + 16 * columns + line.minutes_a_column
    assert line.minutes_a_column <= 60 or line.minutes_a_column % 15 == 0


@given(st.integers(NOON, NOON + 20_000), st.integers(1, 10_080), st.integers(1, 300))
def test_columns_of_several_minutes_all_hold_the_same_number(
    end: int, minutes: int, columns: int
) -> None:
    line = Timeline.ending(end, minutes, columns)

    if minutes > columns:
        assert {len(line.span(column)) for column in range(columns)} == {line.minutes_a_column}


@given(st.integers(1, 10_080), st.integers(1, 300), st.integers(0, 800))
def test_time_to_come_takes_only_columns_to_spare(minutes: int, columns: int, ahead: int) -> None:
    line = Timeline.ending(NOON, minutes, columns, ahead=ahead)

    assert line.first <= NOON - minutes + line.minutes_a_column
    assert line.minutes_a_column == Timeline.ending(NOON, minutes, columns).minutes_a_column
    assert line.end - NOON <= ahead + line.minutes_a_column


@given(timelines, st.data())
def test_a_minute_and_its_column_lead_to_each_other(line: Timeline, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, line.columns - 1))
    placed = [line.place(minute) for minute in line.span(column)]

    if line.minutes >= line.columns:
        assert set(placed) == {column}
    else:
        assert placed[0] is not None
        assert placed[0] <= column


@given(st.integers(60, 2000), st.integers(10, 120), st.integers(1, 90))
def test_time_moves_the_picture_by_whole_columns(minutes: int, columns: int, later: int) -> None:
    before = Timeline.ending(NOON, minutes, columns)
    after = Timeline.ending(NOON + later, minutes, columns)
    shift = after.origin - before.origin

    kept = range(min(shift, columns), columns)
    assert [before.span(column) for column in kept] == [
        after.span(column - shift) for column in kept
    ]


@given(timelines, st.integers(2, 4))
def test_finer_cells_stay_inside_their_column(line: Timeline, factor: int) -> None:
    fine = line.split(factor)

    for column in range(line.columns):
        inside = {m for i in range(factor) for m in fine.span(column * factor + i)}
        assert inside - set(line.span(column)) <= {line.span(column).start - 1}


@given(timelines, st.integers(-500, 11_000), st.integers(0, 3000))
def test_a_stretch_covers_the_columns_of_its_minutes(
    line: Timeline, offset: int, length: int
) -> None:
    start = minute_start(line.first + offset)
    columns = line.cover(start, start + timedelta(minutes=length))
    seen = range(max(line.first + offset, line.first), min(line.first + offset + length, line.end))

    assert all(0 <= column < line.columns for column in columns)
    assert all(line.place(minute) in columns for minute in seen)


def test_a_moment_takes_one_column_and_what_is_out_of_view_none() -> None:
    line = Timeline.ending(NOON, 60, 30)

    assert len(line.cover(minute_start(NOON - 10), minute_start(NOON - 10))) == 1
    assert len(line.cover(minute_start(NOON + 5), minute_start(NOON + 9))) == 0
    assert len(line.cover(minute_start(NOON - 90), minute_start(NOON - 70))) == 0


def test_an_end_on_the_minute_does_not_touch_it() -> None:
    line = Timeline.ending(NOON, 60, 60)

    columns = line.cover(minute_start(NOON - 60), minute_start(NOON - 30))

    assert columns == range(30)


def test_sums_keep_gaps_and_leave_unknown_minutes_out() -> None:
    line = Timeline.ending(NOON, 6, 3)
    values = [4.0, None, None, None, 1.0, 2.0]

    assert line.total(NOON - 6, values) == (4.0, None, 3.0)


@given(timelines, st.lists(st.none() | st.integers(0, 99), max_size=400))
def test_what_columns_hold_adds_up_to_what_is_in_view(
    line: Timeline, values: list[float | None]
) -> None:
    if line.minutes >= line.columns:
        held = sum(value or 0 for value in line.total(line.first, values))
        assert held == sum(value or 0 for value in values[: line.end - line.first])


def test_labels_are_round_on_the_clock_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    line = Timeline.ending(NOON, 180, 60)
    local = [label for _, label in line.ticks(clock=Clock(local=True))]
    monkeypatch.undo()
    time.tzset()

    assert local == ["14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]
    assert [label for _, label in line.ticks()][:2] == ["09:00", "09:30"]


@given(timelines)
def test_labels_never_touch(line: Timeline) -> None:
    ticks = list(line.ticks())
    columns = [column for column, _ in ticks]

    assert all(right - left >= 7 for left, right in itertools.pairwise(columns))
    assert all(0 <= column < line.columns for column in columns)


def test_ticks_stand_on_round_times_and_midnight_says_the_day() -> None:
    line = Timeline.ending(epoch_minute(DAY) + 180, 360, 72)

    assert [label for _, label in line.ticks()] == [
        "21:00",
        "22:00",
        "23:00",
        "06/05",
        "01:00",
        "02:00",
    ]
