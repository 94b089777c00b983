from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

import numpy as np
import pytest

from glueflow_tui.analysis.report import PatternKind
from tests.worlds import draw_recipe
from tests.worlds.recipe import Recipe
from tests.worlds.simulation import MOST_RECENT, Step
from tests.worlds.telling import Scene, is_tellable

PLAIN = replace(
    draw_recipe(0),
    cycles_before=0,
    size=1.0,
    factor=1.0,
    reference=0.0,
    reference_growth=0.0,
    reference_jump=0.0,
    side=0.0,
    drift=0.0,
)
LATE = replace(PLAIN, cycles_before=5)
EVEN = (1.0,) * 12
UNEVEN = tuple(Random(1).choices((0.4, 0.7, 1.0, 1.3, 1.6), k=12))


def everything(sizes: Sequence[float]) -> list[Step]:
    return [
        Step(
            f"d{at}",
            float(at),
            at + 0.5,
            "SUCCEEDED",
            listed,
            expected=listed,
            arrived=sizes[at],
            listed=listed,
            recent=tuple(
                sum(sizes[max(0, at + 1 - n) : at + 1]) for n in range(2, MOST_RECENT + 1)
            ),
        )
        for at, listed in enumerate(accumulate(sizes))
    ]


def tells(recipe: Recipe, steps: Sequence[Step], noise: float) -> bool:
    dice = Random(2)
    read = np.array([step.expected * dice.gauss(1.0, noise) for step in steps])
    return is_tellable(Scene(recipe, steps, read, [False] * len(steps)), PatternKind.EVERYTHING)


@pytest.mark.parametrize(
    ("sizes", "runs", "noise", "tellable"),
    [
        (UNEVEN, 12, 0.003, True),
        (UNEVEN, 12, 0.2, False),
        (UNEVEN, 3, 0.003, False),
        (EVEN, 12, 0.003, False),
    ],
    ids=["many uneven runs", "loud", "few", "even, so that a side table may grow alike"],
)
def test_reading_everything_since_before_the_view_tells_itself_by_uneven_sizes(
    sizes: Sequence[float], runs: int, noise: float, *, tellable: bool
) -> None:
    assert tells(LATE, everything(sizes)[:runs], noise) is tellable


@pytest.mark.parametrize("noise", [0.003, 0.03])
def test_an_empty_staging_at_the_begin_makes_more_worlds_tellable(noise: float) -> None:
    steps = everything(UNEVEN)
    lengths = range(3, len(steps) + 1, 3)
    cold, late = (
        [tells(recipe, steps[:runs], noise) for runs in lengths] for recipe in (PLAIN, LATE)
    )
    assert sum(cold) >= sum(late)
    assert any(cold)
