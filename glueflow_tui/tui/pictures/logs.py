"""The ends of a run's logs; strings of a script are made safe here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.drawing.sections import Section

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.model.details import LogLine, LogTail, RunLogs

WAITING = "l reads the ends of its logs from CloudWatch Logs: three calls, nothing is kept"
ASKING = "asking CloudWatch Logs"
_ROLES = {
    "ERROR": "critical",
    "FATAL": "critical",
    "Traceback": "critical",
    "WARN": "warning",
    "WARNING": "warning",
}


def log_sections(logs: RunLogs | None, clock: Clock, *, asking: bool) -> tuple[Section, ...]:
    """Which logs there are, then each that has lines, the driver's errors last, where one ends up.

    Before they were asked for, the key that asks.
    """
    if logs is None:
        return (Section("logs", notes=(ASKING if asking else WAITING,), wide=True),)
    if logs.problem:
        return (Section("logs", notes=(sanitise(logs.problem),), wide=True),)
    told = [tail for tail in reversed(logs.tails) if tail.lines]
    silent = tuple(
        sanitise(f"{tail.group}: {tail.problem}") for tail in logs.tails if not tail.lines
    )
    first = (Section("logs", notes=silent, wide=True),) if silent else ()
    return (*first, *(_say_tail(tail, clock) for tail in told))


def _say_tail(tail: LogTail, clock: Clock) -> Section:
    count = len(tail.lines)
    lines = "line" if count == 1 else "lines"
    which = "all" if tail.whole else "the last"
    return Section(
        sanitise(f"{tail.group}, {which} {count} {lines}"),
        text=tuple(_say_line(line, clock) for line in tail.lines),
        wide=True,
    )


def _say_line(line: LogLine, clock: Clock) -> tuple[str, str]:
    time = f"{clock.turn(line.at):%H:%M:%S} " if line.at is not None else ""
    words = line.text.split(maxsplit=3)[:3]
    role = next(
        (_ROLES[word.strip(":[]")] for word in words if word.strip(":[]") in _ROLES), "plain"
    )
    return f"{time}{sanitise(line.text)}", role
