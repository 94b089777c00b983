"""Ways in which downstream runs may have chosen what to read, as candidates for the fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import median

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.candidates import RARE, Candidate, Column, stand, vary
from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.analysis.staging import SAME, Stock, take_stocks

MOST_RECENT = range(2, 7)
"""Upstream runs whose output may be read each time."""
FEWEST_WHOLE = 2
"""Runs whose last runs are all in view, below which there is nothing to see of them."""
AGAINST = {
    PatternKind.NEW_ONLY: 0.0,
    PatternKind.EVERYTHING: 0.0,
    PatternKind.LAST_N: log(3) + log(len(MOST_RECENT)),
    PatternKind.PARTIAL: log(12),
}
"""Log-odds against each kind: who asks has reason to suspect, and limits are the exception."""
GUESS = 0.3
"""Relative doubt about the size of an upstream run when hardly any size is known."""
RESET = 0.8
"""A run that read less than this share of the one before did not read all of that again."""
RESETS_FROM = 5
"""Runs below which a drop says nothing about cleaning."""
BINDING = 0.02
"""Share of what was taken that a limit left, from which it did bind."""
LIMITS = np.arange(0.3, 1.0, 0.1)
"""Bounds on one run's reading, in the mean of what is new."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the usable runs read, and all that may explain it."""

    read: Column
    views: tuple[View, ...] = ()
    """One for each way in which files may have become visible."""

    def plain(self) -> tuple[Candidate, ...]:
        """Explanations in which nothing is rare."""
        return tuple(plain for view in self.views for base in view.bases for plain in stand(base))

    def rare(self) -> tuple[Candidate, ...]:
        """Explanations in which something is."""
        return tuple(one for view in self.views for one in view.vary())


def gather(intakes: Sequence[Intake]) -> Evidence:
    """Evidence of the newest complete successful runs."""
    ordered = sorted(intakes, key=lambda intake: (intake.started, intake.run_id))
    ways = take_stocks(ordered)
    read = np.array([stock.read for stock in ways[0]])
    if not len(read):
        return Evidence(read)
    typical, is_cold = _typical_size(ordered[-1]), ordered[0].bytes_new is not None
    views = [View.of(stocks, typical, is_cold=is_cold) for stocks in ways]
    return Evidence(read, tuple(views))


def _typical_size(newest: Intake) -> tuple[float, float]:
    """Mean size of an upstream run's output, and how far off a guess by it may be."""
    sizes = [one.bytes for one in newest.batches if one.whole and one.committed and one.bytes]
    mean = float(np.mean(sizes)) if sizes else 0.0
    if len(sizes) <= FEWEST_WHOLE:
        return mean, GUESS
    return mean, float(np.std(sizes, ddof=1)) / mean + GUESS / len(sizes) ** 2


@dataclass(frozen=True, slots=True)
class View:
    """What the runs could list, in one way in which files may have become visible."""

    read: Column
    starts: Column
    """Seconds since the first run."""
    listed: Column
    new: Column | None
    """None when it is known of no run."""
    bases: tuple[Candidate, ...]
    """What each kind of reader would have chosen."""

    @classmethod
    def of(cls, stocks: Sequence[Stock], typical: tuple[float, float], *, is_cold: bool) -> View:
        """The view of those stocks; upstream runs are of that typical size and spread."""
        listed = np.array([stock.listed for stock in stocks], dtype=np.float64)
        new = np.array([stock.new for stock in stocks])
        unknown = np.isnan(new)
        new = np.where(unknown, 0.0 if unknown.all() else median(new[~unknown]), new)
        known = Candidate(
            PatternKind.NEW_ONLY,
            (new,),
            np.where(unknown, typical[1], 0.0),
            AGAINST[PatternKind.NEW_ONLY],
        )
        last = (_list_last(stocks, n, typical, is_cold=is_cold) for n in MOST_RECENT)
        return cls(
            np.array([stock.read for stock in stocks]),
            np.array([stock.started for stock in stocks]),
            listed,
            None if unknown.all() else new,
            (
                *(() if unknown.all() else (known,)),
                _plain(PatternKind.EVERYTHING, listed),
                *(one for found in last for one in found if not _is_same(one, new, unknown)),
                replace(_plain(PatternKind.PARTIAL, np.ones(len(stocks))), has_factor=False),
            ),
        )

    def vary(self) -> Iterator[Candidate]:
        """All that is rare."""
        for base in self.bases:
            yield from vary(base, self.starts, jumps=base.kind is not PatternKind.LAST_N)
        if self.new is not None:
            yield from _propose_changes(self, self.new)
            yield from _propose_cleaned(self, self.new)
            yield from _propose_limits(self, self.new)


def _is_same(last: Candidate, new: Column, unknown: NDArray[np.bool_]) -> bool:
    """Whether those last runs are all that was new: of as many writers, or taken at that pace."""
    sure = ~unknown & (last.doubt == 0.0)
    return bool(np.allclose(last.columns[0][sure], new[sure], rtol=SAME))


def _plain(kind: PatternKind, basis: Column) -> Candidate:
    return Candidate(kind, (basis,), np.zeros(len(basis)), AGAINST[kind])


def _list_last(
    stocks: Sequence[Stock], n: int, typical: tuple[float, float], *, is_cold: bool
) -> Iterator[Candidate]:
    """The last n upstream runs; what lies before the view is empty or of the typical size."""
    tails = [stock.sizes[-n:] for stock in stocks]
    known = np.array([sum(size or 0.0 for size in tail) for tail in tails])
    missing = np.array([n - sum(size is not None for size in tail) for tail in tails])
    is_seen = (missing == 0).sum() >= FEWEST_WHOLE and (missing < n).sum() > FEWEST_WHOLE
    if not is_seen or all(len(stock.sizes) <= n for stock in stocks):
        return
    plain = replace(_plain(PatternKind.LAST_N, known), n=n)
    if is_cold and missing.any():
        yield plain
    mean, spread = typical
    guessed = known + missing * mean
    if guessed.all():
        doubt = np.sqrt(missing) * spread * mean / guessed
        yield replace(plain, columns=(guessed,), doubt=doubt)


def _propose_changes(view: View, new: Column) -> Iterator[Candidate]:
    """A bookmark switched off or on in view; the factor stays what it was."""
    runs = len(new)
    one, cost = np.ones(runs), RARE + log(max(runs - 1, 1))
    for since in range(1, runs):
        after = (np.arange(runs) >= since).astype(np.float64)
        begun = view.listed - view.listed[since] + new[since]
        # Of the first run from there on, all that was listed since is what was new.
        off = np.where(after, begun, new)
        if since < runs - 1:
            yield from _stand(PatternKind.EVERYTHING, off, (after, one), since, cost)
        on = np.where(after, new, view.listed)
        yield from _stand(PatternKind.NEW_ONLY, on, (1.0 - after, one), since, cost)


def _stand(
    kind: PatternKind, basis: Column, beside: tuple[Column, Column], since: int, cost: float
) -> Iterator[Candidate]:
    """The basis with any of the two beside it."""
    some, always = beside
    plain = Candidate(kind, (basis,), np.zeros(len(basis)), AGAINST[kind] + cost, since=since)
    for columns in ((), (some,), (always,), (some, always)):
        yield plain.add(*columns)


def _propose_cleaned(view: View, new: Column) -> Iterator[Candidate]:
    """Everything since staging was last emptied, which a drop in the reading tells."""
    read, runs = view.read, len(new)
    resets = 1 + np.flatnonzero(read[1:] < RESET * read[:-1])
    if runs < RESETS_FROM or not 1 <= len(resets) <= runs // 3:
        return
    basis = view.listed.copy()
    for first in resets:
        basis[first:] += new[first] - basis[first]
    cost = RARE + len(resets) * log(runs - 1)
    # Staging from before the view is in the first stretch only.
    beside = ((np.arange(runs) < resets[0]).astype(np.float64), np.ones(runs))
    yield from _stand(PatternKind.EVERYTHING, basis, beside, 0, cost)
    repaired = np.where(np.arange(runs) >= resets[-1], new, basis)
    yield from _stand(PatternKind.NEW_ONLY, repaired, beside, int(resets[-1]), cost)


def _propose_limits(view: View, new: Column) -> Iterator[Candidate]:
    """No more than some bytes, or than some files of each upstream run, oldest first."""
    limits = [*_take_bytes(new), *_take_files(new)]
    cost = AGAINST[PatternKind.PARTIAL] + log(2 * len(limits))
    for taken in limits:
        plain = Candidate(PatternKind.PARTIAL, (taken,), np.zeros(len(new)), cost, has_factor=False)
        yield from stand(plain)
        yield from vary(plain, view.starts, jumps=False)


def _take_bytes(new: Column) -> Iterator[Column]:
    """Taken under each limit that binds in most runs, but not in all: that is level reading."""
    limits = LIMITS * new.mean()
    left, taken = np.zeros(len(limits)), np.zeros((len(limits), len(new)))
    binds = np.zeros((len(limits), len(new)), dtype=bool)
    for run, fresh in enumerate(new):
        left += fresh
        taken[:, run] = np.minimum(limits, left)
        left -= taken[:, run]
        binds[:, run] = left > BINDING * taken[:, run]
    times = binds.sum(axis=1)
    yield from taken[(2 * times >= len(new)) & (times < len(new))]


def _take_files(new: Column) -> Iterator[Column]:
    runs = np.arange(len(new) + 1.0)
    written = np.append(0.0, np.cumsum(new))
    for limit in LIMITS:
        yield np.maximum(np.diff(np.interp(limit * runs, runs, written)), 0.01 * new.mean())
