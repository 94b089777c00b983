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
    """A section for each log; before it was asked for, the key that asks."""
    if logs is None:
        return (Section("logs", notes=(ASKING if asking else WAITING,), wide=True),)
    if logs.problem:
        return (Section("logs", notes=(sanitise(logs.problem),), wide=True),)
    return tuple(_say_tail(tail, clock) for tail in logs.tails)


def _say_tail(tail: LogTail, clock: Clock) -> Section:
    count = len(tail.lines)
    told = f", last {count} lines" if not tail.whole else f", all {count} lines"
    title = sanitise(f"{tail.group}{told if count else ''}")
    notes = (sanitise(tail.problem),) if tail.problem else ()
    return Section(
        title,
        text=tuple(_say_line(line, clock) for line in tail.lines),
        notes=notes,
        wide=True,
    )


def _say_line(line: LogLine, clock: Clock) -> tuple[str, str]:
    time = f"{clock.turn(line.at):%H:%M:%S} " if line.at is not None else ""
    words = line.text.split(maxsplit=3)[:3]
    role = next(
        (_ROLES[word.strip(":[]")] for word in words if word.strip(":[]") in _ROLES), "plain"
    )
    return f"{time}{sanitise(line.text)}", role
