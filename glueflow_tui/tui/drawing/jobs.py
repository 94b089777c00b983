"""Each job in words, with a sparkline of bytes read and written on the columns of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from glueflow_tui.model.series import minute_start
from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_seconds
from glueflow_tui.tui.drawing.axis import gutter, timeline_in
from glueflow_tui.tui.drawing.runs import LONGEST_WORD, state_text
from glueflow_tui.tui.drawing.sparkline import LINES_OF_A_JOB, sparkline
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    set_width,
    shorten,
    shorten_names,
    shorten_sentence,
    spread,
    squeeze,
)
from glueflow_tui.tui.timeline import NO_TIME, Stretch, Timeline

_LONGEST_NAME = 24
_LEAST_NAME = 12
_SHORTEST_NAME = 6
"""Of a name beside a long state: the bookmark's own word is never cut."""
_FIXED = 22
"""Cells of the words read and written, and of the blanks between the parts."""


class JobRow(NamedTuple):
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
    idle: bool = False
    """No run of it is known, and it is not of the link in view."""


class JobsPicture(NamedTuple):
    """The jobs of a chain over the visible minutes."""

    seen: Stretch = NO_TIME
    start: int = 0
    """Epoch minute of the first value of every row."""
    rows: tuple[JobRow, ...] = ()
    hidden: int = 0
    """Idle jobs that are left out."""
    order: str = ""
    """What the rows are sorted by; empty for the order of the chain."""
    wanted: str = ""
    """The filter that they passed."""


def draw_jobs(picture: JobsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Three lines for each job: its words, read and written; jobs that do not fit are counted."""
    if not picture.rows:
        return [(Span(f" {_none_text(picture)}", "muted"),)]
    idle = f", {picture.hidden} idle (a shows them)" if picture.hidden else ""
    fits = len(picture.rows) * LINES_OF_A_JOB + bool(idle) <= max(height, LINES_OF_A_JOB)
    shown = picture.rows if fits else picture.rows[: max((height - 1) // LINES_OF_A_JOB, 1)]
    widths = _measure(shown, width, glyphs)
    timeline = timeline_in(width, picture.seen)
    names = shorten_names([row.name for row in shown], widths.name)
    bars = _bars_of(picture, shown, timeline, glyphs)
    lines = [
        line
        for row, name, drawn in zip(shown, names, bars, strict=True)
        for line in (
            _head_line(row._replace(name=name), widths, width, glyphs),
            *_series(drawn, row, width, glyphs),
        )
    ]
    more = len(picture.rows) - len(shown)
    if more or idle:
        told = f"{more} more jobs{idle}" if more else idle.removeprefix(", ")
        lines.append((Span(f" {glyphs.more} {told}", "muted"),))
    return lines[:height]


def _none_text(picture: JobsPicture) -> str:
    if picture.wanted:
        return f"no job matches {picture.wanted!r}; esc clears the filter"
    return "no job in view yet"


def jobs_title(picture: JobsPicture, width: int) -> Line:
    """The scale that the sparklines share, and which run the totals are of."""
    if not picture.rows:
        return (Span("jobs"),)
    timeline = timeline_in(width, picture.seen)
    peak = max(
        (
            value
            for row in picture.rows
            for series in (row.read, row.written)
            for value in timeline.total(picture.start, series)
            if value is not None
        ),
        default=0.0,
    )
    minutes = timeline.minutes_a_column
    per = "min" if minutes == 1 else format_seconds(minutes * 60)
    cursor, clock = picture.seen.cursor, picture.seen.clock
    when = "newest run" if cursor is None else f"run at {clock.tell(minute_start(cursor))}"
    sorted_by = f"by {picture.order}, " if picture.order else ""
    said = f"  {sorted_by}one scale, 0 to {format_bytes(peak)}/{per}, totals of the {when}"
    return Span("jobs"), Span(said, "muted")


def _bars_of(
    picture: JobsPicture, rows: Sequence[JobRow], timeline: Timeline, glyphs: Glyphs
) -> list[tuple[str, str]]:
    """Sparklines of read and written, all on the scale of the highest column of any."""
    totals = [
        (timeline.total(picture.start, row.read), timeline.total(picture.start, row.written))
        for row in rows
    ]
    drawn = [value for pair in totals for values in pair for value in values]
    peak = max((value for value in drawn if value is not None), default=0.0)
    columns = timeline.columns
    return [
        (shorten(row.problem, columns).ljust(columns), " " * columns)
        if row.problem
        else (sparkline(read, peak, glyphs), sparkline(written, peak, glyphs))
        for row, (read, written) in zip(rows, totals, strict=True)
    ]


class _Widths(NamedTuple):
    """Cells of name, state, bookmark and the totals, the same for all jobs."""

    name: int
    state: int
    badge: int
    read: int
    written: int


def _measure(rows: Sequence[JobRow], width: int, glyphs: Glyphs) -> _Widths:
    """Names and badges give way to the numbers, which are never cut."""
    states = max(cell_len(_state_words(row, glyphs)) for row in rows)
    badges = max(cell_len(bookmark_text(row, glyphs, width)[0]) for row in rows)
    marks = max(cell_len(bookmark_text(row, glyphs, 0)[0]) for row in rows)
    read = max(len(format_bytes(row.run_read)) for row in rows)
    written = max(len(format_bytes(row.run_written)) for row in rows)
    room = width - read - written - _FIXED
    names = max(cell_len(shorten(row.name, _LONGEST_NAME)) for row in rows)
    least = min(names, _LEAST_NAME, max(room - states - marks, _SHORTEST_NAME), room)
    name = max(min(names, room - states - badges), least, 0)
    state = max(min(states, room - name - marks), 0)
    return _Widths(name, state, max(min(badges, room - name - state), 0), read, written)


def _state_words(row: JobRow, glyphs: Glyphs) -> str:
    queue = f" +{row.waiting} waiting" if row.waiting else ""
    return f"{state_text(row.state, glyphs)[0]}{queue}"


def _head_line(row: JobRow, widths: _Widths, width: int, glyphs: Glyphs) -> Line:
    """Name, state, bookmark, and at the right end the totals of the run."""
    badge, badge_role = bookmark_text(row, glyphs, widths.badge)
    cells = (
        (row.name, row.role, widths.name),
        (_state_words(row, glyphs), state_text(row.state, glyphs)[1], widths.state),
        (badge, badge_role, widths.badge),
    )
    head = [
        span
        for text, role, room in cells
        for span in (Span(" "), *set_width((Span(shorten_sentence(text, room), role),), room))
    ]
    totals = (
        Span("read ", "muted"),
        Span(f"{format_bytes(row.run_read):>{widths.read}}", "strong"),
        Span("  written ", "muted"),
        Span(f"{format_bytes(row.run_written):>{widths.written}} ", "strong"),
    )
    return squeeze(spread(tuple(head), totals, width))


def _series(bars: tuple[str, str], row: JobRow, width: int, glyphs: Glyphs) -> tuple[Line, Line]:
    role = "muted" if row.problem else "read"
    return (
        squeeze([*gutter("read", width, glyphs.vertical, "muted"), Span(bars[0], role)]),
        squeeze([*gutter("wrote", width, glyphs.vertical, "muted"), Span(bars[1], "written")]),
    )


def bookmark_text(row: JobRow, glyphs: Glyphs, room: int) -> tuple[str, str]:
    """The bookmark badge: the option, a glyph where it matters, who set it if that fits."""
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
    whole = f"{text} ({row.origin})"
    return whole if cell_len(whole) <= room else text, role
