"""Plain tables: columns as wide as their widest cell, measured in terminal columns."""

from __future__ import annotations

from collections.abc import Sequence

from glueflow_tui.output.sanitise import display_width, pad

Row = Sequence[str]


def align_rows(rows: Sequence[Row], right: frozenset[int] = frozenset()) -> list[str]:
    """One line per row, two blanks between columns; ``right`` are the right-aligned columns."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            pad(cell, width, right=index in right)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
