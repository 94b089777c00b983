"""Bytes moved over time: whole bytes at whole seconds, so that sums over minutes lose nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Flow:
    """Total moved so far as a line through knots; flat before the first and after the last."""

    times: tuple[int, ...] = (0,)
    """Epoch seconds, ascending."""
    totals: tuple[int, ...] = (0,)
    """Bytes moved up to each of the times, never falling."""

    @property
    def amount(self) -> int:
        """All bytes that will have moved."""
        return self.totals[-1]

    @property
    def end(self) -> int:
        """The second at which the last byte has moved."""
        return self.times[-1]

    def total(self, moment: int) -> int:
        """Whole bytes moved up to the moment."""
        after = bisect_right(self.times, moment)
        if after == 0:
            return 0
        if after == len(self.times):
            return self.amount
        start, end = self.times[after - 1], self.times[after]
        low, high = self.totals[after - 1], self.totals[after]
        return low + (high - low) * (moment - start) // (end - start)

    def when(self, total: int) -> int:
        """The first second at which that many bytes have moved; at most ``amount``."""
        knot = bisect_left(self.totals, total)
        if knot == 0:
            return self.times[0]
        start, end = self.times[knot - 1], self.times[knot]
        low, high = self.totals[knot - 1], self.totals[knot]
        return start + -(-(total - low) * (end - start) // (high - low))


def shape_flow(start: int, seconds: int, amount: int, shape: Sequence[int] = (1,)) -> Flow:
    """Flow of an amount in equal stretches of time, each with its weight of the bytes."""
    weights = (0, *accumulate(shape))
    parts = len(shape)
    knots: dict[int, int] = {}
    for part, weight in enumerate(weights):
        # Of stretches shorter than a second, the first that ends in it stands for all.
        knots.setdefault(start + seconds * part // parts, amount * weight // weights[-1])
    knots[start + seconds] = amount
    return Flow(tuple(knots), tuple(knots.values()))
