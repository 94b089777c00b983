"""The fix of a watched job, from what was seen of it."""

from __future__ import annotations

from dataclasses import replace

from glueflow_tui.analysis.jobs import bookmark_in_force
from glueflow_tui.analysis.remedy import Fix, propose_fix
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.model.states import SourceKind


def fix_job(history: History, report: Report, name: str) -> Fix | None:
    """What to change about the job; None when its definition is not known."""
    job, judged = history.jobs.get(name), report.job(name)
    if job is None or judged is None:
        return None
    bookmark = bookmark_in_force(judged).bookmark
    fix = propose_fix(job, history.scripts.get(name), bookmark, history.triggers or ())
    return replace(fix, masked=report.source.kind is SourceKind.REPLAY)
