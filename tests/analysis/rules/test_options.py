from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.model.jobs import Action, JobRun, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from tests.analysis.worlds import (
    AFTER_IN,
    DISABLE,
    ENABLE,
    EVERY_30,
    OPTION,
    at,
    codes,
    found,
    job_of,
    run_of,
    steady,
)

FAILED = JobRunState.FAILED
OPTIONS = {"bookmark-disabled", "bookmark-overridden", "bookmark-paused"}


@pytest.mark.parametrize("option", [None, DISABLE])
def test_a_bookmark_never_set_or_off_by_default_is_disabled(option: str | None) -> None:
    report = steady().with_job(job_of("out", option)).report()

    assert codes(report) & OPTIONS == {"bookmark-disabled"}
    assert found(report, "bookmark-disabled").since == at(6)


def test_an_enabled_bookmark_is_no_finding() -> None:
    assert codes(steady().report()) == set()


def test_the_bookmark_of_a_job_that_reads_nothing_of_the_chain_does_not_matter() -> None:
    assert codes(steady().with_job(job_of("in", DISABLE)).report()) == set()


@pytest.mark.parametrize("command", ["pythonshell", "gluestreaming", "glueray"])
def test_jobs_that_cannot_have_a_bookmark_are_not_told_to(command: str) -> None:
    world = steady().with_job(job_of("out", DISABLE, command=command))

    assert codes(world.report()) & OPTIONS == set()


def test_a_trigger_that_switches_it_off_is_named() -> None:
    off = replace(AFTER_IN, actions=(Action("out", arguments={OPTION: DISABLE}),))
    finding = found(steady().but(triggers=(EVERY_30, off)).report(), "bookmark-overridden")

    assert "by the arguments of its trigger after-in" in finding.message
    assert finding.runs == ("out1", "out2", "out3", "out4")


def test_run_arguments_that_switch_it_off_are_named() -> None:
    by_hand = run_of("out", "out4", 96, 12, trigger=None, arguments={OPTION: DISABLE})
    finding = found(steady().with_runs(by_hand).report(), "bookmark-overridden")

    assert "by the arguments of the run out4" in finding.message
    assert finding.runs == ("out4",)


BACKFILL = run_of("out", "out4", 96, 12, trigger=None, arguments={OPTION: DISABLE})
PAUSED = replace(BACKFILL, arguments={OPTION: "job-bookmark-pause"})


@pytest.mark.parametrize(
    ("code", "word", "runs"),
    [
        pytest.param("bookmark-overridden", "info", (BACKFILL,), id="off"),
        pytest.param("bookmark-paused", "info", (PAUSED,), id="paused"),
        pytest.param(
            "bookmark-overridden",
            "info",
            (replace(BACKFILL, state=FAILED), replace(BACKFILL, id="out4_attempt_1", attempt=1)),
            id="and tried again",
        ),
        pytest.param(
            "bookmark-overridden",
            "warning",
            (replace(BACKFILL, id="out3", started=at(66), completed=at(78)), BACKFILL),
            id="twice",
        ),
    ],
)
def test_one_run_by_hand_between_all_that_is_right_is_information(
    code: str, word: str, runs: tuple[JobRun, ...]
) -> None:
    report = steady().with_runs(*runs).report()
    finding = found(report, code)

    assert codes(report) & OPTIONS == {code}
    assert finding.severity.word == word
    assert ("#4 alone ran with its bookmark" in finding.message) is (word == "info")


def test_the_only_run_of_a_job_is_no_exception() -> None:
    world = steady().without("out1", "out2", "out3").with_runs(BACKFILL)

    assert found(world.report(), "bookmark-overridden").severity.word == "warning"


def test_run_arguments_of_an_older_start_by_hand_are_past() -> None:
    by_hand = run_of("out", "out2", 36, 12, trigger=None, arguments={OPTION: DISABLE})

    assert codes(steady().with_runs(by_hand).report()) & OPTIONS == set()


def test_an_older_start_by_a_trigger_on_demand_is_past() -> None:
    backfill = Trigger(
        "backfill",
        TriggerType.ON_DEMAND,
        TriggerState.CREATED,
        actions=(Action("out", arguments={OPTION: DISABLE}),),
    )
    world = steady().but(triggers=(EVERY_30, AFTER_IN, backfill))
    older, newest = run_of("out", "out2", 36, 12), run_of("out", "out4", 96, 12)

    past = world.with_runs(replace(older, trigger="backfill")).report()
    last = world.with_runs(replace(newest, trigger="backfill")).report()
    assert codes(past) & OPTIONS == set()
    assert codes(last) & OPTIONS == {"bookmark-overridden"}


def test_every_trigger_that_starts_the_job_is_looked_at() -> None:
    nightly = Trigger(
        "nightly",
        TriggerType.SCHEDULED,
        TriggerState.ACTIVATED,
        schedule="cron(0 1 * * ? *)",
        actions=(Action("out", arguments={OPTION: DISABLE}),),
    )
    early = run_of("out", "out1", 6, 12, trigger="nightly")
    world = steady().with_runs(early).but(triggers=(EVERY_30, AFTER_IN, nightly))

    assert "trigger nightly" in found(world.report(), "bookmark-overridden").message


def test_off_by_the_trigger_over_a_default_that_is_off_too_is_disabled() -> None:
    off = replace(AFTER_IN, actions=(Action("out", arguments={OPTION: DISABLE}),))
    world = steady().with_job(job_of("out")).but(triggers=(EVERY_30, off))

    assert codes(world.report()) & OPTIONS == {"bookmark-disabled"}


def test_non_overridable_arguments_beat_the_trigger() -> None:
    off = replace(AFTER_IN, actions=(Action("out", arguments={OPTION: DISABLE}),))
    fixed = job_of("out", non_overridable_arguments={OPTION: ENABLE})
    world = steady().with_job(fixed).but(triggers=(EVERY_30, off))

    assert codes(world.report()) & OPTIONS == set()


def test_off_in_the_non_overridable_arguments_is_no_overriding() -> None:
    fixed = job_of("out", ENABLE, non_overridable_arguments={OPTION: DISABLE})
    finding = found(steady().with_job(fixed).report(), "bookmark-disabled")

    assert "switched off in its non-overridable arguments" in finding.message


def test_a_paused_bookmark_is_told_from_one_that_is_off() -> None:
    world = steady().with_job(job_of("out", "job-bookmark-pause"))

    assert codes(world.report()) & OPTIONS == {"bookmark-paused"}


def test_an_option_unknown_to_this_version_is_not_judged() -> None:
    world = steady().with_job(job_of("out", "job-bookmark-later"))

    assert codes(world.report()) & OPTIONS == set()
