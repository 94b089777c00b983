from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis import analyse
from glueflow_tui.model.jobs import Action, Bookmark, JobRun, Script, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    AFTER_IN,
    DISABLE,
    ENABLE,
    EVERY_30,
    OPTION,
    at,
    climbing,
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


def test_a_run_that_read_nothing_has_nothing_to_save() -> None:
    world = steady().but(bookmarks=(Bookmark("out", "out3"),))
    idle = tuple(
        replace(m, values=(0.0,) * len(m.values)) if m.start == at(96) else m for m in world.metrics
    )

    assert "bookmark-not-advancing" in codes(world.report())
    assert "bookmark-not-advancing" not in codes(world.but(metrics=idle).report())


def test_a_paused_bookmark_is_told_from_one_that_is_off() -> None:
    world = steady().with_job(job_of("out", "job-bookmark-pause"))

    assert codes(world.report()) & OPTIONS == {"bookmark-paused"}


def test_an_option_unknown_to_this_version_is_not_judged() -> None:
    world = steady().with_job(job_of("out", "job-bookmark-later"))

    assert codes(world.report()) & OPTIONS == set()


def test_a_bookmark_shared_by_several_runs_at_once_is_a_finding() -> None:
    shared = job_of("out", ENABLE, max_concurrent_runs=3)

    assert (
        "3 runs at once"
        in found(steady().with_job(shared).report(), "bookmark-concurrency").message
    )


def test_concurrency_without_a_bookmark_and_a_bookmark_without_concurrency_are_fine() -> None:
    off = job_of("out", DISABLE, max_concurrent_runs=3)

    assert "bookmark-concurrency" not in codes(steady().with_job(off).report())
    assert "bookmark-concurrency" not in codes(steady().report())


CODE = "bookmark-not-advancing"


def test_a_bookmark_never_saved_does_not_advance() -> None:
    finding = found(steady().but(bookmarks=(Bookmark("out", None),)).report(), CODE)

    assert "no bookmark was ever saved" in finding.message
    assert finding.runs == ("out1", "out2", "out3", "out4")


def test_a_bookmark_older_than_the_newest_success_does_not_advance() -> None:
    stale = steady().but(bookmarks=(Bookmark("out", "out2", contexts=("ctx",)),))
    finding = found(stale.report(), CODE)

    assert finding.runs == ("out3", "out4")
    assert finding.since == at(66)


def test_a_bookmark_saved_by_a_run_out_of_view_is_older_than_all_in_view() -> None:
    assert CODE in codes(steady().but(bookmarks=(Bookmark("out", "jr_of_old"),)).report())


def test_a_bookmark_of_the_newest_success_advances() -> None:
    for run_id in ("out4", "out4_attempt_1"):
        assert CODE not in codes(steady().but(bookmarks=(Bookmark("out", run_id),)).report())


def test_a_bookmark_looked_at_before_the_run_ended_says_nothing_about_it() -> None:
    early = steady().but(taken_at=at(50), bookmarks=(Bookmark("out", "out2"),))
    later = steady().but(bookmarks=())
    history = early.history().absorb(later.observation())
    assert CODE not in codes(analyse(history, AnalysisSettings()))


def test_runs_from_before_the_definition_changed_may_have_gone_without_it() -> None:
    world = steady().but(bookmarks=(Bookmark("out", None),))
    changed = world.with_job(job_of("out", ENABLE, modified=at(60)))
    unknown = world.with_job(job_of("out", ENABLE, modified=None))
    passed = run_of("out", "out4", 96, 12, trigger=None, arguments={OPTION: ENABLE})
    off_by_default = unknown.with_job(job_of("out", DISABLE, modified=None)).with_runs(passed)

    assert found(changed.report(), CODE).runs == ("out3", "out4")
    assert CODE not in codes(unknown.report())
    assert found(off_by_default.report(), CODE).runs == ("out4",)


def test_a_context_the_bookmark_lacks_is_nothing_while_the_bytes_are_right() -> None:
    world = steady().but(
        bookmarks=(Bookmark("out", "out4", contexts=("old_name",)),),
        scripts=(Script("out", "s3://b/out.py", SCRIPT),),
    )

    assert CODE not in codes(world.report())


def test_failed_runs_do_not_have_to_advance_it() -> None:
    failed = run_of("out", "out4", 96, 12, state=JobRunState.FAILED)
    world = steady().with_runs(failed).but(bookmarks=(Bookmark("out", "out3"),))

    assert CODE not in codes(world.report())


def test_a_bookmark_that_glue_did_not_tell_is_not_judged() -> None:
    assert CODE not in codes(steady().report())


SCRIPT = """
from awsglue.context import GlueContext
from awsglue.job import Job
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init("out", {})
frame = glueContext.create_dynamic_frame.from_options(
    connection_type="s3", connection_options={"paths": [p]}, format="json",
    transformation_ctx="renamed")
job.commit()
"""


def test_a_context_of_the_script_that_the_bookmark_lacks_is_named() -> None:
    world = climbing().but(
        bookmarks=(Bookmark("out", "out4", contexts=("old_name",)),),
        scripts=(Script("out", "s3://b/out.py", SCRIPT),),
    )

    assert "does not hold the context renamed" in found(world.report(), CODE).message
    same = replace(world.bookmarks[0], contexts=("renamed", "other"))
    assert CODE not in codes(world.but(bookmarks=(same,)).report())
    off = world.with_job(job_of("out", DISABLE))
    assert CODE not in codes(off.report())
