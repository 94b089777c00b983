"""Bytes written as a filled area and bytes read as a line over it, on a bare canvas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from types import ModuleType

Values = Sequence[float | None]


@cache
def load_plotext() -> ModuleType:
    """The plotting library; 50 ms to import, so called ahead of the first curve."""
    # It would write its own manual, which nobody reads here, in 80 ms more: an empty one instead.
    manual = ModuleType("plotext._doc.doc")
    vars(manual)["__getattr__"] = lambda _name: None
    sys.modules.setdefault(manual.__name__, manual)
    # 6.x: its matrix gives plain rows (3 ms for 72x11), where 5.x gives ANSI to be parsed back.
    import plotext

    # Figures would otherwise be cut to the size of the terminal that plotext finds.
    plotext.terminal.limit(width=False, height=False)
    library: ModuleType = plotext
    return library


def plot_area(values: Values, size: tuple[int, int], top: float, marker: str) -> list[str]:
    """Rows of a filled area; zeros and gaps fill nothing. ``size`` is in columns and rows."""
    return list(_plot(tuple(value or None for value in values), size, top, marker, filled=True))


def plot_line(values: Values, size: tuple[int, int], top: float, marker: str) -> list[str]:
    """Rows of a line, broken at gaps; a zero is drawn at the bottom."""
    return list(_plot(tuple(values), size, top, marker, filled=False))


_UPSIDE_DOWN = str.maketrans("▘▖▝▗▀▄▛▙▜▟▚▞", "▖▘▗▝▄▀▙▛▟▜▞▚")


def flip(rows: list[str]) -> list[str]:
    """The same rows upside down, each cell too."""
    return [row.translate(_UPSIDE_DOWN) for row in reversed(rows)]


# A cursor that moves leaves both curves as they are: a third of the time to draw its step.
@lru_cache(maxsize=8)
def _plot(
    values: tuple[float | None, ...],
    size: tuple[int, int],
    top: float,
    marker: str,
    *,
    filled: bool,
) -> tuple[str, ...]:
    columns, rows = size
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if not known:
        return (" " * columns,) * rows
    figure = load_plotext().figure
    figure.clear()
    figure.plot_size(columns, rows).axes(active=False).canvas("default")
    for axis in ("x", "y"):
        figure.ruler(axis).frequency(0).alignment(lim="edge")
    figure.ruler("x").lim(0, len(values))
    figure.ruler("y").lim(0, top)
    # Half a step to the right: the middle of the cell that the value belongs to.
    signal = figure.signal([i + 0.5 for i, _ in known], [v for _, v in known], marker=marker)
    if filled:
        signal.fillx()
    else:
        signal.lines()
        for place in range(1, len(known)):
            if known[place][0] - known[place - 1][0] > 1:
                signal.line(place, active=False)
    figure.draw(signal)
    drawn: str = figure.build().string(colorless=True)
    return tuple(drawn.split("\n")[:rows])
