from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis import analyse
from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.model.observation import Fault
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    DISABLE,
    ENABLE,
    GB,
    OPTION,
    World,
    at,
    climbing,
    codes,
    found,
    job_of,
    run_of,
    spread,
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
    assert finding.message.endswith("saved by out2 although 2 of its runs succeeded since")


def test_a_bookmark_saved_by_a_run_out_of_view_is_older_than_all_in_view() -> None:
    assert CODE in codes(steady().but(bookmarks=(Bookmark("out", "jr_of_old"),)).report())


def test_a_bookmark_of_a_run_that_could_not_be_seen_may_be_newer_than_all() -> None:
    unseen = steady().without("out4").but(bookmarks=(Bookmark("out", "out4"),))
    fault = Fault("glue:GetJobRuns", "ThrottlingException", "Rate exceeded", at(96), "?", "out")
    stale = steady().but(bookmarks=(Bookmark("out", "out2"),), faults=(fault,))

    assert CODE in codes(unseen.report())
    assert CODE not in codes(unseen.but(faults=(fault,)).report())
    assert CODE in codes(stale.report())


def test_a_bookmark_never_saved_does_not_advance_even_where_runs_could_not_be_asked_for() -> None:
    fault = Fault("glue:GetJobRuns", "ThrottlingException", "Rate exceeded", at(96), "?", "out")
    world = steady().but(bookmarks=(Bookmark("out", None),), faults=(fault,))

    assert "no bookmark was ever saved" in found(world.report(), CODE).message


def test_a_run_by_hand_with_its_bookmark_off_does_not_have_to_advance_it() -> None:
    backfill = run_of("out", "out4", 96, 12, trigger=None, arguments={OPTION: DISABLE})
    working = run_of("out", "out5", 112, None)
    world = steady().with_runs(backfill, working).but(bookmarks=(Bookmark("out", "out3"),))

    assert CODE not in codes(world.report())
    assert CODE in codes(world.but(bookmarks=(Bookmark("out", "out2"),)).report())


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


def test_what_a_bookmark_holds_is_not_judged_without_its_contexts_or_the_script() -> None:
    script = Script("out", "s3://b/out.py", SCRIPT)
    told = Bookmark("out", "out4", contexts=("old_name",))
    untold = replace(told, contexts=())

    assert CODE not in codes(climbing().but(bookmarks=(untold,), scripts=(script,)).report())
    assert CODE not in codes(climbing().but(bookmarks=(told,)).report())


def test_contexts_that_the_bookmark_lacks_are_named_in_order_if_it_could_hold_them() -> None:
    lines = [
        f'glueContext.create_dynamic_frame.from_catalog("db", "t", transformation_ctx="{ctx}")'
        for ctx in ("zinc", "iron", "gold", "lead", "tin")
    ]
    stream = 'glueContext.create_data_frame_from_options("kinesis", {}, transformation_ctx="flow")'
    text = SCRIPT.replace("job.commit()", "\n".join((*lines, stream, "job.commit()")))
    world = climbing().but(
        bookmarks=(Bookmark("out", "out4", contexts=("renamed",)),),
        scripts=(Script("out", "s3://b/out.py", text),),
    )

    message = found(world.report(), CODE).message
    assert message.endswith("does not hold the contexts gold, iron, lead, tin, zinc")


@pytest.mark.parametrize(
    ("world", "pattern", "fires"),
    [(climbing(), "everything", True), (steady(), "new-only", False)],
)
def test_of_a_chain_only_the_bytes_of_the_job_itself_excuse_a_context_it_lacks(
    world: World, pattern: str, *, fires: bool
) -> None:
    sizes = (1.0, 1.2, 0.9, 1.1)
    metrics = [
        spread(job, metric, 30 * n + start, 6, size * GB)
        for n, size in enumerate(sizes)
        for job, metric, start in (
            ("out", Metric.BYTES_WRITTEN, 12),
            ("last", Metric.BYTES_READ, 18),
        )
    ]
    world = world.but(
        bookmarks=(Bookmark("out", "out4", contexts=("old_name",)),),
        scripts=(Script("out", "s3://b/out.py", SCRIPT),),
        chains=(link_jobs(["in", "out", "last"]),),
    )
    report = world.but(
        jobs=(*world.jobs, job_of("last", ENABLE)),
        runs=(*world.runs, *(run_of("last", f"last{n}", 30 * n + 18) for n in range(4))),
        metrics=(*world.metrics, *metrics),
    ).report()

    assert {one.downstream: one.pattern.kind.value for one in report.links} == {
        "out": pattern,
        "last": "new-only",
    }
    assert (CODE in codes(report)) is fires


def test_a_bookmark_never_saved_is_told_beside_a_missing_commit_unless_nothing_is_tracked() -> None:
    untracked = SCRIPT.replace("glueContext.create_dynamic_frame.from_options", "spark.read.load")

    def codes_of(text: str) -> set[str]:
        script = Script("out", "s3://b/out.py", text)
        return codes(steady().but(bookmarks=(Bookmark("out", None),), scripts=(script,)).report())

    assert CODE in codes_of(SCRIPT.replace("job.commit()", ""))
    assert CODE in codes_of(untracked)
    assert CODE not in codes_of(untracked.replace("job.commit()", ""))
