"""Why a job reads data again, or too little: every cause known, and how far each is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from glueflow_tui.analysis.report import JobReport
from glueflow_tui.analysis.script_report import ScriptRead, ScriptReport

Sign = Callable[[ScriptReport], str | None]
"""Where a script shows a cause; None where it does not."""
Doubt = Callable[[JobReport], str | None]
"""What of a job must be seen to tell, and is not; None where all is."""


class Reach(StrEnum):
    """How far glueflow can see a cause."""

    CHECKED = "checked"
    """A finding names the cause itself."""
    BY_EFFECT = "by its effect"
    """A finding shows what it does to the bytes or the bookmark, among other possible causes."""
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause."""

    name: str
    reach: Reach
    how: str
    """Where it is looked for, or why it cannot be: one sentence."""
    codes: tuple[str, ...] = ()
    """Findings that show it."""
    sign: Sign | None = None
    """What the script shows of it, whether or not a finding fires."""
    doubt: Doubt | None = None
    """What leaves it open."""


def _checked(name: str, how: str, *codes: str, doubt: Doubt, sign: Sign | None = None) -> Cause:
    return Cause(name, Reach.CHECKED, how, codes, sign, doubt)


def _by_effect(name: str, how: str, *codes: str) -> Cause:
    return Cause(name, Reach.BY_EFFECT, how, codes)


def _hidden(name: str, how: str) -> Cause:
    return Cause(name, Reach.NOT_CHECKABLE, how)


def _lacks_ctx(script: ScriptReport) -> str | None:
    return _name_lines(read for read in script.reads if read.lacks_ctx)


def _lacks_calls(script: ScriptReport) -> str | None:
    calls = (("job.init", script.has_init), ("job.commit", script.has_commit))
    return ", ".join(f"no {call}" for call, has in calls if has is False) or None


def _hides_option(job: JobReport) -> str | None:
    return "option not known" if job.bookmark.option is None else None


def _hides_definition(job: JobReport) -> str | None:
    return "definition not read" if job.max_concurrent_runs is None else None


def _hides_script(job: JobReport) -> str | None:
    return None if job.script and job.script.read else "script not read"


def _hides_contexts(job: JobReport) -> str | None:
    return None if job.bookmark.tracked else _hides_script(job)


def _hides_calls(job: JobReport) -> str | None:
    if job.script is None or not job.script.read:
        return _hides_script(job)
    is_open = None in (job.script.has_init, job.script.has_commit)
    return "no call seen" if is_open else None


def _shares_ctx(script: ScriptReport) -> str | None:
    return _name_lines(read for read in script.reads if read.shared_with)


def _is_untrackable(script: ScriptReport) -> str | None:
    return _name_lines(read for read in script.reads if not read.bookmarkable)


def _name_lines(reads: Iterable[ScriptRead]) -> str | None:
    lines = [str(read.line) for read in reads]
    return f"{'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}" if lines else None


CAUSES = (
    _checked(
        "The bookmark is off",
        "The option in force is worked out from all layers of arguments.",
        "bookmark-disabled",
        doubt=_hides_option,
    ),
    _checked(
        "A trigger or a run switches it off",
        "The arguments of each run and trigger are set against the job's own.",
        "bookmark-overridden",
        doubt=_hides_option,
    ),
    _checked(
        "The bookmark is paused", "The option in force says so: it never advances.",
        "bookmark-paused",
        doubt=_hides_option,
    ),
    _checked(
        "A read names no transformation_ctx",
        "The script is read; without it, the saved bookmark tells only of reads that have one.",
        "transformation-ctx-missing", "bookmark-not-advancing",
        sign=_lacks_ctx, doubt=_hides_contexts,
    ),
    _checked(
        "job.init or job.commit is never called",
        "The script is read; without it, the bookmark is seen not to advance.",
        "job-init-missing", "job-commit-missing", "bookmark-not-advancing",
        sign=_lacks_calls, doubt=_hides_calls,
    ),
    _by_effect(
        "A run ends before its commit, after it wrote",
        "A run that failed is shown, but not whether it had written before.",
        "run-failed",
    ),
    _checked(
        "Several runs at once are allowed",
        "The maximum of concurrent runs is in the job's definition.",
        "bookmark-concurrency", "self-overlap",
        doubt=_hides_definition,
    ),
    _checked(
        "A transformation_ctx is shared or was renamed",
        "The script is read; a new name is one that the saved bookmark does not hold.",
        "transformation-ctx-duplicate", "bookmark-not-advancing",
        sign=_shares_ctx, doubt=_hides_script,
    ),
    _hidden(
        "The path was changed under the same transformation_ctx",
        "Only the present script and definition are known, not what they said before.",
    ),
    _by_effect(
        "Files were written anew",
        "Bookmarks go by the time of the last change, and no files are listed; the bytes show "
        "that they are read again.",
        "reprocessing",
    ),
    _checked(
        "The read is of a kind that bookmarks cannot track",
        "The script is read for Spark's own reads, streams, tables and reads outside Spark.",
        "untracked-read",
        sign=_is_untrackable, doubt=_hides_script,
    ),
    _by_effect(
        "The bookmark was reset, or the job made anew",
        "Who reset it is not on record; the bookmark is seen to hold no run.",
        "bookmark-not-advancing",
    ),
    _hidden(
        "The keys of a JDBC source do not only grow",
        "That is in the source's rows, which are never looked at.",
    ),
    _by_effect(
        "The bookmark was off for a while",
        "Runs without it are marked; what they read is new to the bookmark and is read again.",
        "bookmark-overridden",
    ),
    _hidden(
        "A retry appended what its first attempt had written",
        "Retries are joined to their run, but rows that were written twice are not compared.",
    ),
    _by_effect(
        "An orchestrator started the job twice",
        "Two runs at a time are shown, but not who asked for them.",
        "self-overlap", "run-refused",
    ),
    _by_effect(
        "Bounded execution reads less than is new",
        "The bytes show it: a ratio below the band, and more unread from window to window.",
        "falling-behind",
    ),
)  # fmt: skip
"""From the AWS Glue guide (job bookmarks, troubleshooting, bounded execution) and its FAQ."""
