"""How waiting is told on stderr: a bar that is rewritten on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from glueflow_tui.analysis.report import Report
from glueflow_tui.cli.streams import write_error
from glueflow_tui.output.sanitise import fit, sanitise
from glueflow_tui.output.units import format_moment, format_seconds

REPEAT = 300.0
"""Seconds after which a plain line is written though nothing changed."""
_WIDTH = 24
_WIPE = "\r\x1b[K"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far the wait has come."""

    report: Report
    elapsed: float
    limit: float
    """Both in seconds of the source."""


@dataclass(slots=True)
class Progress:
    """Tells a wait on stderr; a bar at most once a second, a plain line when a run completes."""

    clock: Callable[[], float]
    """Monotonic seconds."""
    is_terminal: bool
    ascii_only: bool = False
    _told: str = ""
    _at: float = field(default=float("-inf"))
    _on_line: bool = False

    def show(self, waiting: Waiting) -> None:
        """Tell where the wait stands, unless that was told just now."""
        now = self.clock()
        if self.is_terminal:
            if now - self._at >= 1:
                self._at = now
                self._on_line = True
                write_error(_WIPE + self._fit(self._draw(waiting)))
            return
        counts = _say_counts(waiting.report)
        if counts != self._told or now - self._at >= REPEAT:
            self._told, self._at = counts, now
            write_error(
                f"glueflow: {format_moment(waiting.report.taken_at)}  {counts}, "
                f"{_say_time(waiting)}\n"
            )

    def say(self, sentence: str) -> None:
        """Tell something that is not progress, on a line of its own."""
        self.finish()
        write_error(f"glueflow: {sanitise(sentence)}\n")

    def finish(self) -> None:
        """Leave the line clear for what comes next."""
        if self._on_line:
            write_error(_WIPE)
            self._on_line = False

    def _draw(self, waiting: Waiting) -> str:
        part = min(1.0, waiting.elapsed / waiting.limit) if waiting.limit else 1.0
        done = round(part * _WIDTH)
        full, rest = ("#", "-") if self.ascii_only else ("█", "░")
        bar = full * done + rest * (_WIDTH - done)
        return f"{bar} {_say_counts(waiting.report)}, {_say_time(waiting)}"

    def _fit(self, line: str) -> str:
        # A line as wide as the terminal would leave the cursor on the next one.
        columns = shutil.get_terminal_size().columns - 1
        return fit(line, columns, "..." if self.ascii_only else "…")


def open_progress(clock: Callable[[], float]) -> Progress:
    """The progress that stderr can show."""
    stream = sys.stderr
    if stream is None:
        return Progress(clock, is_terminal=False)
    encoding = (stream.encoding or "").lower().replace("-", "")
    can_rewrite = stream.isatty() and os.environ.get("TERM") != "dumb"
    return Progress(clock, is_terminal=can_rewrite, ascii_only=encoding != "utf8")


def _say_counts(report: Report) -> str:
    gate = report.gate
    if gate is None or not gate.links:
        return "no link is seen yet"
    return ", ".join(
        f"{sanitise(link.downstream)} {min(len(link.runs), gate.runs_wanted)}/{gate.runs_wanted} "
        f"runs"
        for link in gate.links
    )


def _say_time(waiting: Waiting) -> str:
    return f"{format_seconds(waiting.elapsed)} of {format_seconds(waiting.limit)}"
