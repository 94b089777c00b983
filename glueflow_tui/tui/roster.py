"""Which chains or jobs are shown, in what order, and which one is chosen. Keys move it, pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from glueflow_tui.tui.filter import bookmark_word, passes, state_words

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.tui.drawing.jobs import JobRow

ORDERS = ("worst", "name", "ratio", "lag", "moved")
"""What chains are sorted by; the first is the order of the report."""
JOB_ORDERS = ("chain", "name", "state", "read", "written")
"""What jobs are sorted by, as the panel shows it."""


class Roster(NamedTuple):
    """The user's place in a list."""

    chosen: str | None = None
    """Name of a chain; None for the first."""
    place: int = 0
    """Where the chosen one was last, should it go."""
    order: str = ORDERS[0]
    wanted: str = ""
    """The filter as typed."""
    idle: bool = False
    """Whether those that did nothing in what is looked back on are shown, too."""


AS_CHAINED = Roster(order=JOB_ORDERS[0])
"""All jobs that did anything, in the order of the chain."""


def arrange(chains: Sequence[ChainReport], roster: Roster) -> tuple[ChainReport, ...]:
    """The chains that pass the filter, in the order wanted; ``chains`` come worst first."""
    passed = [
        row
        for row in chains
        if (roster.idle or not is_idle(row))
        and passes(roster.wanted, (row.chain.name, *row.chain.jobs), _columns_of(row))
    ]
    return tuple(sorted(passed, key=_KEYS[roster.order]))


def is_idle(row: ChainReport) -> bool:
    """Nothing of it ran, and nothing is found wrong with that."""
    return row.moved is None and row.severity is None and not row.pending


def _columns_of(row: ChainReport) -> dict[str, list[str]]:
    return {
        "state": state_words(state for _, state in row.states),
        "bookmark": [bookmark_word(mark.option) for _, mark in row.bookmarks],
        "verdict": [verdict_word(row)],
        "finding": [str(finding.code) for finding in row.findings],
    }


def arrange_jobs(rows: Sequence[JobRow], roster: Roster) -> tuple[JobRow, ...]:
    """The jobs that pass the filter, in the order wanted; ``rows`` come in that of the chain."""
    passed = [
        row
        for row in rows
        if (roster.idle or not row.idle)
        and passes(
            roster.wanted,
            (row.name,),
            {"state": state_words([row.state]), "bookmark": [bookmark_word(row.option)]},
        )
    ]
    return tuple(sorted(passed, key=_JOB_KEYS[roster.order]))


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
    return roster._replace(place=place, chosen=rows[place].chain.name if keep else None)


def move(rows: Sequence[ChainReport], roster: Roster, step: int) -> Roster:
    """Another chain, as far as there are any."""
    if not rows:
        return roster
    place = min(max(place_of(rows, roster) + step, 0), len(rows) - 1)
    return roster._replace(place=place, chosen=rows[place].chain.name)


def next_order(roster: Roster, orders: Sequence[str] = ORDERS) -> Roster:
    """Sorted by the next column."""
    return roster._replace(order=orders[(orders.index(roster.order) + 1) % len(orders)])


def verdict_word(row: ChainReport) -> str:
    """One word for a chain: its worst severity, healthy, unknown, or loading."""
    if row.severity is not None and row.verdict == "findings":
        return row.severity.word
    if row.pending:
        return "loading"
    return "healthy" if row.verdict == "healthy" else "unknown"


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


def _urgency(row: JobRow) -> float:
    """What failed before what runs before what rests."""
    if row.state is None:
        return 3.0
    return 0.0 if row.state.is_failure else 1.0 if row.state.is_active else 2.0


_JOB_KEYS: Mapping[str, Callable[[JobRow], tuple[float, str]]] = {
    "chain": lambda _row: (0.0, ""),
    "name": lambda row: (0.0, row.name.casefold()),
    "state": lambda row: (_urgency(row), row.name),
    "read": lambda row: (-(row.run_read or 0.0), row.name),
    "written": lambda row: (-(row.run_written or 0.0), row.name),
}
