from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import accumulate, chain, count

import pytest

from glueflow_tui.analysis.report import PatternKind
from tests.worlds import World, build_world, draw_recipe, make_world, simulate
from tests.worlds.labels import label_world
from tests.worlds.observing import view_of
from tests.worlds.recipe import Reader, draw_usual
from tests.worlds.scoring import (
    Outcome,
    draw_matrix,
    judge_seeds,
    judge_world,
    share_right,
    share_wrong,
)

SAMPLE = range(100)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return judge_seeds(SAMPLE)


@pytest.mark.parametrize("seed", [0, 602_000_141])
def test_nothing_starts_after_the_look_however_long_runs_queue(seed: int) -> None:
    recipe = draw_recipe(seed)
    _, downstream = simulate(recipe)
    assert max(step.started for step in downstream) <= recipe.looked_at


def test_nobody_is_accused_who_reads_nothing_again(outcomes: list[Outcome]) -> None:
    assert [one for one in outcomes if one.is_false_alarm] == []


@pytest.mark.parametrize("seed", [121_000_676, 122_001_831, 143_001_660])
def test_what_grows_after_a_bookmark_was_switched_on_accuses_nobody(seed: int) -> None:
    world = make_world(seed)
    assert world.recipe.reference_growth > 0.0
    assert world.label.story == "switched on"
    assert not judge_world(world).is_false_alarm


def test_a_drop_in_the_newest_run_while_a_factor_drifts_accuses_nobody() -> None:
    world = make_world(171_000_453)
    assert (world.label.story, world.recipe.drift < 0.0) == ("switched on", True)
    assert not judge_world(world).is_false_alarm


@pytest.mark.parametrize(
    "seed", [142_000_529, 143_001_261, 145_001_067, 152_001_363, 302_000_394, 501_001_946]
)
def test_a_bounded_reader_that_follows_its_news_by_chance_is_not_accused(seed: int) -> None:
    world = make_world(seed)
    assert world.label.story == "behind"
    assert not judge_world(world).is_false_alarm


def test_a_run_that_has_begun_and_shows_nothing_yet_may_be_one_of_the_last_or_not() -> None:
    assert judge_world(make_world(182_000_235)).verdict is PatternKind.LAST_N


@pytest.mark.parametrize("seed", [181_000_574, 301_000_655])
def test_what_jumps_beside_them_does_not_hide_that_the_last_runs_are_read(seed: int) -> None:
    world = make_world(seed)
    assert (world.label.story, world.recipe.reference_jump > 1.0) == ("last n", True)
    assert judge_world(world).verdict is PatternKind.LAST_N


@pytest.mark.parametrize("seed", [181_000_429, 301_001_159])
def test_last_runs_that_lie_before_the_view_are_not_taken_for_what_is_new(seed: int) -> None:
    world = make_world(seed)
    assert world.label.story == "last n"
    assert not judge_world(world).is_misnamed


@pytest.mark.parametrize("seed", [172_001_329, 181_000_069])
def test_a_factor_drifts_by_the_clock_through_a_pause_that_a_later_run_makes_up_for(
    seed: int,
) -> None:
    world = make_world(seed)
    assert (world.label.story, world.recipe.drift > 0.0) == ("catch-up", True)
    assert judge_world(world).verdict is PatternKind.NEW_ONLY


@pytest.mark.parametrize("seed", [817, 1960])
def test_an_upstream_run_that_has_just_begun_is_not_one_of_the_last_that_are_read(
    seed: int,
) -> None:
    assert judge_world(make_world(seed)).verdict is PatternKind.NEW_ONLY


@pytest.mark.parametrize("seed", [161_001_728, 195_000_780])
def test_a_table_beside_staging_that_grows_at_its_pace_by_chance_accuses_nobody(seed: int) -> None:
    world = make_world(seed)
    assert (world.label.complete_runs, world.recipe.reference_growth > 0.2) == (4, True)
    assert not judge_world(world).is_false_alarm


def test_an_upstream_run_that_has_just_begun_makes_no_reader_of_the_last_runs() -> None:
    assert judge_world(make_world(454)).verdict is PatternKind.NEW_ONLY


def test_the_kind_is_right_with_four_or_more_complete_runs(outcomes: list[Outcome]) -> None:
    assert sum(one.counts for one in outcomes) > 60
    assert share_right(outcomes, tellable=True) >= 0.92, draw_matrix(outcomes)
    assert share_right(outcomes, tellable=False) >= 0.96, draw_matrix(outcomes)
    assert share_wrong(outcomes) <= 0.01, draw_matrix(outcomes)


def test_the_sample_holds_every_kind_of_reader_and_verdict(outcomes: list[Outcome]) -> None:
    assert {draw_recipe(seed).reader for seed in SAMPLE} == set(Reader)
    found = Counter(one.verdict.value for one in outcomes if one.counts)
    assert set(found) >= {"new-only", "everything", "partial", "unknown"}
    lines = draw_matrix(outcomes).splitlines()
    assert lines[0].split()[0] == "truth"
    assert len(lines) > 8


def test_a_seed_makes_the_same_world_again() -> None:
    assert make_world(7) == make_world(7)
    assert make_world(7).observation != make_world(8).observation


def test_what_was_written_before_the_view_makes_nothing_easier_to_tell() -> None:
    recipe = replace(draw_recipe(3), cycles_before=5, lead=0.5)
    begin, _ = view_of(recipe)
    upstream, downstream = simulate(recipe)
    seen = {step.id: step.moved for step in chain(upstream, downstream)}
    other = [
        replace(one, moved=3.0 * one.moved) if one.started < begin else one for one in upstream
    ]
    assert other != upstream
    scene, same = (label_world(recipe, (ups, downstream), seen).scene for ups in (upstream, other))
    assert len(scene.read) > 3
    assert scene.ways == same.ways


def test_nobody_knows_whether_the_files_of_failed_runs_stayed() -> None:
    recipe = next(one for one in map(draw_recipe, count()) if one.upstream_failures)
    steps = simulate(recipe)
    seen = {step.id: step.moved for step in chain(*steps)}
    assert any(step.state == "FAILED" and step.moved for step in steps[0])
    left, gone = (
        label_world(replace(recipe, leaves_litter=stays), steps, seen).scene
        for stays in (True, False)
    )
    assert len(left.ways) > 1
    assert left.ways == gone.ways


def test_usual_worlds_are_the_same_without_what_few_chains_have() -> None:
    usual = [draw_usual(seed) for seed in range(200)]
    rare = ((one.reference_growth, one.reference_jump, one.drift, one.clean_every) for one in usual)
    assert not any(chain.from_iterable(rare))
    assert {one.reader for one in usual} == {*Reader} - {Reader.LAST}
    assert sum(one == draw_recipe(one.seed) for one in usual) > 80


def _describe(world: World) -> tuple[object, ...]:
    seen = world.observation
    return tuple(sorted({job.name for job in seen.jobs})), seen.chains, seen.bookmarks, seen.scripts


def test_nothing_but_runs_and_bytes_differs_between_worlds() -> None:
    assert len({repr(_describe(make_world(seed))) for seed in range(20)}) == 1
    arguments = {repr(job.default_arguments) for job in make_world(3).observation.jobs}
    assert len(arguments) == 1


def test_a_bookmark_takes_every_file_once_and_its_absence_all_files() -> None:
    seen = Counter[Reader]()
    for seed in range(60):
        recipe = draw_recipe(seed)
        if recipe.reader not in {Reader.NEW, Reader.ALL} or recipe.switch or recipe.clean_every:
            continue
        upstream, downstream = simulate(recipe)
        visible = [step for step in upstream if step.state == "SUCCEEDED" or recipe.leaves_litter]
        done = [step for step in downstream if step.state == "SUCCEEDED"]
        taken = [step.taken for step in done]
        written = sum(step.moved for step in visible)
        if recipe.reader is Reader.NEW:
            assert sum(taken) <= written * (1 + 1e-9)
            assert taken == pytest.approx([step.fresh for step in done])
        else:
            assert taken == sorted(taken)
            assert taken == pytest.approx(list(accumulate(step.arrived for step in done)))
        seen[recipe.reader] += 1
    assert min(seen.values()) > 5


def test_a_world_without_loss_shows_every_byte_of_the_runs_in_view() -> None:
    seen = 0
    for seed in range(40):
        recipe = replace(draw_recipe(seed), lost=0.0, lost_block=False, per_run=True)
        begin, look = view_of(recipe)
        series = {one.run_id: one.values for one in build_world(recipe).observation.metrics}
        for step in chain.from_iterable(simulate(recipe)):
            if (
                step.moved
                and step.started > begin
                and step.ended < look - 200
                and step.id in series
            ):
                assert sum(value or 0.0 for value in series[step.id]) == pytest.approx(step.moved)
                seen += 1
    assert seen > 200
