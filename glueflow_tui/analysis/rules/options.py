"""Bookmark options that are off, overridden or paused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from glueflow_tui.analysis.bookmarks import read_option
from glueflow_tui.analysis.report import (
    BookmarkOrigin,
    BookmarkReport,
    Finding,
    JobReport,
    RunReport,
    Severity,
)
from glueflow_tui.analysis.rules.case import Case, Section, first_start, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.model.states import BookmarkOption, TriggerType

_PRECEDENCE = "non-overridable > run > trigger > job default > disable"
PASSED = frozenset({BookmarkOrigin.RUN, BookmarkOrigin.TRIGGER})


def find_options(case: Case) -> Iterable[Finding]:
    """Options other than enable: never set, off, overridden or paused."""
    for job in case.bookmarked_jobs():
        inputs = (case.facts(job.name), job.bookmark, case.history.triggers)
        yield from case.memo.recall(
            ("options", job.name), inputs, partial(_state_options, case, job)
        )


def _state_options(case: Case, job: JobReport) -> tuple[Finding, ...]:
    found: dict[tuple[BookmarkOption | None, str], Finding] = {}
    for mark, run in _marks(case, job):
        code = _code(case, job, mark)
        to_set = mark.option, say_switch(job.name, mark)
        if code is not None and to_set not in found:
            finding = _state(case, job, mark, _list_alike(job, mark), code)
            if run is not None and _is_alone(case, job, run):
                finding = _excuse(finding, job, run)
            found[to_set] = finding
    return tuple(found.values())


def _marks(case: Case, job: JobReport) -> Iterable[tuple[BookmarkReport, RunReport | None]]:
    """The options in force: of the newest run of each starter, or of the job when none ran."""
    newest = {run.trigger: run for run in job.runs if not run.refused}
    last = max((run.started for run in newest.values() if run.started), default=None)
    for run in reversed(newest.values()):
        # Nothing of long ago says how the job is run now unless that can start it again.
        if run.started == last or _can_start(case, run.trigger):
            yield run.bookmark, run
    if not newest:
        yield job.bookmark, None


def _can_start(case: Case, starter: str | None) -> bool:
    """Whether that may start runs by itself: a trigger, if it is known, that no one has to fire."""
    triggers = case.history.triggers
    if starter is None or triggers is None:
        return starter is not None
    return any(one.type is not TriggerType.ON_DEMAND for one in triggers if one.name == starter)


def _is_by_hand(case: Case, starter: str | None) -> bool:
    """Whether only people start runs so: without a trigger, or by one that they fire."""
    triggers = (one for one in case.history.triggers or () if one.name == starter)
    return starter is None or any(one.type is TriggerType.ON_DEMAND for one in triggers)


def _is_alone(case: Case, job: JobReport, run: RunReport) -> bool:
    """Whether it had an option of its own by hand, and all is right but for this newest run."""
    if not _is_by_hand(case, run.trigger):
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


def _list_alike(job: JobReport, mark: BookmarkReport) -> tuple[str, ...]:
    """Runs that had the option from the same place."""
    return tuple(run.id for run in job.runs if not run.refused and run.bookmark == mark)


def _code(case: Case, job: JobReport, mark: BookmarkReport) -> Code | None:
    if mark.option is BookmarkOption.PAUSE:
        return Code.BOOKMARK_PAUSED
    if mark.option is not BookmarkOption.DISABLE:
        return None
    if mark.origin in PASSED and _default(case, job.name) is BookmarkOption.ENABLE:
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
        since=first_start(job, runs),
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
    via = f" {mark.via}" if mark.via else ""
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


RULES = (find_options,)
