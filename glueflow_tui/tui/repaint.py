"""What stands on the terminal, cell by cell, so that only what differs is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from glueflow_tui.tui.pen import Ink, Pen, mix

_GAP = 4
"""Cells that are sent although they stand, between two that differ: a move takes 5 bytes or 8."""

Cell = tuple[str, Ink]
"""A character and what selects its style; one of two cells is followed by an empty one."""
_UNKNOWN: Cell = ("", Ink())


class Piece(NamedTuple):
    """Cells side by side that one ink will do for."""

    y: int
    x: int
    stop: int
    text: str
    ink: Ink


class Shown:
    """What was sent and stands; Textual itself sends again whatever was drawn anew."""

    def __init__(self) -> None:
        self._size = Size()
        self._rows = defaultdict[int, list[Cell]](list)

    def forget(self) -> None:
        """Others may have written since: what comes next is sent as it is."""
        self._rows.clear()

    def spare(self, update: object) -> object:
        """The same picture in fewer bytes, once it is rendered; what is no picture as it is."""
        if isinstance(update, LayoutUpdate):
            if update.region.size != self._size:
                self._size = update.region.size
                self.forget()
            return _Sparing(self, _list_rows(update))
        return _Sparing(self, _list_spans(update)) if isinstance(update, ChopsUpdate) else update

    def put(self, y: int, x: int, cells: Sequence[Cell]) -> Iterator[Piece]:
        """Let cells stand in a row from there on; of them, those that did not."""
        row, stop = self._rows[y], x + len(cells)
        row += [_UNKNOWN] * (stop - len(row))
        old = row[x:stop]
        row[x:stop] = cells
        # Half a character cannot be sent, and terminals do not agree on which are of two cells.
        if any(len(text) != 1 for text, _ in (*old, *cells)):
            old = [_UNKNOWN] * len(cells)
        for start, end, ink in _cut(old, cells):
            yield Piece(y, x + start, x + end, "".join(text for text, _ in cells[start:end]), ink)


class _Sparing(CompositorUpdate):
    """What Textual would have drawn, less what stands."""

    def __init__(self, shown: Shown, strips: Iterable[tuple[int, int, Strip]]) -> None:
        self._shown = shown
        self._strips = strips

    def render_segments(self, console: Console) -> str:
        """What moves the terminal's cursor, selects styles and writes."""
        system = COLOR_SYSTEMS[console.color_system or "truecolor"]
        return _write(
            piece
            for y, x, strip in self._strips
            for piece in self._shown.put(y, x, _list_cells(strip, system))
        )


def _list_rows(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        yield y, update.region.x, Strip.join(strips)


def _list_spans(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, start, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            left, right = max(x, start), min(end, stop)
            if strip is not None and left < right:
                yield y, left, strip.crop(left - x, right - x)


def _list_cells(strip: Strip, system: ColorSystem) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, _ in strip:
        ink, blank = mix(style, system)
        if text.isascii():
            cells += [(character, blank if character == " " else ink) for character in text]
            continue
        for character in text:
            size = get_character_cell_size(character)
            if size:
                cells.append((character, blank if character == " " else ink))
                cells += [("", ink)] * (size - 1)
            elif cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
    return cells


def _cut(old: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[tuple[int, int, Ink]]:
    """From where to where cells differ; near ones are joined where one ink does for all between."""
    start = stop = 0
    ink: Ink | None = None
    for at, cell in enumerate(cells):
        if cell == old[at]:
            continue
        if cell[1] is ink and at == stop:
            stop += 1
            continue
        joined = ink if at - stop <= _GAP else None
        for _, other in cells[stop : at + 1]:
            joined = joined and joined.join(other)
        if ink and not joined:
            yield start, stop, ink
        start, stop, ink = start if joined else at, at + 1, joined or cell[1]
    if ink:
        yield start, stop, ink


def _write(pieces: Iterable[Piece]) -> str:
    """One ink after the other: to select a style takes 20 bytes or 40, to move on 5 or 8."""
    inks: dict[Ink, list[Piece]] = {}
    for piece in pieces:
        inks.setdefault(piece.ink, []).append(piece)
    pen = Pen()
    written: list[str] = []
    row = column = -1
    for ink in sorted(inks, key=Ink.rank):
        for y, x, stop, text, _ in inks[ink]:
            if y != row:
                written.append(str(Control.move_to(x, y)))
            elif x != column:
                written.append(str(Control.move_to_column(x)))
            written.append(pen.write(text, ink))
            row, column = y, stop
    return "".join((*written, pen.end()))
