from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.schedule import (
    fire_after,
    fire_before,
    fires_between,
    next_start,
    scheduled_triggers,
    translate_cron,
    usual_period,
)
from glueflow_tui.model.states import TriggerState
from tests.analysis.worlds import AFTER_IN, EVERY_30, NOON, at, schedule_of

FRIDAY = datetime(2024, 5, 3, 11, 0, tzinfo=UTC)


def next_fires(expression: str, start: datetime, count: int = 3) -> list[str]:
    cron = translate_cron(expression)
    assert cron is not None
    fires = []
    moment: datetime | None = start
    for _ in range(count):
        assert moment is not None
        moment = fire_after(cron, moment)
        fires.append(f"{moment:%a %d %H:%M}")
    return fires


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0/30 * * * ? *)", ["Fri 03 11:30", "Fri 03 12:00", "Fri 03 12:30"]),
        ("cron(15 12 * * ? *)", ["Fri 03 12:15", "Sat 04 12:15", "Sun 05 12:15"]),
        ("cron(0 8 ? * MON-FRI *)", ["Mon 06 08:00", "Tue 07 08:00", "Wed 08 08:00"]),
        ("cron(0 8 ? * 2-6 *)", ["Mon 06 08:00", "Tue 07 08:00", "Wed 08 08:00"]),
        ("cron(0 8 ? * 1 *)", ["Sun 05 08:00", "Sun 12 08:00", "Sun 19 08:00"]),
        ("cron(0 8 ? * 7,1 *)", ["Sat 04 08:00", "Sun 05 08:00", "Sat 11 08:00"]),
        ("cron(0 8 ? * 2/2 *)", ["Mon 06 08:00", "Wed 08 08:00", "Fri 10 08:00"]),
        ("cron(0 8 ? * 3#2 *)", ["Tue 14 08:00", "Tue 11 08:00", "Tue 09 08:00"]),
        ("cron(0 8 ? * 6L *)", ["Fri 31 08:00", "Fri 28 08:00", "Fri 26 08:00"]),
        ("cron(0 8 L * ? *)", ["Fri 31 08:00", "Sun 30 08:00", "Wed 31 08:00"]),
        ("cron(0 8 1 JAN,JUN ? 2025)", ["Wed 01 08:00", "Sun 01 08:00"]),
        (" CRON( 0/15 9-10 * * ? * ) ", ["Sat 04 09:00", "Sat 04 09:15", "Sat 04 09:30"]),
    ],
)
def test_aws_schedules_fire_when_aws_says(expression: str, expected: list[str]) -> None:
    assert next_fires(expression, FRIDAY, len(expected)) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(5 minutes)",
        "cron(0/30 * * * ?)",
        "cron(0 8 15W * ? *)",
        "cron(0 8 ? * 0 *)",
        "cron(0 8 ? * 9 *)",
        "cron(0 8\N{EN DASH}17 * * ? *)",
        "cron(61 * * * ? *)",
        "0/30 * * * ? *",
    ],
)
def test_what_cannot_be_told_is_no_schedule(expression: str) -> None:
    assert translate_cron(expression) is None


def test_a_schedule_whose_years_are_over_never_fires_again() -> None:
    cron = translate_cron("cron(0 0 1 1 ? 2020)")

    assert cron is not None
    assert fire_after(cron, NOON) is None
    assert fires_between(cron, NOON, NOON + timedelta(days=2)) == ()


def test_fires_include_the_start_and_exclude_the_end() -> None:
    cron = translate_cron("cron(0/30 * * * ? *)")
    assert cron is not None

    assert fires_between(cron, at(0), at(60)) == (at(0), at(30))
    assert fire_before(cron, at(30)) == at(30)
    assert fire_before(cron, at(29)) == at(0)


@given(
    st.sampled_from([5, 7, 10, 15, 20, 30]),
    st.sampled_from([("*", range(24)), ("22,1-9/4", (1, 5, 9, 22)), ("0", (0,))]),
    st.integers(0, 3000),
    st.integers(1, 4000),
)
def test_fires_of_days_are_those_of_one_long_walk(
    step: int, hours: tuple[str, Sequence[int]], start: int, length: int
) -> None:
    cron = translate_cron(f"cron(0/{step} {hours[0]} * * ? *)")
    assert cron is not None
    minutes = (at(m) for m in range(start, start + length))
    expected = [one for one in minutes if one.minute % step == 0 and one.hour in hours[1]]

    assert list(fires_between(cron, at(start), at(start + length))) == expected


def test_activated_schedules_count_before_others() -> None:
    off = schedule_of("old", "in", "cron(0 * * * ? *)", state=TriggerState.DEACTIVATED)

    assert scheduled_triggers((off, EVERY_30, AFTER_IN), "in") == (EVERY_30,)
    assert scheduled_triggers((off, AFTER_IN), "in") == (off,)
    assert scheduled_triggers((EVERY_30, AFTER_IN), "out") == ()


def test_the_next_start_is_the_earliest_of_the_activated_schedules() -> None:
    hourly = schedule_of("hourly", "in", "cron(45 * * * ? *)")
    off = schedule_of("off", "in", "cron(35 * * * ? *)", state=TriggerState.DEACTIVATED)

    assert next_start((hourly, EVERY_30, off), "in", at(30)) == at(45)
    assert next_start((off,), "in", at(30)) is None


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        ("cron(0/30 * * * ? *)", 30),
        ("cron(15 12 * * ? *)", 24 * 60),
        ("cron(0/10 8-17 ? * MON-FRI *)", 10),
        ("cron(5,20 * * * ? *)", 15),
        ("cron(0 0 1 1 ? 2020)", None),
        ("rate(5 minutes)", None),
    ],
)
def test_a_schedule_has_a_usual_period_if_it_fires_at_all(
    schedule: str, minutes: int | None
) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)

    assert usual_period(schedule) == expected
