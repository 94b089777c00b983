"""Bookmarks that are on without effect: shared by runs side by side, or not advancing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from glueflow_tui.analysis.report import Finding, JobReport, PatternKind, RunReport
from glueflow_tui.analysis.rules.case import (
    Case,
    Confidence,
    Section,
    first_start,
    is_on,
    is_untrackable,
    prove,
)
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.options import PASSED
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.analysis.runs import root_id
from glueflow_tui.model.jobs import Bookmark
from glueflow_tui.model.states import BookmarkOption


def find_concurrency(case: Case) -> Iterable[Finding]:
    """Bookmarks on while several runs of the job are allowed at once."""
    for job in case.bookmarked_jobs():
        if job.max_concurrent_runs and job.max_concurrent_runs > 1 and is_on(job):
            yield about_job(
                Code.CONCURRENCY,
                job.name,
                message=(
                    f"{job.name} uses a bookmark and allows {job.max_concurrent_runs} runs at "
                    "once: runs side by side read the same files, and one of them fails to commit"
                ),
                evidence=prove(
                    "bookmark enabled and max concurrent runs > 1",
                    {"max_concurrent_runs": job.max_concurrent_runs, "option": "enable"},
                    Section.BOOKMARKS,
                ),
                remedy=f"Set the maximum concurrency of {job.name} to 1.",
            )


def find_standing(case: Case) -> Iterable[Finding]:
    """Bookmarks that are on, but do not advance with the runs that succeed."""
    for job in case.bookmarked_jobs():
        mark = case.history.bookmarks.get(job.name)
        seen_at = case.history.bookmarks_at.get(job.name)
        if mark is None or seen_at is None or not is_on(job) or _saves_nothing(job):
            continue
        if _may_be_newer(case, job, mark):
            continue
        problem = case.memo.recall(
            ("standing", job.name),
            (job.runs, mark, seen_at, case.definition(job.name)),
            partial(_standing, case, job, mark, seen_at),
        ) or _uncovered(case, job, mark)
        if problem is not None:
            yield _state_standing(job, mark, problem)


def _saves_nothing(job: JobReport) -> bool:
    """Whether nothing is saved because nothing could be: its reads are told as untracked."""
    return job.script is not None and is_untrackable(job.script) and job.script.has_commit is False


def _may_be_newer(case: Case, job: JobReport, mark: Bookmark) -> bool:
    """Whether it was saved by a run that is not in view because runs could not be asked for."""
    if mark.run_id is None or not case.was_denied("glue:GetJobRuns", job.name):
        return False
    return root_id(mark.run_id) not in {root_id(run.id) for run in job.runs}


def _standing(
    case: Case, job: JobReport, mark: Bookmark, seen_at: datetime
) -> tuple[str, tuple[str, ...]] | None:
    """Succeeded runs that had committed before the bookmark was looked at, but are not in it."""
    done = [
        run
        for run in job.runs
        if run.state.is_success
        and run.completed is not None
        and run.completed <= seen_at
        and _was_on(case, job.name, run)
        and run.bytes_read != 0
    ]
    if not done:
        return None
    if mark.run_id is None:
        return "no bookmark was ever saved for it", tuple(run.id for run in done)
    places: dict[str, int] = {}
    for place, run in enumerate(job.runs):
        places.setdefault(root_id(run.id), place)
    position = places.get(root_id(mark.run_id), -1)
    later = tuple(run.id for run in done if places[root_id(run.id)] > position)
    if not later:
        return None
    return f"its bookmark was last saved by {mark.run_id}", later


def _was_on(case: Case, job: str, run: RunReport) -> bool:
    """Whether the run surely had the bookmark on: defaults may have changed after it."""
    definition = case.definition(job)
    modified = definition.modified if definition else None
    is_current = modified is not None and run.started is not None and run.started >= modified
    enabled = run.bookmark.option is BookmarkOption.ENABLE
    return enabled and (is_current or run.bookmark.origin in PASSED)


def _uncovered(case: Case, job: JobReport, mark: Bookmark) -> tuple[str, tuple[str, ...]] | None:
    """Contexts of the script that the saved bookmark does not hold."""
    if not mark.contexts or job.script is None:
        return None
    named = [read.transformation_ctx for read in job.script.reads if read.tracked]
    lacking = sorted({ctx for ctx in named if ctx and ctx not in mark.contexts})
    # A branch not taken or a script just renamed leaves this trace too; then the bytes are right.
    if not lacking or any(
        link.report.downstream == job.name and link.report.pattern.kind is PatternKind.NEW_ONLY
        for link in case.links
    ):
        return None
    noun = "context" if len(lacking) == 1 else "contexts"
    return f"its bookmark does not hold the {noun} {', '.join(lacking)}", ()


def _state_standing(
    job: JobReport, mark: Bookmark, problem: tuple[str, tuple[str, ...]]
) -> Finding:
    what, runs = problem
    after = f" although {len(runs)} of its runs succeeded since" if runs else ""
    return about_job(
        Code.NOT_ADVANCING,
        job.name,
        runs,
        since=first_start(job, runs),
        message=f"{job.name} has its bookmark on, but {what}{after}",
        evidence=prove(
            "GetJobBookmark names the newest succeeded run and every context of the script",
            {
                "bookmark_run": mark.run_id,
                "version": mark.version,
                "contexts": mark.contexts,
                "succeeded_since": runs,
            },
            Section.BOOKMARKS,
            Confidence.MEDIUM,
        ),
        remedy=(
            f"Check that {job.name} calls job.init before its first read and reaches job.commit(), "
            "and that each read of the staging path has a transformation_ctx."
        ),
    )


RULES = (find_concurrency, find_standing)
