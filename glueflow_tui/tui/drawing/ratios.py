"""Ratios in words, as a gauge and as a history of bars."""

from __future__ import annotations

import math
from datetime import datetime
from typing import NamedTuple

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.output.units import format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    fit_parts,
    set_width,
    squeeze,
    width_of,
    wrap,
)

SO_FAR = "so far"
_ROLES = {"low": "info", "high": "info", "unknown": "muted", SO_FAR: "plain"}
_LEAST_TOP = 3.0
_LEAST_BAR = 24
_LONGEST_BAR = 60
_LEAST_HISTORY = 4
"""Bars that stay when the forecast takes room."""

DEFAULTS = Thresholds()


class RatioMark(NamedTuple):
    """A ratio of the past, or of the window or run in progress."""

    label: str
    ratio: float | None
    complete: bool
    start: datetime | None = None
    end: datetime | None = None
    expected: float | None = None
    """What it will be at the end; None when that is not known, or it is no more than now."""


class RatioPicture(NamedTuple):
    """What the ratio panel shows: the gauge, and what came before."""

    current: RatioMark | None = None
    history: tuple[RatioMark, ...] = ()
    """Oldest first."""
    thresholds: Thresholds = DEFAULTS
    by_run: bool = False
    lag: tuple[str, ...] = ()
    """What is written and not read, and how old it is."""
    forecast: str = ""
    at: str = ""
    """Time of the cursor; empty for now."""
    """When runs will be longer than the window, if they go on to grow; empty when they do not."""


def judge_mark(mark: RatioMark, limits: Thresholds) -> str:
    """The word of a ratio; one in progress is judged only when above the band, else so far.

    Before the end of its window, reading may still begin or go on: low and ok are not yet known.
    """
    word = judge_ratio(mark.ratio, limits)
    return SO_FAR if not mark.complete and word in ("low", "ok") else word


def role_of(word: str) -> str:
    """Role of a ratio's word."""
    return _ROLES.get(word, word)


def ratio_span(mark: RatioMark, limits: Thresholds, glyphs: Glyphs) -> Span:
    """A ratio with its glyph; one in progress is followed by an ellipsis instead."""
    word = judge_mark(mark, limits)
    glyph = "" if word == "unknown" else glyphs.severity(word)
    return Span(format_ratio(mark.ratio) + (glyph if mark.complete else glyphs.more), role_of(word))


def draw_ratios(picture: RatioPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The gauge with its scale, and below it the past as bars where there is room."""
    lines = _draw_gauge(picture, width, glyphs)
    room = height - len(lines) - 1
    told = [(Span(" "), *row) for row in wrap(picture.forecast, width - 2, "warning")]
    if room - len(told) - 1 < min(len(picture.history), _LEAST_HISTORY):
        told = []
    if room > 0:
        past = _draw_bars(picture, width, room - len(told) - 1 if told else room, glyphs)
        lines += [(), *past, *([(), *told] if told else [])]
    return lines[:height]


def _draw_gauge(picture: RatioPicture, width: int, glyphs: Glyphs) -> list[Line]:
    """On one line with its words where that leaves room for the bar, else below them."""
    mark, top = picture.current, _round_top(picture)
    ratio = None if mark is None else mark.ratio
    head = _say_ratio(mark, picture.thresholds, glyphs)
    whole = width_of(_lag_line(picture, width)) + 3
    if width - whole - 1 >= _LEAST_BAR:
        head = set_width(head, max(width_of(head), whole))
    bar = min(width - width_of(head) - 1, _LONGEST_BAR)
    if bar >= _LEAST_BAR:
        side = set_width((Span(" "), *_lag_line(picture, width_of(head) - 1)), width_of(head))
        rows = _bar(ratio, bar, top, picture, glyphs), _ruler(bar, top, picture, glyphs)
        return [squeeze([*head, *rows[0]]), squeeze([*side, *rows[1]])]
    bar = max(width - 2, 1)
    rows = _bar(ratio, bar, top, picture, glyphs), _ruler(bar, top, picture, glyphs)
    return [head, *((Span(" "), *row) for row in (*rows, _lag_line(picture, bar)))]


def _say_ratio(mark: RatioMark | None, limits: Thresholds, glyphs: Glyphs) -> Line:
    if mark is None:
        return (Span(" no ratio   ", "muted"),)
    word = judge_mark(mark, limits)
    label = f" {mark.label} " if mark.complete else f" {mark.label} {SO_FAR} "
    judged = "" if word == SO_FAR else f" {glyphs.severity(word)} {word}"
    value = Span(f"{format_ratio(mark.ratio)}{judged}", role_of(word))
    more = f" {glyphs.projected} {format_ratio(mark.expected)}" if mark.expected else ""
    return squeeze([Span(label, "muted"), value, Span(more, "muted"), Span("  ")])


def _lag_line(picture: RatioPicture, width: int) -> Line:
    parts = [(rank, (Span(text, "muted"),)) for rank, text in enumerate(picture.lag)]
    fitting = parts if parts and width_of(parts[0][1]) <= width else []
    return fit_parts(fitting, Span(", ", "muted"), width)


def _bar(
    ratio: float | None, width: int, top: float, picture: RatioPicture, glyphs: Glyphs
) -> Line:
    limits = picture.thresholds
    filled = 0 if ratio is None else min(max(round(ratio / top * width), 0), width)
    role = "muted" if picture.current is None else role_of(judge_mark(picture.current, limits))
    rest = [Span(glyphs.gauge_rest, "axis")] * (width - filled)
    low, high = _band_columns(width, top, limits)
    for column in range(max(low, filled), min(high + 1, width)):
        rest[column - filled] = Span(glyphs.band, "ok")
    expected = None if picture.current is None else picture.current.expected
    for column in range(filled, min(round((expected or 0.0) / top * width), width)):
        rest[column - filled] = Span(glyphs.projected, "muted")
    return squeeze([Span(glyphs.gauge * filled, role), *rest])


def _ruler(width: int, top: float, picture: RatioPicture, glyphs: Glyphs) -> Line:
    """Whole numbers under the bar, and the band of good ratios between its two ends."""
    limits = picture.thresholds
    cells = [Span(" ")] * width
    step = max(1, math.ceil(top / 8))
    for number in range(0, int(top) + 1, step):
        text, place = str(number), round(number / top * width)
        if place + len(text) <= width:
            for offset, character in enumerate(text):
                cells[place + offset] = Span(character, "muted")
    low, high = _band_columns(width, top, limits)
    if high < width:
        cells[low], cells[high] = Span(glyphs.band_low, "ok"), Span(glyphs.band_high, "ok")
    return squeeze(cells)


def _band_columns(width: int, top: float, limits: Thresholds) -> tuple[int, int]:
    return round(limits.ok_low / top * width), round(limits.ok_high / top * width)


def _draw_bars(picture: RatioPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    first = next((i for i, m in enumerate(picture.history) if m.ratio is not None), 0)
    shown = picture.history[first:][-height:]
    top = _round_top(picture)
    lines = []
    for mark in shown:
        value = ratio_span(mark, picture.thresholds, glyphs)
        head = set_width((Span(f" {mark.label} ", "muted"), value), 15)
        room = max(width - 16, 0)
        filled = 0 if mark.ratio is None else max(round(mark.ratio / top * room), 0)
        lines.append(squeeze([*head, Span(glyphs.gauge * filled, value.role)]))
    return lines


def _round_top(picture: RatioPicture) -> float:
    """End of the gauge: a whole number above every ratio shown, so that it rarely moves."""
    marks = [*picture.history, *([picture.current] if picture.current else [])]
    ratios = [ratio for mark in marks for ratio in (mark.ratio, mark.expected)]
    peak = max((ratio for ratio in ratios if ratio is not None), default=0.0)
    return max(_LEAST_TOP, math.floor(peak) + 1.0)


def ratio_title(picture: RatioPicture, width: int) -> Line:
    """Which ratio it is, and which are good."""
    kind = "run ratio: read/new" if picture.by_run else "window ratio: read/written"
    band = f"ok {picture.thresholds.ok_low:g}-{picture.thresholds.ok_high:g}"
    parts = [
        (0, (Span(f"at {picture.at}", "cursor"),) if picture.at else ()),
        (0, (Span(kind),)),
        (1, (Span(band, "muted"),)),
    ]
    return fit_parts(parts, Span("  "), width)
