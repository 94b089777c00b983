"""What usable downstream runs read, beside what staging held when they listed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, isnan, nan

from glueflow_tui.analysis.attribution import Intake

NEWEST = 24
"""Runs looked at: older ones say nothing about how the job reads now."""
ENOUGH = 4
"""Runs without gaps in their minutes that make those with gaps dispensable."""
SAME = 2e-3


@dataclass(frozen=True, slots=True)
class Stock:
    """One usable run and the staging that it saw, in bytes."""

    read: float
    new: float
    """NaN when unknown."""
    listed: float
    """All of the view that it could list."""
    sizes: tuple[float | None, ...]
    """The same, batch by batch, oldest first."""
    gaps: int


def take_stocks(intakes: Sequence[Intake]) -> tuple[tuple[Stock, ...], ...]:
    """Stocks of the newest usable runs, once for each way in which files may become visible.

    Files may appear while they are written or when their run ends, and those of a failed run may
    stay or never appear: bytes tell which, where it makes a difference.
    """
    ways: list[tuple[Stock, ...]] = []
    for committed, whole in product((False, True), repeat=2):
        stocks = _drop_gaps(_list_stocks(intakes, whole=whole, committed=committed))[-NEWEST:]
        if not any(_is_same(stocks, known) for known in ways):
            ways.append(stocks)
    return tuple(ways)


def _list_stocks(intakes: Sequence[Intake], *, whole: bool, committed: bool) -> tuple[Stock, ...]:
    stocks: list[Stock] = []
    before = 0.0
    for intake in intakes:
        sizes = tuple(
            batch.bytes
            for batch in intake.batches
            if (batch.whole or not whole) and (batch.committed or not committed)
        )
        listed = sum(size or 0.0 for size in sizes)
        if intake.complete and intake.succeeded and intake.bytes_read:
            new = nan if intake.bytes_new is None else listed - before
            stocks.append(Stock(intake.bytes_read, new, listed, sizes, intake.gaps))
        if intake.succeeded:
            before = listed
    return tuple(stocks)


def _drop_gaps(stocks: tuple[Stock, ...]) -> tuple[Stock, ...]:
    # A gap may be a lost minute, or just a job that reports seldom: then all its runs have gaps.
    clean = tuple(stock for stock in stocks if not stock.gaps)
    return clean if len(clean) >= max(ENOUGH, len(stocks) / 2) else stocks


def _is_same(one: Sequence[Stock], other: Sequence[Stock]) -> bool:
    return all(
        isclose(a.listed, b.listed, rel_tol=SAME)
        and (isnan(a.new) or isclose(a.new, b.new, rel_tol=SAME))
        for a, b in zip(one, other, strict=True)
    )
