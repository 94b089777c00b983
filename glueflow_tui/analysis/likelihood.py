"""Robust fits of all hypotheses to all stretches of runs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.hypotheses import Column, Hypothesis

Grid = NDArray[np.float64]
"""Stretches by hypotheses, and by runs where there is a third axis."""

NOISES = (0.32, 0.16, 0.08, 0.04, 0.02, 0.01, 0.005)
"""Relative noise of one run's bytes, coarse to fine: the coarse fit leads the finer ones."""
TAIL = 3.0
"""Degrees of freedom of Student's t: a lost minute costs a run, not the hypothesis."""
ROUNDS = 3
SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class Fits:
    """The best fit of each hypothesis (column) to each stretch of runs (row)."""

    score: Grid
    """Negative log-likelihood with a price for each parameter: differences are log-odds."""
    noise: Grid
    factor: Grid
    """Bytes read per byte of the basis."""
    constant: Grid
    """Bytes read beside it in every run to which a constant applies."""


def fit_stretches(
    hypotheses: Sequence[Hypothesis], read: Column, stretches: NDArray[np.bool_]
) -> Fits:
    """Fit factor, and factor with constant, neither negative, to each stretch."""
    basis = lay_bases(hypotheses, stretches)
    largest = basis.max(axis=(0, 2))
    unit = np.where(largest > 0.0, largest, 1.0)
    # Deviations are relative; of a run that read next to nothing, to a part of the usual.
    scale = np.maximum(read, 0.2 * np.median(read))
    frame = _Frame(
        basis=basis / unit[:, None] * (np.median(read) / scale),
        constant=np.stack([one.constant for one in hypotheses]) * (np.median(read) / scale),
        doubt=np.stack([one.doubt for one in hypotheses]),
        read=read / scale,
        inside=np.repeat(stretches[:, None, :].astype(float), len(hypotheses), axis=1),
    )
    alone, beside = frame.fit(is_two=False), frame.fit(is_two=True)
    best = np.where(beside[0] < alone[0], beside, alone)
    cost = np.array([one.cost for one in hypotheses])
    per_byte = np.median(read) / unit
    return Fits(best[0] + cost, best[1], best[2] * per_byte, best[3] * np.median(read))


def lay_bases(hypotheses: Sequence[Hypothesis], stretches: NDArray[np.bool_]) -> Grid:
    """The basis of each hypothesis as it counts from the first run of each stretch."""
    basis = np.stack([one.basis for one in hypotheses])
    starts = np.stack(
        [np.zeros_like(one.basis) if one.start is None else one.start for one in hypotheses]
    )
    left_out: Grid = starts.T[stretches.argmax(axis=1)][:, :, None]
    return np.maximum(basis[None] - left_out, np.zeros(1))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything in units of one, ready for weighted least squares."""

    basis: Grid
    constant: Grid
    doubt: Grid
    read: Column
    inside: Grid

    def fit(self, *, is_two: bool) -> Grid:
        """Score, noise, factor and constant, stacked: the best over all noises."""
        count = self.inside.sum(axis=-1)
        parameters = 1 + is_two
        best = np.full((4, *count.shape), np.inf)
        weights = self.inside / (NOISES[0] ** 2 + self.doubt**2)
        for noise in NOISES:
            variance = noise**2 + self.doubt**2
            for _ in range(ROUNDS):
                factor, constant = self._solve(weights, is_two=is_two)
                guess = factor[..., None] * self.basis + constant[..., None] * self.constant
                tail = 1.0 + (guess - self.read) ** 2 / (TAIL * variance)
                weights = self.inside / (tail * variance)
            each = (TAIL + 1.0) / 2.0 * np.log(tail) + 0.5 * np.log(variance)
            score = (self.inside * each).sum(axis=-1) - np.minimum(parameters, count) * np.log(
                noise
            )
            score += parameters / 2.0 * np.log(np.maximum(count, 1.0))
            found = np.stack([score, np.full_like(score, noise), factor, constant])
            best = np.where(score < best[0], found, best)
        if is_two:
            useful = (best[2] > 0.0) & (best[3] > 0.0) & (count > parameters)
            best[0] = np.where(useful, best[0], np.inf)
        return best

    def _solve(self, weights: Grid, *, is_two: bool) -> tuple[Grid, Grid]:
        """Weighted least squares; without the constant where it or the factor were negative."""
        xx = np.maximum((weights * self.basis**2).sum(axis=-1), SMALLEST)
        xy = (weights * self.basis * self.read).sum(axis=-1)
        if not is_two:
            return xy / xx, np.zeros_like(xy)
        oo = (weights * self.constant**2).sum(axis=-1)
        xo = (weights * self.basis * self.constant).sum(axis=-1)
        oy = (weights * self.constant * self.read).sum(axis=-1)
        spread = xx * oo - xo**2
        is_flat = spread <= 1e-7 * xx * oo
        spread = np.where(is_flat, 1.0, spread)
        factor, constant = (xy * oo - oy * xo) / spread, (oy * xx - xy * xo) / spread
        is_bad = is_flat | (factor < 0.0) | (constant < 0.0)
        return np.where(is_bad, xy / xx, factor), np.where(is_bad, 0.0, constant)
