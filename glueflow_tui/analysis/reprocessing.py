"""Which way of reading explains the bytes: only what is new, or old data again.

Every way in which a job may choose its files, with all that may innocently grow or drift beside
it, is a model of the bytes. Their posterior odds decide, by what an error costs. What convinces is
reading that grows by each upstream run's own size, run after run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import inf, isfinite, log

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.candidates import FEWEST, RARE, Candidate, Column
from glueflow_tui.analysis.hypotheses import gather
from glueflow_tui.analysis.likelihood import KINDS, Fits, weigh
from glueflow_tui.analysis.report import Pattern, PatternKind

FALSE_ALARM = log(1000)
"""Log-odds that it takes to accuse: a false alarm costs as much as a thousand silences."""
FEW = 5
"""Complete runs up to which a table beside staging may grow at its pace by chance."""
OF_FEW = log(5)
"""Log-odds that it takes beyond that to accuse by so few."""
WRONG_NAME = log(20)
"""Log-odds that any other name takes: a wrong one costs as much as twenty silences."""

CLOSE = 0.06
"""Relative deviation up to which a run is explained."""

VERY_CLOSE = 0.02
"""The same, up to which what is rare would add nothing."""

UNSHOWN = 0.1
"""Relative deviation from which on a run does not show a habit."""

REREADING = (PatternKind.EVERYTHING, PatternKind.LAST_N)
INNOCENT = (PatternKind.NEW_ONLY, PatternKind.PARTIAL)
Odds = Mapping[PatternKind, float]
"""Logarithm of each kind's posterior weight, by the bytes alone."""
WITH_FACTOR = (PatternKind.NEW_ONLY, *REREADING)


def fit_pattern(
    intakes: Sequence[Intake], *, minimum_runs: int = FEWEST, bookmark_off: bool = False
) -> Pattern:
    """What complete successful runs read, judged from bytes alone.

    With a bookmark that is known to be off, re-reading is what to expect, and takes a run less.
    """
    evidence = gather(intakes)
    plain = evidence.plain()
    if not plain:
        return Pattern(PatternKind.UNKNOWN, None, _name_misfits({}), 0)
    fits = weigh(plain, evidence.read)
    judged = _Judged.of(plain, fits)
    # Rare explanations are hundreds, and take most of the time.
    if not (judged.is_clear or judged.is_moot) and (rare := evidence.rare()):
        fits = fits.join(weigh(rare, evidence.read))
        judged = _Judged.of((*plain, *rare), fits)
    return judged.report(minimum_runs, bookmark_off=bookmark_off)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Candidates with their posterior weights."""

    candidates: Sequence[Candidate]
    fits: Fits
    kinds: NDArray[np.intp]
    """Place of the kind of each."""
    weights: Column
    """Logarithms; minus infinity where what was chosen is too small a share to be seen.

    In the odds that counts, but it is nothing to tell.
    """
    odds: Odds

    @classmethod
    def of(cls, candidates: Sequence[Candidate], fits: Fits) -> _Judged:
        weights = fits.evidence - np.array([one.cost for one in candidates]).repeat(fits.counts)
        # A habit that none of its runs shows would be one that the runs before it speak for.
        weights[list(_find_unshown(candidates, fits))] = -inf
        kinds = np.array([KINDS.index(one.kind) for one in candidates]).repeat(fits.counts)
        odds = {kind: _add(weights[kinds == KINDS.index(kind)]) for kind in (*INNOCENT, *REREADING)}
        return cls(candidates, fits, kinds, np.where(np.isnan(fits.factor), -inf, weights), odds)

    @property
    def is_clear(self) -> bool:
        """Whether nothing but new data explains the bytes, and each run of them."""
        new = PatternKind.NEW_ONLY
        return _lead(self.odds, new) >= FALSE_ALARM and self._explains(new, CLOSE)

    @property
    def is_moot(self) -> bool:
        """Whether ways of different names explain each run, one hardly worse than the other.

        So it is where each run writes and reads as much as the last. It stays undecided: nothing
        rare beside the one would speak against the other.
        """
        accused = max(REREADING, key=self.odds.__getitem__)
        first, second = nlargest(2, (*INNOCENT, accused), key=self.odds.__getitem__)
        return (
            self.odds[first] - self.odds[second] < WRONG_NAME
            and self._explains(first, VERY_CLOSE)
            and self._explains(second, VERY_CLOSE)
        )

    def _explains(self, kind: PatternKind, close: float) -> bool:
        """Whether the likeliest of that kind is as close to each run."""
        if (best := self._find_best(kind)) is None:
            return False
        off, doubt = self.fits.deviation[best], self.fits.doubt[best]
        return bool((np.abs(off) <= close + doubt).all())

    def report(self, minimum_runs: int, *, bookmark_off: bool) -> Pattern:
        """The kind that the odds allow to name, over enough runs, and how each kind fits."""
        odds = _expect_rereading(self.odds) if bookmark_off else self.odds
        kind = _decide(odds, is_few=self.fits.deviation.shape[1] <= FEW)
        best = self._find_best(kind)
        if best is None:
            kind, best = PatternKind.UNKNOWN, self._find_best(PatternKind.UNKNOWN) or 0
        named, since = self._find_owner(best)
        runs = len(self.fits.deviation[best])
        used = runs - since
        accuses = kind in REREADING
        least = minimum_runs - (bookmark_off and accuses)
        # One run after a change of habit may be odd for any reason.
        is_enough = used > 1 and (used if accuses else runs) >= max(least, FEWEST - accuses)
        # Of explanations that are all far off, the best accuses nobody.
        is_close = not accuses or np.median(np.abs(self.fits.deviation[best])) <= CLOSE
        if not (is_enough and is_close):
            kind = PatternKind.UNKNOWN
        return Pattern(
            kind=kind,
            n=named.n if kind is PatternKind.LAST_N else None,
            misfit=_name_misfits(self._measure_misfits(best)),
            runs_used=used,
            factor=float(self.fits.factor[best]) if kind in WITH_FACTOR else None,
            margin=lead if isfinite(lead := _lead(self.odds, named.kind)) else None,
        )

    def _find_best(self, kind: PatternKind, weights: Column | None = None) -> int | None:
        """Index of the likeliest candidate of the kind, or of all when it is unknown."""
        weights = self.weights if weights is None else weights
        if kind is not PatternKind.UNKNOWN:
            weights = np.where(self.kinds == KINDS.index(kind), weights, -inf)
        best = int(np.argmax(weights))
        return best if isfinite(weights[best]) else None

    def _find_owner(self, at: int) -> tuple[Candidate, int]:
        """The candidate at an index of the fits, and since when it is its habit."""
        ends = np.cumsum(self.fits.counts)
        owner = int(np.searchsorted(ends, at, side="right"))
        one = self.candidates[owner]
        return one, one.habits[at - int(ends[owner])]

    def _measure_misfits(self, named: int) -> dict[PatternKind, float]:
        """Mean relative deviation of each kind, nothing rare beside it, in the newest habit."""
        owner, since = self._find_owner(named)
        found: dict[PatternKind, float] = {}
        if len(self.fits.deviation[named]) - since < FEWEST - 1:
            return found
        is_plain = [one.is_plain and not any(one.since) for one in self.candidates]
        plain = np.where(np.repeat(is_plain, self.fits.counts), self.weights, -inf)
        for one in self.odds:
            at = named if one is owner.kind else self._find_best(one, plain)
            sure = None if at is None else self.fits.doubt[at, since:] == 0.0
            if sure is not None and sure.any():
                found[one] = float(np.abs(self.fits.deviation[at, since:][sure]).mean())
        return found


def _find_unshown(candidates: Sequence[Candidate], fits: Fits) -> Iterator[int]:
    """Indexes of those whose newest habit explains none of its runs."""
    ends = np.cumsum(fits.counts).tolist()
    for one, count, end in zip(candidates, fits.counts, ends, strict=True):
        if not any(one.since):
            continue
        for at, first in enumerate(one.habits, end - count):
            if isfinite(fits.evidence[at]):
                off = np.abs(fits.deviation[at, first:]) - fits.doubt[at, first:]
                if off.min() > UNSHOWN:
                    yield at


def _decide(odds: Odds, *, is_few: bool) -> PatternKind:
    """The name of the least expected loss."""
    accused = max(REREADING, key=lambda kind: odds[kind])
    cleared = max(INNOCENT, key=lambda kind: odds[kind])
    if _lead(odds, accused) >= FALSE_ALARM + is_few * OF_FEW:
        return accused
    return cleared if _lead(odds, cleared) >= WRONG_NAME else PatternKind.UNKNOWN


def _expect_rereading(odds: Odds) -> Odds:
    """The odds of a job whose bookmark is known to be off: not to read again is then rare."""
    return {kind: weight + RARE * (kind in REREADING) for kind, weight in odds.items()}


def _lead(odds: Odds, kind: PatternKind) -> float:
    """Log-odds of the kind over the others; of re-reading in any way over none."""
    own = REREADING if kind in REREADING else (kind,)
    rivals = [one for one in odds if one not in own]
    return _add([odds[one] for one in own]) - _add([odds[one] for one in rivals])


def _add(logarithms: Column | Sequence[float]) -> float:
    return float(np.logaddexp.reduce(logarithms, initial=-inf))


def _name_misfits(misfits: Mapping[PatternKind, float]) -> dict[str, float | None]:
    told: dict[str, float | None] = {PatternKind.NEW_ONLY.value: None}
    told[PatternKind.EVERYTHING.value] = None
    return told | {kind.value: misfit for kind, misfit in misfits.items()}
