"""Bookmark options that are off, overridden, paused, shared, or on without effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from glueflow_tui.analysis.bookmarks import read_option
from glueflow_tui.analysis.report import (
    BookmarkOrigin,
    BookmarkReport,
    Finding,
    JobReport,
    PatternKind,
    RunReport,
    Severity,
)
from glueflow_tui.analysis.rules.case import (
    Case,
    Confidence,
    Section,
    is_on,
    is_untrackable,
    prove,
)
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.analysis.runs import root_id
from glueflow_tui.model.jobs import Bookmark
from glueflow_tui.model.states import BookmarkOption, TriggerType

_PRECEDENCE = "non-overridable > run > trigger > job default > disable"
_PASSED = frozenset({BookmarkOrigin.RUN, BookmarkOrigin.TRIGGER})


def find_options(case: Case) -> Iterable[Finding]:
    """Options other than enable: never set, off, overridden or paused."""
    for job in case.bookmarked_jobs():
        inputs = (case.facts(job.name), job.bookmark, case.history.triggers)
        yield from case.memo.recall(
            ("options", job.name), inputs, partial(_state_options, case, job)
        )


def _state_options(case: Case, job: JobReport) -> tuple[Finding, ...]:
    found: dict[tuple[BookmarkOption | None, BookmarkOrigin | None], Finding] = {}
    for mark, run in _marks(case, job):
        code = _code(case, job, mark)
        if code is not None and (mark.option, mark.origin) not in found:
            finding = _state(case, job, mark, _list_alike(job, run), code)
            if run is not None and _is_alone(case, job, run):
                finding = _excuse(finding, job, run)
            found[mark.option, mark.origin] = finding
    return tuple(found.values())


def _marks(case: Case, job: JobReport) -> Iterable[tuple[BookmarkReport, RunReport | None]]:
    """The options in force: of the newest run of each starter, or of the job when none ran."""
    newest = {run.trigger: run for run in job.runs if not run.refused}
    last = max((run.started for run in newest.values() if run.started), default=None)
    for run in reversed(newest.values()):
        # A run of long ago by hand says nothing about how the job is run now.
        if last is None or run.started == last or not _is_by_hand(case, run.trigger):
            yield run.bookmark, run
    if not newest:
        yield job.bookmark, None


def _is_by_hand(case: Case, starter: str | None) -> bool:
    """Whether only people start runs so: without a trigger, or by one that they fire."""
    triggers = (one for one in case.history.triggers or () if one.name == starter)
    return starter is None or any(one.type is TriggerType.ON_DEMAND for one in triggers)


def _is_alone(case: Case, job: JobReport, run: RunReport) -> bool:
    """Whether it had an option of its own by hand, and all is right but for this newest run."""
    if run.bookmark.origin not in _PASSED or not _is_by_hand(case, run.trigger):
        return False
    others = (one for one in reversed(job.runs) if not one.refused and one.number != run.number)
    before = next(others, None)
    options = (before and before.bookmark.option, _default(case, job.name))
    return all(option is BookmarkOption.ENABLE for option in options)


def _excuse(finding: Finding, job: JobReport, run: RunReport) -> Finding:
    """Such a run, as a backfill is, said as what it is."""
    word = "paused" if run.bookmark.option is BookmarkOption.PAUSE else "off"
    origin = _WHERE[run.bookmark.origin]
    return replace(
        finding,
        severity=Severity.INFO,
        message=(
            f"{job.name} #{run.number} alone ran with its bookmark {word}, {origin} "
            f"{run.bookmark.via}; the run before it had it on"
        ),
        remedy=(
            "Nothing to do if that was meant: the bookmark stays as it was, and the next run reads "
            "again what was new for this one."
        ),
    )


def _list_alike(job: JobReport, run: RunReport | None) -> tuple[str, ...]:
    """Runs that were started like this one, under the same option."""
    if run is None:
        return ()
    same = (one for one in job.runs if not one.refused and one.trigger == run.trigger)
    return tuple(one.id for one in same if one.bookmark == run.bookmark)


def _code(case: Case, job: JobReport, mark: BookmarkReport) -> Code | None:
    if mark.option is BookmarkOption.PAUSE:
        return Code.BOOKMARK_PAUSED
    if mark.option is not BookmarkOption.DISABLE:
        return None
    if mark.origin in _PASSED and _default(case, job.name) is BookmarkOption.ENABLE:
        return Code.BOOKMARK_OVERRIDDEN
    return Code.BOOKMARK_DISABLED


_WHERE: dict[BookmarkOrigin | None, str] = {
    BookmarkOrigin.NON_OVERRIDABLE: "in its non-overridable arguments",
    BookmarkOrigin.RUN: "by the arguments of the run",
    BookmarkOrigin.TRIGGER: "by the arguments of its trigger",
    BookmarkOrigin.JOB: "in its default arguments",
    BookmarkOrigin.DEFAULT: "nowhere, and Glue's default is off",
}


def _state(
    case: Case, job: JobReport, mark: BookmarkReport, runs: tuple[str, ...], code: Code
) -> Finding:
    default = _default(case, job.name)
    return about_job(
        code,
        job.name,
        runs,
        since=_first_start(job, runs),
        message=_message(job, mark, code),
        evidence=prove(
            f"effective option = first that is set of {_PRECEDENCE}",
            {
                "option": str(mark.option),
                "origin": str(mark.origin),
                "via": mark.via,
                "job_default": default and default.value,
                "runs": len(runs),
            },
            Section.FIX,
        ),
        remedy=_remedy(job.name, mark),
    )


def _message(job: JobReport, mark: BookmarkReport, code: Code) -> str:
    where = _WHERE[mark.origin]
    via = f" {mark.via}" if mark.via and mark.origin in _PASSED else ""
    if code is Code.BOOKMARK_PAUSED:
        return f"{job.name} runs with its bookmark paused {where}{via}: it never advances"
    if code is Code.BOOKMARK_OVERRIDDEN:
        return f"{job.name} has its bookmark on by default, but it is switched off {where}{via}"
    if mark.origin is BookmarkOrigin.DEFAULT:
        return f"{job.name} runs without a job bookmark: its option is set {where}"
    return f"{job.name} runs without a job bookmark: it is switched off {where}{via}"


def say_switch(job: str, mark: BookmarkReport) -> str:
    """What to set, and in which layer, for the bookmark to be on."""
    layers: dict[BookmarkOrigin | None, str] = {
        BookmarkOrigin.RUN: f"what is passed when {job} is started",
        BookmarkOrigin.TRIGGER: f"the arguments of trigger {mark.via}",
        BookmarkOrigin.NON_OVERRIDABLE: f"the non-overridable arguments of {job}",
    }
    layer = layers.get(mark.origin, f"the default arguments of {job}")
    return f"Set --job-bookmark-option to job-bookmark-enable in {layer}"


def _remedy(job: str, mark: BookmarkReport) -> str:
    return f"{say_switch(job, mark)}; each read needs a transformation_ctx, too."


def _default(case: Case, job: str) -> BookmarkOption | None:
    definition = case.definition(job)
    return read_option(definition.default_arguments) if definition else None


def _first_start(job: JobReport, runs: tuple[str, ...]) -> datetime | None:
    starts = (run.started for run in job.runs if run.id in runs and run.started)
    return min(starts, default=None)


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
    return enabled and (is_current or run.bookmark.origin in _PASSED)


def _uncovered(case: Case, job: JobReport, mark: Bookmark) -> tuple[str, tuple[str, ...]] | None:
    """Contexts of the script that the saved bookmark does not hold."""
    if mark.run_id is None or not mark.contexts or job.script is None or not job.script.read:
        return None
    named = [read.transformation_ctx for read in job.script.reads if read.tracked]
    lacking = sorted({ctx for ctx in named if ctx and ctx not in mark.contexts})
    # A branch not taken or a script just renamed leaves this trace too; then the bytes are right.
    if not lacking or any(
        link.report.downstream == job.name and link.report.pattern.kind is PatternKind.NEW_ONLY
        for link in case.links
    ):
        return None
    return f"its bookmark does not hold the context {', '.join(lacking)}", ()


def _state_standing(
    job: JobReport, mark: Bookmark, problem: tuple[str, tuple[str, ...]]
) -> Finding:
    what, runs = problem
    after = f" although {len(runs)} of its runs succeeded since" if runs else ""
    return about_job(
        Code.NOT_ADVANCING,
        job.name,
        runs,
        since=_first_start(job, runs),
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


RULES = (find_options, find_concurrency, find_standing)
