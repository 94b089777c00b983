"""Runs as bars on the chart's columns, where they overlap, and the ratio of each window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.axis import gutter_width, name_gutter, timeline_in
from glueflow_tui.tui.drawing.ratios import (
    DEFAULTS,
    RatioMark,
    judge_ratio,
    ratio_span,
    role_of,
)
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten_names, squeeze
from glueflow_tui.tui.timeline import Timeline

Cells = list[Span]


@dataclass(frozen=True, slots=True)
class Bar:
    """One run on its lane, or a stretch in which runs overlap."""

    number: int
    start: datetime
    end: datetime
    ending: str = "done"
    """done, running, failed or refused."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The runs of one job."""

    job: str
    role: str
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class LanesPicture:
    """What the lanes show."""

    first: int = 0
    minutes: int = 0
    lanes: tuple[Lane, ...] = ()
    overlaps: tuple[Bar, ...] = ()
    windows: tuple[RatioMark, ...] = ()
    thresholds: Thresholds = DEFAULTS
    cursor: int | None = None


def draw_lanes(picture: LanesPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A line for each job, then overlaps and ratios; jobs give way when there is no room."""
    timeline = timeline_in(width, picture.first, picture.minutes)
    room = max(height - 2, 1)
    shown = picture.lanes[:room]
    names = shorten_names([lane.job for lane in shown], gutter_width(width) - 2)
    rows = [
        (name, lane.role, _lane_cells(lane, timeline, glyphs))
        for name, lane in zip(names, shown, strict=True)
    ]
    rows.append(("overlap", "warning", _overlap_cells(picture, timeline, glyphs)))
    rows.append(("ratio", "muted", _ratio_cells(picture, timeline, glyphs)))
    column = None if picture.cursor is None else timeline.place(picture.cursor)
    return [
        squeeze([*name_gutter(name, width, glyphs.vertical, role), *_cross(cells, column, glyphs)])
        for name, role, cells in rows
    ][:height]


def _cross(cells: Cells, column: int | None, glyphs: Glyphs) -> Cells:
    """The cursor behind the bars of a lane."""
    if column is not None and cells[column].text == " ":
        cells[column] = Span(glyphs.cursor, "cursor")
    return cells


def _lane_cells(lane: Lane, timeline: Timeline, glyphs: Glyphs) -> Cells:
    cells = [Span(" ")] * timeline.columns
    for bar in lane.bars:
        if bar.ending == "refused":
            _put(cells, timeline.cover(bar.start, bar.start), glyphs.refused, "warning")
            continue
        columns = timeline.cover(bar.start, bar.end)
        _put(cells, columns, _bar_text(bar, len(columns), glyphs), lane.role)
        if bar.ending == "failed" and columns:
            cells[columns[-1]] = Span(glyphs.critical, "critical")
    return cells


def _bar_text(bar: Bar, length: int, glyphs: Glyphs) -> str:
    """Start, number and body of a bar; the number only where it fits whole."""
    label = f"#{bar.number}"
    last = glyphs.running if bar.ending == "running" else glyphs.run
    if length <= len(label):
        return (glyphs.run_start + glyphs.run * (length - 2) + last)[-length:]
    if length == len(label) + 1:
        return glyphs.run_start + label
    return glyphs.run_start + label + glyphs.run * (length - len(label) - 2) + last


def _overlap_cells(picture: LanesPicture, timeline: Timeline, glyphs: Glyphs) -> Cells:
    cells = [Span(" ")] * timeline.columns
    for overlap in picture.overlaps:
        columns = timeline.cover(overlap.start, overlap.end)
        _put(cells, columns, glyphs.overlap * len(columns), "warning")
    return cells


def _ratio_cells(picture: LanesPicture, timeline: Timeline, glyphs: Glyphs) -> Cells:
    """Each window's ratio in its own columns, whole or as a glyph, never cut."""
    cells = [Span(" ")] * timeline.columns
    for mark in picture.windows:
        if mark.start is None or mark.end is None:
            continue
        columns = timeline.cover(mark.start, mark.end)
        value = ratio_span(mark, picture.thresholds, glyphs)
        word = judge_ratio(mark.ratio, picture.thresholds)
        if len(value.text) < len(columns):
            _put(cells, columns, glyphs.window, "axis")
            _put(cells, columns[1:], value.text, role_of(word))
        elif columns:
            _put(cells, columns, glyphs.severity(word), role_of(word))
    return cells


def _put(cells: Cells, columns: range, text: str, role: str) -> None:
    for column, character in zip(columns, text, strict=False):
        cells[column] = Span(character, role)
