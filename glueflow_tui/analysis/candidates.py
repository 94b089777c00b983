"""Explanations of what runs read: files chosen in some way, and what may stand or grow beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.model.record import record

Column = NDArray[np.float64]
"""One value a run; or several such, one below the other, for as many alternatives."""

FEWEST = 3
"""Runs below which a shape tells nothing."""
RARE = log(10)
"""Log-odds against what one job in ten has: an input beside staging that grows or jumps, a factor
that drifts, a change of habit."""


@record
class Candidate:
    """A sum of columns that the runs may have read, each of them in a share of its own.

    Where a column has alternatives it is as many candidates, alike in all else.
    """

    kind: PatternKind
    columns: tuple[Column, ...]
    """The first is what was chosen, in bytes written; none is ever taken away."""
    doubt: Column
    """Relative standard deviation, where a size had to be guessed."""
    cost: float
    """Log-odds against it before any byte is seen."""
    n: int | None = None
    since: tuple[int, ...] = (0,)
    """Index of the first run of the newest habit; of each alternative, or of all."""
    has_factor: bool = True
    """What was chosen is read by a factor that formats have; a limit may be any."""
    drifts: bool = False
    """The last column is the drift of that factor, up or down."""
    is_plain: bool = True
    """Nothing beside it grows, jumps or drifts, and it goes by its own name."""

    @property
    def count(self) -> int:
        """How many candidates it is."""
        sizes = [column.size for column in self.columns]
        return max(sizes) // len(self.columns[0].T)

    @property
    def habits(self) -> tuple[int, ...]:
        """Index of the first run of the newest habit, of each of them."""
        return self.since if len(self.since) > 1 else self.since * self.count

    def settle(self) -> Candidate:
        """The last of its alternatives alone."""
        if self.count == 1:
            return self
        columns = tuple([one if one.ndim == 1 else one[-1] for one in self.columns])
        doubt = self.doubt if self.doubt.ndim == 1 else self.doubt[-1]
        return replace(self, columns=columns, doubt=doubt)

    @property
    def is_level(self) -> bool:
        """Whether as much was chosen each time."""
        chosen = self.columns[0]
        return bool((chosen == chosen[..., :1]).all())

    def add(self, *columns: Column, cost: float = 0.0, drifts: bool = False) -> Candidate:
        """The same with more beside it; at a cost when that is rare."""
        # By hand: replace() takes several times as long, and a fit makes dozens.
        return Candidate(
            self.kind,
            (*self.columns, *columns),
            self.doubt,
            self.cost + cost,
            self.n,
            self.since,
            self.has_factor,
            drifts,
            self.is_plain and not cost,
        )


def stand(base: Candidate) -> tuple[Candidate, ...]:
    """The base alone, and with a constant beside it."""
    if base.is_level:
        return (base,)
    return base, base.add(np.ones(base.columns[0].shape[-1]))


def vary(
    alone: Sequence[Candidate], starts: Column, steps: Column | None, *, drifts: bool = True
) -> Iterator[Candidate]:
    """What may stand alone with what is rare beside it: growth, drift, jumps at some ``steps``.

    ``starts`` are in usual pauses.
    """
    runs = len(starts)
    if runs < FEWEST:
        return
    time, middle = starts / max(float(starts[-1]), 1e-9), starts - 0.5 * starts[-1]
    for plain in alone:
        yield plain.add(time, cost=RARE)
        if drifts:
            yield plain.add(plain.columns[0] * middle, cost=RARE, drifts=True)
    if steps is None:
        return
    place = log(runs - 1)
    for plain in map(Candidate.settle, alone):
        yield plain.add(steps, cost=RARE + place)
        # A level base has nothing that stands beside it, and drifts as anything grows.
        if len(alone) == 1:
            yield plain.add(time, steps, cost=2.0 * RARE + place)
        else:
            yield plain.add(time, plain.columns[0] * middle, cost=2.0 * RARE, drifts=True)
