"""Which clock the screen tells: UTC, or that of the machine; never without its zone."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import NamedTuple

from glueflow_tui.model.series import minute_start
from glueflow_tui.output.units import UNKNOWN


class Clock(NamedTuple):
    """Moments as times of day."""

    local: bool = False

    def turn(self, moment: datetime) -> datetime:
        """The same moment in the zone of the clock."""
        return moment.astimezone(None if self.local else UTC)

    def tell(self, moment: datetime | None, *, day: bool = False) -> str:
        """``14:07``, with the day before it on request: ``05-06 14:07``."""
        if moment is None:
            return UNKNOWN
        return self.turn(moment).strftime("%m-%d %H:%M" if day else "%H:%M")

    def tell_whole(self, moment: datetime) -> str:
        """``14:07Z``, ``16:07 CEST``: with the zone."""
        zone = self.zone(moment)
        return f"{self.tell(moment)}{zone if zone == 'Z' else f' {zone}'}"

    def tell_date(self, moment: datetime) -> str:
        """``2024-05-06 14:07Z``, ``2024-05-06 16:07 CEST``: with the day and the zone."""
        return f"{self.turn(moment):%Y-%m-%d} {self.tell_whole(moment)}"

    def read(self, at: datetime | time, near: datetime) -> datetime | time:
        """A time of day as it was typed, in the zone of the clock at a moment near it."""
        if isinstance(at, time) and at.tzinfo is None and self.local:
            return at.replace(tzinfo=self.turn(near).tzinfo)
        return at

    def zone(self, moment: datetime) -> str:
        """``Z`` for UTC, else what the machine calls its zone at that moment."""
        return self.turn(moment).strftime("%Z") if self.local else "Z"

    def name(self, minute: int) -> str:
        """``UTC``, or what the machine calls its zone at an epoch minute, in six cells."""
        return f"{self.turn(minute_start(minute)):%Z}"[:6] if self.local else "UTC"

    def offset(self, minute: int) -> int:
        """Minutes that the clock is ahead of UTC at an epoch minute."""
        ahead = self.turn(minute_start(minute)).utcoffset()
        return 0 if ahead is None else round(ahead.total_seconds() / 60)


UTC_CLOCK = Clock()
