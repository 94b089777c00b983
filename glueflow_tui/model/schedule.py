"""When triggers fire: AWS's six-field cron in UTC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.states import TriggerState, TriggerType

_DAY = timedelta(days=1)
_CRON = re.compile(r"\s*cron\s*\(([^()]*)\)\s*", re.IGNORECASE)
_FIELDS = 6
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_EVERY_DAY = ["*", "*", "*", "0", "*"]
"""Day, month, weekday, second and year of a translated schedule."""
_STEPS = 32
"""Fires by which the period of a schedule is told: a working day of half hours, and more."""


@lru_cache(maxsize=1024)
def translate_cron(expression: str) -> str | None:
    """The seven fields of croniter for an AWS schedule; None when it cannot be told.

    AWS counts days of the week from 1 (Sunday) and writes "no matter" as ``?``; its ``W``
    (nearest weekday) has no counterpart.
    """
    match = _CRON.fullmatch(expression)
    fields = match[1].upper().split() if match else []
    if len(fields) != _FIELDS:
        return None
    minute, hour, day, month, weekday, year = ("*" if field == "?" else field for field in fields)
    if "W" in day:
        return None
    from croniter import croniter

    translated = f"{minute} {hour} {day} {month} {_shift_weekdays(weekday)} 0 {year}"
    return translated if croniter.is_valid(translated) else None


def _shift_weekdays(field: str) -> str:
    return ",".join(_shift_weekday(part) for part in field.split(","))


def _shift_weekday(part: str) -> str:
    days, slash, step = part.partition("/")
    days, hash_, nth = days.partition("#")
    if last := re.fullmatch(r"(\d)L", days):
        return f"L{_from_sunday(last[1])}"
    shifted = re.sub(r"\d+", lambda number: _from_sunday(number[0]), days)
    return f"{shifted}{hash_}{nth}{slash}{step}"


def _from_sunday(number: str) -> str:
    # 0 is no day in AWS: kept out of croniter's range so that the field is refused.
    return str(int(number) - 1) if int(number) else "9"


@lru_cache(maxsize=1024)
def usual_period(expression: str) -> timedelta | None:
    """The commonest time between fires of an AWS schedule, the shorter of two that are as common.

    None when it never fires again, or cannot be told.
    """
    cron = translate_cron(expression)
    fires = islice(_walk(cron, _MONDAY), _STEPS) if cron else ()
    lengths = Counter(later - earlier for earlier, later in pairwise(fires))
    return max(lengths, key=lambda length: (lengths[length], -length), default=None)


@lru_cache(maxsize=2048)
def _fires_of_day(cron: str, day: date) -> tuple[datetime, ...]:
    # The days of a lookback hardly ever change.
    if cron.split()[2:] == _EVERY_DAY:
        return tuple(datetime.combine(day, clock, UTC) for clock in _list_clock(cron))
    start = datetime.combine(day, time(), UTC)
    fires = _walk(cron, start - timedelta(microseconds=1))
    return tuple(takewhile(lambda fire: fire < start + _DAY, fires))


@lru_cache(maxsize=1024)
def _list_clock(cron: str) -> tuple[time, ...]:
    """At what times a daily schedule fires; a step of croniter would cost 80 microseconds each."""
    from croniter import croniter

    minutes, hours = (
        range(most) if field == ["*"] else field
        for field, most in zip(croniter.expand(cron)[0], (60, 24), strict=False)
    )
    return tuple(time(hour, minute) for hour in hours for minute in minutes)


def fires_between(cron: str, start: datetime, end: datetime) -> tuple[datetime, ...]:
    """Fire times of a translated schedule from ``start`` on, before ``end``."""
    days = range((end.date() - start.date()).days + 1)
    found = (fire for day in days for fire in _fires_of_day(cron, start.date() + day * _DAY))
    return tuple(fire for fire in found if start <= fire < end)


def fire_before(cron: str, moment: datetime) -> datetime | None:
    """The last fire time up to and including the moment."""
    today = [fire for fire in _fires_of_day(cron, moment.date()) if fire <= moment]
    return today[-1] if today else _step(cron, moment, -1)


def fire_after(cron: str, moment: datetime) -> datetime | None:
    """The first fire time after the moment."""
    today = [fire for fire in _fires_of_day(cron, moment.date()) if fire > moment]
    return today[0] if today else _step(cron, moment, 1)


def _step(cron: str, moment: datetime, direction: int) -> datetime | None:
    return next(_walk(cron, moment, back=direction < 0), None)


def _walk(cron: str, moment: datetime, *, back: bool = False) -> Iterator[datetime]:
    """Fire times after the moment, or back from it, while a year of the schedule is left."""
    # 20 ms to import, and a first frame needs no schedule.
    from croniter import CroniterError, croniter

    walk = croniter(cron, moment)
    step = walk.get_prev if back else walk.get_next
    try:
        while True:
            yield step(datetime)
    except CroniterError:
        return


def scheduled_triggers(triggers: Iterable[Trigger], job: str) -> tuple[Trigger, ...]:
    """Triggers that start the job by a clock; only the activated ones, when there are any."""
    timed = [
        trigger
        for trigger in triggers
        if trigger.type is TriggerType.SCHEDULED and trigger.schedule and trigger.starts(job)
    ]
    live = [trigger for trigger in timed if trigger.state is TriggerState.ACTIVATED]
    return tuple(live or timed)


def next_start(triggers: Iterable[Trigger], job: str, after: datetime) -> datetime | None:
    """The next time a clock will start the job; None when no activated trigger does."""
    crons = (
        translate_cron(trigger.schedule or "")
        for trigger in scheduled_triggers(triggers, job)
        if trigger.state is TriggerState.ACTIVATED
    )
    fires = (fire_after(cron, after) for cron in crons if cron)
    return min((fire for fire in fires if fire), default=None)
