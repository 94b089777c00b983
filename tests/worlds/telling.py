"""Whether the bytes of a world can tell the truth, as an ideal observer would judge.

The observer sees the bytes that the product sees, with fewer doubts: it knows when staging was
emptied, and where a habit changed; also how often each way of reading is drawn and which nuisances
there are, but nothing of their sizes: whoever relied on the sizes of these worlds would accuse
wrongly in others. Nobody can see which minutes were lost, what lay there before the view, when
files that were being written became visible, and whether those of failed runs stayed. No fit under
test is asked.

The rule: by the losses that the product declares, naming has to cost the observer less than a tenth
of what silence costs. Then a product that is silent is wrong; before, it may be silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, log, nan, pi

import numpy as np
from numpy.typing import NDArray

from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.analysis.reprocessing import FALSE_ALARM, WRONG_NAME
from tests.worlds.recipe import Recipe

NEW, EVERYTHING, LAST, PARTIAL = (
    PatternKind.NEW_ONLY,
    PatternKind.EVERYTHING,
    PatternKind.LAST_N,
    PatternKind.PARTIAL,
)
REREADING = (EVERYTHING, LAST)
Column = NDArray[np.float64]
"""One value a run."""

CLEARLY = log(10)
"""Log-odds beyond the losses: naming costs a tenth of silence."""
RARE = log(10)
"""Log-odds against each growth, jump or drift, of which there are two at most."""
PRIOR = {NEW: 0.40, EVERYTHING: 0.32, LAST: 0.12, PARTIAL: 0.16}
"""How often each way of reading is drawn."""
NOISES = (0.1, 0.05, 0.025, 0.012, 0.006, 0.003)
"""Relative noise of one run, coarse to fine; no bytes are better known than by the last."""
TAIL = 3.0
"""Degrees of freedom of Student's t: nobody sees which minute was lost."""
FACTORS = (0.03, 8.0)
"""Bytes read per byte written."""
HALF_WRITTEN = 0.13
"""Part of an upstream run that its last file, which cannot be listed yet, may be: one file is as
likely as four, eight, twenty or forty."""
STEEP = 0.06
"""Most that a factor drifts in one period."""
ALIKE = 1e-10
"""Part of the parts' volume that is left, below which two of them say the same."""
LEAST = 1e-3
"""Of an upstream run: nobody reads less."""
FEWEST = 3
"""Runs below which nothing is told."""


MOST_RECENT = 6
"""Upstream runs that a reader of the last ones may read."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Staging as a run may have found it, in bytes written that were seen."""

    arrived: float
    """Since the last successful run."""
    listed: float
    """Of what was written in view."""
    recent: tuple[float, ...]
    """The newest upstream runs, oldest first; NaN for one that began before the view."""
    is_split: bool = False
    """A file was being written when the run began, or the one before it."""
    has_older: bool = False
    """What was written before the view was still there."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Runs of one habit."""

    recipe: Recipe
    typical: float
    """Bytes that an upstream run was seen to write, on average."""
    started: Column
    """Seconds."""
    read: Column
    """Bytes that each run was seen to read."""
    ways: Sequence[Sequence[Sight]]
    """What each run found, in each way in which files may have become visible and stayed."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """What may have been chosen, in bytes written."""

    chosen: Column
    doubt: Column
    """Relative: what lies before the view, or in a file that was being written, is a guess."""
    drifting: tuple[Column, ...] = ()
    """What is added when the factor grows by all of itself in a period."""
    has_factor: bool = True
    older: Column | None = None
    """Where what was written before the view was still there."""
    cost: float = 0.0
    """Log-odds against it among the choices of its kind."""


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A choice with what may stand, grow or jump beside it."""

    columns: tuple[Column, ...]
    doubt: Column
    drifts: bool
    """The last column is the drift of the factor."""
    cost: float


def is_tellable(scene: Scene, kind: PatternKind) -> bool:
    """Whether the observer would name the truth clearly."""
    if len(scene.read) < FEWEST or kind not in PRIOR:
        return False
    odds = weigh_kinds(scene)
    accused = _add(odds[one] for one in REREADING)
    cleared = _add(odds[one] for one in (NEW, PARTIAL))
    rest = _add(weight for one, weight in odds.items() if one is not kind)
    enough = kind not in REREADING or accused - cleared >= FALSE_ALARM + CLEARLY
    return enough and odds[kind] - rest >= WRONG_NAME + CLEARLY


def weigh_kinds(scene: Scene) -> Mapping[PatternKind, float]:
    """Logarithm of the posterior weight of each way of reading."""
    choices: dict[PatternKind, list[_Choice]] = {kind: [] for kind in PRIOR}
    for way in scene.ways:
        for kind, some in _list_choices(scene, way).items():
            choices[kind] += some
    return {
        kind: _weigh(scene, some) + log(PRIOR[kind]) - log(len(scene.ways))
        for kind, some in choices.items()
    }


def _list_choices(scene: Scene, way: Sequence[Sight]) -> Mapping[PatternKind, Sequence[_Choice]]:
    recipe, runs = scene.recipe, len(way)
    time = scene.started / recipe.period - recipe.cycles_before
    new, listed = (
        np.maximum(found, LEAST * recipe.size)
        for found in ([one.arrived for one in way], [one.listed for one in way])
    )
    # What lay there before the view is a guess, of which only the first run knows nothing.
    spread = _guess_off(recipe)
    half = np.array([one.is_split for one in way]) * HALF_WRITTEN * recipe.size
    unsure = np.hypot(half, (np.arange(runs) < 1) * spread)
    older = np.array([one.has_older for one in way], dtype=float)
    # A drift is one of each file's time, or of each run's.
    old = (listed * time, np.cumsum(new * time))
    return {
        NEW: [_Choice(new, unsure / new, (new * time,))],
        EVERYTHING: [_Choice(listed, half / np.maximum(listed, spread), old, older=older)],
        LAST: list(_list_last(scene, way, half, time)),
        # Nobody sees which files a limit took: it tells itself by level reading or not at all.
        PARTIAL: [_Choice(np.ones(runs), np.zeros(runs), (time,), has_factor=False)],
    }


def _list_last(scene: Scene, way: Sequence[Sight], half: Column, time: Column) -> Iterator[_Choice]:
    """The last 2, 3, ... runs, of which none or some may lie before the view."""
    for n in range(2, MOST_RECENT + 1):
        seen = [one.recent[-n:] for one in way]
        sizes = np.array([(nan,) * (n - len(one)) + one for one in seen])
        gaps = n - np.array([len(one) for one in seen])
        unsized, known = np.isnan(sizes).sum(axis=1) - gaps, np.nansum(sizes, axis=1)
        cost = log(MOST_RECENT - 1) + log(gaps.max() + 1)
        for before in range(gaps.max() + 1):
            guessed = unsized + np.minimum(gaps, before)
            chosen = np.maximum(known + guessed * scene.typical, LEAST * scene.recipe.size)
            if (guessed < n).sum() >= FEWEST - 1:
                doubt = np.hypot(half, np.sqrt(guessed) * _guess_off(scene.recipe)) / chosen
                yield _Choice(chosen, doubt, (chosen * time,), cost=cost)


def _guess_off(recipe: Recipe) -> float:
    """How far off the size of a run that was not seen may be, in bytes."""
    return recipe.size * max(recipe.jitter, 0.1)


def _weigh(scene: Scene, choices: Sequence[_Choice]) -> float:
    """Log-evidence of the choices, with all that may stand, grow, jump or drift beside them."""
    explained = [one for choice in choices for one in _explain(scene, choice)]
    has_factor = any(choice.has_factor for choice in choices)
    most = max((len(one.columns) for one in explained), default=0)
    sized = (
        [one for one in explained if len(one.columns) == parts] for parts in range(1, most + 1)
    )
    return _add(_integrate(scene, group, has_factor=has_factor) for group in sized if group)


def _explain(scene: Scene, choice: _Choice) -> Iterator[_Explanation]:
    runs = len(scene.read)
    constant, time = np.ones(runs), scene.started - scene.started[0]
    jumps = [(np.arange(runs) >= first).astype(float) for first in range(1, runs)]
    standing: tuple[tuple[Column, ...], ...] = ((), (constant,)) if choice.has_factor else ((),)
    if choice.older is not None and np.ptp(choice.older):
        standing += ((choice.older,), (constant, choice.older))
    for stands, grows in product(standing, (False, True)):
        for jump, drift in product((None, *jumps), (None, *choice.drifting)):
            rare = grows + (jump is not None) + (drift is not None)
            columns = (choice.chosen, *stands, *(time,) * grows)
            columns += () if jump is None else (jump,)
            columns += () if drift is None else (drift,)
            if rare > 2 or len(columns) > runs:
                continue
            cost = choice.cost + rare * RARE + log(len(standing))
            cost += 0.0 if jump is None else log(len(jumps))
            cost += 0.0 if drift is None else log(len(choice.drifting))
            yield _Explanation(columns, choice.doubt, drift is not None, cost)


def _integrate(scene: Scene, group: Sequence[_Explanation], *, has_factor: bool) -> float:
    """Log-evidence of explanations with as many parts each, of each part's share by Laplace."""
    columns = np.array([np.stack(one.columns, axis=1) for one in group]) / scene.read[:, None]
    units = np.maximum(np.abs(columns).mean(axis=1, keepdims=True), 1e-300)
    columns, units, parts = columns / units, units[:, 0], columns.shape[2]
    doubts, drifts = np.array([one.doubt for one in group]), np.array([one.drifts for one in group])
    costs = np.array([one.cost for one in group]) + log(len(NOISES))
    found = np.full((len(NOISES), len(group)), -inf)
    trust = np.ones(doubts.shape)
    for row, noise in enumerate(NOISES):
        variance = noise**2 + doubts**2
        weighted = columns.transpose(0, 2, 1) / variance[:, None, :]
        square = weighted @ columns
        size = np.log(np.diagonal(square, axis1=1, axis2=2)).sum(axis=1)
        known = np.linalg.slogdet(square)[1] - size > log(ALIKE)
        square[~known] = np.eye(parts)
        weighted *= trust[:, None, :]
        trusted = np.where(known[:, None, None], weighted @ columns, np.eye(parts))
        shares = np.linalg.solve(trusted, weighted.sum(axis=2)[..., None])
        tail = 1.0 + ((columns @ shares)[..., 0] - 1.0) ** 2 / (TAIL * variance)
        trust = (TAIL + 1.0) / TAIL / tail
        fits = -((TAIL + 1.0) / 2.0 * np.log(tail) + 0.5 * np.log(2.0 * pi * variance)).sum(axis=1)
        free = 0.5 * (parts * log(2.0 * pi) - np.linalg.slogdet(square)[1])
        prior = _draw_shares(shares[..., 0], units, drifts, has_factor=has_factor)
        if has_factor:
            off = np.sqrt(np.linalg.inv(square)[:, 0, 0])
            prior += _log_normal((shares[:, 0, 0] - FACTORS[0] * units[:, 0]) / off)
        found[row] = np.where(known, fits + free + prior - costs, -inf)
    return float(np.logaddexp.reduce(found, axis=None))


def _log_normal(deviations: Column) -> Column:
    """Logarithm of the normal distribution: what of a volume lies above, in standard deviations."""
    # Page's approximation: within 2e-4 near zero, and heavier far out, as the tails here are.
    held = np.clip(deviations, -30.0, 30.0)
    return -np.logaddexp(0.0, -(0.07056 * held**3 + 1.5976 * held))


def _draw_shares(shares: Column, units: Column, drifts: Column, *, has_factor: bool) -> Column:
    """Log-density of the shares: flat, but for the factor, which is so by its logarithm."""
    # Of a share below the bound the part of its volume that lies above counts.
    chosen = np.maximum(shares[:, 0], FACTORS[0] * units[:, 0]) if has_factor else shares[:, 0]
    likely = chosen <= FACTORS[1] * units[:, 0] if has_factor else chosen > 0.0
    density = -np.log(np.maximum(chosen, 1e-9) * log(FACTORS[1] / FACTORS[0]))
    for part in range(1, shares.shape[1]):
        share = shares[:, part]
        is_drift = drifts & (part == shares.shape[1] - 1)
        steep = STEEP * np.maximum(chosen, 1e-9) * units[:, part] / units[:, 0]
        fair = np.where(is_drift, np.abs(share) <= steep, (share >= -1e-9) & (share <= 1.05))
        likely &= fair
        density -= np.where(is_drift, np.log(2.0 * steep), 0.0)
    return np.where(likely, density, -inf)


def _add(logarithms: Iterator[float] | Sequence[float]) -> float:
    return float(np.logaddexp.reduce([-inf, *logarithms]))
