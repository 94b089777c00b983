"""Ways in which downstream runs may have chosen what to read, as columns to fit their bytes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.analysis.staging import Stock, take_stocks

Column = NDArray[np.float64]
"""One value a run."""

MOST_RUNS_BACK = 6
RESET = 0.8
"""A run that read less than this share of the one before did not read all of that again."""
RESETS_FROM = 5
"""Runs below which a drop says nothing about cleaning."""
WAY_COST = 0.7
CHOICE_COST = 2.0
"""Log-odds against a hypothesis that is one of several like it."""
FEWEST_SIZES = 3
FEWEST_WHOLE = 2
"""Runs whose last runs are all in view, below which there is nothing to see of them."""
GUESS = 0.3
"""Least relative doubt about a size that was guessed."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Bytes written that each run would have read, up to a factor and a constant."""

    kind: PatternKind
    basis: Column
    doubt: Column
    """Relative standard deviation, where a size had to be guessed."""
    constant: Column
    """1 where a constant amount beside it may apply, else 0."""
    cost: float = 0.0
    """Log-odds against it before any byte is seen."""
    start: Column | None = None
    """What to leave out of the basis when only runs from that one on are looked at."""
    n: int | None = None
    is_cleaned: bool = False
    """Everything, but staging was emptied now and then."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the usable runs read, and every hypothesis about it."""

    read: Column
    hypotheses: tuple[Hypothesis, ...]

    @property
    def resets(self) -> NDArray[np.bool_]:
        """Runs that read clearly less than the one before."""
        return np.append([False], self.read[1:] < RESET * self.read[:-1])


def gather(intakes: Sequence[Intake]) -> Evidence:
    """Evidence of the newest complete successful runs."""
    ordered = sorted(intakes, key=lambda intake: (intake.started, intake.run_id))
    ways = take_stocks(ordered)
    read = np.array([stock.read for stock in ways[0]])
    if not len(read):
        return Evidence(read, ())
    is_cold = ordered[0].bytes_new is not None
    found: list[Hypothesis] = []
    for way, stocks in enumerate(ways):
        cost = WAY_COST if way else 0.0
        proposed = _propose(stocks, _typical_size(ordered), is_cold=is_cold)
        found += [replace(one, cost=one.cost + cost) for one in proposed]
    # The same in every run, whatever was new: what a limit on each run's reading looks like.
    found.append(_plain(PatternKind.PARTIAL, np.ones(len(read))))
    return Evidence(read, tuple(found))


def _typical_size(ordered: Sequence[Intake]) -> tuple[float, float]:
    """Mean size of an upstream run's output and its relative spread; zero when none is known."""
    sizes = [
        batch.bytes
        for batch in ordered[-1].batches
        if batch.whole and batch.committed and batch.bytes
    ]
    if not sizes:
        return 0.0, 0.0
    mean = float(np.mean(sizes))
    spread = float(np.std(sizes)) / mean if len(sizes) >= FEWEST_SIZES else GUESS
    return mean, max(GUESS / 2, spread)


def _propose(
    stocks: Sequence[Stock], typical: tuple[float, float], *, is_cold: bool
) -> Iterator[Hypothesis]:
    new = np.array([stock.new for stock in stocks])
    unknown = np.isnan(new)
    doubt = np.where(unknown, max(GUESS, typical[1]), 0.0)
    new = np.where(unknown, np.nan if unknown.all() else np.nanmedian(new), new)
    if not unknown.all():
        yield replace(_plain(PatternKind.NEW_ONLY, new), doubt=doubt)
        yield from _propose_cleaned(stocks, new)
    listed = np.array([stock.listed for stock in stocks])
    # A habit that began later may count from there: since a bookmark was paused, say.
    start = np.where(np.isnan(new), 0.0, np.maximum(listed - new, 0.0))
    start[0] = 0.0
    yield replace(_plain(PatternKind.EVERYTHING, listed), start=start)
    for n in range(2, MOST_RUNS_BACK + 1):
        yield from _propose_last(stocks, n, typical, is_cold=is_cold)


def _propose_last(
    stocks: Sequence[Stock], n: int, typical: tuple[float, float], *, is_cold: bool
) -> Iterator[Hypothesis]:
    """The last n upstream runs; what lies before the view is empty or of the typical size."""
    tails = [stock.sizes[-n:] for stock in stocks]
    known = np.array([sum(size or 0.0 for size in tail) for tail in tails])
    missing = np.array([n - sum(size is not None for size in tail) for tail in tails])
    if (missing == 0).sum() < FEWEST_WHOLE or (missing < n).sum() <= FEWEST_WHOLE:
        return
    plain = replace(_plain(PatternKind.LAST_N, known), n=n, cost=CHOICE_COST)
    if is_cold and missing.any():
        yield plain
    mean, spread = typical
    guessed = known + missing * mean
    if guessed.all():
        doubt = np.sqrt(missing) * spread * mean / guessed
        yield replace(plain, basis=guessed, doubt=doubt)


def _propose_cleaned(stocks: Sequence[Stock], new: Column) -> Iterator[Hypothesis]:
    """Everything since staging was last emptied, which a drop in the reading tells."""
    read = np.array([stock.read for stock in stocks])
    resets = Evidence(read, ()).resets
    if len(read) < RESETS_FROM or not 1 <= resets.sum() <= len(read) // 3:
        return
    basis = np.array([stock.listed for stock in stocks])
    for index in np.flatnonzero(resets):
        basis[index:] += new[index] - basis[index]
    first = np.cumsum(resets) == 0
    cost = CHOICE_COST + float(resets.sum())
    plain = replace(_plain(PatternKind.EVERYTHING, basis), is_cleaned=True, cost=cost)
    # Staging from before the view is in the first stretch only; or else that is left out.
    yield replace(plain, constant=first.astype(float))
    yield replace(plain, doubt=np.where(first, 2.0, 0.0), cost=cost + 0.5)


def _plain(kind: PatternKind, basis: Column) -> Hypothesis:
    return Hypothesis(kind, basis, np.zeros(len(basis)), np.ones(len(basis)))
