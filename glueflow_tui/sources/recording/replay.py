"""A recording as a source: what was seen, seen again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

from glueflow_tui.errors import RecordingError
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Fault, Observation
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings.fields import name_file
from glueflow_tui.sources.recording import REPLAY
from glueflow_tui.sources.recording.file import read_lines
from glueflow_tui.sources.recording.lines import LineReader

_UNRECORDED = "logs can hold anything, secrets too, and are never recorded"


class _DamageError(RecordingError):
    """A whole line that is not what was written."""

    def __init__(self, clause: str, behind: int | None) -> None:
        super().__init__(clause)
        self.behind = behind
        """Lines after it; None when they cannot be counted."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Where there is something to go to in a recording."""

    times: tuple[datetime, ...]
    """Of each observation, in order."""
    run_starts: tuple[datetime, ...]
    """Moments at which a run of any job started, each once, in order."""


class ReplaySource:
    """Plays a recording, one observation a poll; nothing but the last one is held in memory.

    For ``check``: with ``until``, the recording ends at that moment; ``Monitor.finish`` looks at
    all of it and judges the last.

    For a screen: play is a ``Monitor.step`` each tick, pause is none, speed is the time between
    two; a single step is a step while paused. ``Monitor.seek(replay, moment)`` goes to a time,
    forward or back, and judges there. ``contents`` (the first use reads the whole file) has the
    times for a position bar and the starts of runs to go to; ``position`` counts the observations
    shown, ``shown_at`` is the time of the last. A screen that opens at a moment (``--at``) seeks to
    ``until`` first, and sets that to None to play on. All of it belongs to one thread.

    A file of which nothing is legible is a ``RecordingError``. One that is damaged further on ends
    before the damage, and a fault in its last observation tells what is lost.
    """

    def __init__(self, path: Path, *, until: datetime | time | None = None) -> None:
        """Reads the first line. A time of day is the latest such moment that was recorded."""
        self.path = path
        self.position = 0
        self.shown_at: datetime | None = None
        self._contents: Contents | None = None
        self._ahead: Observation | None = None
        self._rest = self._read()
        # A wrong file is told now, not at the first look.
        self._ahead = next(self._rest)
        self.until = self._find(until) if isinstance(until, time) else until
        if self.until is not None and self._ahead.taken_at > self.until:
            raise self._refuse(f"begins at {_say(self._ahead.taken_at)}; choose a later --at")

    @property
    def contents(self) -> Contents:
        """Times of all observations, and of the runs in them."""
        if self._contents is None:
            times: list[datetime] = []
            starts: set[datetime] = set()
            for seen in self._read():
                times.append(seen.taken_at)
                starts.update(run.started for run in seen.runs if run.started is not None)
            self._contents = Contents(tuple(times), tuple(sorted(starts)))
        return self._contents

    def poll(self) -> Observation | None:
        """The next observation; None at the end."""
        if self._is_over():
            return None
        seen = self._peek()
        if seen is None or (self.until is not None and seen.taken_at > self.until):
            return None
        self._ahead = None
        self.position += 1
        self.shown_at = seen.taken_at
        return seen

    def read_logs(self, run: RunKey) -> RunLogs:
        """None of them are recorded."""
        return RunLogs(run, problem=f"not in the recording: {_UNRECORDED}")

    def read_gauges(self, job: str) -> JobGauges:
        """None of them are recorded."""
        return JobGauges(job, problem="heap, processors and executors are not in the recording")

    def rewind(self) -> None:
        """Go back to the start."""
        self._rest = self._read()
        self._ahead = None
        self.position = 0
        self.shown_at = None

    def play_to(self, moment: datetime) -> Iterator[Observation]:
        """Observations from here on, up to and at a moment."""
        while (seen := self._peek()) is not None and seen.taken_at <= moment:
            if self.poll() is None:
                return
            yield seen

    def _is_over(self) -> bool:
        if self.until is None or self.shown_at is None:
            return False
        return self.shown_at >= self.until

    def _peek(self) -> Observation | None:
        if self._ahead is None:
            self._ahead = next(self._rest, None)
        return self._ahead

    def _find(self, at: time) -> datetime:
        """The moment of that time of day, on the last day of the recording that reaches it."""
        times = self.contents.times
        moments = {datetime.combine(taken_at.date(), at, UTC) for taken_at in times}
        within = [moment for moment in moments if times[0] <= moment <= times[-1]]
        if not within:
            raise self._refuse(
                f"goes from {_say(times[0])} to {_say(times[-1])}, without {at:%H:%M}; "
                "choose --at within"
            )
        return max(within)

    def _read(self) -> Iterator[Observation]:
        """All that is legible, each when the one behind it was seen: the last tells of damage."""
        reader, lines = LineReader(), read_lines(self.path)
        shown, last = 0, None
        try:
            first, _ = next(lines, (b"", False))
            reader.header(first)
            for seen in _decode(reader, lines):
                if last is not None:
                    yield last
                shown, last = shown + 1, self._label(seen)
        except RecordingError as error:
            if last is None:
                raise self._refuse(str(error)) from None
            last = replace(last, faults=(*last.faults, self._tell(error, last.taken_at, shown)))
        if last is None:
            raise self._refuse("holds no observation: it ended before the first look")
        yield last

    def _tell(self, error: RecordingError, since: datetime, shown: int) -> Fault:
        """What of the recording is lost, as a call that failed."""
        behind = error.behind if isinstance(error, _DamageError) else None
        more = " and all" if behind is None else f" and the {behind}"
        more = ", the last, is" if behind == 0 else f"{more} behind it are"
        return Fault(
            operation=REPLAY,
            code="Damaged",
            message=f"the recording {name_file(self.path)} {error}",
            since=since,
            consequence=f"observation {shown + 1}{more} lost; what stands before is shown",
        )

    def _label(self, seen: Observation) -> Observation:
        source = replace(seen.source, kind=SourceKind.REPLAY, name=self.path.name)
        return replace(seen, source=source)

    def _refuse(self, clause: str) -> RecordingError:
        return RecordingError(f"the recording {name_file(self.path)} {clause}")


def _decode(reader: LineReader, lines: Iterator[tuple[bytes, bool]]) -> Iterator[Observation]:
    for number, (line, is_whole) in enumerate(lines, 2):
        try:
            yield reader.read(line)
        except RecordingError as error:
            if not is_whole:  # the program was killed, or the disk full, while it wrote
                return
            clause = f"is damaged at line {number}: {error}"
            raise _DamageError(clause, _count_rest(lines)) from None


def _count_rest(lines: Iterator[tuple[bytes, bool]]) -> int | None:
    try:
        return sum(1 for _ in lines)
    except RecordingError:
        return None


def _say(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
