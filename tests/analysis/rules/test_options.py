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
    schedule_of,
    steady,
)

FAILED = JobRunState.FAILED
REFUSAL = "Max concurrent runs exceeded"
AFTER_IN_OFF = replace(AFTER_IN, actions=(Action("out", arguments={OPTION: DISABLE}),))
NIGHTLY = schedule_of(
    "nightly", "out", "cron(0 1 * * ? *)", actions=(Action("out", arguments={OPTION: DISABLE}),)
)
OPTIONS = {"bookmark-disabled", "bookmark-overridden", "bookmark-paused"}


@pytest.mark.parametrize("option", [None, DISABLE])
def test_a_bookmark_never_set_or_off_by_default_is_disabled(option: str | None) -> None:
    report = steady().with_job(job_of("out", option)).report()

    assert codes(report) & OPTIONS == {"bookmark-disabled"}
    finding = found(report, "bookmark-disabled")
    assert finding.since == at(6)
    where = "switched off in its default arguments" if option else "set nowhere, and Glue's default"
    assert where in finding.message


def test_an_enabled_bookmark_is_no_finding() -> None:
    assert codes(steady().report()) == set()


def test_the_bookmark_of_a_job_that_reads_nothing_of_the_chain_does_not_matter() -> None:
    assert codes(steady().with_job(job_of("in", DISABLE)).report()) == set()


@pytest.mark.parametrize("command", ["pythonshell", "gluestreaming", "glueray"])
def test_jobs_that_cannot_have_a_bookmark_are_not_told_to(command: str) -> None:
    world = steady().with_job(job_of("out", DISABLE, command=command))

    assert codes(world.report()) & OPTIONS == set()


def test_a_trigger_that_switches_it_off_is_named() -> None:
    finding = found(steady().but(triggers=(EVERY_30, AFTER_IN_OFF)).report(), "bookmark-overridden")

    assert finding.message.startswith("out has its bookmark on by default, but it is switched off")
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
            "info",
            (
                replace(BACKFILL, id="out5", started=at(95), state=FAILED, error=REFUSAL),
                BACKFILL,
            ),
            id="refused at first",
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
    what = "paused" if code == "bookmark-paused" else "off"
    alone = f"#4 alone ran with its bookmark {what}, by the arguments of the run"
    assert (alone in finding.message) is (word == "info")


def test_the_only_run_of_a_job_is_no_exception() -> None:
    world = steady().without("out1", "out2", "out3").with_runs(BACKFILL)

    assert found(world.report(), "bookmark-overridden").severity.word == "warning"


def test_one_run_by_a_trigger_that_switches_it_off_is_no_exception() -> None:
    world = steady().with_runs(run_of("out", "out4", 96, 12, trigger="nightly"))
    finding = found(
        world.but(triggers=(EVERY_30, AFTER_IN, NIGHTLY)).report(), "bookmark-overridden"
    )

    assert finding.severity.word == "warning"


def test_one_run_by_a_trigger_that_is_not_known_yet_is_no_exception() -> None:
    new = run_of("out", "out4", 96, 12, trigger="new", arguments={OPTION: DISABLE})

    finding = found(steady().with_runs(new).report(), "bookmark-overridden")
    assert finding.severity.word == "warning"


def test_a_start_by_hand_that_was_refused_switches_nothing_off() -> None:
    refused = replace(BACKFILL, id="r", started=at(100), state=FAILED, error=REFUSAL)

    assert codes(steady().with_runs(refused).report()) & OPTIONS == set()


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
    by_hand = Trigger("backfill", TriggerType.ON_DEMAND, TriggerState.CREATED)
    early = run_of("out", "out1", 6, 12, trigger="nightly")
    world = steady().with_runs(early).but(triggers=(EVERY_30, AFTER_IN, by_hand, NIGHTLY))

    assert "trigger nightly" in found(world.report(), "bookmark-overridden").message


def test_a_trigger_since_deleted_is_past() -> None:
    early = run_of("out", "out1", 6, 12, trigger="nightly", arguments={OPTION: DISABLE})
    world = steady().with_runs(early)

    assert codes(world.report()) & OPTIONS == set()
    assert codes(world.but(triggers=None).report()) & OPTIONS == {"bookmark-overridden"}


def test_each_trigger_that_switches_it_off_is_named() -> None:
    early = run_of("out", "out1", 6, 12, trigger="nightly")
    world = steady().with_runs(early).but(triggers=(EVERY_30, AFTER_IN_OFF, NIGHTLY))
    remedies = [one.remedy for one in world.report().findings if one.code == "bookmark-overridden"]

    assert len(remedies) == 2
    assert "trigger after-in;" in remedies[0]
    assert "trigger nightly;" in remedies[1]


def test_without_a_look_at_the_triggers_what_their_runs_were_passed_is_told_once() -> None:
    passed = {OPTION: DISABLE}
    runs = (
        run_of("out", "out1", 6, 12, trigger="nightly", arguments=passed),
        run_of("out", "out3", 66, 12, arguments=passed),
        run_of("out", "out4", 96, 12, trigger="weekly", arguments={OPTION: ENABLE}),
    )
    finding = found(steady().with_runs(*runs).but(triggers=None).report(), "bookmark-overridden")

    assert finding.runs == ("out3",)
    assert "by the arguments of the run out3" in finding.message


def test_runs_are_listed_by_where_their_option_was_set_whoever_started_them() -> None:
    by_hand = run_of("out", "out4", 96, 12, trigger=None)
    refused = run_of("out", "r", 100, 0, state=FAILED, error=REFUSAL)
    world = steady().with_runs(by_hand, refused).with_job(job_of("out", DISABLE))
    finding = found(world.report(), "bookmark-disabled")

    assert finding.runs == ("out1", "out2", "out3", "out4")
    assert finding.since == at(6)


def test_runs_from_before_the_trigger_switched_it_off_are_not_listed() -> None:
    before = [run_of("out", f"out{n}", 30 * n - 24, 12, arguments={OPTION: ENABLE}) for n in (1, 2)]
    world = steady().with_runs(*before).but(triggers=(EVERY_30, AFTER_IN_OFF))

    assert found(world.report(), "bookmark-overridden").runs == ("out3", "out4")


def test_a_job_that_never_ran_is_told_what_its_next_run_will_lack() -> None:
    world = steady().without("out1", "out2", "out3", "out4").with_job(job_of("out", DISABLE))
    finding = found(world.report(), "bookmark-disabled")

    assert (finding.runs, finding.since) == ((), None)


def test_runs_that_are_passed_the_option_need_none_by_default() -> None:
    passed = [
        run_of("out", f"out{n}", 30 * n - 24, 12, trigger=None, arguments={OPTION: ENABLE})
        for n in range(1, 5)
    ]
    world = steady().with_runs(*passed).with_job(job_of("out")).but(triggers=(EVERY_30,))

    assert codes(world.report()) & OPTIONS == set()


def test_off_by_the_trigger_over_a_default_that_is_off_too_is_disabled() -> None:
    world = steady().with_job(job_of("out")).but(triggers=(EVERY_30, AFTER_IN_OFF))

    assert codes(world.report()) & OPTIONS == {"bookmark-disabled"}


def test_non_overridable_arguments_beat_the_trigger() -> None:
    fixed = job_of("out", non_overridable_arguments={OPTION: ENABLE})
    world = steady().with_job(fixed).but(triggers=(EVERY_30, AFTER_IN_OFF))

    assert codes(world.report()) & OPTIONS == set()


def test_off_in_the_non_overridable_arguments_is_no_overriding() -> None:
    fixed = job_of("out", ENABLE, non_overridable_arguments={OPTION: DISABLE})
    finding = found(steady().with_job(fixed).report(), "bookmark-disabled")

    assert "switched off in its non-overridable arguments" in finding.message


def test_a_paused_bookmark_is_told_from_one_that_is_off() -> None:
    report = steady().with_job(job_of("out", "job-bookmark-pause")).report()

    assert codes(report) & OPTIONS == {"bookmark-paused"}
    assert found(report, "bookmark-paused").message == (
        "out runs with its bookmark paused in its default arguments: it never advances"
    )


def test_an_option_unknown_to_this_version_is_not_judged() -> None:
    world = steady().with_job(job_of("out", "job-bookmark-later"))

    assert codes(world.report()) & OPTIONS == set()
