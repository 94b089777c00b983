"""The parts that are rows: jobs, runs, links and findings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.findings import FindingRow, FindingsPicture
from glueflow_tui.tui.drawing.jobs import JobRow, JobsPicture
from glueflow_tui.tui.drawing.links import LinkRow, LinksPicture
from glueflow_tui.tui.drawing.runs import RunRow, RunsPicture
from glueflow_tui.tui.pictures.time import by_minutes, has_bytes
from glueflow_tui.tui.roster import AS_CHAINED, Roster, arrange_jobs
from glueflow_tui.tui.view import View, link_of, stretch_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import JobReport, LinkReport, LinkRun, Report, RunReport

_RATIOS_OF_A_LINK = 8
_OPTIONS = {BookmarkOption.ENABLE: "on", BookmarkOption.DISABLE: "OFF"}


def jobs_picture(report: Report, view: View, roster: Roster = AS_CHAINED) -> JobsPicture:
    """The jobs of the report, as the roster has them, over the minutes in view."""
    link = link_of(report, view)
    seen = set() if link is None else {link.upstream, link.downstream}
    # Those of the link first: not all may fit.
    jobs = sorted(report.jobs, key=lambda job: job.name not in seen)
    silent = {job.name for job in jobs if not job.runs} - seen - set(report.pending)
    rows = [
        _job_row(job, view, _sides(report, job))._replace(idle=job.name in silent) for job in jobs
    ]
    start = epoch_minute(report.jobs[0].read.start if report.jobs else report.start)
    return JobsPicture(
        stretch_of(view, report),
        start,
        arrange_jobs(rows, roster),
        hidden=0 if roster.idle else len(silent),
        order="" if roster.order == AS_CHAINED.order else roster.order,
        wanted=sanitise(roster.wanted),
    )


def _sides(report: Report, job: JobReport) -> frozenset[str]:
    """Where the job stands in its links: upstream, downstream, both."""
    ups = {"upstream" for link in report.links if link.upstream == job.name}
    downs = {"downstream" for link in report.links if link.downstream == job.name}
    return frozenset(ups | downs)


def _job_row(job: JobReport, view: View, sides: frozenset[str]) -> JobRow:
    run = run_at(job, view)
    return JobRow(
        sanitise(job.name),
        next(iter(sides)) if len(sides) == 1 else "strong",
        _state_at(job, run, view),
        job.bookmark.option,
        "" if job.bookmark.origin is None else job.bookmark.origin.value,
        "downstream" in sides,
        job.read.values,
        job.written.values,
        None if run is None else run.bytes_read,
        None if run is None else run.bytes_written,
        "" if has_bytes(job) or job.metrics_enabled is not False else "no byte metrics",
        job.waiting if view.cursor is None else 0,
    )


def _state_at(job: JobReport, run: RunReport | None, view: View) -> JobRunState | None:
    """Of the job now, or of the run at the cursor: what ended later was still at work."""
    if view.cursor is None:
        return job.state
    if run is None:
        return None
    still = run.completed is None or run.completed >= minute_start(view.cursor + 1)
    return JobRunState.RUNNING if still and run.has_run else run.state


def run_at(job: JobReport, view: View) -> RunReport | None:
    """The run at work at the cursor, else the last one before it; without cursor now's."""
    if view.cursor is None:
        return job.leading
    moment = minute_start(view.cursor + 1)
    begun = [run for run in job.runs if run.started is not None and run.started < moment]
    ran = [run for run in begun if run.has_run]
    at_work = [run for run in ran if run.completed is None or run.completed >= moment]
    asked = [run for run in begun if not run.refused]
    return next((some[-1] for some in (at_work, ran, asked) if some), None)


def runs_picture(report: Report, view: View, limits: Thresholds) -> RunsPicture:
    """Runs of both jobs of the link, newest first."""
    link = link_of(report, view)
    if link is None:
        return RunsPicture(thresholds=limits)
    against = {run.run_id: run for run in link.runs}
    rows = [
        _run_row(report, run, against.get(run.id), job=job, role=role, view=view)
        for name, role in ((link.upstream, "upstream"), (link.downstream, "downstream"))
        if (job := report.job(name)) is not None
        for run in job.runs
    ]
    rows.sort(key=lambda row: row.started or report.start, reverse=True)
    return RunsPicture(tuple(rows), limits, view.clock)


def _length(run: RunReport, now: datetime) -> float | None:
    if run.started is None:
        return None
    if run.completed is None:
        return by_minutes((now - run.started).total_seconds())
    return (run.completed - run.started).total_seconds()


def _run_row(
    report: Report,
    run: RunReport,
    against: LinkRun | None,
    *,
    job: JobReport,
    role: str,
    view: View,
) -> RunRow:
    return RunRow(
        job=sanitise(job.name),
        role=role,
        number=run.number,
        state=run.state,
        started=run.started,
        seconds=_length(run, report.taken_at),
        bytes_read=run.bytes_read,
        bytes_new=None if against is None else against.bytes_new,
        bytes_written=run.bytes_written,
        ratio=None if against is None else against.ratio,
        complete=against is None or against.complete,
        dpu_hours=run.dpu_hours,
        waste=None if against is None or against.waste is None else against.waste.usd,
        refused=run.refused,
        at_cursor=view.cursor is not None and run is run_at(job, view),
    )


def links_picture(report: Report, view: View, limits: Thresholds) -> LinksPicture:
    """Every link in a line."""
    chosen = link_of(report, view)
    rows = tuple(_link_row(report, link)._replace(chosen=link is chosen) for link in report.links)
    return LinksPicture(rows, limits, "no link between two jobs in view")


def _link_row(report: Report, link: LinkReport) -> LinkRow:
    job = report.job(link.downstream)
    option = None if job is None else job.bookmark.option
    ratios = [window.ratio for window in link.windows[:-1] if window.ratio is not None]
    return LinkRow(
        sanitise(link.upstream),
        sanitise(link.downstream),
        tuple([*ratios, link.running_ratio][-_RATIOS_OF_A_LINK:]),
        len(link.overlaps),
        "?" if option is None else _OPTIONS.get(option, sanitise(str(option))),
        option is BookmarkOption.ENABLE,
    )


def findings_picture(report: Report, view: View) -> FindingsPicture:
    """Findings, worst first."""
    rows = tuple(
        FindingRow(
            sanitise(finding.code),
            finding.severity.word,
            sanitise(finding.message),
            sanitise(finding.remedy),
            "" if finding.since is None else view.clock.tell(finding.since),
        )
        for finding in report.findings
    )
    empty = "no findings" if report.verdict == "healthy" else "no findings yet: not enough data"
    as_of = "" if view.cursor is None else view.clock.tell(report.taken_at)
    return FindingsPicture(rows, view.selected, empty, report.verdict == "healthy", as_of)
