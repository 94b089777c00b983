"""The truth about a world, told by the facts of its own simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from glueflow_tui.analysis.report import PatternKind
from tests.worlds.observing import view_of
from tests.worlds.recipe import Reader, Recipe
from tests.worlds.simulation import Step

NEW, EVERYTHING, LAST, PARTIAL, UNKNOWN = (
    PatternKind.NEW_ONLY,
    PatternKind.EVERYTHING,
    PatternKind.LAST_N,
    PatternKind.PARTIAL,
    PatternKind.UNKNOWN,
)
CLEAR = 6.0
"""Log-odds from which a world counts as tellable."""
LEAST_DISTANCE = 0.06
"""Relative distance from innocent reading below which nobody should be accused."""


@dataclass(frozen=True, slots=True)
class Label:
    """What downstream really did in view."""

    story: str
    """The row of the confusion matrix."""
    kind: PatternKind
    accepted: frozenset[PatternKind]
    """Verdicts that are right: more than one only where the facts are between two kinds."""
    complete_runs: int
    """Successful downstream runs that began and ended in view."""
    rereads: bool
    """Old data was read again, in the regime that the view ends with."""
    factor: float
    tellable: bool = True
    """The bytes in view separate the truth from its rivals by more than their noise."""


def label_world(
    recipe: Recipe, steps: tuple[Sequence[Step], Sequence[Step]], seen: Mapping[str, float]
) -> Label:
    """The label of a simulated world, whose runs were seen to move those bytes."""
    upstream, downstream = steps
    begin, look = view_of(recipe)
    complete = [
        step
        for step in downstream
        if step.state == "SUCCEEDED"
        and step.expected > 0.0
        and seen.get(step.id, 0.0) > 0.0
        and step.started >= begin
        and step.ended <= look - 127.0
    ]
    latest = _latest_regime(complete)
    story, kind, accepted = _judge(recipe, complete, latest)
    rereads = kind in {EVERYTHING, LAST}
    heard = [step for step in upstream if step.started >= begin and step.ended < look - 127.0]
    noise = float(np.hypot(_noise(latest, seen), _noise(heard, seen)))
    tellable = _is_tellable(recipe, kind, latest, max(0.01, noise))
    return Label(story, kind, accepted | {kind}, len(complete), rereads, recipe.factor, tellable)


def _is_tellable(recipe: Recipe, kind: PatternKind, latest: Sequence[Step], noise: float) -> bool:
    """Whether the noise-free truth is far enough from its rivals for the noise and the runs."""
    runs = len(latest) - (recipe.n if kind is LAST else 0)
    if runs < 3:
        return False
    truth = np.array([step.expected for step in latest])
    fresh = np.maximum([step.arrived for step in latest], 1e-3 * truth)
    level, line = _distance(np.zeros(len(truth)), truth), _distance(fresh, truth)
    proportion = float((truth / fresh).std() / (truth / fresh).mean())
    if kind is NEW:
        return noise < 0.1 and (level > 3.0 * noise or float(fresh.std() / fresh.mean()) < 0.1)
    if kind is PARTIAL:
        # A limit shows as level reading; one that counts files of many sizes does not. And level
        # reading of more than was new may as well be that of many runs' output.
        is_low = float(truth.mean()) < 1.1 * float(fresh.mean())
        return is_low and _odds(proportion, max(noise, 2.0 * level), runs) >= CLEAR
    # Sums of the last few runs resemble much else; growth by a few percent, growing sizes.
    far, need = min(level, line), 2.0 * CLEAR if kind is LAST else CLEAR
    return far >= LEAST_DISTANCE and _odds(far, noise, runs) >= need


def _noise(steps: Sequence[Step], seen: Mapping[str, float]) -> float:
    """Relative deviation of the bytes seen from those that the files account for."""
    known = [step for step in steps if step.expected > 0.0]
    shares = np.array([seen.get(step.id, 0.0) / step.expected for step in known])
    return float(np.sqrt(np.mean((shares - 1.0) ** 2))) if known else 0.0


def _odds(rival: float, noise: float, runs: int) -> float:
    """Log-odds that the runs can bring up against a rival at that distance."""
    return (runs - 2) * float(np.log(max(rival, 1e-9) / noise))


def _distance(basis: np.ndarray, truth: np.ndarray) -> float:
    """Relative distance of the truth from a constant plus a multiple of the basis."""
    columns = np.stack([basis / truth, 1.0 / truth], axis=1)
    scaled = columns / np.maximum(np.abs(columns).max(axis=0), 1e-300)
    found = np.linalg.lstsq(scaled, np.ones(len(truth)), rcond=1e-9)[0]
    return float(np.sqrt(np.mean((scaled @ found - 1.0) ** 2)))


def _latest_regime(complete: Sequence[Step]) -> list[Step]:
    latest: list[Step] = []
    for step in reversed(complete):
        if latest and _regime(step) is not _regime(latest[0]):
            break
        latest.insert(0, step)
    return latest


def _regime(step: Step) -> Reader | None:
    # The first run after a bookmark was switched on still reads all that lies in staging.
    if step.reader is Reader.NEW and step.taken > 1.2 * step.fresh:
        return Reader.ALL
    return step.reader


def _judge(
    recipe: Recipe, complete: Sequence[Step], latest: Sequence[Step]
) -> tuple[str, PatternKind, frozenset[PatternKind]]:
    none: frozenset[PatternKind] = frozenset()
    if not latest:
        return "too short", UNKNOWN, none
    reader = _regime(latest[0])
    switched = len(latest) < len(complete)
    if reader in {Reader.ALL, Reader.PAUSED}:
        story = "switched off" if switched else "cleaned" if recipe.clean_every else reader
        # One or two runs after a change are too few to be sure; saying so is right too.
        grown = _since_drop(latest)
        few = frozenset({UNKNOWN, NEW}) if grown < len(complete) and grown < 4 else none
        return str(story), EVERYTHING, few
    if reader is Reader.LAST:
        grows = len(complete) <= recipe.n + 1
        # What the first runs read was written before the view.
        few = frozenset({UNKNOWN}) if len(latest) < recipe.n + 4 else none
        return "last n", LAST, few | {EVERYTHING} if grows else few
    if reader is Reader.BOUNDED:
        return _judge_bounded(latest)
    if switched:
        return "switched on", NEW, frozenset({UNKNOWN}) if len(latest) < 4 else none
    caught_up = any(step.batches_taken > 1 for step in latest[1:])
    return "catch-up" if caught_up else "new", NEW, none


def _since_drop(latest: Sequence[Step]) -> int:
    """Runs since staging was last cleaned, or since the first."""
    count = 1
    for earlier, later in pairwise(reversed(latest)):
        if later.taken > earlier.taken:
            break
        count += 1
    return count


def _judge_bounded(
    latest: Sequence[Step],
) -> tuple[str, PatternKind, frozenset[PatternKind]]:
    binding = sum(step.left > 0.02 * step.taken for step in latest) / len(latest)
    if binding == 0.0:
        return "bound too wide", NEW, frozenset()
    if binding < 0.5:
        return "bound binds at times", NEW, frozenset({PARTIAL, UNKNOWN})
    return "behind", PARTIAL, frozenset()
