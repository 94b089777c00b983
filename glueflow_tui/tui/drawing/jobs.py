"""A sparkline of bytes read and written for each job, with state, bookmark and the run's total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.output.units import format_bytes
from glueflow_tui.tui.drawing.runs import state_text
from glueflow_tui.tui.drawing.sparkline import sparkline
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten, shorten_names
from glueflow_tui.tui.timeline import Timeline

_LONGEST_NAME = 18
_LEAST_SPARK = 8
_COLUMNS = (
    Column("JOB"),
    Column("STATE", rank=2),
    Column("BOOKMARK", rank=1),
    Column("READ", rank=3),
    Column("RUN", right=True, rank=4),
    Column("WRITTEN", rank=3),
    Column("RUN", right=True, rank=4),
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job of the panel."""

    name: str
    role: str
    state: JobRunState | None
    option: BookmarkOption
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


@dataclass(frozen=True, slots=True)
class JobsPicture:
    """The jobs of a chain over the visible minutes."""

    first: int
    minutes: int
    start: int = 0
    """Epoch minute of the first value of every row."""
    rows: tuple[JobRow, ...] = ()


def shared_peak(picture: JobsPicture, columns: int) -> float:
    """The one scale of all sparklines: the highest column of any."""
    timeline = Timeline(picture.first, picture.minutes, columns)
    series = [values for row in picture.rows for values in (row.read, row.written)]
    drawn = [v for values in series for v in timeline.average(picture.start, values)]
    return max((value for value in drawn if value is not None), default=0.0)


def draw_jobs(picture: JobsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A line of titles and one for each job; those that do not fit are counted."""
    if not picture.rows:
        return [(Span(" no job in view yet", "muted"),)]
    room = max(height - 1, 1)
    shown = picture.rows if len(picture.rows) <= room else picture.rows[: max(room - 1, 1)]
    names = shorten_names([row.name for row in shown], _LONGEST_NAME)
    spark = _spark_width(shown, names, width, glyphs)
    timeline = Timeline(picture.first, picture.minutes, spark)
    peak = shared_peak(picture, spark)
    cells = [
        _cells(row, name, (timeline, picture.start, peak), glyphs)
        for row, name in zip(shown, names, strict=True)
    ]
    lines = draw_table(_COLUMNS, cells, width)
    hidden = len(picture.rows) - len(shown)
    if hidden:
        lines.append((Span(f" {glyphs.more} {hidden} more jobs", "muted"),))
    return lines[:height]


def _spark_width(rows: Sequence[JobRow], names: Sequence[str], width: int, glyphs: Glyphs) -> int:
    """What the words leave over, shared by the two sparklines."""
    words = [
        max([len(title), *(cell_len(text) for text in texts)])
        for title, texts in (
            ("JOB", names),
            ("STATE", [state_text(row.state, False, glyphs)[0] for row in rows]),
            ("BOOKMARK", [bookmark_text(row, glyphs)[0] for row in rows]),
            ("RUN", [format_bytes(row.run_read) for row in rows]),
            ("RUN", [format_bytes(row.run_written) for row in rows]),
        )
    ]
    return max((width - sum(words) - 13) // 2, _LEAST_SPARK)


def _cells(
    row: JobRow, name: str, scale: tuple[Timeline, int, float], glyphs: Glyphs
) -> tuple[Line, ...]:
    timeline, start, peak = scale
    read = sparkline(timeline.average(start, row.read), peak, glyphs)
    written = sparkline(timeline.average(start, row.written), peak, glyphs)
    if row.problem:
        read, written = shorten(row.problem, timeline.columns), ""
    return (
        (Span(name, row.role),),
        (Span(*state_text(row.state, False, glyphs)),),
        (Span(*bookmark_text(row, glyphs)),),
        (Span(read, "muted" if row.problem else "read"),),
        (Span(format_bytes(row.run_read), "strong"),),
        (Span(written, "written"),),
        (Span(format_bytes(row.run_written), "strong"),),
    )


def bookmark_text(row: JobRow, glyphs: Glyphs) -> tuple[str, str]:
    """The bookmark badge: the effective option, a glyph where it matters, and who set it."""
    words = {
        BookmarkOption.ENABLE: (f"{glyphs.ok} on", "ok"),
        BookmarkOption.DISABLE: (f"{glyphs.warning} OFF", "warning"),
        BookmarkOption.PAUSE: (f"{glyphs.warning} paused", "warning"),
    }
    text, role = words.get(row.option, (f"{glyphs.unknown} {row.option}", "muted"))
    if not row.reads_upstream and row.option is BookmarkOption.DISABLE:
        text, role = "  off", "muted"
    return f"{text} ({row.origin})", role
