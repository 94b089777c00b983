"""The one mapping between columns and minutes: chart, lanes, ratios and labels all ask it.

Cells lie on a grid that is fixed in time, so that new minutes move the picture by whole columns
and what is drawn of the past keeps its shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.tui.clock import UTC_CLOCK, Clock

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_LABEL = 5
_QUARTER, _HOUR = 15, 60
_INSTANT = timedelta(microseconds=1)


class Stretch(NamedTuple):
    """The minutes in view, as every part on the time axis is handed them."""

    first: int = 0
    """Epoch minute at the left edge."""
    minutes: int = 0
    """0 while no time is known."""
    ahead: int = 0
    """Minutes after these that may be shown where there are columns to spare."""
    known: range = range(0)
    """Epoch minutes that were looked back on; empty when that is all."""
    cursor: int | None = None
    """Epoch minute that every part is read at."""
    clock: Clock = UTC_CLOCK
    played: float | None = None
    """How much of a recording is past, 0 to 1; None for anything else."""

    def over(self, columns: int) -> Timeline:
        """The columns that show it."""
        return Timeline.ending(self.first + self.minutes, self.minutes, columns, ahead=self.ahead)


NO_TIME = Stretch()


class Timeline(NamedTuple):
    """``columns`` cells, of which ``columns`` always hold ``minutes`` minutes."""

    origin: int
    """Cell of the grid at the left edge."""
    minutes: int
    columns: int

    @classmethod
    def ending(cls, end: int, minutes: int, columns: int, *, ahead: int = 0) -> Timeline:
        """Timeline whose last column holds the minute before the epoch minute ``end``.

        More minutes than columns make columns of whole minutes, so that their sums compare; what
        that adds to the view goes to the ``ahead`` minutes after the end, then to those before.
        """
        columns, minutes = max(columns, 1), max(minutes, 1)
        if minutes > columns:
            # The minute in progress brings no data: it is not worth a column of more minutes.
            wanted, minutes = minutes, _round_up(-(-(minutes - 1) // columns)) * columns
            end += max(min(minutes - wanted, ahead), 0)
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

    @property
    def minutes_a_column(self) -> int:
        """How many minutes a column holds; 1 when a minute takes one or more."""
        return max(self.minutes // self.columns, 1)

    def total(self, start: int, values: Sequence[float | None]) -> tuple[float | None, ...]:
        """Sum of the known minutes of each column; None in gaps.

        ``values`` holds one number a minute from the epoch minute ``start`` on. A minute that
        takes several columns counts whole in each.
        """
        return tuple(_total(self.span(column), start, values) for column in range(self.columns))

    def ticks(self, gap: int = 3, clock: Clock = UTC_CLOCK) -> Iterator[tuple[int, str]]:
        """Columns and labels of round times, at least ``gap`` cells between two labels."""
        room = (_LABEL + gap) * self.minutes / self.columns
        step = next((step for step in _STEPS if step >= room), _STEPS[-1])
        ahead = clock.offset(self.end)
        first = -(-(self.first + ahead) // step) * step - ahead
        for minute in range(first, self.end, step):
            yield self._column(minute), _label(minute, clock)

    def _column(self, minute: int) -> int:
        return max(minute * self.columns // self.minutes - self.origin, 0)


def _round_up(minutes: int) -> int:
    """Whole quarters for columns of more than an hour."""
    return minutes if minutes <= _HOUR else -(-minutes // _QUARTER) * _QUARTER


def _total(span: range, start: int, values: Sequence[float | None]) -> float | None:
    inside = values[max(span.start - start, 0) : max(span.stop - start, 0)]
    known = [value for value in inside if value is not None]
    return sum(known) if known else None


def _label(minute: int, clock: Clock) -> str:
    moment = clock.turn(minute_start(minute))
    return f"{moment:%d/%m}" if moment.hour == moment.minute == 0 else f"{moment:%H:%M}"
