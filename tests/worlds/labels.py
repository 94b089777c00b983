"""The truth about a world, told by the facts of its own simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, product
from math import nan

import numpy as np

from glueflow_tui.analysis.report import PatternKind
from tests.worlds.observing import view_of
from tests.worlds.recipe import Reader, Recipe
from tests.worlds.simulation import START_UP, Step
from tests.worlds.telling import MOST_RECENT, Scene, Sight, is_tellable

NEW, EVERYTHING, LAST, PARTIAL, UNKNOWN = (
    PatternKind.NEW_ONLY,
    PatternKind.EVERYTHING,
    PatternKind.LAST_N,
    PatternKind.PARTIAL,
    PatternKind.UNKNOWN,
)

ENOUGH_RUNS = 4
"""Complete runs from which a verdict has to be right."""


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
    scene: Scene = field(compare=False)

    @property
    def tellable(self) -> bool:
        """The bytes in view tell the truth to an ideal observer; never with too few runs."""
        return self.complete_runs >= ENOUGH_RUNS and is_tellable(self.scene, self.kind)


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
    wins = [step.started for step in downstream if step.state == "SUCCEEDED"]
    befores = [max((win for win in wins if win < step.started), default=0.0) for step in latest]
    scene = _show(recipe, upstream, latest, befores, seen)
    return Label(story, kind, accepted | {kind}, len(complete), rereads, recipe.factor, scene)


def _show(
    recipe: Recipe,
    upstream: Sequence[Step],
    latest: Sequence[Step],
    befores: Sequence[float],
    seen: Mapping[str, float],
) -> Scene:
    """The runs of that habit, by the bytes that were seen of them and of what they may have found.

    ``befores`` are the starts of the successful runs before them.
    """
    begin, _ = view_of(recipe)
    counted = [seen[one.id] for one in upstream if one.started >= begin and one.id in seen]
    # Nobody saw what came before the view: it is taken for as much as the others, on average.
    typical = float(np.mean(counted)) if counted else recipe.size
    written = [seen.get(one.id, 0.0) if one.started >= begin else typical for one in upstream]

    def find(step: Step, before: float, *, by_file: bool, litter: bool) -> Sight:
        share = partial(_share_visible, by_file=by_file)
        there = [
            (one, size, share(one, step.started), share(one, before))
            for place, (one, size) in enumerate(zip(upstream, written, strict=True))
            if (litter or one.state == "SUCCEEDED")
            and place not in step.cleaned
            and one.started < step.started
        ]
        arrived = sum(
            (now - then) * size
            for one, size, now, then in there
            if max(one.started, before) >= begin
        )
        return Sight(
            arrived if before >= begin else max(arrived, typical),
            sum(now * size for one, size, now, _ in there if one.started >= begin),
            tuple(
                now * size if one.started >= begin else nan
                for one, size, now, _ in there
                if now and one.ended >= begin
            )[-MOST_RECENT:],
            any(0.0 < share < 1.0 for *_, now, then in there for share in (now, then)),
            any(now and one.started < begin for one, _, now, _ in there),
        )

    ways: list[list[Sight]] = []
    for by_file, litter in product((True, False), repeat=2):
        way = [
            find(step, before, by_file=by_file, litter=litter)
            for step, before in zip(latest, befores, strict=True)
        ]
        ways += [way] if way not in ways else []
    return Scene(
        recipe,
        typical,
        np.array([step.started for step in latest]),
        np.array([seen[step.id] for step in latest]),
        ways,
    )


def _share_visible(upstream: Step, moment: float, *, by_file: bool) -> float:
    """Share of the run's files that could be listed at the moment."""
    if upstream.ended <= moment:
        return 1.0
    first = upstream.started + START_UP
    return max(0.0, (moment - first) / (upstream.ended - first)) if by_file else 0.0


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
