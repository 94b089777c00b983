"""The proposed change of a job whose bookmark is off or has no effect; nothing is applied here."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.bookmarks import read_option
from glueflow_tui.analysis.patch import file_name, make_diff
from glueflow_tui.analysis.recipes import (
    ArgumentChange,
    JobChange,
    cli_lines,
    cloudformation_lines,
    terraform_lines,
)
from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport
from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script.rewrite import Rewritten, add_contexts
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.model.arguments import BOOKMARK_OPTION, JOB_LANGUAGE, LEGACY_OPTION
from glueflow_tui.model.jobs import Arguments, Job, Script, Trigger
from glueflow_tui.model.states import BookmarkOption

_RANGE = ("--job-bookmark-from", "--job-bookmark-to")
_WITHOUT_BOOKMARKS = {
    "pythonshell": "a Python shell job",
    "gluestreaming": "a streaming job, which keeps checkpoints instead",
    "glueray": "a Ray job",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """What to change, as text to read and lines to paste."""

    job: str
    script_location: str | None = None
    script_problem: str | None = None
    """Why the script could not be judged; None when it was."""
    bookmark: BookmarkReport | None = None
    """The option in force that this was made for."""
    diff: str = ""
    """Unified diff of the script, for ``patch -p1`` beside it; empty when it need not change."""
    changes: tuple[ArgumentChange, ...] = ()
    concurrent_runs: int | None = None
    """The present maximum, when it is to become 1."""
    script_commands: tuple[str, ...] = ()
    """Shell lines that fetch the script, patch it and put it back."""
    cli: tuple[str, ...] = ()
    cloudformation: tuple[str, ...] = ()
    terraform: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """About the script: what is left to do by hand, one sentence each."""
    warnings: tuple[str, ...] = ()
    """What to know before applying it, one sentence each."""
    masked: bool = False
    """The script came from a recording, its literals masked: its diff would not apply."""

    @property
    def is_empty(self) -> bool:
        """Nothing to change that glueflow could write down."""
        return not (self.diff or self.changes or self.concurrent_runs)

    @property
    def is_whole(self) -> bool:
        """All that it rests on is known, and nothing is left to do by hand."""
        is_known = self.bookmark is not None and self.bookmark.option is not None
        return is_known and self.script_problem is None and not self.notes


def propose_fix(
    job: Job, script: Script | None, bookmark: BookmarkReport, triggers: Sequence[Trigger]
) -> Fix:
    """What makes the job read only what is new; an empty fix when nothing is wrong.

    ``bookmark`` is the option in force for the job's newest run. The script comes back as a diff,
    the option at each layer that switches it off.
    """
    location = script.location if script else job.script_location
    unfit = _WITHOUT_BOOKMARKS.get(job.command)
    if unfit is not None:
        return Fix(job.name, location, warnings=(f"{job.name} is {unfit}: it has no bookmarks.",))
    report = read_script(script, job.default_arguments.get(JOB_LANGUAGE)) if script else None
    if report is not None and report.reads and not any(one.bookmarkable for one in report.reads):
        return Fix(job.name, location, warnings=tuple(_untracked(report)))
    rewritten = _rewrite(script, report)
    name = file_name(location or f"{job.name}.py")
    old = (script.text if script else None) or ""
    diff = make_diff(name, old, rewritten.text)
    changes = tuple(_option_changes(job, bookmark, triggers))
    limit = job.max_concurrent_runs > 1
    change = JobChange(job.name, changes, limit_runs=limit)
    return Fix(
        job=job.name,
        script_location=location,
        script_problem=_script_problem(script, report),
        bookmark=bookmark,
        diff=diff,
        changes=changes,
        concurrent_runs=job.max_concurrent_runs if limit else None,
        script_commands=_script_commands(location, name) if diff and location else (),
        cli=cli_lines(change),
        cloudformation=cloudformation_lines(change),
        terraform=terraform_lines(change),
        notes=(*_about_option(bookmark), *_about_script(script, report), *rewritten.notes),
        warnings=tuple(_warnings(_Case(job, bookmark, report, change, bool(diff)))),
    )


def _rewrite(script: Script | None, report: ScriptReport | None) -> Rewritten:
    if script is None or script.text is None or report is None or not report.read:
        return Rewritten((script.text if script else None) or "")
    return add_contexts(script.text)


def _script_problem(script: Script | None, report: ScriptReport | None) -> str | None:
    if script is None or report is None:
        return "the script was not read"
    return report.problem


def _about_option(bookmark: BookmarkReport) -> Iterator[str]:
    if bookmark.option is None:
        yield (
            "whether the bookmark is on is not known: see that neither a trigger nor a run passes "
            f"another {BOOKMARK_OPTION} than {BookmarkOption.ENABLE.argument}"
        )


def _about_script(script: Script | None, report: ScriptReport | None) -> Iterator[str]:
    if script is None or report is None:
        yield "the script was not read: see that each read names a transformation_ctx of its own"
    elif report.problem:
        yield f"{report.problem}; see that each read names a transformation_ctx of its own"
    elif not report.reads:
        yield (
            "no read was found in the script: a module that it imports may make them, or a query "
            "that is put together at run time"
        )


def _option_changes(
    job: Job, bookmark: BookmarkReport, triggers: Sequence[Trigger]
) -> Iterator[ArgumentChange]:
    fixed = job.non_overridable_arguments
    option = read_option(fixed)
    if option is not None:
        if option is not BookmarkOption.ENABLE:
            yield from _switch_on(BookmarkOrigin.NON_OVERRIDABLE, fixed)
        return
    is_on = bookmark.option is BookmarkOption.ENABLE
    if bookmark.origin is BookmarkOrigin.RUN and not is_on:
        before = f"job-bookmark-{bookmark.option}"
        yield ArgumentChange(
            BookmarkOrigin.RUN,
            BOOKMARK_OPTION,
            before,
            BookmarkOption.ENABLE.argument,
            bookmark.via,
        )
    for trigger in triggers:
        for action in trigger.actions:
            passed = read_option(action.arguments)
            if action.job == job.name and passed not in (None, BookmarkOption.ENABLE):
                yield from _switch_on(BookmarkOrigin.TRIGGER, action.arguments, trigger.name)
    default = read_option(job.default_arguments)
    if default is not BookmarkOption.ENABLE and not is_on:
        yield from _switch_on(BookmarkOrigin.JOB, job.default_arguments)


def _switch_on(
    layer: BookmarkOrigin, arguments: Arguments, subject: str | None = None
) -> Iterator[ArgumentChange]:
    yield ArgumentChange(
        layer,
        BOOKMARK_OPTION,
        arguments.get(BOOKMARK_OPTION),
        BookmarkOption.ENABLE.argument,
        subject,
    )
    for name in (LEGACY_OPTION, *_RANGE):
        if name in arguments:
            yield ArgumentChange(layer, name, arguments[name], None, subject)


def _script_commands(location: str, name: str) -> tuple[str, ...]:
    remote, local = shlex.quote(location), shlex.quote(f"./{name}")
    saved = shlex.quote(f"./{name}.patch")
    return (
        f"aws s3 cp {remote} {local}",
        f"patch -p1 < {saved}",
        f"aws s3 cp {local} {remote}",
    )


@dataclass(frozen=True, slots=True)
class _Case:
    job: Job
    bookmark: BookmarkReport
    report: ScriptReport | None
    change: JobChange
    is_patched: bool


def _warnings(case: _Case) -> Iterator[str]:
    if case.is_patched or case.change.arguments:
        yield from _first_run(case)
    if case.change.in_definition or case.change.triggers:
        yield (
            "If CloudFormation or Terraform made the job, change it there: the next deployment "
            "undoes what the AWS CLI changes."
        )
    if case.change.limit_runs and not case.job.queuing:
        yield (
            "With one run at a time, a start during a run is refused; job run queuing lets it wait."
        )
    if case.is_patched and _is_visual(case.report):
        yield (
            "The script looks made by the visual editor: set it there, for the next save writes "
            "the script anew."
        )
    if case.report is not None:
        yield from _untracked(case.report)


def _first_run(case: _Case) -> Iterator[str]:
    if case.bookmark.tracked and not case.is_patched:
        yield (
            "The first run after the change reads all that came since the bookmark was last saved, "
            "also what runs without it have read by now."
        )
    else:
        yield (
            "The first run after the change still reads everything that is in staging: a new "
            "bookmark is empty."
        )
    yield (
        "Let it run once and let the consumer drop the duplicates; or, before it, move the "
        "processed files away or let both jobs use a new prefix."
    )
    yield (
        "--job-bookmark-from and --job-bookmark-to give no starting point: they only work with "
        "job-bookmark-pause."
    )


def _is_visual(report: ScriptReport | None) -> bool:
    contexts = [read.transformation_ctx or "" for read in report.reads] if report else []
    return any("_node" in ctx and ctx.rpartition("_node")[2].isdigit() for ctx in contexts)


def _untracked(report: ScriptReport) -> Iterator[str]:
    for read in report.reads:
        if not read.bookmarkable:
            yield f"Line {read.line}, {read.call}, stays untracked: {read.why}."
