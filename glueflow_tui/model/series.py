"""Minutes of bytes: one number a minute, with gaps that are not zeros."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

_GAP = math.nan


def epoch_minute(moment: datetime) -> int:
    """Minutes since 1970 of the minute that holds the moment."""
    return int(moment.timestamp() // 60)


def minute_start(minute: int) -> datetime:
    """The moment at which an epoch minute begins."""
    return datetime.fromtimestamp(minute * 60, UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Bytes per minute from ``first`` on; NaN is a gap."""

    first: int = 0
    """Epoch minute of ``values[0]``."""
    values: array[float] = field(default_factory=lambda: array("d"))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series):
            return NotImplemented
        return self.first == other.first and self.values.tobytes() == other.values.tobytes()

    @classmethod
    def of(cls, start: datetime, values: Iterable[float | None]) -> Series:
        """Series from optional numbers."""
        return cls(epoch_minute(start), array("d", (_GAP if v is None else v for v in values)))

    @property
    def end(self) -> int:
        """Epoch minute after the last."""
        return self.first + len(self.values)

    def optional(self) -> tuple[float | None, ...]:
        """The values with None for gaps."""
        return tuple(None if math.isnan(value) else value for value in self.values)

    def overlay(self, newer: Series) -> Series:
        """These minutes with the newer ones over them; a gap in the newer erases nothing.

        The series itself when nothing in the newer is new.
        """
        if not self.values:
            return newer
        news = [
            (minute, value)
            for minute, value in enumerate(newer.values, newer.first)
            if not math.isnan(value) and self._at(minute) != value
        ]
        if not news:
            return self
        first, end = min(self.first, news[0][0]), max(self.end, news[-1][0] + 1)
        values = array("d", [_GAP]) * (self.first - first)
        values.extend(self.values)
        values.extend(array("d", [_GAP]) * (end - self.end))
        for minute, value in news:
            values[minute - first] = value
        return Series(first, values)

    def since(self, minute: int) -> Series:
        """The part from an epoch minute on."""
        if minute <= self.first:
            return self
        return Series(min(minute, self.end), self.values[minute - self.first :])

    def between(self, start: int, end: int) -> tuple[float | None, ...]:
        """Values of the epoch minutes ``start`` to ``end`` (excluded); None outside and in gaps."""
        inside = range(start, end)
        return tuple(self._at(minute) for minute in inside)

    def total(self, start: int, end: int) -> float | None:
        """Sum over the epoch minutes ``start`` to ``end`` (excluded); None when all are gaps."""
        known = [value for value in self.between(start, end) if value is not None]
        return math.fsum(known) if known else None

    def _at(self, minute: int) -> float | None:
        offset = minute - self.first
        if not 0 <= offset < len(self.values) or math.isnan(self.values[offset]):
            return None
        return self.values[offset]


EMPTY = Series()
