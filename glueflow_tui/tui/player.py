"""A recording on the screen: plays, stands still, and goes to any moment of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # loaded by the polling thread, when the first frame is there
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.monitor import Monitor
    from glueflow_tui.sources.recording.replay import ReplaySource

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
"""Seconds of the recording per second that the keys go through."""
LONGEST_GAP = 5.0
"""Seconds of the wall between two looks at most, however far apart they were recorded."""


class Act(StrEnum):
    """What can be done with a recording."""

    TOGGLE = "toggle"
    """Play, or stand still."""
    FASTER = "faster"
    SLOWER = "slower"
    FORWARD = "forward"
    BACK = "back"
    """Both: one look, and stand still there."""
    NEXT_RUN = "next-run"
    PREVIOUS_RUN = "previous-run"
    """Both: to the start of a run."""
    SEEK = "seek"


class Playback(NamedTuple):
    """Where in a recording the screen is."""

    at: datetime
    start: datetime
    end: datetime
    speed: float
    playing: bool

    @property
    def share(self) -> float:
        """How much of the recording is past, 0 to 1."""
        whole = (self.end - self.start).total_seconds()
        return (self.at - self.start).total_seconds() / whole if whole > 0 else 1.0


def resolve_moment(at: datetime | time, start: datetime, end: datetime) -> datetime | None:
    """The moment that is meant, the last such time of day; None when it was not recorded."""
    if isinstance(at, datetime):
        return at if start <= at <= end else None
    days = [start.date() + timedelta(days=day) for day in range((end - start).days + 2)]
    moments = [datetime.combine(day, at, at.tzinfo or UTC) for day in days]
    # The seconds of a look are not what the user thinks of.
    begin = start.replace(second=0, microsecond=0)
    return max((moment for moment in moments if begin <= moment <= end), default=None)


class Player:
    """Plays a recording through its monitor; belongs to the polling thread."""

    def __init__(self, monitor: Monitor, replay: ReplaySource, speed: float) -> None:
        self.report: Report | None = None
        self.ended = False
        self._monitor = monitor
        self._replay = replay
        self._speed = speed
        self._playing = True
        self._asked = False
        self._is_read = False

    def turn(self) -> Report | None:
        """The report to show now: the next one while it plays, else that of where it stands."""
        if self._playing and not self._asked:
            self._advance()
        self._asked = False
        return self.report

    @property
    def wait(self) -> float | None:
        """Seconds until the next turn; None while it stands still."""
        if not self._playing:
            return None
        if not self._is_read:
            return 0.0
        times, place = self._replay.contents.times, self._replay.position
        if not 0 < place < len(times):
            return 0.0
        gap = (times[place] - times[place - 1]).total_seconds()
        return min(max(gap, 0.0) / self._speed, LONGEST_GAP)

    @property
    def playback(self) -> Playback | None:
        """Where it is; None until the whole recording has been read once."""
        shown = self._replay.shown_at
        if shown is None or not self._is_read:
            return None
        times = self._replay.contents.times
        return Playback(shown, times[0], times[-1], self._speed, self._playing)

    def obey(self, act: Act, moment: datetime | None = None) -> None:
        """Do it, and show what comes of it at the next turn."""
        self._asked = self.report is not None
        match act:
            case Act.TOGGLE:
                self._playing = not self._playing
                if self._playing and self.ended:
                    self._go(self._replay.contents.times[0])
            case Act.FASTER:
                self._speed = next((s for s in SPEEDS if s > self._speed), self._speed)
            case Act.SLOWER:
                self._speed = next((s for s in reversed(SPEEDS) if s < self._speed), self._speed)
            case Act.SEEK if moment is not None:
                self._go(moment)
            case _:
                self._step(act)

    def _advance(self) -> None:
        if self.report is None:
            self._open()
        elif not self._is_read:
            # Only now: it takes as long as the recording is, and there is something to look at.
            self._is_read = bool(self._replay.contents.times)
        else:
            report = self._monitor.step()
            self.ended = report is None
            self._playing = not self.ended
            self.report = report or self.report

    def _open(self) -> None:
        """Begin at the start, or at the moment that was asked for."""
        until, self._replay.until = self._replay.until, None
        if isinstance(until, datetime):
            self.report = self._monitor.seek(self._replay, until)
        else:
            self.report = self._monitor.step()

    def _step(self, act: Act) -> None:
        contents, shown = self._replay.contents, self._replay.shown_at
        if shown is None:
            return
        is_run = act in {Act.NEXT_RUN, Act.PREVIOUS_RUN}
        # A run is in the picture from the first look after its start on.
        moments = _first_looks(contents.times, contents.run_starts) if is_run else contents.times
        if act in {Act.FORWARD, Act.NEXT_RUN}:
            target = next((moment for moment in moments if moment > shown), None)
        else:
            target = next((moment for moment in reversed(moments) if moment < shown), None)
        self._playing = False
        if target is not None:
            self._go(target)

    def _go(self, moment: datetime) -> None:
        self.ended = False
        self.report = self._monitor.seek(self._replay, moment) or self.report


def _first_looks(times: tuple[datetime, ...], starts: tuple[datetime, ...]) -> tuple[datetime, ...]:
    """Of each start, the first look that could show it."""
    looks: list[datetime] = []
    remaining = iter(times)
    look = next(remaining, None)
    for start in starts:
        while look is not None and look < start:
            look = next(remaining, None)
        if look is not None and look not in looks[-1:]:
            looks.append(look)
    return tuple(looks)
