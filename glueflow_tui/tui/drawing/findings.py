"""Findings, worst first: glyph, word and sentence; the selected one with its remedy."""

from __future__ import annotations

from typing import NamedTuple

from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    shorten_sentence,
    spread,
    squeeze,
    width_of,
    wrap,
)

_INDENT = Span("     ")
_LEAST = 3
"""Lines of the selected finding, whatever else there is: what, since when, what to do."""


class FindingRow(NamedTuple):
    """One finding of the list."""

    code: str
    severity: str
    message: str
    remedy: str
    since: str = ""


class FindingsPicture(NamedTuple):
    """The list of findings; ``empty`` says why there is none."""

    rows: tuple[FindingRow, ...] = ()
    selected: int = 0
    empty: str = ""
    healthy: bool = False
    as_of: str = ""
    """When they were found, while other parts are read at another time."""
    key: str = "x"
    """That explains the selected one."""


def draw_findings(picture: FindingsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """A line each; what room is left goes to the selected one, then to the sentences of all."""
    if not picture.rows:
        role, mark = ("ok", glyphs.ok) if picture.healthy else ("muted", glyphs.dot)
        return [(Span(" "), *row) for row in wrap(f"{mark} {picture.empty}", width - 2, role)]
    heads, chosen = _heads(picture, glyphs), picture.selected
    blocks = [_line(head, row, width) for head, row in heads]
    whole = [_sentence(head, row, width) for head, row in heads]
    others = [place for place in range(len(heads)) if place != chosen]
    room = max(height - len(others), min(height - bool(others), _LEAST))
    blocks[chosen] = [*whole[chosen], *_remedy(picture.rows[chosen], width, glyphs)]
    if len(blocks[chosen]) > room:
        blocks[chosen] = _gist(picture, width, room, glyphs)
    spare = height - sum(map(len, blocks))
    wishes = [(place, _two_lines(*heads[place], width)) for place in others]
    wishes += [(place, whole[place]) for place in others]
    for place, block in wishes:
        more = len(block) - len(blocks[place])
        if more <= spare:
            blocks[place] = block
            spare -= more
    return _scroll(blocks, chosen, height)


def count_lines(picture: FindingsPicture, width: int, glyphs: Glyphs) -> int:
    """Lines that show the selected finding whole, with what to do, and a line of each other."""
    if not picture.rows:
        return len(draw_findings(picture, width, 1, glyphs))
    chosen = picture.rows[picture.selected]
    whole = _sentence(_heads(picture, glyphs)[picture.selected][0], chosen, width)
    return len(picture.rows) - 1 + len(whole) + len(_remedy(chosen, width, glyphs))


def _gist(picture: FindingsPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """What fits of the selected one; the message of the worst stands on top of the screen."""
    head, row = _heads(picture, glyphs)[picture.selected]
    if height <= 1:
        advice = row._replace(message=f"{glyphs.arrow} {row.remedy}")
        return _line(head, row if picture.selected else advice, width)
    lines = [_sentence(head, row, width)[0]]
    if picture.selected > 0:
        lines += [(_INDENT, *line) for line in wrap(row.message, width - 6, rows=height - 1)]
    if len(lines) < height:
        lines += _remedy(row, width, glyphs, height - len(lines))
    return lines


def _remedy(row: FindingRow, width: int, glyphs: Glyphs, rows: int | None = None) -> list[Line]:
    mark = Span(f"{glyphs.arrow:>4} ", "info")
    lines = wrap(row.remedy, width - 6, rows=rows)
    return [(_INDENT if place else mark, *line) for place, line in enumerate(lines)]


def _heads(picture: FindingsPicture, glyphs: Glyphs) -> list[tuple[Line, FindingRow]]:
    """Each finding with its mark, glyph, severity and code."""
    return [
        (
            (
                Span(glyphs.select if index == picture.selected else " ", "selected"),
                Span(f"{glyphs.severity(row.severity)} {row.severity} ", row.severity),
                Span(row.code, "strong"),
            ),
            row,
        )
        for index, row in enumerate(picture.rows)
    ]


def _line(head: Line, row: FindingRow, width: int) -> list[Line]:
    room = width - width_of(head) - 1
    return [squeeze([*head, Span(" "), Span(shorten_sentence(row.message, room))])]


def _two_lines(head: Line, row: FindingRow, width: int) -> list[Line]:
    told = shorten_sentence(row.message, width - 6)
    return [_sentence(head, row, width)[0], (_INDENT, Span(told))]


def _sentence(head: Line, row: FindingRow, width: int) -> list[Line]:
    since = (Span(f"since {row.since} ", "muted"),) if row.since else ()
    first = spread(head, since, width)
    return [first, *((_INDENT, *line) for line in wrap(row.message, width - 6))]


def _scroll(blocks: list[list[Line]], selected: int, height: int) -> list[Line]:
    """The lines around the selected finding."""
    lines = [line for block in blocks for line in block]
    start = sum(len(block) for block in blocks[:selected])
    end = start + len(blocks[selected])
    first = min(max(end - height, 0), start)
    return lines[first : first + height]


def findings_title(picture: FindingsPicture) -> Line:
    """Which of how many is selected."""
    if not picture.rows:
        return (Span("findings"),)
    place = f"findings {picture.selected + 1}/{len(picture.rows)}"
    return Span(place), Span(
        f"  as of {picture.as_of}" if picture.as_of else f"  {picture.key} explains", "muted"
    )
