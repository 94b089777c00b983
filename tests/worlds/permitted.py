"""The same worlds where everything may be read: options of the runs, script and saved bookmark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from glueflow_tui.analysis import analyse
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.settings import AnalysisSettings
from tests.worlds import World, make_world, simulate
from tests.worlds.labels import ENOUGH_RUNS
from tests.worlds.observing import DOWNSTREAM
from tests.worlds.recipe import Reader, Recipe
from tests.worlds.simulation import Step

OPTION = {
    Reader.NEW: "enable",
    Reader.BOUNDED: "enable",
    Reader.ALL: "disable",
    Reader.LAST: "disable",
    Reader.PAUSED: "pause",
}
CAUSES = {
    Reader.NEW: frozenset[str](),
    Reader.BOUNDED: frozenset[str](),
    Reader.ALL: frozenset({"bookmark-overridden", "transformation-ctx-missing"}),
    Reader.LAST: frozenset({"bookmark-overridden"}),
    Reader.PAUSED: frozenset({"bookmark-paused"}),
}
"""Findings that say why old data is read again, any of them; none where none is."""
EVERY_CAUSE = frozenset[str]().union(*CAUSES.values(), {"reprocessing", "bookmark-not-advancing"})
SCRIPT = """\
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glue = GlueContext(SparkContext.getOrCreate())
job = Job(glue)
job.init(args["JOB_NAME"], args)
staged = glue.create_dynamic_frame.from_options(
    "s3", {{"paths": ["s3://staging/"]{bound}}}, "parquet"{context}
)
job.commit()
"""


@dataclass(frozen=True, slots=True)
class Explained:
    """What was said of a world of which everything could be read."""

    story: str
    counts: bool
    """Whether it has the runs that a verdict takes."""
    is_named: bool
    """The cause is found where old data is read again, and none where it is not."""
    is_right: bool
    """The pattern is the truth, or a verdict as right."""


def permit_all(world: World) -> World:
    """The world with what a role with every permission would see beside."""
    recipe, seen = world.recipe, world.observation
    _, steps = simulate(recipe)
    readers = {step.id: step.reader for step in steps if step.reader is not None}
    is_blind = _is_blind(recipe)
    runs = tuple(
        replace(run, arguments={"--job-bookmark-option": _option(readers[run.id], blind=is_blind)})
        if run.id in readers
        else run
        for run in seen.runs
    )
    observation = replace(
        seen,
        runs=runs,
        bookmarks=(_save(recipe, steps, {run.id for run in runs}),),
        scripts=(Script(DOWNSTREAM, "s3://scripts/siskin.py", _write_script(recipe)),),
    )
    return replace(world, observation=observation)


def _is_blind(recipe: Recipe) -> bool:
    """Every other reader of everything has its option on, and no context."""
    return recipe.reader is Reader.ALL and recipe.switch is None and recipe.seed % 2 == 1


def _option(reader: Reader, *, blind: bool) -> str:
    return f"job-bookmark-{'enable' if blind else OPTION[reader]}"


def _write_script(recipe: Recipe) -> str:
    bound = ', "boundedSize": "1000000"' if recipe.reader is Reader.BOUNDED else ""
    context = "" if _is_blind(recipe) else ', transformation_ctx="staged"'
    return SCRIPT.format(bound=bound, context=context)


def _save(recipe: Recipe, steps: Sequence[Step], shown: Iterable[str]) -> Bookmark:
    """The bookmark that the newest run with a working one left, whether in view or before."""
    tracked = [
        step
        for step in steps
        if step.reader in {Reader.NEW, Reader.BOUNDED}
        and step.state == "SUCCEEDED"
        and (step.id in shown or step is steps[0])
    ]
    if not tracked or _is_blind(recipe):
        return Bookmark(DOWNSTREAM, None)
    return Bookmark(DOWNSTREAM, tracked[-1].id, version=len(tracked), contexts=("staged",))


def explain_world(world: World) -> Explained:
    """Analyse a world of which everything may be read."""
    _, steps = simulate(world.recipe)
    history = History(keep=world.lookback).absorb(permit_all(world).observation)
    report = analyse(history, AnalysisSettings(lookback=world.lookback))
    shown = {run.id for run in world.observation.runs}
    last = next(step.reader for step in reversed(steps) if step.reader and step.id in shown)
    codes = frozenset(one.code for one in report.findings if one.job == DOWNSTREAM)
    found, expected, label = codes & EVERY_CAUSE, CAUSES[last], world.label
    return Explained(
        label.story,
        label.complete_runs >= ENOUGH_RUNS,
        is_named=bool(found & expected) if expected else not found,
        is_right=report.links[0].pattern.kind in label.accepted,
    )


def draw_causes(seeds: Iterable[int]) -> str:
    """Of each story how often its cause is named, as text, in worlds with enough runs."""
    explained = [one for one in map(explain_world, map(make_world, seeds)) if one.counts]
    lines = [f"{'all permitted':16}{'worlds':>9}{'cause':>9}{'kind':>9}"]
    for story in [*sorted({one.story for one in explained}), "all worlds"]:
        of_story = [one for one in explained if story in {one.story, "all worlds"}]
        named = sum(one.is_named for one in of_story) / len(of_story)
        right = sum(one.is_right for one in of_story) / len(of_story)
        lines.append(f"{story:16}{len(of_story):9}{named:9.1%}{right:9.1%}")
    return "\n".join(lines)
