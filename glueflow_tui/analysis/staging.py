"""What usable downstream runs read, beside what staging held when they listed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, isnan, nan

from glueflow_tui.analysis.attribution import Intake

NEWEST = 24
"""Runs looked at: older ones say nothing about how the job reads now."""
SAME = 2e-3
"""Relative difference below which two sums are the same."""


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


def take_stocks(intakes: Sequence[Intake]) -> tuple[tuple[Stock, ...], ...]:
    """Stocks of the newest usable runs, once for each way in which files may become visible.

    Files may appear while they are written or when their run ends, and those of a failed run may
    stay or never appear: bytes tell which, where it makes a difference.
    """
    usable = _list_usable(intakes)[-NEWEST:]
    # Only what is there can make a difference: each way goes through all batches of each run.
    batches = [batch for pair in usable for intake in pair if intake for batch in intake.batches]
    failed = () if all(batch.committed for batch in batches) else (True,)
    begun = () if all(batch.whole for batch in batches) else (True,)
    ways: list[tuple[Stock, ...]] = []
    for committed, whole in product((False, *failed), (False, *begun)):
        stocks = tuple(
            _take_stock(intake, before, whole=whole, committed=committed)
            for intake, before in usable
        )
        if not any(_is_same(stocks, known) for known in ways):
            ways.append(stocks)
    return tuple(ways)


_Usable = tuple[Intake, Intake | None]
"""A run, and the successful one before it."""


def _list_usable(intakes: Sequence[Intake]) -> tuple[_Usable, ...]:
    usable: list[_Usable] = []
    before: Intake | None = None
    for intake in intakes:
        if intake.complete and intake.succeeded and intake.bytes_read:
            usable.append((intake, before))
        if intake.succeeded:
            before = intake
    return tuple(usable)


def _take_stock(intake: Intake, before: Intake | None, *, whole: bool, committed: bool) -> Stock:
    sizes = _list_sizes(intake, whole=whole, committed=committed)
    listed = sum(size or 0.0 for size in sizes)
    seen = _list_sizes(before, whole=whole, committed=committed) if before else ()
    new = nan if intake.bytes_new is None else listed - sum(size or 0.0 for size in seen)
    return Stock(intake.bytes_read or 0.0, new, listed, sizes)


def _list_sizes(intake: Intake, *, whole: bool, committed: bool) -> tuple[float | None, ...]:
    return tuple(
        batch.bytes
        for batch in intake.batches
        if (batch.whole or not whole) and (batch.committed or not committed)
    )


def _is_same(one: Sequence[Stock], other: Sequence[Stock]) -> bool:
    return all(
        isclose(a.listed, b.listed, rel_tol=SAME)
        and (isnan(a.new) or isclose(a.new, b.new, rel_tol=SAME))
        for a, b in zip(one, other, strict=True)
    )
