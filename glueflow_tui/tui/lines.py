"""Lines of styled text as data: what the drawing functions make and the panels paint.

A role names a colour of the theme, so a drawing can be compared and tested as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import get_character_cell_size, set_cell_size


class Span(NamedTuple):
    """A piece of text in one role."""

    text: str
    role: str = "plain"


Line = tuple[Span, ...]


def cell_len(text: str) -> int:
    """Cells that a text takes.

    rich's own keeps thousands of the texts that it measured; hardly a line of a chart comes twice.
    """
    return len(text) if text.isascii() else sum(map(get_character_cell_size, text))


def plain(line: Iterable[Span]) -> str:
    """The characters of a line."""
    return "".join(span.text for span in line)


def width_of(line: Iterable[Span]) -> int:
    """Cells that a line takes."""
    return sum(cell_len(span.text) for span in line)


def squeeze(cells: Sequence[Span]) -> Line:
    """The same line with neighbours of one role joined, empty ones dropped."""
    return tuple(
        Span("".join(span.text for span in group), role)
        for role, group in groupby((span for span in cells if span.text), key=lambda s: s.role)
    )


def set_width(line: Line, width: int) -> Line:
    """A line cut or filled up to exactly ``width`` cells."""
    spans: list[Span] = []
    room = width
    for text, role in line:
        size = cell_len(text)
        if size > room:
            spans.append(Span(set_cell_size(text, room), role))
            room = 0
            break
        spans.append(Span(text, role))
        room -= size
    return squeeze([*spans, Span(" " * room)])


def spread(left: Line, right: Line, width: int) -> Line:
    """Two parts at both ends of a line; the right one is left out when it does not fit."""
    gap = width - width_of(left) - width_of(right)
    if gap < 1:
        return set_width(left, width)
    return squeeze([*left, Span(" " * gap), *right])


def fit_parts(parts: Sequence[tuple[int, Line]], separator: Span, width: int) -> Line:
    """Whole parts in their order; those of the highest number go first when there is no room."""
    shown = [(rank, line) for rank, line in parts if line]
    while len(shown) > 1 and _joined_width(shown, separator) > width:
        shown.remove(max(shown, key=lambda part: part[0]))
    spans: list[Span] = []
    for _, line in shown:
        spans += [separator, *line] if spans else line
    line = squeeze(spans)
    return line if width_of(line) <= width else set_width(line, width)


def _joined_width(parts: Sequence[tuple[int, Line]], separator: Span) -> int:
    between = width_of((separator,)) * (len(parts) - 1)
    return sum(width_of(line) for _, line in parts) + between


def join(parts: Iterable[Line], separator: Span, width: int) -> Line:
    """As many whole parts, in order, as fit."""
    line: list[Span] = []
    room = width
    for part in parts:
        extra = [separator, *part] if line else list(part)
        if width_of(extra) > room:
            break
        line += extra
        room -= width_of(extra)
    return squeeze(line)


def wrap(
    text: str, width: int, role: str = "plain", *, rows: int | None = None
) -> tuple[Line, ...]:
    """Text broken between words, in so many lines at most; what is cut ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        piece = word if cell_len(word) <= width else shorten(word, width)
        if lines and cell_len(lines[-1]) + 1 + cell_len(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    if rows is not None and len(lines) > rows:
        rest = shorten_sentence(" ".join(lines[rows - 1 :]), width)
        lines = [*lines[: rows - 1], rest]
    return tuple((Span(line, role),) for line in lines)


def fold_cells(text: str, width: int) -> list[str]:
    """Text over as many lines of that many cells as it takes, wherever that breaks it."""
    rows: list[str] = []
    rest = text
    while cell_len(rest) > max(width, 1):
        kept = set_cell_size(rest, max(width, 1)).rstrip(" ") or rest[:1]
        rows.append(kept)
        rest = rest[len(kept) :]
    return [*rows, rest]


def shorten(text: str, width: int) -> str:
    """Text in at most ``width`` cells, ending in an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def shorten_sentence(text: str, width: int) -> str:
    """As ``shorten``, but cut between words, so that no number loses a digit."""
    if cell_len(text) <= width:
        return text
    kept = ""
    for word in text.split(" "):
        longer = f"{kept}{word} "
        if cell_len(longer) >= width:
            break
        kept = longer
    return f"{kept}…" if width > 0 else ""


def shorten_names(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Names in ``width`` cells that still tell one from another: a shared start goes first."""
    if all(cell_len(name) <= width for name in names):
        return tuple(names)
    shared = _shared_start(names) if len(names) > 1 else 0
    tails = [name if cell_len(name) <= width else name[shared:] for name in names]
    if len(set(tails)) < len(set(names)):
        tails = list(names)
    return tuple(shorten(tail, width) for tail in tails)


def _shared_start(names: Sequence[str]) -> int:
    first, last = min(names), max(names)
    length = next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    return max(first.rfind(mark, 0, length) for mark in "-_./ ") + 1
