from __future__ import annotations

from dataclasses import replace

from glueflow_tui.analysis import analyse
from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    DISABLE,
    ENABLE,
    OPTION,
    at,
    climbing,
    codes,
    found,
    job_of,
    run_of,
    steady,
)


def test_a_run_that_read_nothing_has_nothing_to_save() -> None:
    world = steady().but(bookmarks=(Bookmark("out", "out3"),))
    idle = tuple(
        replace(m, values=(0.0,) * len(m.values)) if m.start == at(96) else m for m in world.metrics
    )

    assert "bookmark-not-advancing" in codes(world.report())
    assert "bookmark-not-advancing" not in codes(world.but(metrics=idle).report())


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


def test_a_bookmark_of_a_run_that_could_not_be_seen_may_be_newer_than_all() -> None:
    unseen = steady().without("out4").but(bookmarks=(Bookmark("out", "out4"),))
    fault = Fault("glue:GetJobRuns", "ThrottlingException", "Rate exceeded", at(96), "?", "out")
    stale = steady().but(bookmarks=(Bookmark("out", "out2"),), faults=(fault,))

    assert CODE in codes(unseen.report())
    assert CODE not in codes(unseen.but(faults=(fault,)).report())
    assert CODE in codes(stale.report())


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
