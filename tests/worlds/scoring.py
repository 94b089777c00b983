"""Verdicts on worlds, through the whole analysis, against their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings
from tests.worlds import Recipe, World, build_world, draw_recipe
from tests.worlds.labels import ENOUGH_RUNS

REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the analysis said of one world."""

    seed: int
    story: str
    verdict: PatternKind
    truth: PatternKind
    complete_runs: int
    is_tellable: bool
    is_right: bool
    is_misnamed: bool
    is_false_alarm: bool
    """Re-reading was found, by the pattern or a finding, where nothing was read again."""

    @property
    def counts(self) -> bool:
        """Whether it has the runs that a verdict takes."""
        return self.complete_runs >= ENOUGH_RUNS


def judge_world(world: World) -> Outcome:
    """Absorb a world's observation, analyse, and compare with its label."""
    history = History(keep=world.lookback).absorb(world.observation)
    report = analyse(history, AnalysisSettings(lookback=world.lookback))
    verdict, label = report.links[0].pattern.kind, world.label
    is_tellable = label.tellable
    accused = any(finding.code == "reprocessing" for finding in report.findings)
    return Outcome(
        seed=world.recipe.seed,
        story=label.story,
        verdict=verdict,
        truth=label.kind,
        complete_runs=label.complete_runs,
        is_tellable=is_tellable,
        is_right=verdict in label.accepted or (not is_tellable and verdict is PatternKind.UNKNOWN),
        is_misnamed=verdict not in {PatternKind.UNKNOWN, *label.accepted},
        is_false_alarm=not label.rereads and (verdict in REREADING or accused),
    )


def judge_seeds(seeds: Iterable[int], draw: Callable[[int], Recipe] = draw_recipe) -> list[Outcome]:
    """Outcomes of the worlds of some seeds, each drawn in that way."""
    return [judge_world(build_world(draw(seed))) for seed in seeds]


def share_right(outcomes: Sequence[Outcome], *, tellable: bool) -> float:
    """Share of right verdicts among worlds with enough runs; of the tellable ones, or of all."""
    counted = [one for one in outcomes if one.counts and (one.is_tellable or not tellable)]
    return sum(one.is_right for one in counted) / len(counted)


def share_exact(outcomes: Sequence[Outcome]) -> float:
    """Share of worlds with enough runs whose kind is named exactly; unknown is wrong."""
    counted = [one for one in outcomes if one.counts]
    return sum(one.verdict is one.truth for one in counted) / len(counted)


def share_wrong(outcomes: Sequence[Outcome]) -> float:
    """Share of worlds with enough runs that are given a wrong name; unknown is none."""
    counted = [one for one in outcomes if one.counts]
    return sum(one.is_misnamed for one in counted) / len(counted)


def draw_matrix(outcomes: Sequence[Outcome]) -> str:
    """Truth by verdict, as text, of worlds with enough runs.

    Of each kind then: how many bytes can tell, how many are named exactly, and are right by label.
    """
    kinds = list(PatternKind)
    heads = (*(kind.value.rjust(11) for kind in kinds), *(one.rjust(9) for one in _SHARES))
    lines = ["truth".ljust(16) + "".join(heads)]
    counted = [one for one in outcomes if one.counts]
    lines += [
        _draw_row(story, [one for one in counted if one.story == story])
        for story in sorted({one.story for one in counted})
    ]
    return "\n".join([*lines, _draw_row("all worlds", counted)])


_SHARES = ("tellable", "exact", "right")


def _draw_row(story: str, outcomes: Sequence[Outcome]) -> str:
    verdicts = Counter(one.verdict for one in outcomes)
    cells = "".join(str(verdicts[kind] or ".").rjust(11) for kind in PatternKind)
    tellable = sum(one.is_tellable for one in outcomes) / len(outcomes)
    shares = (tellable, share_exact(outcomes), share_right(outcomes, tellable=False))
    return story.ljust(16) + cells + "".join(f"{share:9.1%}" for share in shares)
