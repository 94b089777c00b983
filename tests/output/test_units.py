from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.output import units

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        (math.nan, "-"),
        (math.inf, "-"),
        (0, "0 B"),
        (1, "1 B"),
        (999.4, "999 B"),
        (999.6, "1.00 kB"),
        (1000, "1.00 kB"),
        (1_200_000_000, "1.20 GB"),
        (999_999_999, "1.00 GB"),
        (-2_500_000, "-2.50 MB"),
        (3e15, "3.00 PB"),
    ],
)
def test_bytes_come_in_decimal_units(value: float | None, shown: str) -> None:
    assert units.format_bytes(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        (math.nan, "-"),
        (0, "0s"),
        (0.4, "0s"),
        (-0.4, "0s"),
        (59.4, "59s"),
        (59.6, "1m"),
        (90, "1m30s"),
        (1800, "30m"),
        (3599.6, "1h"),
        (3600, "1h"),
        (12_000, "3h20m"),
        (84_700, "23h32m"),
        (86_399, "1d"),
        (187_200, "2d4h"),
        (-90, "-1m30s"),
        (timedelta(minutes=30), "30m"),
    ],
)
def test_durations_come_in_their_two_largest_units(
    value: float | timedelta | None, shown: str
) -> None:
    assert units.format_seconds(value) == shown


@given(st.floats(0, 1e9))
def test_no_duration_shows_sixty_of_anything(seconds: float) -> None:
    shown = units.format_seconds(seconds)
    parts = {unit: int(count) for count, unit in re.findall(r"(\d+)([dhms])", shown)}

    assert parts.get("s", 0) < 60
    assert parts.get("m", 0) < 60
    assert parts.get("h", 0) < 24
    assert 1 <= len(parts) <= 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        (math.inf, "-"),
        (0.0, "0.00x"),
        (2.75, "2.75x"),
        (99.994, "99.99x"),
        (99.996, "100x"),
        (123_456.0, "123,456x"),
    ],
)
def test_ratios_keep_two_decimals_while_they_matter(value: float | None, shown: str) -> None:
    assert units.format_ratio(value) == shown


@pytest.mark.parametrize(
    ("value", "percent", "dollars"),
    [
        (None, "-", "-"),
        (math.nan, "-", "-"),
        (0.0, "0%", "$0.00"),
        (0.004, "<1%", "<$0.01"),
        (0.75, "75%", "$0.75"),
        (1234.5, "123450%", "$1,234.50"),
    ],
)
def test_little_is_told_from_nothing(value: float | None, percent: str, dollars: str) -> None:
    assert units.format_percent(value) == percent
    assert units.format_usd(value) == dollars


def test_dpu_hours_carry_their_unit() -> None:
    assert units.format_dpu_hours(8.2) == "8.20 DPU-h"
    assert units.format_dpu_hours(0.001) == "<0.01 DPU-h"
    assert units.format_dpu_hours(None) == "-"


def test_times_are_told_in_utc() -> None:
    tokyo = datetime(2024, 5, 6, 3, 7, tzinfo=timezone(timedelta(hours=9)))

    assert units.format_clock(tokyo) == "18:07"
    assert units.format_clock(tokyo, day=True) == "05-05 18:07"
    assert units.format_moment(tokyo) == "2024-05-05 18:07Z"
    assert units.format_clock(None) == units.format_moment(None) == "-"
