from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.model.jobs import Condition
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from tests.analysis.worlds import (
    AFTER_IN,
    ENABLE,
    EVERY_30,
    OPTION,
    World,
    at,
    codes,
    found,
    job_of,
    run_of,
    schedule_of,
    steady,
)

BLIND = replace(job_of("out"), default_arguments={OPTION: ENABLE})


@pytest.mark.parametrize("state", ["DEACTIVATED", "DEACTIVATING", "CREATED"])
def test_a_trigger_that_is_not_activated_is_named(state: str) -> None:
    off = replace(AFTER_IN, state=TriggerState(state))
    finding = found(steady().but(triggers=(EVERY_30, off)).report(), "trigger-inactive")

    assert finding.job == "out"
    assert finding.message == f"Trigger after-in is {state}: it does not start out"


@pytest.mark.parametrize("state", ["ACTIVATED", "ACTIVATING", "UPDATING", "NEVER_SEEN"])
def test_triggers_that_work_or_change_are_not(state: str) -> None:
    trigger = replace(AFTER_IN, state=TriggerState(state))

    assert codes(steady().but(triggers=(EVERY_30, trigger)).report()) == set()


def test_triggers_of_other_jobs_and_those_on_demand_do_not_matter() -> None:
    other = schedule_of("x", "elsewhere", "cron(0 1 * * ? *)", state=TriggerState.DEACTIVATED)
    by_hand = schedule_of("y", "out", "", state=TriggerState.CREATED, type=TriggerType.ON_DEMAND)

    assert codes(steady().but(triggers=(EVERY_30, AFTER_IN, other, by_hand)).report()) == set()


def test_an_old_schedule_beside_an_activated_one_does_not_matter() -> None:
    old = replace(EVERY_30, name="old", state=TriggerState.DEACTIVATED)

    assert codes(steady().but(triggers=(EVERY_30, AFTER_IN, old)).report()) == set()
    assert codes(steady().but(triggers=(AFTER_IN, old)).report()) == {"trigger-inactive"}


def test_a_job_without_the_key_publishes_nothing() -> None:
    world = steady().silent("out").with_job(BLIND)

    assert codes(world.report()) == {"metrics-disabled"}


def test_the_key_counts_whatever_its_value_and_layer() -> None:
    arguments = {OPTION: ENABLE, "--enable-metrics": "false"}
    by_value = replace(BLIND, default_arguments=arguments)
    fixed = replace(BLIND, non_overridable_arguments={"--enable-metrics": ""})
    by_run = run_of("out", "out4", 96, 12, arguments={"--enable-metrics": "true"})

    assert codes(steady().with_job(by_value).report()) == set()
    assert codes(steady().with_job(fixed).report()) == set()
    assert codes(steady().with_job(BLIND).with_runs(by_run).report()) == set()


def test_a_job_that_publishes_anyway_has_its_metrics_on() -> None:
    assert "metrics-disabled" not in codes(steady().with_job(BLIND).report())


def test_metrics_that_are_on_and_absent_although_it_ran_are_missing() -> None:
    finding = found(steady().silent("out").report(), "metrics-missing")

    assert finding.runs == ("out1", "out2", "out3", "out4")
    assert "ran for 12m" in finding.message
    assert "GlueContext" in finding.message
    assert finding.evidence["minutes_used"] == 0


def test_a_run_too_short_to_publish_misses_nothing() -> None:
    runs = [run_of("out", f"out{n}", 30 * n - 24, 1.5) for n in range(1, 5)]

    assert "metrics-missing" not in codes(steady().silent("out").with_runs(*runs).report())


def test_a_run_that_is_still_provisional_misses_nothing() -> None:
    world = steady(1).silent("out")

    assert "metrics-missing" not in codes(world.but(taken_at=at(19)).report())
    assert "metrics-missing" in codes(world.but(taken_at=at(20)).report())


def test_a_run_that_failed_early_misses_nothing() -> None:
    failed = [
        run_of("out", f"out{n}", 30 * n - 24, 12, state=JobRunState.FAILED) for n in range(1, 5)
    ]

    assert "metrics-missing" not in codes(steady().silent("out").with_runs(*failed).report())


def test_an_older_silent_run_before_one_that_published_is_past() -> None:
    world = steady()
    kept = tuple(m for m in world.metrics if not (m.job == "out" and m.start < at(60)))

    assert "metrics-missing" not in codes(world.but(metrics=kept).report())


def test_a_run_or_two_without_points_among_others_may_have_had_nothing_to_do() -> None:
    def silent_from(minute: float) -> World:
        whole = steady()
        return whole.but(
            metrics=tuple(m for m in whole.metrics if m.job == "in" or m.start < at(minute))
        )

    assert "metrics-missing" not in codes(silent_from(60).report())
    assert found(silent_from(30).report(), "metrics-missing").runs == ("out2", "out3", "out4")


def test_nothing_is_missing_while_cloudwatch_may_not_be_read() -> None:
    denied = Fault("cloudwatch:GetMetricData", "AccessDenied", "no", at(100), "no bytes")

    assert "metrics-missing" not in codes(steady().silent("out").but(faults=(denied,)).report())


def test_nothing_is_missing_while_cloudwatch_was_never_asked() -> None:
    world = steady().but(metrics=(), metrics_from=None)

    assert codes(world.report()) == set()


@pytest.mark.parametrize(("command", "kind"), [("pythonshell", "Python shell"), ("glueray", "Ray")])
def test_kinds_of_jobs_without_such_metrics_are_told_so(command: str, kind: str) -> None:
    report = steady().silent("out").with_job(replace(BLIND, command=command)).report()

    assert f"{kind} jobs publish none" in found(report, "metrics-missing").message
    assert "metrics-disabled" not in codes(report)


@pytest.mark.parametrize(("version", "told"), [("5.1", True), ("6.0", True), ("4.0", False)])
def test_versions_with_another_connector_are_a_likely_reason(version: str, *, told: bool) -> None:
    job = job_of("out", ENABLE, glue_version=version)
    finding = found(steady().silent("out").with_job(job).report(), "metrics-missing")

    assert ("another connector" in finding.message) is told


def test_a_trigger_that_watches_another_job_is_not_replaced_by_one_that_does_not() -> None:
    off = replace(AFTER_IN, state=TriggerState.DEACTIVATED)
    other = replace(AFTER_IN, name="after-other", conditions=(Condition("other"),))
    same = replace(AFTER_IN, name="after-in-2")

    assert codes(steady().but(triggers=(EVERY_30, off, other)).report()) == {"trigger-inactive"}
    assert codes(steady().but(triggers=(EVERY_30, off, same)).report()) == set()
