"""What happened when, newest first: time, glyph, job, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    join,
    plain,
    shorten,
    shorten_names,
    shorten_sentence,
    squeeze,
    width_of,
)

_HEAD, _LONG_HEAD = 10, 16
"""Cells of time, glyph and blanks; with the day."""
_LEAST_NAME = 6
_LONGEST_NAME = 32


class EventRow(NamedTuple):
    """One event."""

    at: datetime
    severity: str
    """Word of a severity; empty for the ordinary course of things."""
    job: str
    words: str
    details: tuple[str, ...] = ()
    """Whole ones are shown, as many as fit."""
    usual: bool = False
    """The details are not worth a line of their own."""


class EventsPicture(NamedTuple):
    """The course of events, newest first; ``empty`` says why there is none."""

    rows: tuple[EventRow, ...] = ()
    clock: Clock = UTC_CLOCK
    empty: str = "loading"
    key: str = "e"
    """That shows all of it."""


def draw_events(picture: EventsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """One line each, or two where the detail does not fit beside it; the rest is counted."""
    rows = picture.rows
    if not rows:
        return [(Span(f" {shorten_sentence(picture.empty, width - 1)}", "muted"),)]
    many = len({picture.clock.turn(row.at).date() for row in rows}) > 1
    # More than the panel has lines are never seen.
    longest = max(len(row.words) for row in rows[:height])
    jobs = sorted({row.job for row in rows})
    room = max(width - (_LONG_HEAD if many else _HEAD) - longest, _LEAST_NAME)
    names = dict(zip(jobs, shorten_names(jobs, min(room, _LONGEST_NAME)), strict=True))
    lines: list[Line] = []
    for place, row in enumerate(rows):
        time = picture.clock.tell(row.at, day=many)
        block = _draw_row(row, (time, names[row.job]), width, glyphs)
        left = len(rows) - place
        if len(lines) + len(block) + (left > 1) > height:
            told = f" {glyphs.more} {left} more, {picture.key} shows all"
            return [*lines, (Span(told, "muted"),)]
        lines += block
    return lines


def _draw_row(row: EventRow, head: tuple[str, str], width: int, glyphs: Glyphs) -> list[Line]:
    time, name = head
    glyph = glyphs.severity(row.severity) if row.severity else glyphs.dot
    start = (Span(f" {time} ", "muted"), Span(f"{glyph} ", row.severity or "muted"))
    indent = width_of(start)
    # Whole words where a number could be cut; a code is still known by its beginning.
    cut = shorten_sentence if any(map(str.isdigit, row.words)) else shorten
    said = cut(f"{name} {row.words}", width - indent)
    first = squeeze([*start, Span(said, row.severity or "plain")])
    beside = join(_parts(row), Span(", ", "muted"), width - width_of(first) - 1)
    if len(plain(beside)) == len(", ".join(row.details)):
        return [squeeze([*first, Span(" "), *beside]) if beside else first]
    if row.usual:
        return [first]
    below = join(_parts(row), Span(", ", "muted"), width - indent)
    part = (Span(shorten_sentence(row.details[0], width - indent), "muted"),)
    return [first, (Span(" " * indent), *(below or part))]


def _parts(row: EventRow) -> tuple[Line, ...]:
    return tuple((Span(detail, "muted"),) for detail in row.details)


def events_title(picture: EventsPicture) -> Line:
    """How many, and the key that shows all."""
    if not picture.rows:
        return (Span("events"),)
    return Span(f"events {len(picture.rows)}"), Span(f"  {picture.key} all", "muted")
