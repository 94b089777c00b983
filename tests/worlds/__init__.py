"""Labelled worlds: chains whose files and readers are simulated, so that the truth is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from glueflow_tui.model.observation import ALL_RUNS, Observation
from tests.worlds.labels import Label, label_world
from tests.worlds.observing import observe, view_of
from tests.worlds.recipe import Recipe, draw_recipe
from tests.worlds.simulation import Downstream, Staging, Step, read_speed, run_upstream, wishes

__all__ = ["Label", "Recipe", "World", "build_world", "draw_recipe", "make_world", "simulate"]


@dataclass(frozen=True, slots=True)
class World:
    """One observation of a simulated chain, and the truth about it."""

    recipe: Recipe
    observation: Observation
    lookback: timedelta
    label: Label


def make_world(seed: int) -> World:
    """The world of a seed."""
    return build_world(draw_recipe(seed))


def simulate(recipe: Recipe) -> tuple[list[Step], list[Step]]:
    """All upstream and downstream runs of a recipe, seen or not."""
    dice = Random(recipe.seed ^ 0xF11E)
    upstream, files = run_upstream(recipe, dice)
    job = Downstream(recipe, dice, Staging(files), speed=read_speed(recipe))
    return upstream, job.run(wishes(recipe, dice, upstream))


def build_world(recipe: Recipe) -> World:
    """Simulate a recipe and look at it once."""
    upstream, downstream = simulate(recipe)
    begin, look = view_of(recipe)
    observation = observe(recipe, upstream, downstream)
    seen = {
        series.run_id: sum(value or 0.0 for value in series.values)
        for series in observation.metrics
    }
    if not recipe.per_run:
        whole = tuple(one for one in observation.metrics if one.run_id == ALL_RUNS)
        observation = replace(observation, metrics=whole)
    return World(
        recipe,
        observation,
        timedelta(seconds=look - begin),
        label_world(recipe, (upstream, downstream), seen),
    )
