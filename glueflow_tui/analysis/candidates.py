"""The best fit of each way of reading, over the runs since the last change of habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glueflow_tui.analysis.hypotheses import Column, Evidence, Hypothesis
from glueflow_tui.analysis.likelihood import Fits, lay_bases
from glueflow_tui.analysis.report import PatternKind

FEWEST = 3
"""Runs below which a shape tells nothing."""
CHANGE_COST = 4.0
"""Log-odds against a change of habit in view."""
LEAST_GROWTH = 0.1
"""Part of the mean reading by which it must have grown for that."""
GROWTH_OVER_MISFIT = 12.0
"""Growth must stand out from what the fit leaves open."""
LEAST_FACTOR = 0.02
"""Bytes read per byte written: no column pruning leaves less."""
NEWEST_MISFIT = 0.3
"""Relative deviation of the newest run: whoever was repaired just now is not accused."""
LOUD = 0.08
"""Relative noise of a fit above which it accuses nobody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hypothesis as it fits the runs since the last change of habit."""

    hypothesis: Hypothesis
    score: float
    noise: float
    factor: float
    constant: float
    read: Column
    basis: Column
    doubt: Column

    @property
    def growth(self) -> float:
        """Spread of what staging explains, as a part of the mean reading."""
        part = self.factor * self.basis
        return float((part.max() - part.min()) / self.read.mean())

    @property
    def is_plausible(self) -> bool:
        """Whether it explains real growth, up to the newest run, by a factor that formats have."""
        newest = abs(float(self._deviations[-1]))
        typical = float(np.median(np.abs(self._deviations)))
        return (
            self.growth >= max(LEAST_GROWTH, GROWTH_OVER_MISFIT * typical)
            and self.noise <= LOUD
            and self.factor >= LEAST_FACTOR
            and newest <= max(NEWEST_MISFIT, 4.0 * self.noise)
        )

    @property
    def share(self) -> float:
        """Part of the mean reading that comes from staging."""
        return float(self.factor * self.basis.mean() / self.read.mean())

    @property
    def misfit(self) -> float:
        """Mean relative deviation over the runs whose sizes are known."""
        sure = self.doubt == 0.0
        return float(np.mean(np.abs(self._deviations[sure]))) if sure.any() else 0.0

    @property
    def _deviations(self) -> Column:
        applies = self.hypothesis.constant[-len(self.read) :]
        return (self.factor * self.basis + self.constant * applies) / self.read - 1.0


def find_change(fits: Fits, runs: int) -> int:
    """Index of the first run of the newest habit: 0 unless two habits explain far more than one."""
    after = fits.score[:runs].min(axis=1)
    before = np.append(0.0, fits.score[runs:].min(axis=1))
    total = after + before
    total[1:] += CHANGE_COST + np.log(runs)
    # One or two odd runs are no habit; that the newest are odd is looked at by itself.
    return int(np.argmin(total[: 1 - FEWEST]))


def rank_kinds(evidence: Evidence, fits: Fits, first: int) -> dict[PatternKind, Candidate]:
    """The best candidate of each kind over the runs from the given one on."""
    best: dict[PatternKind, Candidate] = {}
    here = np.arange(len(evidence.read)) >= first
    bases = lay_bases(evidence.hypotheses, here[None])[0]
    for index, hypothesis in enumerate(evidence.hypotheses):
        score = float(fits.score[first, index])
        known = best.get(hypothesis.kind)
        if known is None or score < known.score:
            best[hypothesis.kind] = Candidate(
                hypothesis=hypothesis,
                score=score,
                noise=float(fits.noise[first, index]),
                factor=float(fits.factor[first, index]),
                constant=float(fits.constant[first, index]),
                read=evidence.read[first:],
                basis=bases[index, first:],
                doubt=hypothesis.doubt[first:],
            )
    return best
