"""Runs as bars on the chart's columns, where they overlap, and the ratio of each window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.output.units import format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.axis import gutter_width, name_gutter, timeline_in
from glueflow_tui.tui.drawing.ratios import (
    DEFAULTS,
    RatioMark,
    judge_mark,
    ratio_span,
)
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten_names, squeeze
from glueflow_tui.tui.timeline import NO_TIME, Stretch, Timeline

Cells = list[Span]

_WAITED = ("waited", "unstarted")


class Bar(NamedTuple):
    """One run on its lane, or a stretch in which runs overlap."""

    number: int
    start: datetime
    end: datetime
    ending: str = "done"
    """done, running, failed, refused; waited or unstarted (it failed): it held no worker."""


class Lane(NamedTuple):
    """The runs of one job."""

    job: str
    role: str
    bars: tuple[Bar, ...] = ()
    waiting: int = 0
    """Runs in the queue now."""
    projected: tuple[Bar, ...] = ()
    """What is to be expected: the rest of a run, the next start."""


class LanesPicture(NamedTuple):
    """What the lanes show."""

    seen: Stretch = NO_TIME
    lanes: tuple[Lane, ...] = ()
    overlaps: tuple[Bar, ...] = ()
    windows: tuple[RatioMark, ...] = ()
    thresholds: Thresholds = DEFAULTS


def draw_lanes(picture: LanesPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A line for each job, then overlaps and ratios; jobs give way when there is no room."""
    timeline = timeline_in(width, picture.seen)
    room = max(height - 2, 1)
    shown = picture.lanes[:room]
    names = shorten_names([lane.job for lane in shown], gutter_width(width) - 2)
    rows = [
        (name, lane.role, _lane_cells(lane, timeline, glyphs))
        for name, lane in zip(names, shown, strict=True)
    ]
    rows.append(("overlap", "warning", _overlap_cells(picture, timeline, glyphs)))
    rows.append(("ratio", "muted", _ratio_cells(picture, timeline, glyphs)))
    cursor = picture.seen.cursor
    column = None if cursor is None else timeline.place(cursor)
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
    """What ran stands over what only waited, how runs ended over both; numbers where they fit."""
    cells = [Span(" ")] * timeline.columns
    for bar in lane.projected:
        columns = timeline.cover(bar.start, bar.end)
        _put(cells, columns, glyphs.projected * len(columns), "muted")
    placed = [(bar, _columns_of(bar, timeline)) for bar in lane.bars]
    for bar, columns in placed:
        if bar.ending in _WAITED:
            _put(cells, columns, glyphs.waiting * len(columns), "muted")
    ran = [(bar, columns) for bar, columns in placed if columns and _ran(bar)]
    for _, columns in ran:
        _put(cells, columns, glyphs.run * len(columns), lane.role)
    _put_endings(cells, placed, lane.role, glyphs)
    starts = [columns[0] for _, columns in ran] + [timeline.columns]
    for place, (bar, columns) in enumerate(ran):
        _put_start(cells, bar, range(columns[0], min(columns.stop, starts[place + 1])), glyphs)
    for bar, columns in ran:
        if bar.ending == "running" and epoch_minute(bar.end) <= timeline.end:
            _put_queue(cells, lane.waiting, columns, glyphs)
    return cells


def _columns_of(bar: Bar, timeline: Timeline) -> range:
    return timeline.cover(bar.start, bar.start if bar.ending == "refused" else bar.end)


def _ran(bar: Bar) -> bool:
    return bar.ending != "refused" and bar.ending not in _WAITED


def _put_endings(
    cells: Cells, placed: Sequence[tuple[Bar, range]], role: str, glyphs: Glyphs
) -> None:
    marks = {
        "running": Span(glyphs.running, role),
        "failed": Span(glyphs.critical, "critical"),
        "unstarted": Span(glyphs.critical, "critical"),
        "refused": Span(glyphs.refused, "warning"),
    }
    for bar, columns in placed:
        if columns and bar.ending in marks:
            cells[columns[-1]] = marks[bar.ending]


def _put_start(cells: Cells, bar: Bar, columns: range, glyphs: Glyphs) -> None:
    """Start and number of a bar, the number only where it fits whole; never over an ending."""
    label = f"{glyphs.run_start}#{bar.number}"
    for text in (label, glyphs.run_start if len(columns) > 1 else ""):
        room = columns[: len(text)]
        if len(text) <= len(room) and all(cells[column].text == glyphs.run for column in room):
            role = cells[columns[0]].role if room else ""
            _put(cells, room, text, role)
            break
    if text != label:
        _put_beside(cells, f"#{bar.number}", columns.stop)


def _put_beside(cells: Cells, number: str, start: int) -> None:
    """The number right after a bar that is too short for it, with a blank to what follows."""
    room = cells[start : start + len(number) + 1]
    if len(room) > len(number) and all(cell.text == " " for cell in room):
        _put(cells, range(start, start + len(number)), number, "muted")


def _put_queue(cells: Cells, waiting: int, columns: range, glyphs: Glyphs) -> None:
    """How many wait behind a run in progress, on what is free of its body."""
    # A third or half of the bar at most: it must still be seen whole.
    for text, share in ((f" +{waiting} waiting ", 3), (f" +{waiting}w ", 2)) if waiting else ():
        room = columns[-1 - len(text) : -1]
        if len(columns) >= share * len(text) and all(
            cells[column].text == glyphs.run for column in room
        ):
            _put(cells, room, text, "muted")
            return


def _overlap_cells(picture: LanesPicture, timeline: Timeline, glyphs: Glyphs) -> Cells:
    cells = [Span(" ")] * timeline.columns
    for overlap in picture.overlaps:
        columns = timeline.cover(overlap.start, overlap.end)
        _put(cells, columns, glyphs.overlap * len(columns), "warning")
    return cells


def _ratio_cells(picture: LanesPicture, timeline: Timeline, glyphs: Glyphs) -> Cells:
    """Each window's border and, as far as its own columns go, its ratio: whole or not at all."""
    cells = [Span(" ")] * timeline.columns
    placed = [
        (mark, columns)
        for mark in picture.windows
        if mark.start is not None
        and mark.end is not None
        and (columns := timeline.cover(mark.start, mark.end))
    ]
    borders = [columns[0] for _, columns in placed[1:]]
    for place, (mark, columns) in enumerate(placed):
        end = min([columns.stop, *borders[place : place + 1]])
        room = range(columns[0] + 1, end)
        _put(cells, columns[:1], glyphs.window, "axis")
        value = _fit_ratio(mark, len(room), picture.thresholds, glyphs)
        _put(cells, room, value.text, value.role)
    return cells


def _fit_ratio(mark: RatioMark, room: int, limits: Thresholds, glyphs: Glyphs) -> Span:
    """The ratio with its glyph, else alone, else the glyph; one in progress keeps its ellipsis."""
    whole, word = ratio_span(mark, limits, glyphs), judge_mark(mark, limits)
    number = format_ratio(mark.ratio) if mark.complete else whole.text
    glyph = glyphs.severity(word) if mark.complete else glyphs.more
    fitting = (text for text in (whole.text, number, glyph) if len(text) <= room)
    return Span(next(fitting, ""), whole.role)


def _put(cells: Cells, columns: range, text: str, role: str) -> None:
    for column, character in zip(columns, text, strict=False):
        cells[column] = Span(character, role)
