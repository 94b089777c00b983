"""How the news comes in: everything about the screen that is not in a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from glueflow_tui.tui.player import Playback

if TYPE_CHECKING:  # only its shape is needed
    from glueflow_tui.tui.messages import Reported

_LATE = 15.0
"""Seconds after which a poll under way is worth a word."""


@dataclass(frozen=True, slots=True)
class Feed:
    """State of the stream of reports."""

    wait: timedelta | None = None
    """Until the next poll, in the time of the source; None before the first."""
    paused_at: datetime | None = None
    newest: datetime | None = None
    """Time of the newest report, drawn or not."""
    error: str = ""
    """Why the last poll failed; empty when it did not."""
    retry: float = 0.0
    """Seconds until the next try."""
    pause: float = 0.0
    """Seconds of the wall from the last report to the next poll."""
    silent: float = 0.0
    """Seconds of the wall since the last report, or since the start."""
    throttled: bool = False
    """AWS asked for fewer calls: the next poll comes later than was chosen."""
    ended: bool = False
    heard: int = 0
    """Reports so far."""
    playback: Playback | None = None
    """Where in a recording the screen is; None for anything else."""

    @property
    def is_late(self) -> bool:
        """A poll failed, or takes long."""
        return bool(self.error) or (not self.ended and self.silent - self.pause >= _LATE)

    def hear(self, news: Reported) -> Feed:
        """The feed after a report."""
        return replace(
            self,
            wait=news.wait,
            pause=news.pause,
            throttled=news.throttled,
            newest=news.report.taken_at,
            error="",
            silent=0.0,
            ended=False,
            heard=self.heard + 1,
            playback=news.playback,
        )
