"""The gutter left of the columns, and the time axis under them."""

from __future__ import annotations

from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, set_width, shorten, squeeze
from glueflow_tui.tui.timeline import Stretch, Timeline

_NARROW = 90


def gutter_width(width: int) -> int:
    """Cells of labels, axis line included, left of the columns of a panel of this width."""
    return 8 if width < _NARROW else 14


def timeline_in(width: int, seen: Stretch) -> Timeline:
    """The columns right of the gutter."""
    return seen.over(width - gutter_width(width))


def gutter(label: str, width: int, mark: str, role: str = "axis") -> Line:
    """A label and the mark of the axis, right-aligned in the gutter."""
    room = gutter_width(width) - 1
    text = shorten(label, room - 1)
    return (*set_width((Span(f" {text:>{room - 2}} ", role),), room), Span(mark, "axis"))


def name_gutter(label: str, width: int, mark: str, role: str = "strong") -> Line:
    """A name, left-aligned in the gutter."""
    room = gutter_width(width) - 1
    return (*set_width((Span(shorten(label, room), role),), room), Span(mark, "axis"))


def draw_axis(
    timeline: Timeline, width: int, glyphs: Glyphs, seen: Stretch, zero: str = "0"
) -> list[Line]:
    """The axis line with its ticks and the number beside it, labels and their zone under it.

    The line is heavy as far as a recording was played.
    """
    cursor = None if seen.cursor is None else timeline.place(seen.cursor)
    past = round((seen.played or 0.0) * timeline.columns)
    line = [glyphs.played] * past + [glyphs.horizontal] * (timeline.columns - past)
    labels = [" "] * timeline.columns
    for column, label in timeline.ticks(clock=seen.clock):
        line[column] = glyphs.tick
        start = column - len(label) // 2
        if start >= 0 and start + len(label) <= timeline.columns:
            labels[start : start + len(label)] = label
    roles = ["info"] * past + ["axis"] * (timeline.columns - past)
    if cursor is not None:
        line[cursor], roles[cursor] = glyphs.overlap, "cursor"
    cells = [Span(text, role) for text, role in zip(line, roles, strict=True)]
    corner = gutter(zero, width, glyphs.corner)
    zone = f"{seen.clock.name(timeline.end):>{gutter_width(width) - 2}}  "
    return [squeeze([*corner, *cells]), squeeze([Span(f"{zone}{''.join(labels)}", "muted")])]


def empty_axis(timeline: Timeline, width: int, glyphs: Glyphs) -> Line:
    """The axis line while no time is known."""
    rest = Span(glyphs.horizontal * timeline.columns, "axis")
    return squeeze([*gutter("", width, glyphs.corner), rest])
