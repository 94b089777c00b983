"""The evidence for each candidate: how probable it makes the bytes that were read.

Deviations are relative and of Student's t, and a few runs may be off by anything: a lost minute
costs a run, not the hypothesis.
The parts' shares of the reading are integrated out by Laplace's method, so that a part that is
not needed costs what it could have explained: Occam's razor, without a price list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, pi
from statistics import median

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.candidates import Candidate, Column
from glueflow_tui.analysis.report import PatternKind

Grid = NDArray[np.float64]
"""Candidates by runs, or by parts."""
Cube = NDArray[np.float64]
"""Candidates by parts by runs, or by parts by parts."""

NOISES = tuple(0.1 * 0.3**step for step in range(5))
"""Relative noise of one run's bytes, coarse to fine, 10% to 0.8 per mille, each as likely: the
coarse fit leads the finer ones."""
ODD = 0.05
"""How many runs are off by what no noise explains, as when a stretch of minutes was lost."""
ODD_NOISE = 0.3
"""By how much these are off."""
TAIL = 3.0
"""Degrees of freedom of Student's t: the heaviest tail that still has a variance."""
FACTORS = (0.03, 8.0)
"""Bytes read per byte written: no pruning leaves less, no number of passes reads more."""
DRIFT = 0.06
"""Most that a factor drifts from one run to the next."""
UNCHANGED = 0.1
"""How many readers count what was written byte for byte: a factor of exactly one."""
SIFTED = 10
"""Candidates of each kind that are worth a robust fit."""
LITTLE = 0.5
"""Part of the usual reading up to which a run's own is too small a measure for its deviation."""
NOTHING = 1e-6
"""A share that is none, by the precision of the sums."""
KINDS = tuple(PatternKind)
ALIKE = 1e-5
"""Part of a column that is its own, below which it says the same as the others."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The fit of each candidate, at the noise that suits it best."""

    counts: tuple[int, ...]
    """How many alternatives each candidate is: they follow one another in all below."""
    evidence: Column
    """Logarithm; minus infinity where it is impossible."""
    factor: Column
    """Bytes read per byte of the first column; NaN when too few to be seen."""
    deviation: Grid
    """Relative, of each run."""
    doubt: Grid
    """As much may be due to what is not known of it."""

    @classmethod
    def none(cls, counts: tuple[int, ...], doubt: Grid) -> Fits:
        """Of none of the candidates with that doubt, yet."""
        total = len(doubt)
        return cls(counts, np.full(total, -np.inf), np.zeros(total), np.zeros(doubt.shape), doubt)

    def join(self, other: Fits) -> Fits:
        """These and the others."""
        return Fits(
            self.counts + other.counts,
            np.concatenate([self.evidence, other.evidence]),
            np.concatenate([self.factor, other.factor]),
            np.concatenate([self.deviation, other.deviation]),
            np.concatenate([self.doubt, other.doubt]),
        )


def weigh(candidates: Sequence[Candidate], read: Column) -> Fits:
    """Evidence of all candidates at once; of too many, that of the likeliest of each kind."""
    # Of a run that read little, or lost most of it, the deviation counts in the usual reading.
    scale = np.maximum(read, LITTLE * median(read))
    whole, target = _Frame.of(candidates, scale), read / scale
    likely = _sift(candidates, whole, target)
    frame = whole.take(likely)
    weights = 1.0 / (NOISES[0] ** 2 + frame.doubt**2)
    square, moment = frame.sum_up(weights, target)
    found: list[tuple[Grid, Grid, Cube, Column]] = []
    for noise in NOISES:
        share, deviation = frame.solve(square, moment, target)
        likelihood, weights = _judge(deviation, noise**2 + frame.doubt**2, frame.doubt)
        square, moment = frame.sum_up(weights, target)
        found.append((share, deviation, square, likelihood))
    shares, off, squares, likelihoods = (np.array(part) for part in zip(*found, strict=True))
    each = likelihoods + frame.integrate(squares, shares)
    best, rows = np.argmax(each, axis=0), np.arange(len(likely))
    fits = Fits.none(whole.counts, whole.doubt)
    fits.evidence[likely] = np.logaddexp.reduce(each, axis=0) - log(len(NOISES))
    factor = shares[best, rows, -1] / frame.unit
    fits.factor[likely] = np.where(frame.has_factor & (factor < FACTORS[0]), np.nan, factor)
    fits.deviation[likely] = off[best, rows]
    return fits


def _judge(deviation: Grid, variance: Grid, doubt: Grid) -> tuple[Column, Grid]:
    """Log-likelihood of the deviations, and how much each run is to weigh."""
    square, wide = deviation**2 / TAIL, ODD_NOISE**2 + doubt**2
    tail, far = variance + square, wide + square
    # Powers of a t with three degrees of freedom, spelled out: general ones take most of a fit.
    usual = (1.0 - ODD) * variance * np.sqrt(variance) / tail**2
    odd = ODD * wide * np.sqrt(wide) / far**2
    both = usual + odd
    weights = (TAIL + 1.0) / TAIL * (usual / tail + odd / far) / both
    return np.log(both).sum(axis=1), weights


def _sift(candidates: Sequence[Candidate], frame: _Frame, target: Column) -> NDArray[np.intp]:
    """Indexes of the likeliest of each kind, by a fit at the noise that it leaves."""
    if len(frame.unit) <= len(KINDS) * SIFTED:
        return np.arange(len(frame.unit))
    variance = NOISES[0] ** 2 + frame.doubt**2
    _, deviation = frame.solve(*frame.sum_up(1.0 / variance, target), target)
    _, weights = _judge(deviation, variance, frame.doubt)
    share, deviation = frame.solve(*frame.sum_up(weights, target), target)
    trust = weights * variance
    freedom = np.maximum(trust.sum(axis=1) - frame.parts, 0.5)
    left = np.maximum((trust * deviation**2).sum(axis=1) / freedom, NOISES[-1] ** 2)
    likelihood, weights = _judge(deviation, left[:, None] + frame.doubt**2, frame.doubt)
    score = likelihood + frame.integrate(frame.sum_up(weights, target)[0], share)
    counts = frame.counts
    costs = np.array([one.cost for one in candidates]).repeat(counts)
    ranked = np.argsort(costs - score, kind="stable")
    kinds = np.array([KINDS.index(one.kind) for one in candidates]).repeat(counts)[ranked]
    best = [ranked[kinds == kind][:SIFTED] for kind in range(len(KINDS))]
    return np.concatenate(best)


@dataclass(frozen=True, slots=True)
class _Frame:
    """All candidates' columns, in units of the share that each has in the mean reading.

    What was chosen stands last, parts that a candidate has not stand first and are zero.
    """

    counts: tuple[int, ...]
    """As in the fits; of a part of the candidates, those of all."""
    rows: Cube
    unit: Column
    """Share of what was chosen, read byte for byte."""
    doubt: Grid
    parts: NDArray[np.intp]
    """Parts that each candidate has."""
    absent: NDArray[np.bool_]
    drifts: NDArray[np.bool_]
    has_factor: NDArray[np.bool_]

    @classmethod
    def of(cls, candidates: Sequence[Candidate], scale: Column) -> _Frame:
        counts = tuple([one.count for one in candidates])
        parts = np.array([len(one.columns) for one in candidates]).repeat(counts)
        most, total = int(parts.max()), len(parts)
        rows, doubt = np.zeros((total, most, len(scale))), np.zeros((total, len(scale)))
        last = 0
        for one, count in zip(candidates, counts, strict=True):
            first, last = last, last + count
            doubt[first:last] = one.doubt
            for part, column in enumerate(one.columns, 1):
                rows[first:last, most - part] = column
        rows /= scale
        place, first_part = np.arange(most), most - parts[:, None]
        drifting = np.array([one.drifts for one in candidates]).repeat(counts)[:, None]
        drifts = drifting & (place == first_part)
        units = np.abs(rows).mean(axis=2)
        units = np.where(drifts, units[:, -1:], units)
        units = np.where(units > 0.0, units, 1.0)
        rows /= units[..., None]
        return cls(
            counts,
            rows,
            units[:, -1],
            doubt,
            parts,
            place < first_part,
            drifts,
            np.array([one.has_factor for one in candidates]).repeat(counts),
        )

    def take(self, some: NDArray[np.intp]) -> _Frame:
        """Those candidates alone."""
        return _Frame(
            self.counts,
            self.rows[some],
            self.unit[some],
            self.doubt[some],
            self.parts[some],
            self.absent[some],
            self.drifts[some],
            self.has_factor[some],
        )

    def sum_up(self, weights: Grid, target: Column) -> tuple[Cube, Cube]:
        """Weighted products of the parts with each other and with the target, summed over runs.

        Absent parts stand alone.
        """
        weighted = self.rows * weights[:, None, :]
        square = weighted @ self.rows.transpose(0, 2, 1)
        own = _own(square)
        # Where nothing was chosen, the other parts may still be as good as the same.
        size = np.maximum(own[:, -1:] + 1.0, 1e-4 * own.max(axis=1, keepdims=True))
        own += np.where(self.absent, 1.0, 1e-9 * size)
        return square, (weighted @ target)[..., None]

    def solve(self, square: Cube, moment: Cube, target: Column) -> tuple[Grid, Grid]:
        """Shares by weighted least squares, and the deviation of each run."""
        shares = np.asarray(np.linalg.solve(square, moment), dtype=np.float64)
        return shares[..., 0], (self.rows.transpose(0, 2, 1) @ shares)[..., 0] - target

    def integrate(self, square: Cube, shares: Grid) -> Column:
        """What the volume of fitting shares and the prior add to the logarithm of the evidence.

        Of the candidates, or of them at one noise after the other.
        """
        own = _own(np.asarray(np.linalg.cholesky(square), dtype=np.float64)) ** 2
        volume = self.parts / 2.0 * log(2.0 * pi) - 0.5 * np.log(own).sum(axis=-1)
        chosen = shares[..., -1]
        widest = DRIFT * np.maximum(chosen[..., None], 1e-9)
        taken = (shares < -NOTHING) & ~self.drifts & ~self.absent
        taken[..., -1] &= ~self.has_factor
        loose = self.drifts & (np.abs(shares) > widest)
        same = own < ALIKE * _own(square)
        odd = self.has_factor & (chosen > FACTORS[1] * self.unit)
        impossible = (taken | loose | same).any(axis=-1) | odd | (self.parts > self.rows.shape[2])
        drift = np.where(self.drifts, -np.log(2.0 * widest), 0.0).sum(axis=-1)
        # A part of the prior is on a factor of one: by the ratio of Savage and Dickey.
        sharp = own[..., -1]
        at_one = 0.5 * (np.log(sharp / (2.0 * pi)) - (self.unit - chosen) ** 2 * sharp)
        spike = np.logaddexp(log(1.0 - UNCHANGED), log(UNCHANGED) + at_one)
        # What is chosen may be too small a share to be seen: of its volume, what is above counts.
        above = _log_normal((chosen - FACTORS[0] * self.unit) * np.sqrt(sharp))
        factor = np.where(self.has_factor, spike + above, 0.0)
        return np.where(impossible, -np.inf, volume + drift + factor)


def _log_normal(deviations: Grid) -> Grid:
    """Logarithm of the part of a normal distribution below that many standard deviations."""
    # Page's approximation, to 2e-4 near zero; far out it is heavier, as the tails here are.
    held = np.clip(deviations, -30.0, 30.0)
    return np.asarray(-np.logaddexp(0.0, -held * (0.07056 * held**2 + 1.5976)), dtype=np.float64)


def _own(square: Cube) -> Grid:
    """A view of the products of each part with itself."""
    # To pick them by their indexes takes several times as long.
    return np.asarray(np.einsum("...ii->...i", square))
