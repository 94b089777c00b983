"""The run history of a link: what each run took, read, wrote and cost."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.model.states import JobRunState
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import (
    UNKNOWN,
    format_bytes,
    format_ratio,
    format_seconds,
    format_usd,
)
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.drawing.ratios import DEFAULTS, role_of
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten, shorten_names

_COLUMNS = (
    Column(" JOB", rank=1),
    Column("RUN", right=True, rank=1),
    Column("START", rank=2),
    Column("TOOK", right=True, rank=5),
    Column("STATE", rank=3),
    Column("READ", right=True, rank=4),
    Column("NEW", right=True, rank=7),
    Column("WROTE", right=True, rank=6),
    Column("RATIO", right=True, rank=1),
    Column("DPU-H", right=True, rank=8),
    Column("WASTE (EST.)", right=True, rank=9),
)
_LONGEST_NAME = 16

LONGEST_WORD = 16
"""Cells of a state or option; the longest known are shorter."""


class RunRow(NamedTuple):
    """One run in the history."""

    job: str
    role: str
    number: int
    state: JobRunState
    started: datetime | None
    seconds: float | None
    """How long it took; so far, while it runs."""
    bytes_read: float | None
    bytes_new: float | None
    bytes_written: float | None
    ratio: float | None
    complete: bool
    dpu_hours: float | None
    waste: float | None = None
    """Estimate in dollars of what its re-reading cost."""
    refused: bool = False
    at_cursor: bool = False


class RunsPicture(NamedTuple):
    """Runs of a link, newest first."""

    rows: tuple[RunRow, ...] = ()
    thresholds: Thresholds = DEFAULTS
    clock: Clock = UTC_CLOCK


def draw_runs(picture: RunsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The newest runs that fit, or those down to the one at the cursor."""
    if not picture.rows:
        return [(Span(" no run in view yet", "muted"),)]
    marked = next((i for i, row in enumerate(picture.rows) if row.at_cursor), 0)
    room = max(height - 1, 1)
    first = max(min(marked - room // 2, len(picture.rows) - room), 0)
    shown = picture.rows[first : first + room]
    jobs = sorted({row.job for row in picture.rows})
    names = dict(zip(jobs, shorten_names(jobs, _LONGEST_NAME), strict=True))
    cells = [_cells(row, names[row.job], picture, glyphs) for row in shown]
    return draw_table(_COLUMNS, cells, width)


def _cells(row: RunRow, name: str, picture: RunsPicture, glyphs: Glyphs) -> tuple[Line, ...]:
    more = glyphs.more if not row.complete and row.ratio is not None else ""
    dpu_hours = UNKNOWN if row.dpu_hours is None else f"{row.dpu_hours:.2f}"
    texts = (
        (f"{glyphs.select if row.at_cursor else ' '}{name}", row.role),
        (f"#{row.number}", row.role),
        (picture.clock.tell(row.started), "plain"),
        (format_seconds(row.seconds), "plain"),
        (f"{glyphs.refused} REFUSED", "warning") if row.refused else state_text(row.state, glyphs),
        (format_bytes(row.bytes_read), "plain"),
        (format_bytes(row.bytes_new) if row.bytes_new is not None else "", "plain"),
        (format_bytes(row.bytes_written), "plain"),
        (format_ratio(row.ratio) + more, role_of(judge_ratio(row.ratio, picture.thresholds))),
        (dpu_hours, "plain"),
        (format_usd(row.waste) if row.waste is not None else "", "plain"),
    )
    return tuple((Span(*text),) for text in texts)


def state_text(state: JobRunState | None, glyphs: Glyphs) -> tuple[str, str]:
    """A run state with its glyph, and its role."""
    if state is None:
        return UNKNOWN, "muted"
    # AWS may come to know more states: a word from outside like any other.
    word = shorten(sanitise(str(state)), LONGEST_WORD)
    if state.is_failure:
        return f"{glyphs.critical} {word}", "critical"
    return (f"{glyphs.running} {word}", "info") if state.is_active else (word, "plain")
