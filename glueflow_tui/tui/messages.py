"""News from the poller to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from textual.message import Message

from glueflow_tui.errors import GlueflowError, ObservationError, SetupError
from glueflow_tui.settings import SourceSettings
from glueflow_tui.tui.player import Act, Playback

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.details import JobGauges, RunLogs
    from glueflow_tui.model.history import History
    from glueflow_tui.model.jobs import RunKey


# They are never compared, and to write what would compare and show them takes 2 ms of the start.
@dataclass(eq=False, repr=False)
class Reported(Message):
    """A poll was judged; ``wait`` passes before the next, in the time of the source."""

    report: Report
    wait: timedelta
    pause: float = 0.0
    """The same wait in seconds of the wall."""
    throttled: bool = False
    """AWS asked for fewer calls, so the wait is longer than was chosen."""
    quiet: bool = False
    """Nothing runs, so it is longer, too."""
    history: History | None = None
    """What the report was made from; it never changes, so any thread may look."""
    playback: Playback | None = None
    """Where in a recording it is."""

    def can_replace(self, message: Message) -> bool:
        """Only the newest report counts when the screen lags behind."""
        return isinstance(message, Reported)


@dataclass(eq=False, repr=False)
class PollFailed(Message):
    """Nothing could be seen; the next try comes after ``wait`` seconds of the wall."""

    error: Exception
    wait: float

    @property
    def sentence(self) -> str:
        """What the error says; of a defect the place, for its words may quote anything."""
        if isinstance(self.error, GlueflowError):
            return str(self.error)
        *_, place = extract_tb(self.error.__traceback__)
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return f"a defect of glueflow: {type(self.error).__name__} in {where}"

    @property
    def may_pass(self) -> bool:
        """Whether a later poll may do better with the same words of the command."""
        return isinstance(self.error, ObservationError) and not isinstance(self.error, SetupError)


class SourceEnded(Message):
    """A recording has been shown to its end."""


class RefreshRequested(Message):
    """The user wants a poll now."""


@dataclass(eq=False, repr=False)
class Reopened(Message):
    """What was seen so far is of another place; from here on the source is this one."""

    source: SourceSettings


@dataclass(eq=False, repr=False)
class ReplayOrdered(Message):
    """The user wants something of the recording; ``moment`` is where to seek to."""

    act: Act
    moment: datetime | None = None


@dataclass(eq=False, repr=False)
class MinutePointed(Message):
    """The mouse pointed at an epoch minute."""

    minute: int


@dataclass(eq=False, repr=False)
class Filtered(Message):
    """The user types words that rows must have."""

    words: str


class Opened(Message):
    """The first frame is on the terminal."""


@dataclass(eq=False, repr=False)
class ChainOpened(Message):
    """The user looks at one chain; None: at all of them again."""

    name: str | None


@dataclass(eq=False, repr=False)
class LogsWanted(Message):
    """The user wants the ends of a run's logs."""

    run: RunKey


@dataclass(eq=False, repr=False)
class GaugesWanted(Message):
    """The details of a job are looked at: its heap, processors and executors are wanted."""

    job: str


@dataclass(eq=False, repr=False)
class Told(Message):
    """What a source answered about one run or job."""

    answer: RunLogs | JobGauges
