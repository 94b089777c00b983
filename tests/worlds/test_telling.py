from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

import numpy as np
import pytest

from glueflow_tui.analysis.report import PatternKind
from tests.worlds import draw_recipe
from tests.worlds.telling import MOST_RECENT, Scene, Sight, is_tellable, weigh_kinds

PLAIN = replace(
    draw_recipe(0),
    cycles_before=5,
    period=1,
    size=1.0,
    factor=1.0,
    reference=0.0,
    reference_growth=0.0,
    reference_jump=0.0,
    side=0.0,
    drift=0.0,
)
EVEN = (1.0,) * 12
UNEVEN = tuple(Random(1).choices((0.4, 0.7, 1.0, 1.3, 1.6), k=12))


def sees(sizes: Sequence[float]) -> list[Sight]:
    return [
        Sight(sizes[at], listed, tuple(sizes[: at + 1][-MOST_RECENT:]), has_older=True)
        for at, listed in enumerate(accumulate(sizes))
    ]


def reads(read: Sequence[float], way: Sequence[Sight], noise: float = 0.003) -> Scene:
    dice = Random(2)
    noisy = np.array([one * dice.gauss(1.0, noise) for one in read])
    return Scene(PLAIN, float(np.mean(UNEVEN)), np.arange(float(len(way))), noisy, [way])


def reads_everything(sizes: Sequence[float], noise: float) -> Scene:
    return reads(list(accumulate(sizes)), sees(sizes), noise)


@pytest.mark.parametrize(
    ("sizes", "noise", "tellable"),
    [
        (UNEVEN, 0.003, True),
        (UNEVEN, 0.2, False),
        (UNEVEN[:3], 0.003, False),
        (EVEN, 0.003, False),
    ],
    ids=["many uneven runs", "loud", "few", "even, so that a side table may grow alike"],
)
def test_reading_everything_since_before_the_view_tells_itself_by_uneven_sizes(
    sizes: Sequence[float], noise: float, *, tellable: bool
) -> None:
    assert is_tellable(reads_everything(sizes, noise), PatternKind.EVERYTHING) is tellable


def test_a_run_that_lost_half_of_its_bytes_costs_certainty_but_not_the_verdict() -> None:
    whole = reads_everything(UNEVEN, 0.003)
    lossy = replace(whole, read=np.where(np.arange(12) == 8, 0.5, 1.0) * whole.read)
    sure, doubted = (_lead(scene) for scene in (whole, lossy))
    assert sure > doubted > 0.0


def test_a_second_way_in_which_files_may_have_appeared_costs_certainty() -> None:
    known = reads_everything(UNEVEN, 0.003)
    late = sees((0.0, *UNEVEN[:-1]))
    assert _lead(known) > _lead(replace(known, ways=[known.ways[0], late]))


def test_everything_since_staging_was_emptied_tells_itself_though_few_runs_lie_in_it() -> None:
    first, second = UNEVEN[:5], UNEVEN[5:]
    since = [replace(one, has_older=False) for one in sees(second)]
    scene = reads([*(3.0 + one for one in accumulate(first)), *accumulate(second)], [])
    emptied = replace(scene, started=np.arange(12.0), ways=[[*sees(first), *since]])
    assert is_tellable(emptied, PatternKind.EVERYTHING)


def test_last_runs_of_which_some_lie_before_the_view_tell_themselves() -> None:
    before, seen = UNEVEN[:2], UNEVEN[2:]
    read = [sum([*before, *seen[: at + 1]][-3:]) for at in range(len(seen))]
    assert is_tellable(reads(read, sees(seen)), PatternKind.LAST_N)


@pytest.mark.parametrize("slope", [-0.002, 0.002])
def test_a_share_of_what_is_new_too_small_to_be_seen_is_no_more_impossible_than_one_of_none(
    slope: float,
) -> None:
    level = reads([5.0 + slope * size for size in UNEVEN], sees(UNEVEN), noise=0.01)
    odds = weigh_kinds(level)
    assert -15.0 < odds[PatternKind.NEW_ONLY] - odds[PatternKind.PARTIAL] < -1.0


def _lead(scene: Scene) -> float:
    odds = dict(weigh_kinds(scene))
    return odds.pop(PatternKind.EVERYTHING) - max(odds.values())
