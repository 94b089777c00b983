"""The verdict against a baseline: each measure then and now."""

from __future__ import annotations

from typing import NamedTuple

from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten_names, wrap

_COLUMNS = (
    Column(" MEASURE", rank=0),
    Column("OF", rank=2),
    Column("BEFORE", right=True, rank=1),
    Column("NOW", right=True, rank=0),
    Column("CHANGE", right=True, rank=3),
    Column("", rank=0),
)
_NAME = 12
_ROLES = {"worse": "critical", "ok": "ok"}


class GateRow(NamedTuple):
    """One measure of a job or link."""

    measure: str
    job: str
    before: str
    now: str
    change: str
    outcome: str
    """worse, ok, or not compared."""


class GatePicture(NamedTuple):
    """The comparison; without a baseline ``words`` say how to get one."""

    rows: tuple[GateRow, ...] = ()
    words: tuple[str, ...] = ()
    exit_code: int | None = None
    """What ``check`` would end with; None without a baseline."""
    name: str = ""


def draw_gate(picture: GatePicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """What got worse first, then how it would end; else how to get a baseline."""
    lines: list[Line] = []
    if picture.exit_code is not None:
        role, mark = ("critical", glyphs.critical) if picture.exit_code else ("ok", glyphs.ok)
        lines.append((Span(f" {mark} exit code would be {picture.exit_code}", role),))
    if picture.rows:
        jobs = sorted({row.job for row in picture.rows})
        names = dict(zip(jobs, shorten_names(jobs, _NAME), strict=True))
        cells = [_cells(row, names[row.job], glyphs) for row in picture.rows]
        lines += draw_table(_COLUMNS, cells, width)
    lines += [
        (Span(" "), *line) for text in picture.words for line in wrap(text, width - 2, "muted")
    ]
    return clip_lines(lines, (width, height), glyphs)


def _cells(row: GateRow, name: str, glyphs: Glyphs) -> tuple[Line, ...]:
    mark = {"worse": glyphs.critical, "ok": glyphs.ok}.get(row.outcome, glyphs.unknown)
    texts = (
        (f" {row.measure}", "plain"),
        (name, "muted"),
        (row.before, "plain"),
        (row.now, "strong"),
        (row.change, "plain"),
        (f"{mark} {row.outcome}", _ROLES.get(row.outcome, "muted")),
    )
    return tuple((Span(*text),) for text in texts)


def gate_title(picture: GatePicture, width: int) -> Line:
    """What it is compared with."""
    if not picture.name:
        return (Span("gate"),)
    head, tail = f"gate against {picture.name}", "  as glueflow check"
    fits = len(head) + len(tail) <= width
    return Span(head), Span(tail if fits else "", "muted")
