"""Small tables: columns as data, the least important go whole when there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from glueflow_tui.tui.lines import Line, Span, squeeze, width_of

_GAPS = (2, 1)


class Column(NamedTuple):
    """A column of a table."""

    title: str
    right: bool = False
    rank: int = 0
    """Columns of the highest rank go first."""


Row = Sequence[Line]


def draw_table(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line]:
    """A line of titles and one for each row; cells are never cut, columns are left out."""
    widths = [
        max([len(column.title), *(width_of(row[index]) for row in rows)])
        for index, column in enumerate(columns)
    ]
    shown = list(range(len(columns)))
    gap = next((gap for gap in _GAPS if _total(widths, shown, gap) <= width), _GAPS[-1])
    while len(shown) > 1 and _total(widths, shown, gap) > width:
        shown.remove(max(shown, key=lambda index: columns[index].rank))
    titles = [(Span(column.title, "muted"),) for column in columns]
    return [
        squeeze(
            [
                span
                for index in shown
                for span in _cell(line[index], widths[index], columns[index], gap)
            ]
        )
        for line in [titles, *rows]
    ]


def _total(widths: Sequence[int], shown: Sequence[int], gap: int) -> int:
    return sum(widths[index] for index in shown) + gap * (len(shown) - 1)


def _cell(cell: Line, width: int, column: Column, gap: int) -> Line:
    blank = Span(" " * (width - width_of(cell)))
    filled = (blank, *cell) if column.right else (*cell, blank)
    return (*filled, Span(" " * gap))
