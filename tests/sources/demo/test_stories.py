from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.sources.demo.names import NAMES
from glueflow_tui.sources.demo.stories import find_story, story_names

from .looking import LONG_BACK, at

SMALL = tuple(name for name in story_names() if name != "fleet")


def test_the_document_is_the_first_story() -> None:
    assert story_names()[:2] == ("document", "bookmarked")
    assert len(set(story_names())) == len(story_names()) >= 8


def test_the_stories_are_known_by_name_before_they_are_loaded() -> None:
    assert story_names() == NAMES


@pytest.mark.parametrize("name", story_names())
def test_a_story_has_a_title_and_captions_in_order(name: str) -> None:
    story = find_story(name)

    assert (story.name, story.begins) == (name, at(12))
    assert story.title
    assert story.acts[0].starts == timedelta(0)
    assert all(one.starts < following.starts for one, following in pairwise(story.acts))
    assert all(0 < len(act.caption) <= 100 and "\n" not in act.caption for act in story.acts)


def test_a_caption_stands_from_the_begin_of_its_act_to_that_of_the_next() -> None:
    story = find_story("document")
    first, second, *_, last = (act.caption for act in story.acts)

    assert story.caption_at(at(11)) == first
    assert story.caption_at(at(12, 29)) == first
    assert story.caption_at(at(12, 30)) == second
    assert story.caption_at(at(12) + timedelta(days=3)) == last


@pytest.mark.parametrize("name", SMALL)
def test_a_story_goes_on_for_days(name: str) -> None:
    seen = find_story(name).world().observe(at(12) + timedelta(days=2), timedelta(hours=3))

    assert {run.job for run in seen.runs} == {"orders-in", "orders-out"}
    assert all(at(12) < (run.started or at(12)) for run in seen.runs)
    assert len(seen.runs) < 60


@pytest.mark.parametrize("name", SMALL)
def test_every_fact_about_both_jobs_is_there(name: str) -> None:
    seen = find_story(name).world().observe(at(13, 20), LONG_BACK)
    jobs = ("orders-in", "orders-out")

    assert tuple(job.name for job in seen.jobs) == jobs
    assert tuple(script.job for script in seen.scripts) == jobs
    assert tuple(mark.job for mark in seen.bookmarks) == jobs
    assert [chain.jobs for chain in seen.chains] == [jobs]
    assert [script.location for script in seen.scripts] == [
        "s3://glueflow-demo/scripts/orders_in.py",
        "s3://glueflow-demo/scripts/orders_out.py",
    ]
    assert seen.triggers is not None
    assert [trigger.actions[0].job for trigger in seen.triggers] == list(jobs)


@pytest.mark.parametrize("name", story_names())
def test_a_shifted_story_is_the_same_story(name: str) -> None:
    story, shift = find_story(name), timedelta(days=400, hours=7)
    here = story.world().observe(at(14, 10), timedelta(hours=3))
    there = story.world(at(12) + shift).observe(at(14, 10) + shift, timedelta(hours=3))

    assert [run.id for run in there.runs] == [run.id for run in here.runs]
    assert [series.values for series in there.metrics] != []
    for moved, stayed in zip(there.runs, here.runs, strict=True):
        assert moved.started is not None
        assert stayed.started is not None
        assert moved.started - stayed.started == shift
    totals = [
        [sum(value or 0 for value in series.values[:-3]) for series in seen.metrics]
        for seen in (here, there)
    ]
    assert totals[0] == totals[1]


def test_a_story_begins_where_its_schedule_fires() -> None:
    story = find_story("document")
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    begun = story.world(datetime(2025, 1, 2, 3, 44, 59, tzinfo=UTC).astimezone(elsewhere)).begins

    assert begun == datetime(2025, 1, 2, 3, 30, tzinfo=UTC)


def test_an_unknown_story_is_named_with_the_nearest_and_all() -> None:
    with pytest.raises(UsageError) as raised:
        find_story("documnet")
    sentence = str(raised.value)

    assert "'documnet'" in sentence
    assert "did you mean document?" in sentence
    assert all(name in sentence for name in story_names())
    assert "\n" not in sentence


def test_a_name_like_no_other_gets_no_guess() -> None:
    with pytest.raises(UsageError) as raised:
        find_story("xyzzy")

    assert "did you mean" not in str(raised.value)
