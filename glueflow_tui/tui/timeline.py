"""The one mapping between columns and minutes: chart, lanes, ratios and labels all ask it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from glueflow_tui.model.series import epoch_minute, minute_start

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_LABEL = 5
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Timeline:
    """``columns`` cells that share ``minutes`` minutes as evenly as whole cells can."""

    first: int
    """Epoch minute at the left edge."""
    minutes: int
    columns: int

    @property
    def end(self) -> int:
        """Epoch minute after the last."""
        return self.first + self.minutes

    def split(self, factor: int) -> Timeline:
        """The same minutes over ``factor`` cells for each column."""
        return Timeline(self.first, self.minutes, self.columns * factor)

    def span(self, column: int) -> range:
        """Epoch minutes drawn in a column: at least one, none left out between neighbours."""
        start = self.first + column * self.minutes // self.columns
        end = self.first + (column + 1) * self.minutes // self.columns
        return range(start, max(end, start + 1))

    def column(self, minute: int) -> int:
        """First column that draws an epoch minute; beyond the edges when the minute is."""
        return -((self.first - minute) * self.columns // self.minutes)

    def place(self, minute: int) -> int | None:
        """Column of a minute, None when it is out of view."""
        if not self.first <= minute < self.end:
            return None
        column = self.column(minute)
        return column if minute in self.span(column) else column - 1

    def cover(self, start: datetime, end: datetime) -> range:
        """Columns that a stretch of time touches, at least one; empty when out of view."""
        first, last = epoch_minute(start), epoch_minute(end)
        if last < self.first or first >= self.end:
            return range(0)
        left = self.place(max(first, self.first)) or 0
        right = self.column(min(max(last, first), self.end))
        return range(left, min(max(right, left + 1), self.columns))

    def average(self, start: int, values: Sequence[float | None]) -> tuple[float | None, ...]:
        """Mean of the known minutes of each column, so that areas stay true; None in gaps.

        ``values`` holds one number a minute from the epoch minute ``start`` on.
        """
        return tuple(_mean(self.span(column), start, values) for column in range(self.columns))

    def ticks(self, gap: int = 3) -> Iterator[tuple[int, str]]:
        """Columns and labels of round times, at least ``gap`` cells between two labels."""
        room = (_LABEL + gap) * self.minutes / max(self.columns, 1)
        step = next((step for step in _STEPS if step >= room), _STEPS[-1])
        for minute in range(-(-self.first // step) * step, self.end, step):
            column = self.place(minute)
            if column is not None:
                yield column, _label(minute)


def _mean(span: range, start: int, values: Sequence[float | None]) -> float | None:
    inside = values[max(span.start - start, 0) : max(span.stop - start, 0)]
    known = [value for value in inside if value is not None]
    return sum(known) / len(known) if known else None


def _label(minute: int) -> str:
    moment = minute_start(minute)
    return f"{moment:%d/%m}" if minute % _DAY == 0 else f"{moment:%H:%M}"
