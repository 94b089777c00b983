"""Whether the bytes of a world can tell the truth, as an ideal observer would judge.

The observer sees the bytes that the product sees, with fewer doubts: it knows whether the files of
failed runs stay, and where a habit changed; also how often each way of reading is drawn and which
nuisances there are, but nothing of their sizes: whoever relied on the sizes of these worlds would
accuse wrongly in others. Nobody can see which minutes were lost, what lay there before the view,
and when files that were being written became visible. No fit under test is asked.

The rule: by the losses that the product declares, naming has to cost the observer less than a tenth
of what silence costs. Then a product that is silent is wrong; before, it may be silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, log, pi

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
    recent: tuple[float, ...]
    """Of the last 2, 3, ... upstream runs."""
    is_split: bool = False
    """A file was being written when the run began, or the one before it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Runs of one habit."""

    recipe: Recipe
    started: Column
    """Seconds."""
    read: Column
    """Bytes that each run was seen to read."""
    ways: Sequence[Sequence[Sight]]
    """By file or by run, as files may become visible: what each run found."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """What may have been chosen, in bytes written."""

    chosen: Column
    doubt: Column
    """Relative: what lies before the view, or in a file that was being written, is a guess."""
    drifting: tuple[Column, ...] = ()
    """What is added when the factor grows by all of itself in a period."""
    has_factor: bool = True


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
    found: dict[PatternKind, float] = {}
    for kind, some in choices.items():
        weights = [_weigh(scene, one) for one in some]
        found[kind] = _add(weights) + log(PRIOR[kind] / max(len(weights), 1))
    return found


def _list_choices(scene: Scene, way: Sequence[Sight]) -> Mapping[PatternKind, Sequence[_Choice]]:
    recipe, runs = scene.recipe, len(way)
    least = 1e-3 * recipe.size
    time = scene.started / recipe.period - recipe.cycles_before
    new = np.maximum([one.arrived for one in way], least)
    listed = np.array([one.listed for one in way])
    begun = np.maximum(listed - listed[0] + new[0], least)
    # What lay there before the view is a guess, of which only the first run knows nothing.
    spread = recipe.size * max(recipe.jitter, 0.1)
    half = np.array([one.is_split for one in way]) * HALF_WRITTEN * recipe.size
    unsure = np.hypot(half, (np.arange(runs) < 1) * spread)
    last = [
        _Choice(recent, np.hypot(half, np.sqrt(missing) * spread) / recent, (recent * time,))
        for n, known in enumerate(np.maximum([one.recent for one in way], least).T, 2)
        for missing in [np.maximum(n - 1 - np.arange(runs), 0)]
        for recent in ([known] if recipe.cycles_before else [known, known + missing * recipe.size])
        if not np.allclose(recent, listed)
    ]
    # A drift is one of each file's time, or of each run's.
    old = (listed * time, np.cumsum(new * time))
    return {
        NEW: [_Choice(new, unsure / new, (new * time,))],
        EVERYTHING: [_Choice(begun, unsure / np.maximum(begun, spread), old)],
        LAST: last,
        # Nobody sees which files a limit took: it tells itself by level reading or not at all.
        PARTIAL: [_Choice(np.ones(runs), np.zeros(runs), (time,), has_factor=False)],
    }


def _weigh(scene: Scene, choice: _Choice) -> float:
    """Log-evidence of the choice, with all that may stand, grow, jump or drift beside it."""
    explained = list(_explain(scene, choice))
    most = max(len(columns) for columns, _, _ in explained)
    sized = [[one for one in explained if len(one[0]) == parts] for parts in range(1, most + 1)]
    return _add(_integrate(scene, choice, group) for group in sized if group)


_Explanation = tuple[tuple[Column, ...], bool, float]
"""Columns, whether the last of them is a drift, and the log-odds against it."""


def _explain(scene: Scene, choice: _Choice) -> Iterator[_Explanation]:
    runs = len(scene.read)
    constant = np.ones(runs)
    time = scene.started - scene.started[0]
    jumps = [(np.arange(runs) >= first).astype(float) for first in range(1, runs)]
    for stands, grows in product((False, True), repeat=2):
        beside = (constant,) * stands + (time,) * grows
        for jump, drift in product((None, *jumps), (None, *choice.drifting)):
            rare = grows + (jump is not None) + (drift is not None)
            columns = (choice.chosen, *beside)
            columns += () if jump is None else (jump,)
            columns += () if drift is None else (drift,)
            if rare > 2 or len(columns) > runs or (stands and not choice.has_factor):
                continue
            cost = rare * RARE + choice.has_factor * log(2)
            cost += 0.0 if jump is None else log(len(jumps))
            cost += 0.0 if drift is None else log(len(choice.drifting))
            yield columns, drift is not None, cost


def _integrate(scene: Scene, choice: _Choice, group: Sequence[_Explanation]) -> float:
    """Log-evidence of explanations with as many parts each, of each part's share by Laplace."""
    columns = np.array([np.stack(one[0], axis=1) for one in group]) / scene.read[:, None]
    units = np.maximum(np.abs(columns).mean(axis=1, keepdims=True), 1e-300)
    columns, parts = columns / units, columns.shape[2]
    drifts = np.array([one[1] for one in group])
    costs = np.array([one[2] for one in group]) + log(len(NOISES))
    found = np.full((len(NOISES), len(group)), -inf)
    trust = np.ones((len(group), len(scene.read)))
    for row, noise in enumerate(NOISES):
        variance = noise**2 + choice.doubt**2
        weighted = columns.transpose(0, 2, 1) / variance
        square = weighted @ columns
        size = np.log(np.diagonal(square, axis1=1, axis2=2)).sum(axis=1)
        volume = np.linalg.slogdet(square)[1]
        known = volume - size > log(ALIKE)
        volume[~known] = 0.0
        weighted *= trust[:, None, :]
        trusted = np.where(known[:, None, None], weighted @ columns, np.eye(parts))
        shares = np.linalg.solve(trusted, weighted.sum(axis=2)[..., None])
        tail = 1.0 + ((columns @ shares)[..., 0] - 1.0) ** 2 / (TAIL * variance)
        trust = (TAIL + 1.0) / TAIL / tail
        fits = -((TAIL + 1.0) / 2.0 * np.log(tail) + 0.5 * np.log(2.0 * pi * variance)).sum(axis=1)
        free = 0.5 * (parts * log(2.0 * pi) - volume)
        prior = _draw_shares(shares[..., 0], units[:, 0], drifts, has_factor=choice.has_factor)
        found[row] = np.where(known, fits + free + prior - costs, -inf)
    return float(np.logaddexp.reduce(found, axis=None))


def _draw_shares(shares: Column, units: Column, drifts: Column, *, has_factor: bool) -> Column:
    """Log-density of the shares: flat, but for the factor, which is so by its logarithm."""
    factor, chosen = shares[:, 0] / units[:, 0], shares[:, 0]
    likely = (factor >= FACTORS[0]) & (factor <= FACTORS[1]) if has_factor else chosen > 0.0
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
