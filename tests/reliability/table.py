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


def put_rows(text: str, rows: Sequence[Row]) -> str:
    """The README with these rows in its table, in place of those of the same trials."""
    before, heading, after = text.partition(HEADING)
    lines = after.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rest = list(dropwhile(lambda line: line.startswith("|"), lines[first:]))
    old = [_read_row(line) for line in lines[first + len(_HEAD) : len(lines) - len(rest)]]
    kept = {row[0]: row for row in (*old, *rows)}
    return "".join((before, heading, *lines[:first], f"{render_table([*kept.values()])}\n", *rest))


def _read_row(line: str) -> Row:
    trial, tried, outcome = (cell.strip() for cell in line.strip().strip("|").split(" | "))
    return trial, tried, outcome
