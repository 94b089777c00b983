"""One line for each link, for terminals too small for pictures."""

from __future__ import annotations

from typing import NamedTuple

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.output.units import format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.ratios import DEFAULTS, role_of
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, fit_parts, shorten_names


class LinkRow(NamedTuple):
    """One link."""

    upstream: str
    downstream: str
    ratios: tuple[float | None, ...]
    """Of the past windows and, last, of the one in progress."""
    overlaps: int
    bookmark: str
    bookmark_ok: bool
    chosen: bool = False


class LinksPicture(NamedTuple):
    """All links."""

    rows: tuple[LinkRow, ...] = ()
    thresholds: Thresholds = DEFAULTS
    empty: str = ""


def draw_links(picture: LinksPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A line each: the names, the newest ratios, overlaps, bookmark."""
    if not picture.rows:
        return [(Span(f" {picture.empty}", "muted"),)]
    lines = [_line(row, picture.thresholds, width, glyphs) for row in picture.rows]
    if len(lines) <= height:
        return lines
    hidden = len(lines) - height + 1
    return [*lines[: height - 1], (Span(f" {glyphs.more} {hidden} more links", "muted"),)]


def _line(row: LinkRow, limits: Thresholds, width: int, glyphs: Glyphs) -> Line:
    """Names, ratios with the oldest going first where there is no room, overlaps, bookmark."""
    up, down = shorten_names([row.upstream, row.downstream], max((width - 24) // 2, 6))
    mark = glyphs.select if row.chosen else " "
    ratios = [
        (20 - place, (Span(format_ratio(ratio), role_of(judge_ratio(ratio, limits))),))
        for place, ratio in enumerate(row.ratios)
    ]
    overlaps = f"{glyphs.overlap}{row.overlaps}" if row.overlaps else ""
    badge = f"{glyphs.ok if row.bookmark_ok else glyphs.warning} bookmark {row.bookmark}"
    parts = [
        (0, (Span(f"{mark}{up} {glyphs.arrow} {down}", "strong"),)),
        *ratios,
        (2, (Span(overlaps, "warning"),) if overlaps else ()),
        (1, (Span(badge, "ok" if row.bookmark_ok else "warning"),)),
    ]
    return fit_parts(parts, Span("  "), width)
