from __future__ import annotations

import pytest

from tests.worlds import make_world
from tests.worlds.permitted import draw_causes, explain_world, permit_all


@pytest.mark.parametrize("seed", range(12))
def test_who_may_read_everything_is_told_the_cause_and_no_other(seed: int) -> None:
    assert explain_world(make_world(seed)).is_named


def test_the_causes_are_drawn_story_by_story() -> None:
    lines = draw_causes(range(6)).splitlines()
    assert lines[-1].split()[:2] == ["all", "worlds"]
    assert "100.0%" in lines[-1]


def test_the_bytes_stay_what_they_are() -> None:
    world = make_world(3)
    seen = permit_all(world).observation
    assert seen.metrics == world.observation.metrics
    assert {run.id for run in seen.runs} == {run.id for run in world.observation.runs}
