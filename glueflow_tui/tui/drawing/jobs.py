"""A sparkline of bytes read and written for each job, with state, bookmark and the run's total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes
from glueflow_tui.tui.drawing.runs import LONGEST_WORD, state_text
from glueflow_tui.tui.drawing.sparkline import sparkline
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, set_width, shorten, squeeze
from glueflow_tui.tui.timeline import Timeline

_LONGEST_NAME = 24
_LEAST_SPARK = 8
_LEAST_NAME = 12
_FIXED = 12
"""Cells of the word read or written, and of the blanks between the parts."""
LINES_OF_A_JOB = 2


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job of the panel."""

    name: str
    role: str
    state: JobRunState | None
    option: BookmarkOption | None
    """None when it is not known."""
    origin: str
    reads_upstream: bool
    """Whether it is a downstream job: only there does a bookmark that is off matter."""
    read: tuple[float | None, ...]
    written: tuple[float | None, ...]
    run_read: float | None
    run_written: float | None
    """Totals of the run in progress or at the cursor, else of the newest."""
    problem: str = ""
    """Why there are no bytes, in place of the sparklines."""
    waiting: int = 0
    """Runs in the queue, the one whose state is shown left out."""


@dataclass(frozen=True, slots=True)
class JobsPicture:
    """The jobs of a chain over the visible minutes."""

    first: int
    minutes: int
    start: int = 0
    """Epoch minute of the first value of every row."""
    rows: tuple[JobRow, ...] = ()


def draw_jobs(picture: JobsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Two lines for each job, read and written; jobs that do not fit are counted."""
    if not picture.rows:
        return [(Span(" no job in view yet", "muted"),)]
    room = max(height // LINES_OF_A_JOB, 1)
    fits = len(picture.rows) <= room
    shown = picture.rows if fits else picture.rows[: max((height - 1) // LINES_OF_A_JOB, 1)]
    widths = _measure(shown, width, glyphs)
    spark = max(width - widths.name - widths.badge - widths.total - _FIXED, _LEAST_SPARK)
    lines = [
        line
        for row, bars in zip(shown, _bars_of(picture, shown, spark, glyphs), strict=True)
        for line in _job_lines(row, bars, widths, glyphs)
    ]
    if not fits:
        hidden = len(picture.rows) - len(shown)
        lines.append((Span(f" {glyphs.more} {hidden} more jobs", "muted"),))
    return lines[:height]


def _bars_of(
    picture: JobsPicture, rows: Sequence[JobRow], columns: int, glyphs: Glyphs
) -> list[tuple[str, str]]:
    """Sparklines of read and written, all on the scale of the highest column of any."""
    timeline = Timeline.ending(picture.first + picture.minutes, picture.minutes, columns)
    averages = [
        (timeline.average(picture.start, row.read), timeline.average(picture.start, row.written))
        for row in rows
    ]
    drawn = [value for pair in averages for values in pair for value in values]
    peak = max((value for value in drawn if value is not None), default=0.0)
    return [
        (shorten(row.problem, columns).ljust(columns), " " * columns)
        if row.problem
        else (sparkline(read, peak, glyphs), sparkline(written, peak, glyphs))
        for row, (read, written) in zip(rows, averages, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Widths:
    """Cells of name or state, bookmark and total."""

    name: int
    badge: int
    total: int


def _measure(rows: Sequence[JobRow], width: int, glyphs: Glyphs) -> _Widths:
    """Names and badges give way to the numbers, which are never cut."""
    names = [cell_len(shorten(row.name, _LONGEST_NAME)) for row in rows]
    states = [cell_len(state_text(row.state, glyphs)[0]) for row in rows]
    badges = [cell_len(bookmark_text(row, glyphs)[0]) for row in rows]
    queues = [len(_queue_text(row)) for row in rows]
    totals = [len(format_bytes(total)) for row in rows for total in (row.run_read, row.run_written)]
    room = width - max(totals) - _FIXED - _LEAST_SPARK
    badge = max(0, min(max(*badges, *queues), room - _LEAST_NAME))
    return _Widths(max(min(max(*names, *states), room - badge), 1), badge, max(totals))


def _queue_text(row: JobRow) -> str:
    return f"+{row.waiting} waiting" if row.waiting else ""


def _job_lines(
    row: JobRow, bars: tuple[str, str], widths: _Widths, glyphs: Glyphs
) -> tuple[Line, Line]:
    name = set_width((Span(shorten(row.name, widths.name), row.role),), widths.name + 1)
    text, colour = bookmark_text(row, glyphs)
    badge = set_width((Span(shorten(text, widths.badge), colour),), widths.badge)
    text, colour = state_text(row.state, glyphs)
    state = set_width((Span(shorten(text, widths.name), colour),), widths.name + 1)
    queue = set_width((Span(shorten(_queue_text(row), widths.badge), "warning"),), widths.badge)
    role = "muted" if row.problem else "read"
    return (
        _series_line((*name, *badge), Span(bars[0], role), row.run_read, widths),
        _series_line((*state, *queue), Span(bars[1], "written"), row.run_written, widths),
    )


def _series_line(head: Line, bars: Span, total: float | None, widths: _Widths) -> Line:
    direction = "written" if bars.role == "written" else "read"
    number = Span(f" {format_bytes(total):>{widths.total}}", "strong")
    return squeeze([Span(" "), *head, Span(f" {direction:<7} ", "muted"), bars, number])


def bookmark_text(row: JobRow, glyphs: Glyphs) -> tuple[str, str]:
    """The bookmark badge: the effective option, a glyph where it matters, and who set it."""
    if row.option is None:
        return f"{glyphs.unknown} unknown", "muted"
    words = {
        BookmarkOption.ENABLE: (f"{glyphs.ok} on", "ok"),
        BookmarkOption.DISABLE: (f"{glyphs.warning} OFF", "warning"),
        BookmarkOption.PAUSE: (f"{glyphs.warning} paused", "warning"),
    }
    other = shorten(sanitise(str(row.option)), LONGEST_WORD)
    text, role = words.get(row.option, (f"{glyphs.unknown} {other}", "muted"))
    if not row.reads_upstream and row.option is BookmarkOption.DISABLE:
        text, role = "  off", "muted"
    return f"{text} ({row.origin})", role
