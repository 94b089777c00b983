"""Whether a report brings any news."""

from __future__ import annotations

from dataclasses import replace

from glueflow_tui.analysis.report import Report, RunReport
from glueflow_tui.model.series import epoch_minute, minute_start


def has_news(old: Report, new: Report) -> bool:
    """Whether the newer one tells more than that seconds of the same minute have passed."""
    # Most polls bring another minute, and to compare a wall of jobs takes a while.
    is_same_minute = epoch_minute(old.taken_at) == epoch_minute(new.taken_at)
    return not is_same_minute or _leave_seconds(old) != _leave_seconds(new)


def _leave_seconds(report: Report) -> Report:
    """Without what moves at every look; links are made of their jobs, sentences of all of it."""
    return replace(
        report,
        taken_at=minute_start(epoch_minute(report.taken_at)),
        jobs=tuple(replace(job, runs=tuple(map(_leave_cost, job.runs))) for job in report.jobs),
        links=(),
        findings=tuple(replace(one, message="", evidence={}) for one in report.findings),
        calls=0,
        metrics_requested=0,
        throttles=0,
    )


def _leave_cost(run: RunReport) -> RunReport:
    return run if run.state.is_final else replace(run, dpu_hours=None, usd=None)
