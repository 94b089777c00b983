from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.model.states import TriggerState, TriggerType
from glueflow_tui.sources.demo.definitions import (
    define_job,
    define_script,
    define_trigger,
)
from glueflow_tui.sources.demo.specs import AfterAll, AfterSuccess, Schedule

from .making import ON, OUT


def test_a_job_shows_what_its_spec_says() -> None:
    job = define_job(replace(OUT, queuing=True, max_retries=2, max_concurrent_runs=3))

    assert (job.name, job.command, job.default_arguments) == ("out", "glueetl", ON)
    assert (job.queuing, job.max_retries, job.max_concurrent_runs) == (True, 2, 3)
    assert (job.worker_type, job.number_of_workers, job.glue_version) == ("G.1X", 10, "4.0")


def test_a_job_and_its_script_name_the_same_place() -> None:
    spec = replace(OUT, name="orders-out")
    script = define_script(spec)

    assert define_job(spec).script_location == script.location
    assert script.location == "s3://glueflow-demo/scripts/orders_out.py"
    assert script.text


def test_a_schedule_becomes_a_scheduled_trigger() -> None:
    trigger = define_trigger(Schedule("clock", "in", 15), active=False)

    assert (trigger.type, trigger.state) == (TriggerType.SCHEDULED, TriggerState.DEACTIVATED)
    assert (trigger.schedule, trigger.conditions) == ("cron(0/15 * * * ? *)", ())
    assert trigger.starts("in")


def test_after_success_becomes_a_conditional_trigger_that_passes_its_arguments() -> None:
    trigger = define_trigger(AfterSuccess("t", "out", "in", {"a": "b"}), active=True)
    (condition,), (action,) = trigger.conditions, trigger.actions

    assert (trigger.type, trigger.state) == (TriggerType.CONDITIONAL, TriggerState.ACTIVATED)
    assert (condition.job, condition.state) == ("in", "SUCCEEDED")
    assert (action.job, action.arguments) == ("out", {"a": "b"})


def test_after_all_becomes_a_trigger_that_watches_each() -> None:
    trigger = define_trigger(AfterAll("t", "out", ("in", "web")), active=True)

    assert [condition.job for condition in trigger.conditions] == ["in", "web"]
    assert trigger.logical == "AND"


def test_a_clock_may_fire_some_minutes_after_the_hour() -> None:
    assert Schedule("clock", "in", 20, offset=5).cron == "cron(5/20 * * * ? *)"
    with pytest.raises(ValueError, match="not within the first 20"):
        Schedule("clock", "in", 20, offset=20)
