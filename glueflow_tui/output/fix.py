"""A proposed change as text, as a bare diff, and as JSON (schema ``glueflow.fix/1``)."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.recipes import ArgumentChange
from glueflow_tui.analysis.remedy import Fix
from glueflow_tui.analysis.report import BookmarkOrigin, Report
from glueflow_tui.output.contract import (
    Json,
    bookmark_document,
    fault_document,
    source_document,
    time_word,
)
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import describe_fault

SCHEMA = "glueflow.fix/1"

_LAYERS = {
    BookmarkOrigin.NON_OVERRIDABLE: "non-overridable arguments",
    BookmarkOrigin.JOB: "default arguments",
}
_PASSED = {BookmarkOrigin.TRIGGER: "arguments of trigger", BookmarkOrigin.RUN: "arguments of run"}
_DIFF_COLOURS = {"+": "32", "-": "31", "@": "36"}
_BLIND_TO = ("cloudwatch:", "sts:")
"""Services that a fix does not rest on."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a fix: a heading, and lines that are to be copied as they stand."""

    title: str
    lines: tuple[str, ...]
    kind: str = ""
    """``diff`` for lines of a diff."""


def render_fixes(fixes: Sequence[Fix], report: Report, style: TextStyle | None = None) -> str:
    """Every fix in full, then what could not be seen; ends in a newline."""
    style = style or TextStyle()
    blocks = [block for fix in fixes for block in describe_fix(fix)]
    blocks += [_unseen(report, fixes)]
    return "\n\n".join("\n".join(_draw(block, style)) for block in blocks if block.lines) + "\n"


def describe_fix(fix: Fix) -> Iterator[Block]:
    """The parts of one fix, in the order in which they are needed; none of them is empty."""
    blocks = (
        Block(f"{fix.job}: {_headline(fix)}", tuple(_summarise(fix))),
        Block("before you apply it", tuple(f"- {one}" for one in fix.warnings)),
        _describe_diff(fix),
        Block("change the script", tuple(_script_steps(fix))),
        Block("AWS CLI", fix.cli),
        Block("CloudFormation", fix.cloudformation),
        Block("Terraform", fix.terraform),
        Block("by hand", tuple(f"- {one}" for one in fix.notes)),
    )
    return (block for block in blocks if block.lines)


def _describe_diff(fix: Fix) -> Block:
    if not (fix.masked and fix.diff):
        return Block("script", tuple(fix.diff.splitlines()), "diff")
    told = (
        "- it needs a change, but its literals are masked here: a diff of that would not apply",
        f"- make the diff against the account: glueflow fix {shlex.quote(fix.job)} --diff",
    )
    return Block("script", told)


def fix_document(fixes: Sequence[Fix], report: Report) -> Json:
    """All fixes with what they were made from; ``diff`` is the text for ``patch``."""
    return {
        "schema": SCHEMA,
        "taken_at": time_word(report.taken_at),
        "source": source_document(report.source),
        "fixes": [_fix(fix) for fix in fixes],
        "faults": [fault_document(fault) for fault in report.faults],
    }


def _headline(fix: Fix) -> str:
    if not fix.is_empty:
        return "proposed change (nothing is applied)"
    return "nothing to change" if fix.is_whole else "no change to propose"


def _summarise(fix: Fix) -> Iterator[str]:
    mark = fix.bookmark
    if mark is not None:
        via = f" {mark.via}" if mark.via else ""
        said = "not known" if mark.option is None else f"{mark.option} ({mark.origin}{via})"
        yield f"bookmark now: {said}"
    if fix.script_location is not None:
        problem = f": {fix.script_problem}" if fix.script_problem else ""
        yield f"script: {fix.script_location}{problem}"
    elif fix.script_problem:
        yield f"script: {fix.script_problem}"
    yield from (_say_change(change) for change in fix.changes)
    if fix.concurrent_runs is not None:
        yield f"maximum concurrent runs: {fix.concurrent_runs} -> 1"
    if fix.is_empty and fix.is_whole:
        yield "every read that a bookmark can track names a transformation_ctx of its own"


def _say_change(change: ArgumentChange) -> str:
    where = _LAYERS.get(change.layer) or f"{_PASSED[change.layer]} {change.subject}"
    before = "not set" if change.before is None else change.before
    after = "take it away" if change.after is None else change.after
    return f"{where}: {change.name}: {before} -> {after}"


def _script_steps(fix: Fix) -> Iterator[str]:
    """Fetch, patch, put back; the diff comes from the command itself, letter by letter."""
    if fix.script_commands and not fix.masked:
        saved = fix.script_commands[1].partition("< ")[2]
        job = shlex.quote(fix.job)
        yield f"glueflow fix {job} --diff > {saved}  # with the same source options"
        yield from fix.script_commands


def _unseen(report: Report, fixes: Sequence[Fix]) -> Block:
    jobs = {None, *(fix.job for fix in fixes)}
    told = tuple(
        f"- {describe_fault(one)}"
        for one in report.faults
        if one.subject in jobs and not one.operation.startswith(_BLIND_TO)
    )
    return Block("could not be seen", told)


def _draw(block: Block, style: TextStyle) -> Iterator[str]:
    # What is to be copied starts at the margin: an indented line of Python is another program.
    yield style.paint(f"== {sanitise(block.title)}", "1")
    for line in block.lines:
        safe = sanitise(line.expandtabs()) if "\t" in line else sanitise(line)
        colour = _DIFF_COLOURS.get(line[:1]) if block.kind == "diff" else None
        yield style.paint(safe, colour) if colour else safe


def _fix(fix: Fix) -> Json:
    return {
        "job": fix.job,
        "script_location": fix.script_location,
        "script_problem": fix.script_problem,
        "bookmark": None if fix.bookmark is None else bookmark_document(fix.bookmark),
        "diff": "" if fix.masked else fix.diff,
        "masked": fix.masked,
        "changes": [_change(change) for change in fix.changes],
        "max_concurrent_runs": fix.concurrent_runs and {"before": fix.concurrent_runs, "after": 1},
        "script_commands": [] if fix.masked else list(fix.script_commands),
        "cli": list(fix.cli),
        "cloudformation": list(fix.cloudformation),
        "terraform": list(fix.terraform),
        "notes": list(fix.notes),
        "warnings": list(fix.warnings),
    }


def _change(change: ArgumentChange) -> Json:
    return {
        "layer": str(change.layer),
        "subject": change.subject,
        "name": change.name,
        "before": change.before,
        "after": change.after,
    }
