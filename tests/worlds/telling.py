"""Whether the bytes of a world could tell the truth at all, by its simulation alone.

Every explanation is a way of choosing what to read, with what may lie, grow, jump or drift beside
it, fitted to the bytes that the runs would have shown without noise. Its evidence, at the noise
that the world really has, is that of a linear model of which nothing is known before: neither the
noise, nor the share that each part has in the reading. No fit under test is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.report import PatternKind
from tests.worlds.recipe import Recipe
from tests.worlds.simulation import Step

NEW, EVERYTHING, LAST, PARTIAL = (
    PatternKind.NEW_ONLY,
    PatternKind.EVERYTHING,
    PatternKind.LAST_N,
    PatternKind.PARTIAL,
)
REREADING = frozenset({EVERYTHING, LAST})
Column = NDArray[np.float64]
"""One value a run."""

NAMED = log(20)
"""Log-odds that a name takes: who wants 99 of 100 right may not guess at less."""
RARE = log(10)
"""Log-odds against each growth, jump or drift."""
ACCUSED = log(1000)
"""Log-odds that it takes to say that old data is read again: a thousand to one."""
LEVEL = 0.1
"""Relative spread of what was new, below which nobody can tell level reading from it."""
LOUD = 0.1
"""Relative noise above which nobody can be cleared."""
QUIET = 0.003
"""Least relative noise: no bytes are better known."""
LEAST_FACTOR = 0.05
"""Bytes read per byte written, below which no format is drawn."""
PRIOR = {NEW: 0.40, EVERYTHING: 0.32, LAST: 0.12, PARTIAL: 0.16}
"""How often each way of reading is drawn."""


@dataclass(frozen=True, slots=True)
class _Explanation:
    """Columns whose sum the runs may have read, and the log-odds against it."""

    columns: tuple[Column, ...]
    cost: float = 0.0
    is_signed: bool = False
    """The last column may be taken away."""
    least_factor: float = 0.0
    """Bytes read per byte of the first column that there are at least."""


def is_tellable(recipe: Recipe, kind: PatternKind, latest: Sequence[Step], noise: float) -> bool:
    """Whether the truth leads every rival by the log-odds that naming it takes."""
    # What was new for the first run of a late view is not known; nor the last n of the first n.
    unknown = recipe.n - 1 if kind is LAST else min(recipe.cycles_before, 1)
    steps, noise = latest[unknown:], max(noise, QUIET)
    if len(steps) < 3 or (kind is NEW and noise >= LOUD):
        return False
    truth = np.array([step.expected for step in steps])
    # Nobody sees which files a limit took: it tells itself by level reading or not at all.
    level = list(_vary(np.ones(len(steps)), 0.0))
    known = level if kind is PARTIAL else [_explain_truth(recipe, kind, steps)]
    own = max(_weigh(one, truth, noise) for one in known)
    return all(
        own - _weigh(rival, truth, noise) >= _need(kind, named)
        for named, bases in _list_rivals(kind, steps).items()
        for basis in bases
        for rival in _vary(basis, 0.0 if named is PARTIAL else LEAST_FACTOR)
    )


def _need(kind: PatternKind, rival: PatternKind) -> float:
    """Log-odds that the truth must lead by, with how often each is drawn."""
    accuses = kind in REREADING and rival not in REREADING
    return log(PRIOR[rival] / PRIOR[kind]) + (ACCUSED if accuses else NAMED)


def _explain_truth(recipe: Recipe, kind: PatternKind, steps: Sequence[Step]) -> _Explanation:
    """The truth as it is, with all that an observer has to find out."""
    starts = np.array([step.started for step in steps])
    beside = np.array([recipe.reference_at(start) + recipe.side for start in starts])
    staged = np.array([step.expected for step in steps]) - recipe.size * recipe.factor * beside
    columns = [np.maximum(staged, 0.0)]
    is_late = kind is EVERYTHING and recipe.cycles_before > 0
    if is_late or beside.any():
        columns.append(np.ones(len(steps)))
    jumped = (starts >= recipe.jumped_at).astype(float)
    changes = [
        (recipe.reference_growth > 0.0, starts - starts[0]),
        (recipe.reference_jump > 0.0 and 0.0 < jumped.mean() < 1.0, jumped),
        (recipe.drift != 0.0, _drift(columns[0])),
    ]
    columns += [column for applies, column in changes if applies]
    cost = RARE * sum(applies for applies, _ in changes)
    return _Explanation(tuple(columns), cost, is_signed=True)


def _list_rivals(
    kind: PatternKind, steps: Sequence[Step]
) -> Mapping[PatternKind, Sequence[Column]]:
    least = 1e-3 * min(step.expected for step in steps)
    new = np.array([max(step.arrived, least) for step in steps])
    listed = np.array([step.listed for step in steps])
    recent = np.array([step.recent for step in steps]).T
    bases: dict[PatternKind, list[Column]] = {
        NEW: [new],
        EVERYTHING: [np.maximum(listed - listed[0] + new[0], least)],
        # The last n of no more than n are everything.
        LAST: [one for one in recent if not np.allclose(one, listed)],
        PARTIAL: [np.ones(len(new))],
    }
    if kind is NEW and new.std() < LEVEL * new.mean():
        bases[PARTIAL] = []
    del bases[kind]
    return bases


def _vary(basis: Column, least: float) -> Iterator[_Explanation]:
    """The basis, with a constant, and with what grows, jumps or drifts from run to run."""
    runs = np.arange(len(basis))
    for beside in ((), (np.ones(len(basis)),)):
        columns = (basis, *beside)
        yield _Explanation(columns, least_factor=least)
        yield _Explanation((*columns, runs.astype(float)), RARE, least_factor=least)
        yield _Explanation((*columns, _drift(basis)), RARE, is_signed=True, least_factor=least)
        for first in runs[1:]:
            step = (runs >= first).astype(float)
            yield _Explanation((*columns, step), RARE + log(len(runs)), least_factor=least)


def _drift(basis: Column) -> Column:
    change: Column = np.linspace(-0.5, 0.5, len(basis), dtype=np.float64)
    moved: Column = basis * change
    return moved


def _weigh(explanation: _Explanation, truth: Column, noise: float) -> float:
    """Log-evidence, with flat priors on the parts' shares and on the logarithm of the noise."""
    columns = np.stack(explanation.columns, axis=1) / truth[:, None]
    units = np.maximum(np.abs(columns).mean(axis=0), 1e-300)
    columns /= units
    runs, parts = columns.shape
    square = columns.T @ columns
    if parts >= runs or np.linalg.cond(square) > 1e12:
        return -inf
    shares = np.linalg.solve(square, columns.sum(axis=0))
    least = explanation.least_factor * units[0]
    if shares[0] < least:
        shares = np.append(least, _share_rest(columns, least))
    if (shares[: parts - explanation.is_signed] < -1e-6).any():
        return -inf
    left = runs - parts
    residual = float(((columns @ shares - 1.0) ** 2).sum()) + left * noise**2
    occam = 0.5 * float(np.linalg.slogdet(square)[1])
    fits = lgamma(left / 2) - left / 2 * log(pi * residual)
    return float(fits - occam - explanation.cost)


def _share_rest(columns: NDArray[np.float64], least: float) -> Column:
    """Shares of all parts but the first, which has the least that it can have."""
    found = np.linalg.lstsq(columns[:, 1:], 1.0 - least * columns[:, 0], rcond=None)[0]
    return np.asarray(found, dtype=np.float64)
