"""The table of figures: what was tried, how much of it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

Row = tuple[str, str, str]
HEADING = "## Reliability\n"
_HEAD = ("| trial | tried | outcome |", "|---|---|---|")


def render_table(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    return "\n".join([*_HEAD, *(f"| {' | '.join(row)} |" for row in rows)])


def put_table(text: str, rows: Sequence[Row]) -> str:
    """The README with these rows for its table."""
    before, heading, after = text.partition(HEADING)
    lines = after.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rest = dropwhile(lambda line: line.startswith("|"), lines[first:])
    return "".join((before, heading, *lines[:first], f"{render_table(rows)}\n", *rest))
