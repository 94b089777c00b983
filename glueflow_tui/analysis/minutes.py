"""Minutes of bytes as views show them: the stretch of a series that is looked back on."""

from __future__ import annotations

from datetime import datetime

from glueflow_tui.model.record import record
from glueflow_tui.model.series import Series, epoch_minute, minute_after, minute_start


@record
class Minutes:
    """Bytes per minute over the lookback; all of a report's start and end together."""

    series: Series
    first: int
    """Epoch minute in which the lookback begins."""
    length: int
    """Minutes in it."""

    @property
    def start(self) -> datetime:
        """When the first begins."""
        return minute_start(self.first)

    @property
    def values(self) -> tuple[float | None, ...]:
        """All at hand; made anew each time, for a wall looks back on millions. None: no data."""
        return self.series.between(self.first, self.first + self.length)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Minutes):
            return NotImplemented
        return self.first == other.first and self.values == other.values

    def total(self, start: datetime, end: datetime | None) -> float | None:
        """Sum of the minutes that the span touches; None when none of them has data."""
        return self.series.total(*self.clip(start, end))

    def count(self, start: datetime, end: datetime | None) -> tuple[int, int]:
        """Minutes of the span with data, and those between them without."""
        return self.series.count(*self.clip(start, end))

    def clip(self, start: datetime, end: datetime | None) -> tuple[int, int]:
        """The epoch minutes in view that the span touches."""
        last = self.first + self.length
        first = max(self.first, epoch_minute(start))
        return first, last if end is None else min(last, minute_after(end))
