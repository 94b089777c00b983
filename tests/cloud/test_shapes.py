from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.model import StructureShape
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.demo.stories import find_story, story_names
from tests.cloud.sample import TAKEN_AT, sample_observation
from tests.cloud.shapes import Shape, shape_bookmark, shape_job, shape_run, shape_trigger
from tests.strategies import job_runs

GLUE = Session().get_service_model("glue")


def story_facts(name: str) -> Observation:
    story = find_story(name)
    return story.world().observe(story.begins + timedelta(hours=4), timedelta(hours=4))


def check(name: str, shape: Shape) -> None:
    # What botocore holds an input against, held against an output: names and types of members.
    model = GLUE.shape_for(name)
    assert isinstance(model, StructureShape)
    assert not ParamValidator().validate(shape, model).generate_report()
    assert set(shape) <= set(model.members)


@pytest.mark.parametrize("name", story_names())
def test_facts_of_every_story_have_the_shapes_of_the_api(name: str) -> None:
    seen = story_facts(name)
    assert seen.runs
    for job in seen.jobs:
        check("Job", shape_job(job))
    for run in seen.runs:
        check("JobRun", shape_run(run, seen.taken_at))
    for trigger in seen.triggers or ():
        check("Trigger", shape_trigger(trigger))
    for mark in seen.bookmarks:
        check("JobBookmarkEntry", shape_bookmark(mark))


@given(job_runs())
def test_any_run_has_the_shape_of_the_api(run: JobRun) -> None:
    shape = shape_run(run, TAKEN_AT)
    check("JobRun", shape)
    assert ("CompletedOn" in shape) == run.state.is_final


def test_unknown_members_are_left_out_rather_than_null() -> None:
    seen = sample_observation()
    shapes = [shape_job(seen.jobs[0]), *(shape_run(run, TAKEN_AT) for run in seen.runs)]
    assert all(value is not None for shape in shapes for value in shape.values())


def test_a_running_run_has_used_the_seconds_since_its_start() -> None:
    running = sample_observation().runs[6]
    assert shape_run(running, TAKEN_AT)["ExecutionTime"] == 1800
