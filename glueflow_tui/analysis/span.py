"""The stretch of time that a report is about, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.history import History
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class Span:
    """The minutes in view; all of them whole, in UTC."""

    start: datetime
    end: datetime
    """End of the minute that holds ``taken_at``."""
    taken_at: datetime
    asked_from: datetime | None
    """First whole minute in view that CloudWatch was asked for; None when it never answered."""
    complete_until: datetime
    """Minutes from here on may still grow."""
    first: int
    """Epoch minute of ``start``."""
    length: int
    """Minutes in view."""

    def is_settled(self, start: datetime, end: datetime) -> bool:
        """Whether every minute between the two was asked for and is final."""
        return self.was_asked(start) and end <= self.complete_until

    def was_asked(self, start: datetime) -> bool:
        """Whether the bytes from this moment on can be known."""
        return self.asked_from is not None and self.asked_from <= start


def floor_minute(moment: datetime) -> datetime:
    """Start of the minute that holds the moment."""
    return minute_start(epoch_minute(moment))


def ceil_minute(moment: datetime) -> datetime:
    """The moment itself when a minute starts there, else the end of its minute."""
    floor = floor_minute(moment)
    return floor if floor == moment else floor + MINUTE


def view_history(history: History, settings: AnalysisSettings) -> Span:
    """The span of a report on the history. Raises ValueError when nothing was observed yet."""
    taken_at = history.taken_at
    if taken_at is None:
        raise ValueError("a history without an observation cannot be judged")
    taken_at = taken_at.astimezone(UTC)
    start, end = (
        floor_minute(taken_at - max(settings.lookback, timedelta(0))),
        ceil_minute(taken_at),
    )
    asked = history.metrics_from
    answered = min(taken_at, history.metrics_until or taken_at)
    return Span(
        start=start,
        end=end,
        taken_at=taken_at,
        asked_from=None if asked is None else max(start, ceil_minute(asked)),
        # While CloudWatch does not answer, the newest minutes are unknown, however old.
        complete_until=floor_minute(answered - settings.thresholds.publication_delay),
        first=epoch_minute(start),
        length=epoch_minute(end) - epoch_minute(start),
    )
