"""Minutes of bytes: one number a minute, with gaps that are not zeros."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from struct import pack

_GAP = math.nan
_HOUR = 60


def epoch_minute(moment: datetime) -> int:
    """Minutes since 1970 of the minute that holds the moment."""
    return int(moment.timestamp() // 60)


def minute_after(moment: datetime) -> int:
    """Minutes since 1970 of the first minute that begins at the moment or later."""
    return -int(-moment.timestamp() // 60)


def minute_start(minute: int) -> datetime:
    """The moment at which an epoch minute begins."""
    return datetime.fromtimestamp(minute * 60, UTC)


MOST = 1e18
"""Bytes of one minute, an exabyte. Sums of a few such points stay far from infinity."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Bytes per minute from ``first`` on, never below zero. It ends with a number, or is empty."""

    first: int = 0
    """Epoch minute of the first."""
    early: array[float] = field(default_factory=lambda: array("d"))
    """NaN, which is not above zero either, is a gap."""
    late: array[float] = field(default_factory=lambda: array("d"))
    """Minutes after those: to copy a week for each new one took a third of absorbing."""
    mark: object = field(default_factory=object)
    """Of these minutes alone: none is ever changed."""
    under: object = None
    """Mark of the series that these were laid over last."""
    changed: int = 0
    """First epoch minute in which they differ from those."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series):
            return NotImplemented
        return self.first == other.first and self.values.tobytes() == other.values.tobytes()

    def __bool__(self) -> bool:
        return bool(self.early)

    @classmethod
    def of(cls, start: datetime, values: Iterable[float | None]) -> Series:
        """Series from optional numbers.

        A sum of bytes is not negative, and hardly above ``MOST``: other points are as good as none.
        """
        numbers = [v if v is not None and 0 <= v <= MOST else _GAP for v in values]
        # An array reads a week of numbers one by one in half as much time again.
        points = array("d", pack(f"{len(numbers)}d", *numbers))
        while points and math.isnan(points[-1]):
            points.pop()
        return cls(epoch_minute(start), *_split(points))

    @property
    def values(self) -> array[float]:
        """All minutes, not to be changed."""
        return self.early + self.late if self.late else self.early

    @property
    def end(self) -> int:
        """Epoch minute after the last."""
        return self.first + len(self.early) + len(self.late)

    def optional(self) -> tuple[float | None, ...]:
        """The values with None for gaps."""
        return self.between(self.first, self.end)

    def overlay(self, start: int, newer: Sequence[float | None]) -> Series:
        """These minutes with newer points from an epoch minute on; a gap in those erases nothing.

        The series itself when none of the points is new.
        """
        # Most jobs of a wall are at rest; and a week is not counted when it begins with a number.
        if not any(newer) and newer.count(None) == len(newer):
            return self
        if not self:
            return Series.of(minute_start(start), newer)
        known = self.between(start, start + len(newer))
        if known == newer:
            return self
        points = zip(newer, known, strict=True)
        news = [
            (minute, value)
            for minute, (value, old) in enumerate(points, start)
            if value is not None and value != old and 0 <= value <= MOST
        ]
        return self._lay(news) if news else self

    def _lay(self, news: Sequence[tuple[int, float]]) -> Series:
        """These minutes with some numbers of epoch minutes, which are in order."""
        changed, split = news[0][0], self.first + len(self.early)
        beyond = array("d", [_GAP]) * (news[-1][0] + 1 - self.end)
        if changed >= split and len(self.late) < 2 * _HOUR:
            first, early, late = self.first, self.early, self.late + beyond
            for minute, value in news:
                late[minute - split] = value
        else:
            first = min(self.first, changed)
            values = array("d", [_GAP]) * (self.first - first) + self.values + beyond
            for minute, value in news:
                values[minute - first] = value
            early, late = _split(values)
        return Series(first, early, late, under=self.mark, changed=changed)

    def since(self, minute: int) -> Series:
        """The part from an epoch minute on."""
        if minute <= self.first:
            return self
        if minute < self.first + len(self.early):
            return Series(minute, self.early[minute - self.first :], self.late)
        return Series(min(minute, self.end), self.part(minute, self.end))

    def until(self, minute: int) -> Series:
        """The part before an epoch minute."""
        if minute >= self.end:
            return self
        return Series.of(minute_start(self.first), self.part(self.first, minute))

    def part(self, start: int, end: int) -> array[float]:
        """Those of the epoch minutes ``start`` to ``end`` (excluded) that it has; gaps are NaN."""
        first, split = self.first, self.first + len(self.early)
        # Of all steps the commonest, and max() takes longer.
        if start >= split:
            return self.late[start - split : end - split if end > split else 0]
        early = self.early[
            start - first if start > first else 0 : end - first if end > first else 0
        ]
        return early + self.late[: end - split] if end > split else early

    def between(self, start: int, end: int) -> tuple[float | None, ...]:
        """Values of the epoch minutes ``start`` to ``end`` (excluded); None outside and in gaps."""
        inside = [value if value >= 0 else None for value in self.part(start, end)]
        lacking = end - start - len(inside)
        if lacking <= 0:
            return tuple(inside)
        before = min(max(0, self.first - start), lacking)
        return (*[None] * before, *inside, *[None] * (lacking - before))

    def known(self, start: int, end: int) -> list[float]:
        """The numbers among the epoch minutes ``start`` to ``end`` (excluded)."""
        return [value for value in self.part(start, end) if value >= 0]

    def total(self, start: int, end: int) -> float | None:
        """Sum over the epoch minutes ``start`` to ``end`` (excluded); None when all are gaps."""
        known = self.known(start, end)
        return math.fsum(known) if known else None

    def count(self, start: int, end: int) -> tuple[int, int]:
        """How many of the minutes before ``end`` have a number; of those between them, none."""
        known = [at for at, value in enumerate(self.part(start, end)) if value >= 0]
        return len(known), known[-1] - known[0] + 1 - len(known) if known else 0


def _split(values: array[float]) -> tuple[array[float], array[float]]:
    """All but the last hour, which is never nothing, and that."""
    cut = max(1, len(values) - _HOUR)
    return values[:cut], values[cut:]


EMPTY = Series()
