"""Which chains the wall shows, in what order, and which one is chosen. Keys move it, pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from glueflow_tui.model.states import BookmarkOption

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport

ORDERS = ("worst", "name", "ratio", "lag", "moved")
"""What ``s`` goes through; the first is the order of the report."""

_OPTIONS = {BookmarkOption.ENABLE: "on", BookmarkOption.DISABLE: "off"}


@dataclass(frozen=True, slots=True)
class Roster:
    """The user's place on the wall."""

    chosen: str | None = None
    """Name of the chain; None for the first."""
    place: int = 0
    """Where the chosen one was last, should it go."""
    order: str = ORDERS[0]
    wanted: str = ""
    """The filter as typed."""


def arrange(chains: Sequence[ChainReport], roster: Roster) -> tuple[ChainReport, ...]:
    """The chains that pass the filter, in the order wanted; ``chains`` come worst first."""
    passed = [row for row in chains if passes(row, roster.wanted)]
    return tuple(sorted(passed, key=_KEYS[roster.order]))


def place_of(rows: Sequence[ChainReport], roster: Roster) -> int:
    """Index of the chosen chain; where it was when it is gone."""
    names = [row.chain.name for row in rows]
    if roster.chosen in names:
        return names.index(roster.chosen)
    return min(max(roster.place, 0), max(len(rows) - 1, 0))


def settle(rows: Sequence[ChainReport], roster: Roster) -> Roster:
    """The roster after new reports: the chosen chain is followed wherever it stands now."""
    if not rows:
        return roster
    place = place_of(rows, roster)
    # Until the user moves, the first row is meant, whichever chain stands there.
    keep = roster.chosen is not None
    return replace(roster, place=place, chosen=rows[place].chain.name if keep else None)


def move(rows: Sequence[ChainReport], roster: Roster, step: int) -> Roster:
    """Another chain, as far as there are any."""
    if not rows:
        return roster
    place = min(max(place_of(rows, roster) + step, 0), len(rows) - 1)
    return replace(roster, place=place, chosen=rows[place].chain.name)


def next_order(roster: Roster) -> Roster:
    """Sorted by the next column."""
    return replace(roster, order=ORDERS[(ORDERS.index(roster.order) + 1) % len(ORDERS)])


def passes(row: ChainReport, wanted: str) -> bool:
    """Whether a chain has every word of a filter.

    A word is a part of the name of the chain or of a job; ``state:``, ``bookmark:``,
    ``verdict:`` and ``finding:`` ask for other columns; ``!`` before a word turns it round.
    """
    return all(_has_word(row, word) for word in wanted.casefold().split())


def _has_word(row: ChainReport, word: str) -> bool:
    if word.startswith("!"):
        return len(word) == 1 or not _has_word(row, word[1:])
    column, colon, value = word.partition(":")
    if colon and column in _COLUMNS:
        return any(text.startswith(value) for text in _COLUMNS[column](row))
    return any(word in text.casefold() for text in (row.chain.name, *row.chain.jobs))


def verdict_word(row: ChainReport) -> str:
    """One word for a chain: its worst severity, healthy, unknown, or loading."""
    if row.severity is not None and row.verdict == "findings":
        return row.severity.word
    if row.pending:
        return "loading"
    return "healthy" if row.verdict == "healthy" else "unknown"


def bookmark_word(option: BookmarkOption | None) -> str:
    """On, off, or AWS's word; a question mark when it is not known."""
    return "?" if option is None else _OPTIONS.get(option, str(option))


def _states(row: ChainReport) -> Iterable[str]:
    for _, state in row.states:
        if state is not None:
            yield state.casefold()
            # Timeouts and errors are failures, too.
            yield from ("failed",) if state.is_failure else ()


_COLUMNS: Mapping[str, Callable[[ChainReport], Iterable[str]]] = {
    "state": _states,
    "bookmark": lambda row: [bookmark_word(mark.option) for _, mark in row.bookmarks],
    "verdict": lambda row: [verdict_word(row)],
    "finding": lambda row: [str(finding.code) for finding in row.findings],
}


def ratio_of(row: ChainReport) -> float | None:
    """The running ratio, or that of the last window when none runs."""
    known = [ratio for ratio in row.ratios if ratio is not None]
    return row.running_ratio if row.running_ratio is not None else known[-1] if known else None


def _is_well(row: ChainReport) -> bool:
    return verdict_word(row) == "healthy"


_KEYS: Mapping[str, Callable[[ChainReport], tuple[float, str]]] = {
    # Those that are well stand still, and those that are not as they come: worst first.
    "worst": lambda row: (1.0, row.chain.name) if _is_well(row) else (0.0, ""),
    "name": lambda row: (0.0, row.chain.name.casefold()),
    "ratio": lambda row: (-(ratio_of(row) or 0.0), row.chain.name),
    "lag": lambda row: (-(row.lag.bytes or 0.0), row.chain.name),
    "moved": lambda row: (-(row.moved.timestamp() if row.moved else 0.0), row.chain.name),
}
