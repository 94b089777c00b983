"""How the news comes in: everything about the screen that is not in a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from glueflow_tui.errors import CredentialsError
from glueflow_tui.output.units import format_clock, format_seconds
from glueflow_tui.tui.player import Playback

if TYPE_CHECKING:  # only its shape is needed
    from glueflow_tui.tui.messages import PollFailed, Reported

_LATE = 15.0
"""Seconds after which a poll under way is worth a word."""


class Feed(NamedTuple):
    """State of the stream of reports."""

    wait: timedelta | None = None
    """Until the next poll, in the time of the source; None before the first."""
    paused_at: datetime | None = None
    newest: datetime | None = None
    """Time of the newest report, drawn or not."""
    data_until: datetime | None = None
    """Until when the newest report knew the bytes."""
    error: str = ""
    """Why the last poll failed; empty when it did not."""
    lockout: CredentialsError | None = None
    """The same, when no session is let in."""
    retry: float = 0.0
    """Seconds until the next try."""
    pause: float = 0.0
    """Seconds of the wall from the last report to the next poll."""
    silent: float = 0.0
    """Seconds of the wall since the last report, or since the start."""
    throttled: bool = False
    """AWS asked for fewer calls: the next poll comes later than was chosen."""
    quiet: bool = False
    """Nothing runs: the next poll comes later, too."""
    ended: bool = False
    heard: int = 0
    """Whole reports so far."""
    playback: Playback | None = None
    """Where in a recording the screen is; None for anything else."""

    @property
    def is_late(self) -> bool:
        """A poll failed, or takes long."""
        return bool(self.error) or (not self.ended and self.silent - self.pause >= _LATE)

    def fail(self, news: PollFailed) -> Feed:
        """The feed after a poll in which nothing could be seen."""
        lockout = news.error if isinstance(news.error, CredentialsError) else None
        return self._replace(error=news.sentence, lockout=lockout, retry=news.wait)

    def tick(self, seconds: float) -> Feed:
        """The feed when that much time has passed without any news."""
        retry = max(self.retry - seconds, 0.0)
        return self._replace(silent=self.silent + seconds, retry=retry)

    def notice(self, tell: Callable[[datetime], str] = format_clock) -> str:
        """Why nothing can be seen, since when, and when that is tried again."""
        since = None if self.lockout is None else self.lockout.since
        told = self.lockout.tell(tell(since)) if self.lockout and since else self.error
        minutes, seconds = divmod(round(self.retry), 60)
        again = f"retry in {minutes:02}:{seconds:02} (r now)" if self.retry else "trying again"
        return f"{told} · {again}"

    def recovery(self, news: Reported) -> str:
        """What the first report after failed polls makes good; empty when none had failed."""
        if not self.error or self.newest is None:
            return ""
        now = news.report
        told = f"back after {format_seconds((now.taken_at - self.newest).total_seconds())}"
        if self.data_until is None or now.data_until is None:
            return told
        filled = (now.data_until - self.data_until) // timedelta(minutes=1)
        minutes = "minute" if filled == 1 else "minutes"
        return f"{told}, filled {filled} missing {minutes}" if filled > 0 else told

    def hear(self, news: Reported) -> Feed:
        """The feed after a report."""
        return self._replace(
            wait=news.wait,
            pause=news.pause,
            throttled=news.throttled,
            quiet=news.quiet,
            newest=news.report.taken_at,
            data_until=news.report.data_until,
            error="",
            lockout=None,
            silent=0.0,
            ended=False,
            heard=self.heard + (not news.report.pending),
            playback=news.playback,
        )
