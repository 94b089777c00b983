"""The flow chart: what upstream wrote and downstream read, minute by minute."""

from __future__ import annotations

import math
from typing import NamedTuple

from glueflow_tui.model.series import minute_start
from glueflow_tui.output.units import format_bytes, format_seconds
from glueflow_tui.tui.drawing.axis import draw_axis, empty_axis, gutter, timeline_in
from glueflow_tui.tui.drawing.curves import Values, flip, plot_area, plot_line
from glueflow_tui.tui.drawing.scale import Scale, round_scale
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    fit_parts,
    plain,
    set_width,
    shorten_names,
    squeeze,
    wrap,
)
from glueflow_tui.tui.timeline import NO_TIME, Stretch, Timeline

_LEAST_WORDS = 14
"""Columns from which on words stand on the dots."""


class FlowPicture(NamedTuple):
    """What the flow chart shows of one link."""

    seen: Stretch = NO_TIME
    start: int = 0
    """Epoch minute of the first value."""
    written: tuple[float | None, ...] = ()
    read: tuple[float | None, ...] = ()
    provisional: range = range(0)
    """Epoch minutes up to now of which not all is known."""
    upstream: str = ""
    downstream: str = ""
    """Names of the jobs; empty while nothing is known."""
    runs: tuple[str, ...] = ()
    """In progress at the cursor."""
    notice: str = ""
    """Why there is no curve, in place of it."""
    until: float | None = None
    """Seconds until the next start, told after that."""
    beyond: str = ""
    """Why there is nothing before the minutes that are known."""
    ghost: tuple[float | None, ...] = ()
    """What the same windows or runs of a baseline read, from ``start`` on."""
    mirrored: bool = False
    """Written up, read down."""


class FlowPlan(NamedTuple):
    """The curves of a picture on the columns of a panel, and their scale."""

    timeline: Timeline
    written: tuple[float | None, ...]
    read: tuple[float | None, ...]
    """Both: bytes of each column."""
    scale: Scale
    rows: int
    """Of the chart; both halves of a mirrored one and the line between them."""
    ghost: tuple[float | None, ...] = ()

    @property
    def half(self) -> int:
        """Rows of each half of a mirrored chart."""
        return max((self.rows - 1) // 2, 1)

    @property
    def unit(self) -> str:
        """Of the numbers beside the chart: bytes, and in how much time."""
        minutes = self.timeline.minutes_a_column
        return f"{self.scale.unit}/{'min' if minutes == 1 else format_seconds(minutes * 60)}"


def plan_flow(picture: FlowPicture, width: int, height: int) -> FlowPlan:
    """Sum what each column holds, and choose the scale for it."""
    timeline, rows = timeline_in(width, picture.seen), max(height - 2, 1)
    written = timeline.total(picture.start, picture.written)
    read = timeline.total(picture.start, picture.read)
    ghost = timeline.total(picture.start, picture.ghost) if picture.ghost else ()
    values = (*written, *read, *ghost)
    peak = max((value for value in values if value is not None), default=None)
    scale = round_scale(peak, max((rows - 1) // 2, 1) if picture.mirrored else rows)
    return FlowPlan(timeline, written, read, scale, rows, ghost)


def draw_flow(picture: FlowPicture, plan: FlowPlan, width: int, glyphs: Glyphs) -> list[Line]:
    """Chart, axis and time labels in two lines more than the plan has rows."""
    cells = _curves(picture, plan, glyphs)
    _put_ghost(cells, picture, plan, glyphs)
    _write_beyond(cells, picture, plan.timeline)
    if picture.notice:
        _write_notice(cells, f"{picture.notice}{_countdown(picture.until)}")
    known = bool(picture.seen.minutes)
    labels = _labels(picture, plan) if known else {}
    lines = [
        squeeze([*_beside(labels.get(row), width, glyphs), *cells[row]]) for row in range(plan.rows)
    ]
    if not known:
        return [*lines, empty_axis(plan.timeline, width, glyphs)]
    zero = "" if picture.mirrored else "0"
    return [*lines, *draw_axis(plan.timeline, width, glyphs, picture.seen, zero)]


def _labels(picture: FlowPicture, plan: FlowPlan) -> dict[int, str]:
    """What stands beside which row; below the middle of a mirrored chart the same once more."""
    labels = dict(plan.scale.labels)
    if not picture.mirrored:
        return labels
    down = {2 * plan.half - row: label for row, label in labels.items()}
    return labels | down | {plan.half: "0"}


def _curves(picture: FlowPicture, plan: FlowPlan, glyphs: Glyphs) -> list[list[Span]]:
    """Cells of the chart."""
    timeline = plan.timeline
    area, line = (_mirror if picture.mirrored else _overlay)(picture, plan, glyphs)
    ground = [_ground(picture, timeline, column, glyphs) for column in range(timeline.columns)]
    cells = [
        [
            _cell(fill, point, ground[column][(row + column) % 2])
            for column, (fill, point) in enumerate(zip(area[row], line[row], strict=True))
        ]
        for row in range(plan.rows)
    ]
    if picture.mirrored:
        cells[plan.half] = [Span(glyphs.horizontal, "axis")] * timeline.columns
    return cells


def _overlay(picture: FlowPicture, plan: FlowPlan, glyphs: Glyphs) -> tuple[list[str], list[str]]:
    """Rows of the area and of the line over it."""
    size, top = (plan.timeline.columns, plan.rows), plan.scale.top
    area = _refine(picture, plan, "written", glyphs.fill_split)
    line = _refine(picture, plan, "read", glyphs.point_split)
    return plot_area(area, size, top, glyphs.fill), plot_line(line, size, top, glyphs.point)


def _mirror(picture: FlowPicture, plan: FlowPlan, glyphs: Glyphs) -> tuple[list[str], list[str]]:
    """Rows of two areas: one up from the middle, one down."""
    size, blank = (plan.timeline.columns, plan.half), [" " * plan.timeline.columns] * plan.rows
    up, down = (
        plot_area(
            _refine(picture, plan, series, glyphs.fill_split), size, plan.scale.top, glyphs.fill
        )
        for series in ("written", "read")
    )
    below = [*blank[: plan.half + 1], *flip(down), *blank]
    return [*up, *blank][: plan.rows], below[: plan.rows]


def _refine(picture: FlowPicture, plan: FlowPlan, series: str, split: int) -> Values:
    """Values of the halves of columns; a column that sums minutes is not taken apart."""
    written = series == "written"
    if plan.timeline.minutes_a_column > 1:
        summed = plan.written if written else plan.read
        return tuple(value for value in summed for _ in range(split))
    values = picture.written if written else picture.read
    return plan.timeline.split(split).total(picture.start, values)


def _put_ghost(
    cells: list[list[Span]], picture: FlowPicture, plan: FlowPlan, glyphs: Glyphs
) -> None:
    """The baseline's reading as a faint line behind the curves."""
    rows = plan.half if picture.mirrored else plan.rows
    for column, value in enumerate(plan.ghost):
        if value is None:
            continue
        height = min(max(math.ceil(value / plan.scale.top * rows) - 1, 0), rows - 1)
        row = plan.half + 1 + height if picture.mirrored else rows - 1 - height
        if row < len(cells) and cells[row][column].role not in {"written", "read", "both"}:
            cells[row][column] = Span(glyphs.ghost, "muted")


def _cell(fill: str, point: str, ground: Span) -> Span:
    if point != " ":
        return Span(point, "both" if fill != " " else "read")
    return Span(fill, "written") if fill != " " else ground


def _ground(
    picture: FlowPicture, timeline: Timeline, column: int, glyphs: Glyphs
) -> tuple[Span, Span]:
    """Behind the curves: the cursor, a shade over provisional minutes, dots where none is known."""
    span, blank, seen = timeline.span(column), Span(" "), picture.seen
    if seen.cursor is not None and timeline.place(seen.cursor) == column:
        return (Span(glyphs.cursor, "cursor"),) * 2
    if seen.known and span.stop <= seen.known.start:
        return Span(glyphs.dot, "axis"), blank
    if span.stop > picture.provisional.start and span.start < picture.provisional.stop:
        return Span(glyphs.provisional, "provisional"), blank
    return blank, blank


def _beside(label: str | None, width: int, glyphs: Glyphs) -> Line:
    return gutter(label or "", width, glyphs.vertical if label is None else glyphs.label_tick)


def _write_beyond(cells: list[list[Span]], picture: FlowPicture, timeline: Timeline) -> None:
    """What the dots mean, where there are enough of them."""
    unknown = _unknown_columns(picture, timeline)
    words = wrap(picture.beyond, unknown - 2, "muted") if unknown > _LEAST_WORDS else ()
    if len(words) > len(cells) or not picture.beyond:
        return
    top = (len(cells) - len(words)) // 2
    for row, line in enumerate(words, top):
        text = f" {plain(line)} "
        left = (unknown - len(text)) // 2
        cells[row][left : left + len(text)] = [Span(char, "muted") for char in text]


def _unknown_columns(picture: FlowPicture, timeline: Timeline) -> int:
    known = picture.seen.known
    columns = range(timeline.columns)
    return sum(bool(known) and timeline.span(column).stop <= known.start for column in columns)


def _countdown(until: float | None) -> str:
    """``16:51``, ``1:16:51``; nothing any more when it is due."""
    if until is None or until <= 0:
        return ""
    minutes, seconds = divmod(round(until), 60)
    hours, minutes = divmod(minutes, 60)
    return f" in {hours}:{minutes:02}:{seconds:02}" if hours else f" in {minutes:02}:{seconds:02}"


def _write_notice(cells: list[list[Span]], notice: str) -> None:
    """Whole, in as many rows around the middle as it takes."""
    width = len(cells[0])
    words = wrap(notice, width, "muted")[: len(cells)]
    for row, line in enumerate(words, (len(cells) - len(words)) // 2):
        cells[row] = list(set_width((Span(plain(line).center(width), "muted"),), width))


def flow_title(picture: FlowPicture, plan: FlowPlan, width: int, glyphs: Glyphs) -> Line:
    """What the curves are, or their values at the cursor."""
    if picture.seen.cursor is not None:
        return fit_parts(_values_at(picture, picture.seen.cursor), Span("  "), width)
    up, down = shorten_names([picture.upstream, picture.downstream], max((width - 46) // 2, 8))
    ghost = f"{glyphs.ghost} baseline" if plan.ghost else ""
    sample = glyphs.fill_sample if picture.mirrored else glyphs.point_sample
    dots = f"{glyphs.dot} not looked back on" if _unknown_columns(picture, plan.timeline) else ""
    parts = [
        (0, (Span(plan.unit, "muted"),)),
        (1, (Span(glyphs.fill_sample, "written"), Span(f" written by {up}"))),
        (1, (Span(sample, "read"), Span(f" read by {down}"))),
        (1, (Span(ghost, "muted"),) if ghost else ()),
        (3, (Span(f"{glyphs.provisional} incomplete", "muted"),)),
        (4, (Span(dots, "muted"),) if dots else ()),
        (2, (Span(span_text(picture.seen.minutes), "muted"),)),
    ]
    return fit_parts(parts, Span("  "), width) if picture.upstream else ()


def _values_at(picture: FlowPicture, minute: int) -> list[tuple[int, Line]]:
    index = minute - picture.start
    known = 0 <= index < max(len(picture.written), len(picture.read))
    written = picture.written[index] if known and index < len(picture.written) else None
    read = picture.read[index] if known and index < len(picture.read) else None
    return [
        (0, (Span(picture.seen.clock.tell(minute_start(minute)), "cursor"),)),
        (1, (Span(f"written {format_bytes(written)}/min", "written"),)),
        (1, (Span(f"read {format_bytes(read)}/min", "read"),)),
        (4, (Span(", ".join(picture.runs) or "no run", "strong"),)),
        (2, (Span("incomplete", "muted"),) if minute in picture.provisional else ()),
        (3, (Span(span_text(picture.seen.minutes), "muted"),)),
    ]


def span_text(minutes: int) -> str:
    """Length of what is in view, the minute in progress left out."""
    return f"[{format_seconds(minutes // 5 * 5 * 60 or minutes * 60)}]"
