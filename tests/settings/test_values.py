from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.settings import values


def is_refused(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("3h", timedelta(hours=3)),
        ("7d", timedelta(days=7)),
        ("1h30m", timedelta(minutes=90)),
        ("0", timedelta()),
    ],
)
def test_a_duration_is_a_number_with_its_unit(text: str, length: timedelta) -> None:
    assert values.parse_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "30", "m", "-3h", "3 h", "1.5h", "3h!", "٣h", "9999999d", "3H", "1d" * 99]
)
def test_anything_else_is_no_duration(text: str) -> None:
    assert is_refused(values.parse_duration, text)


@given(st.integers(0, 999_999), st.sampled_from("smhd"))
def test_every_short_duration_is_one(number: int, unit: str) -> None:
    size = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]

    assert values.parse_duration(f"{number}{unit}") == timedelta(seconds=number * size)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("14:00", time(14)),
        ("9:05", time(9, 5)),
        ("14:00:30", time(14, 0, 30)),
        ("2024-05-06T14:00Z", datetime(2024, 5, 6, 14, tzinfo=UTC)),
        ("2024-05-06 14:00:00", datetime(2024, 5, 6, 14, tzinfo=UTC)),
        ("2024-05-06T14:00+02:00", datetime(2024, 5, 6, 12, tzinfo=UTC)),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_time_of_day_or_iso_8601_in_utc(text: str, moment: datetime | time) -> None:
    assert values.parse_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["", "25:00", "14:60", "noon", "2024-13-01", "0001-01-01T00:00+10:00", "14:0"]
)
def test_anything_else_is_no_moment(text: str) -> None:
    assert is_refused(values.parse_moment, text)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            values.number("above 0", above=0),
            ["1", "0.5", "1e3"],
            ["0", "-1", "nan", "inf", "x", ""],
        ),
        (values.number("of 0 or more", at_least=0), ["0", "7"], ["-0.1", "-inf"]),
        (values.count("1 to 9", at_least=1, at_most=9), ["1", "9"], ["0", "10", "1.5", ""]),
        (values.choice("a", "b"), ["a", "b"], ["", "A", "c"]),
        (values.TEXT, ["x", " x "], ["", "   ", "\n"]),
        (values.SWITCH, ["True", "False"], ["true", "1", ""]),
        (
            values.duration(
                "", at_least=timedelta(minutes=1), at_most=values.DAY, step=values.MINUTE
            ),
            ["1m", "24h", "120s"],
            ["0", "59s", "90s", "25h"],
        ),
    ],
)
def test_a_kind_takes_what_it_says_and_nothing_else(
    kind: values.Kind, good: list[str], bad: list[str]
) -> None:
    assert [text for text in good if is_refused(kind.parse, text)] == []
    assert [text for text in bad if not is_refused(kind.parse, text)] == []


def test_true_is_no_number_in_a_file() -> None:
    number = values.number("above 0", above=0)

    assert number.accepts(1)
    assert number.accepts(1.5)
    assert not number.accepts(value=True)
    assert not number.accepts("1")
    assert values.SWITCH.accepts(value=False)


def test_a_number_too_long_to_be_written_is_refused() -> None:
    assert not values.count("", at_least=0, at_most=9).accepts(16**5000)
