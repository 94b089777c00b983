"""The one mapping between columns and minutes: chart, lanes, ratios and labels all ask it.

Cells lie on a grid that is fixed in time, so that new minutes move the picture by whole columns
and what is drawn of the past keeps its shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from glueflow_tui.model.series import epoch_minute, minute_start

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_LABEL = 5
_DAY = 1440
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """``columns`` cells, of which ``columns`` always hold ``minutes`` minutes."""

    origin: int
    """Cell of the grid at the left edge."""
    minutes: int
    columns: int

    @classmethod
    def ending(cls, end: int, minutes: int, columns: int) -> Timeline:
        """Timeline whose last column holds the minute before the epoch minute ``end``."""
        columns, minutes = max(columns, 1), max(minutes, 1)
        last = max((end - 1) * columns // minutes, end * columns // minutes - 1)
        return cls(last + 1 - columns, minutes, columns)

    @property
    def first(self) -> int:
        """Epoch minute at the left edge."""
        return self.span(0).start

    @property
    def end(self) -> int:
        """Epoch minute after the last column."""
        return self.span(self.columns - 1).stop

    def split(self, factor: int) -> Timeline:
        """The same minutes over ``factor`` cells for each column."""
        return Timeline(self.origin * factor, self.minutes, self.columns * factor)

    def span(self, column: int) -> range:
        """Epoch minutes that begin in a column, else the one that goes on through it."""
        cell = self.origin + column
        stop = -(-(cell + 1) * self.minutes // self.columns)
        return range(min(-(-cell * self.minutes // self.columns), stop - 1), stop)

    def place(self, minute: int) -> int | None:
        """First column that shows a minute, None when it is out of view."""
        return self._column(minute) if self.first <= minute < self.end else None

    def cover(self, start: datetime, end: datetime) -> range:
        """Columns that a stretch of time touches, at least one; empty when out of view."""
        first = epoch_minute(start)
        last = max(epoch_minute(end - _INSTANT), first)
        if last < self.first or first >= self.end:
            return range(0)
        left = self._column(max(first, self.first))
        last = min(last, self.end - 1)
        right = max(self._column(last) + 1, self._column(last + 1))
        return range(left, min(right, self.columns))

    def average(self, start: int, values: Sequence[float | None]) -> tuple[float | None, ...]:
        """Mean of the known minutes of each column, so that areas stay true; None in gaps.

        ``values`` holds one number a minute from the epoch minute ``start`` on.
        """
        return tuple(_mean(self.span(column), start, values) for column in range(self.columns))

    def ticks(self, gap: int = 3) -> Iterator[tuple[int, str]]:
        """Columns and labels of round times, at least ``gap`` cells between two labels."""
        room = (_LABEL + gap) * self.minutes / self.columns
        step = next((step for step in _STEPS if step >= room), _STEPS[-1])
        for minute in range(-(-self.first // step) * step, self.end, step):
            yield self._column(minute), _label(minute)

    def _column(self, minute: int) -> int:
        return max(minute * self.columns // self.minutes - self.origin, 0)


def _mean(span: range, start: int, values: Sequence[float | None]) -> float | None:
    inside = values[max(span.start - start, 0) : max(span.stop - start, 0)]
    known = [value for value in inside if value is not None]
    return sum(known) / len(known) if known else None


def _label(minute: int) -> str:
    moment = minute_start(minute)
    return f"{moment:%d/%m}" if minute % _DAY == 0 else f"{moment:%H:%M}"
