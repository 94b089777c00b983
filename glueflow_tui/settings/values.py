"""Kinds of values: how a word from the command line or the configuration becomes one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

LONGEST_NUMBER = 1000
"""Bits of a whole number in a file: very long ones cannot even be written back in a message."""

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
_UNITS = {"s": SECOND, "m": MINUTE, "h": timedelta(hours=1), "d": DAY}


class Kind(NamedTuple):
    """What a value must be, in words, and its parser."""

    expects: str
    """Completes 'must be ...'."""
    parse: Callable[[str], object]
    """Raises ``ValueError`` for anything else."""
    toml: tuple[type, ...] = (str,)
    """Types that a configuration file may use for it."""
    words: tuple[str, ...] = ()
    """All that it may be, where that is a few words."""

    def accepts(self, value: object) -> bool:
        """Whether a value of a configuration file has a type that fits (true is no number)."""
        if isinstance(value, bool):
            return bool in self.toml
        if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
            return False
        return isinstance(value, self.toml)


def parse_duration(text: str) -> timedelta:
    """Duration from ``90s``, ``30m``, ``3h``, ``7d`` or ``1h30m``; a bare 0 needs no unit."""
    if text == "0":
        return timedelta()
    # Six digits of days are more than any range here allows, and never overflow.
    if not re.fullmatch(r"([0-9]{1,6}[smhd])+", text) or len(text) > len("999999d") * 4:
        raise ValueError
    parts = re.findall(r"([0-9]+)([smhd])", text)
    return sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta())


def parse_moment(text: str) -> datetime | time:
    """Time of day from ``14:00``, or a moment in UTC from ISO 8601; UTC unless it says else."""
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", text):
        return time.fromisoformat(text.zfill(5) if text.count(":") == 1 else text.zfill(8))
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError from error


def duration(
    limits: str, *, at_least: timedelta, at_most: timedelta, step: timedelta = SECOND
) -> Kind:
    """A duration between two others, in whole steps; ``limits`` says so in words."""

    def parse(text: str) -> timedelta:
        length = parse_duration(text)
        if not at_least <= length <= at_most or length % step:
            raise ValueError
        return length

    return Kind(f"a duration such as 90s, 30m, 3h or 7d, {limits}", parse)


def number(limits: str, *, above: float = -math.inf, at_least: float = -math.inf) -> Kind:
    """A finite number above or at least another; ``limits`` says so in words."""

    def parse(text: str) -> float:
        value = float(text)
        if not math.isfinite(value) or value <= above or value < at_least:
            raise ValueError
        return value

    return Kind(f"a number {limits}", parse, (int, float))


def count(limits: str, *, at_least: int, at_most: int) -> Kind:
    """A whole number between two others; ``limits`` says so in words."""

    def parse(text: str) -> int:
        value = int(text)
        if not at_least <= value <= at_most:
            raise ValueError
        return value

    return Kind(f"a whole number {limits}", parse, (int,))


_SIZES = (range(20, 501), range(5, 201))
"""Columns and rows that a picture may have."""


def _parse_size(text: str) -> tuple[int, int]:
    columns, times, rows = text.partition("x")
    size = int(columns), int(rows)
    if not times or not all(map(range.__contains__, _SIZES, size)):
        raise ValueError
    return size


def choice(*words: str) -> Kind:
    """One of a few words."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(f"{', '.join(words[:-1])} or {words[-1]}", parse, words=words)


def pattern(expects: str, expression: str) -> Kind:
    """Text that a regular expression matches as a whole."""

    def parse(text: str) -> str:
        if not re.fullmatch(expression, text):
            raise ValueError
        return text

    return Kind(expects, parse)


def _parse_switch(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError
    return text == "True"


TEXT = pattern("some text", r"(?s).*\S.*")
SIZE = Kind("a size such as 120x40, from 20x5 to 500x200", _parse_size)
SWITCH = Kind("true or false", _parse_switch, (bool,))
MOMENT = Kind(
    "a time of day such as 14:00, or ISO 8601 such as 2024-05-06T14:00Z (UTC)",
    parse_moment,
    (str, datetime, date, time),
)
