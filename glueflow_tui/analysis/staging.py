"""What usable downstream runs read, beside what staging held when they listed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain, islice, pairwise, product
from math import hypot, isclose, isnan, nan

import numpy as np

from glueflow_tui.analysis.attribution import Batch, Intake
from glueflow_tui.analysis.candidates import Column

NEWEST = 16
"""Runs looked at: older ones say little about how the job reads now."""
REACH = 128
"""Runs before those up to which all count for what lies in staging."""
STRIDE = 8
"""Of more they count from every so manyth on: else each that leaves the view changes the fit."""
TAIL = 6
"""Newest of the batches that all runs listed alike which are kept apart from their sum."""
HALF_WRITTEN = 0.15
"""Part of what a running upstream job has written which its minutes and its files may differ by."""
GONE = 0.7
"""How many minutes without data were lost, rather than idle: what they may have held counts so."""
GONE_OFF = 0.6
"""How far off that may be, as a part of it."""
SAME = 2e-3
"""Relative difference below which two sums are the same."""


@dataclass(frozen=True, slots=True)
class Stock:
    """One usable run and the staging that it saw, in bytes."""

    started: float
    """Seconds since the first of these runs began."""
    read: float
    new: float
    """NaN when unknown."""
    listed: float
    """All of the view that it could list."""
    sizes: tuple[float | None, ...]
    """The newest of these, batch by batch, oldest first."""
    lost: float = 0.0
    """What may be missing of the read, as a part of it."""
    unsure: float = 0.0
    """Bytes that what is new may be off by, and all that was listed with it."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """How far off the bytes of each run may be, for want of a minute or of a file's end."""

    lost: Column
    """Part of what was read."""
    unsure: Column
    """Bytes of what was chosen."""

    @classmethod
    def of(cls, stocks: Sequence[Stock]) -> Doubts:
        """The doubts about those stocks."""
        lost, unsure = ([one.lost for one in stocks], [one.unsure for one in stocks])
        return cls(np.array(lost), np.array(unsure))

    def of_last(self, n: int) -> Doubts:
        """The doubts when what the last n runs found is chosen."""
        if not self.unsure.any():
            return self
        recent = np.convolve(self.unsure**2, np.ones(n))[: len(self.unsure)]
        return Doubts(self.lost, np.sqrt(recent))

    def about(self, chosen: Column) -> Column:
        """Relative standard deviation of reading that."""
        if not self.unsure.any():
            return self.lost
        part = self.unsure / np.maximum(chosen, self.unsure + 1.0)
        return np.asarray(np.hypot(self.lost, part), dtype=np.float64)


def take_stocks(intakes: Sequence[Intake]) -> tuple[tuple[Stock, ...], ...]:
    """Stocks of the newest usable runs, once for each way in which files may become visible.

    Files may appear while they are written or when their run ends, and those of a failed run may
    stay or never appear: bytes tell which, where it makes a difference.
    """
    recent = list_recent(intakes)
    usable = _list_usable(recent)
    if not usable:
        return ((),)
    shelf = _list_settled(recent)
    counts = dict(zip(map(id, recent), accumulate(len(one.settled) for one in recent), strict=True))
    first = usable[0][1] or usable[0][0]
    split = max(0, counts[id(first)] - TAIL)

    def list_late(intake: Intake) -> tuple[Batch, ...]:
        return (*shelf[split : counts[id(intake)]], *intake.loose)

    listings = [(one, list_late(one), list_late(last) if last else None) for one, last in usable]
    loose = [batch for one in chain.from_iterable(usable) if one for batch in one.loose]
    # Only what is there can make a difference: each way goes through all batches of each run.
    failed = () if all(batch.committed for batch in (*shelf, *loose)) else (True,)
    begun = () if all(batch.whole for batch in loose) else (True,)
    ways: list[tuple[Stock, ...]] = []
    for committed, whole in product((False, *failed), (False, *begun)):
        way = _Way(shelf[:split], usable[0][0].started, whole=whole, committed=committed)
        stocks = tuple(way.take(*listing) for listing in listings)
        if not any(_is_same(stocks, known) for known in ways):
            ways.append(stocks)
    return tuple(ways)


def list_newest(intakes: Sequence[Intake]) -> tuple[Batch, ...]:
    """What the newest of these runs listed, as far back as stocks reach."""
    return (*_list_settled(list_recent(intakes)), *intakes[-1].loose)


def _list_settled(intakes: Sequence[Intake]) -> tuple[Batch, ...]:
    return tuple(batch for one in intakes for batch in one.settled)


def list_recent(intakes: Sequence[Intake]) -> Sequence[Intake]:
    """The newest of intakes in order of start: those that stocks are taken from."""
    usable = _list_usable(intakes)
    if not usable:
        return intakes
    oldest = usable[0][1] or usable[0][0]
    first = next(at for at, one in enumerate(intakes) if one is oldest)
    if first <= REACH:
        return intakes
    return intakes[next((at for at in range(first) if intakes[at].number % STRIDE == 0), 0) :]


_Usable = tuple[Intake, Intake | None]
"""A run, and the successful one before it."""


def _list_usable(intakes: Sequence[Intake]) -> tuple[_Usable, ...]:
    """The newest of them, in order of start."""
    succeeded = (one for one in reversed(intakes) if one.succeeded)
    pairs = pairwise(chain(succeeded, (None,)))
    usable = ((one, before) for one, before in pairs if one and one.complete and one.bytes_read)
    return tuple(islice(usable, NEWEST))[::-1]


class _Way:
    """One way in which files may have become visible."""

    def __init__(
        self, old: Sequence[Batch], start: datetime, *, whole: bool, committed: bool
    ) -> None:
        """All runs listed what is ``old``; the first of them began at the ``start``."""
        self._start = start
        self._whole, self._committed = whole, committed
        self._below = self._add(old)

    def take(self, intake: Intake, late: Sequence[Batch], earlier: Sequence[Batch] | None) -> Stock:
        """The run's stock; what is new is listed now and was not by the run before."""
        sizes = self._list_sizes(late)
        listed = sum([size or 0.0 for size in sizes])
        seen = -self._below if earlier is None else self._add(earlier)
        new = nan if intake.bytes_new is None else listed - seen
        started = (intake.started - self._start).total_seconds()
        fresh = set(intake.upstream_run_ids)
        doubts = [self._doubt(one) for one in (*late, *(earlier or ())) if one.run_id in fresh]
        read = (intake.bytes_read or 0.0) * (1.0 + GONE * intake.lost)
        lost = GONE_OFF * intake.lost
        return Stock(started, read, new, self._below + listed, sizes, lost, hypot(*doubts))

    def _doubt(self, batch: Batch) -> float:
        """Bytes that a minute without data, or the end of a file half written, may hide."""
        half = 0.0 if batch.whole or self._whole else HALF_WRITTEN
        return (batch.bytes or 0.0) * (GONE_OFF * batch.lost + half)

    def _add(self, batches: Sequence[Batch]) -> float:
        return sum([size or 0.0 for size in self._list_sizes(batches)])

    def _list_sizes(self, batches: Sequence[Batch]) -> tuple[float | None, ...]:
        if not (self._whole or self._committed):
            return tuple([_expect(batch) if batch.lost else batch.bytes for batch in batches])
        return tuple(
            _expect(batch)
            for batch in batches
            if (batch.whole or not self._whole) and (batch.committed or not self._committed)
        )


def _expect(batch: Batch) -> float | None:
    """Bytes of the batch, those of the minutes that were lost among them."""
    return None if batch.bytes is None else batch.bytes * (1.0 + GONE * batch.lost)


def _is_same(one: Sequence[Stock], other: Sequence[Stock]) -> bool:
    return all(
        isclose(a.listed, b.listed, rel_tol=SAME)
        and len(a.sizes) == len(b.sizes)
        and (isnan(a.new) or isclose(a.new, b.new, rel_tol=SAME))
        for a, b in zip(one, other, strict=True)
    )
