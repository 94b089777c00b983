"""Details as sections: facts with their names, tables, lines of text; side by side where it fits.

Nothing is cut: values are folded over lines, and only columns of tables that have no room go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from glueflow_tui.tui.drawing.sparkline import sparkline
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, fold_cells, set_width, squeeze

_INDENT = 2
_GAP = 3
_SIDE_BY_SIDE = 110
"""Columns from which two sections stand side by side."""
_LONGEST_LABEL = 18
_LEAST_SPARK = 8
_LONGEST_SPARK = 60


class Fact(NamedTuple):
    """A name and what it is."""

    label: str
    value: str
    role: str = "plain"


class Table(NamedTuple):
    """Rows under titles; every cell is text and role."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


class Curve(NamedTuple):
    """One number over time, and its newest and highest in words."""

    label: str
    values: tuple[float | None, ...]
    peak: float
    """What the highest bar stands for."""
    words: str
    role: str = "read"


class Section(NamedTuple):
    """What belongs together; ``notes`` stand below the facts."""

    title: str
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    curves: tuple[Curve, ...] = ()
    text: tuple[tuple[str, str], ...] = ()
    """Lines as they are, each with its role."""
    notes: tuple[str, ...] = ()
    wide: bool = False
    """It takes the whole width."""


def draw_sections(sections: Sequence[Section], width: int, glyphs: Glyphs) -> list[Line]:
    """One below the other; on a wide screen those that are not wide in two columns."""
    lines: list[Line] = []
    for group in _group(sections, width):
        if lines:
            lines.append(())
        if len(group) == 1:
            lines += _draw_section(group[0], width, glyphs)
        else:
            lines += _side_by_side(group, width, glyphs)
    return lines


def _group(sections: Sequence[Section], width: int) -> Iterator[list[Section]]:
    """Neighbours that are not wide, together."""
    held: list[Section] = []
    for section in sections:
        if section.wide or width < _SIDE_BY_SIDE:
            yield from [held] if held else []
            held = []
            yield [section]
        else:
            held.append(section)
    if held:
        yield held


def _side_by_side(sections: Sequence[Section], width: int, glyphs: Glyphs) -> list[Line]:
    """Two columns; each section goes below the shorter one."""
    half = (width - _GAP) // 2
    columns: tuple[list[Line], list[Line]] = ([], [])
    for section in sections:
        column = min(columns, key=len)
        if column:
            column.append(())
        column += _draw_section(section, half, glyphs)
    height = max(map(len, columns))
    left, right = ([*column, *[()] * (height - len(column))] for column in columns)
    gap = Span(" " * _GAP)
    return [
        squeeze([*set_width(one, half), gap, *other])
        for one, other in zip(left, right, strict=True)
    ]


def _draw_section(section: Section, width: int, glyphs: Glyphs) -> list[Line]:
    rule = glyphs.horizontal * max(width - cell_len(section.title) - 2, 0)
    lines: list[Line] = [(Span(f"{section.title} ", "strong"), Span(rule, "axis"))]
    lines += _draw_facts(section.facts, width)
    if section.table is not None:
        room = width - _INDENT
        cells = [tuple((Span(*cell),) for cell in row) for row in section.table.rows]
        drawn = draw_table(section.table.columns, cells, room)
        lines += [(Span(" " * _INDENT), *set_width(line, room)) for line in drawn]
    lines += _draw_curves(section.curves, width, glyphs)
    for text, role in section.text:
        lines += _indent(_fold(text, width - _INDENT), role)
    for note in section.notes:
        lines += _indent(_fold(note, width - _INDENT), "muted")
    return lines


def _indent(rows: Sequence[str], role: str) -> list[Line]:
    return [(Span(f"{' ' * _INDENT}{row}", role),) for row in rows]


def _draw_facts(facts: Sequence[Fact], width: int) -> list[Line]:
    widest = max((cell_len(fact.label) for fact in facts), default=0)
    widest = min(widest, _LONGEST_LABEL, max(width // 2, 1))
    lines: list[Line] = []
    for fact in facts:
        label = set_cell_size(fact.label, widest)
        for place, row in enumerate(_fold(fact.value, width - _INDENT - widest - 1) or [""]):
            name = label if place == 0 else " " * widest
            lines.append((Span(f"{' ' * _INDENT}{name} ", "muted"), Span(row, fact.role)))
    return lines


def _draw_curves(curves: Sequence[Curve], width: int, glyphs: Glyphs) -> list[Line]:
    """Names, bars, words; the bars give way."""
    names = max((cell_len(curve.label) for curve in curves), default=0)
    words = max((cell_len(curve.words) for curve in curves), default=0)
    room = min(width - _INDENT - names - words - 2, _LONGEST_SPARK)
    lines: list[Line] = []
    for curve in curves:
        bars = sparkline(_condense(curve.values, room), curve.peak, glyphs) if room > 0 else ""
        shown = bars if room >= _LEAST_SPARK else ""
        lines.append(
            (
                Span(f"{' ' * _INDENT}{curve.label:<{names}} ", "muted"),
                Span(f"{shown}{' ' if shown else ''}", curve.role),
                Span(curve.words),
            )
        )
    return lines


def _condense(values: Sequence[float | None], columns: int) -> list[float | None]:
    """The highest of each stretch; None where none is known. Fewer values stay as they are."""
    if len(values) <= columns:
        return list(values)
    bounds = [len(values) * place // columns for place in range(columns + 1)]
    stretches = (values[low:high] for low, high in pairwise(bounds))
    return [
        max((value for value in stretch if value is not None), default=None)
        for stretch in stretches
    ]


def _fold(text: str, width: int) -> list[str]:
    """Text over as many lines as it takes; a word longer than a line goes on in the next."""
    width = max(width, 1)
    rows: list[str] = []
    start = text[: len(text) - len(text.lstrip())]
    for word in text.split():
        if rows and cell_len(rows[-1]) + 1 + cell_len(word) <= width:
            rows[-1] += f" {word}"
            continue
        rest = word if rows else f"{start}{word}"
        rows += fold_cells(rest, width)
    return rows
