from __future__ import annotations

from dataclasses import replace

from glueflow_tui.model.chain import Link, LinkOrigin
from glueflow_tui.model.states import TriggerState, TriggerType
from glueflow_tui.sources.demo.definitions import (
    define_job,
    define_script,
    define_trigger,
    find_chains,
)
from glueflow_tui.sources.demo.specs import AfterSuccess, Schedule

from .making import IN, ON, OUT, TRIGGERS


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


def test_jobs_joined_by_a_conditional_trigger_are_a_chain() -> None:
    (chain,) = find_chains((IN, OUT), TRIGGERS)

    assert (chain.name, chain.jobs) == ("in → out", ("in", "out"))
    assert chain.links == (Link("in", "out", LinkOrigin.TRIGGER, "after-in"),)


def test_chains_that_share_no_job_are_apart_and_a_job_alone_is_none() -> None:
    specs = [replace(IN, name=name) for name in "abcdex"]
    triggers = (
        AfterSuccess("1", "b", "a"),
        AfterSuccess("2", "d", "c"),
        AfterSuccess("3", "e", "d"),
    )

    assert [chain.jobs for chain in find_chains(specs, triggers)] == [("a", "b"), ("c", "d", "e")]


def test_branches_that_meet_are_one_chain() -> None:
    specs = [replace(IN, name=name) for name in "abcd"]
    triggers = (
        AfterSuccess("1", "c", "a"),
        AfterSuccess("2", "d", "b"),
        AfterSuccess("3", "d", "c"),
    )
    (chain,) = find_chains(specs, triggers)

    assert sorted(chain.jobs) == ["a", "b", "c", "d"]
    assert len(chain.links) == 3
