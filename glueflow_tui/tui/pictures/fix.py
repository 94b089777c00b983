"""The proposed change of a job, as lines of a dialog; the same parts as ``glueflow fix`` prints."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from glueflow_tui.analysis.fixes import fix_job
from glueflow_tui.output.fix import describe_fix
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.drawing.fix import FixPicture
from glueflow_tui.tui.view import View, link_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History

Styled = tuple[str, str]
"""Style or role, and text, of one line."""

_DIFF_ROLES = {"+": "ok", "-": "critical", "@": "info"}


def job_to_fix(report: Report, view: View) -> str | None:
    """The reader that the selected finding speaks of, else that of the link in view."""
    readers = {link.downstream for link in report.links}
    chosen = report.findings[view.selected].job if report.findings else None
    link = link_of(report, view)
    return chosen if chosen in readers else None if link is None else link.downstream


def fix_lines(history: History, report: Report, job: str) -> Iterator[Styled]:
    """The whole proposal."""
    fix = fix_job(history, report, job)
    if fix is None:
        yield "", sanitise(f"The definition of {job} could not be read, so no change is known.")
        return
    for place, block in enumerate(describe_fix(fix)):
        if place:
            yield "", ""
        yield "bold", sanitise(block.title)
        for line in block.lines:
            style = _DIFF_ROLES.get(line[:1], "") if block.kind == "diff" else ""
            yield style, sanitise(line.expandtabs())
    yield "", ""
    yield "dim", sanitise(f"as text to copy: glueflow fix {shlex.quote(job)}")


def fix_picture(history: History | None, report: Report, job: str | None) -> FixPicture:
    """The same in short: what to set, and the diff."""
    if job is None:
        return FixPicture(empty="no job in view reads what another wrote")
    fix = None if history is None else fix_job(history, report, job)
    if fix is None:
        return FixPicture(empty=sanitise(f"the definition of {job} could not be read"))
    summary, *rest = describe_fix(fix)
    diff = [line for block in rest if block.kind == "diff" for line in block.lines]
    todo = [line for line in summary.lines if not line.startswith(("bookmark now:", "script:"))]
    return FixPicture(
        job=sanitise(job),
        lines=tuple(sanitise(line) for line in todo or ([] if diff else summary.lines)),
        diff=tuple(sanitise(line.expandtabs()) for line in diff),
    )
