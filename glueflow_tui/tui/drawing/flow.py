"""The flow chart: what upstream wrote and downstream read, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow_tui.model.series import minute_start
from glueflow_tui.output.units import format_bytes, format_clock, format_seconds
from glueflow_tui.tui.drawing.axis import draw_axis, empty_axis, gutter, timeline_in
from glueflow_tui.tui.drawing.curves import plot_area, plot_line
from glueflow_tui.tui.drawing.scale import round_scale
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, fit_parts, set_width, shorten_names, squeeze
from glueflow_tui.tui.timeline import Timeline


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """What the flow chart shows of one link."""

    first: int = 0
    """Epoch minute at the left edge."""
    minutes: int = 0
    """0 while no time is known."""
    start: int = 0
    """Epoch minute of the first value."""
    written: tuple[float | None, ...] = ()
    read: tuple[float | None, ...] = ()
    provisional_from: int | None = None
    upstream: str = ""
    downstream: str = ""
    """Names of the jobs; empty while nothing is known."""
    cursor: int | None = None
    runs: tuple[str, ...] = ()
    """In progress at the cursor."""
    notice: str = ""
    """Why there is no curve, in place of it."""

    @property
    def peak(self) -> float | None:
        """Highest visible minute of both curves."""
        low, high = max(self.first - self.start, 0), max(self.first + self.minutes - self.start, 0)
        visible = [v for values in (self.written, self.read) for v in values[low:high]]
        return max((value for value in visible if value is not None), default=None)


def draw_flow(picture: FlowPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Chart, axis and time labels in exactly ``height`` lines."""
    timeline = timeline_in(width, picture.first, picture.minutes)
    rows = max(height - 2, 1)
    scale = round_scale(picture.peak, rows)
    cells = _curves(picture, timeline, (rows, scale.top), glyphs)
    if picture.notice:
        _write_notice(cells, picture.notice)
    labels = dict(scale.labels) if picture.minutes else {}
    lines = [
        squeeze([*_beside(labels.get(row), width, glyphs), *cells[row]]) for row in range(rows)
    ]
    if not picture.minutes:
        return [*lines, empty_axis(timeline, width, glyphs)][:height]
    column = None if picture.cursor is None else timeline.place(picture.cursor)
    return [*lines, *draw_axis(timeline, width, glyphs, column)][:height]


def _curves(
    picture: FlowPicture, timeline: Timeline, scale: tuple[int, float], glyphs: Glyphs
) -> list[list[Span]]:
    """Cells of the chart; ``scale`` is rows and the value at the top."""
    rows, top = scale
    size = (timeline.columns, rows)
    of_area = timeline.split(glyphs.fill_split).average(picture.start, picture.written)
    of_line = timeline.split(glyphs.point_split).average(picture.start, picture.read)
    area = plot_area(of_area, size, top, glyphs.fill)
    line = plot_line(of_line, size, top, glyphs.point)
    ground = [_ground(picture, timeline, column, glyphs) for column in range(timeline.columns)]
    return [
        [
            _cell(fill, point, ground[column][(row + column) % 2])
            for column, (fill, point) in enumerate(zip(area[row], line[row], strict=True))
        ]
        for row in range(rows)
    ]


def _cell(fill: str, point: str, ground: Span) -> Span:
    if point != " ":
        return Span(point, "both" if fill != " " else "read")
    return Span(fill, "written") if fill != " " else ground


def _ground(
    picture: FlowPicture, timeline: Timeline, column: int, glyphs: Glyphs
) -> tuple[Span, Span]:
    """Behind the curves: the cursor, or a chequered shade over provisional minutes."""
    span, blank = timeline.span(column), Span(" ")
    if picture.cursor is not None and timeline.place(picture.cursor) == column:
        return (Span(glyphs.cursor, "cursor"),) * 2
    if picture.provisional_from is not None and span.stop > picture.provisional_from:
        return Span(glyphs.provisional, "provisional"), blank
    return blank, blank


def _beside(label: str | None, width: int, glyphs: Glyphs) -> Line:
    return gutter(label or "", width, glyphs.vertical if label is None else glyphs.label_tick)


def _write_notice(cells: list[list[Span]], notice: str) -> None:
    row, width = len(cells) // 2, len(cells[0])
    centred = notice.center(width) if len(notice) <= width else notice
    cells[row] = list(set_width((Span(centred, "muted"),), width))


def flow_title(picture: FlowPicture, width: int, rows: int, glyphs: Glyphs) -> Line:
    """What the curves are, or their values at the cursor."""
    if picture.cursor is not None:
        return fit_parts(_values_at(picture, picture.cursor), Span("  "), width)
    unit = f"{round_scale(picture.peak, rows).unit}/min"
    up, down = shorten_names([picture.upstream, picture.downstream], max((width - 46) // 2, 8))
    parts = [
        (0, (Span(unit, "muted"),)),
        (1, (Span(glyphs.fill_sample, "written"), Span(f" written by {up}"))),
        (1, (Span(glyphs.point_sample, "read"), Span(f" read by {down}"))),
        (3, (Span(f"{glyphs.provisional} incomplete", "muted"),)),
        (2, (Span(span_text(picture.minutes), "muted"),)),
    ]
    return fit_parts(parts, Span("  "), width) if picture.upstream else ()


def _values_at(picture: FlowPicture, minute: int) -> list[tuple[int, Line]]:
    index = minute - picture.start
    known = 0 <= index < max(len(picture.written), len(picture.read))
    written = picture.written[index] if known and index < len(picture.written) else None
    read = picture.read[index] if known and index < len(picture.read) else None
    provisional = picture.provisional_from is not None and minute >= picture.provisional_from
    return [
        (0, (Span(format_clock(minute_start(minute)), "cursor"),)),
        (1, (Span(f"written {format_bytes(written)}/min", "written"),)),
        (1, (Span(f"read {format_bytes(read)}/min", "read"),)),
        (4, (Span(", ".join(picture.runs) or "no run", "strong"),)),
        (2, (Span("incomplete", "muted"),) if provisional else ()),
        (3, (Span(span_text(picture.minutes), "muted"),)),
    ]


def span_text(minutes: int) -> str:
    """Length of what is in view, the minute in progress left out."""
    return f"[{format_seconds(minutes // 5 * 5 * 60 or minutes * 60)}]"
