"""The parts that share the time axis: flow, lanes and ratios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import JobRunState
from glueflow_tui.output.link_text import describe_forecast
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_ratio, format_seconds
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.drawing.flow import FlowPicture
from glueflow_tui.tui.drawing.lanes import Bar, Lane, LanesPicture
from glueflow_tui.tui.drawing.ratios import RatioMark, RatioPicture
from glueflow_tui.tui.pictures.ghost import Baseline, ghost_minutes
from glueflow_tui.tui.player import Playback
from glueflow_tui.tui.view import View, extent_of, link_of, stretch_of, visible

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.minutes import Minutes
    from glueflow_tui.analysis.report import JobReport, LinkReport, LinkRun, Report, RunReport

_MINUTE = 60


def flow_picture(
    report: Report,
    view: View,
    before: Baseline | None = None,
    plays: Playback | None = None,
    *,
    passed: float = 0.0,
) -> FlowPicture:
    """Both curves of the link in view; ``passed`` is the seconds since the report."""
    link = link_of(report, view)
    up, down = (None, None) if link is None else _jobs(report, link)
    ghost: tuple[float | None, ...] = ()
    if before is not None and link is not None:
        ghost = ghost_minutes(report, link, before.report, by_run=view.by_run)
    written = () if up is None else up.written.values
    read = () if down is None else down.read.values
    notice, waits = _notice(report, link, (up, down), view)
    upcoming = _next_start((up, down)) if waits else None
    return FlowPicture(
        stretch_of(view, report)._replace(played=None if plays is None else plays.share),
        start=epoch_minute(report.start if up is None else up.written.start),
        written=written,
        read=read,
        provisional=range(epoch_minute(report.complete_until), extent_of(report).end + view.late),
        upstream="" if link is None else sanitise(link.upstream),
        downstream="" if link is None else sanitise(link.downstream),
        runs=() if view.cursor is None else _running_at((up, down), minute_start(view.cursor)),
        notice=f"{notice}{_next_text(upcoming, view.clock)}",
        until=None
        if upcoming is None
        else (upcoming[0] - report.taken_at).total_seconds() - passed,
        beyond=_beyond_text(report),
        mirrored=view.mirrored,
        ghost=ghost,
    )


def _notice(
    report: Report,
    link: LinkReport | None,
    jobs: tuple[JobReport | None, JobReport | None],
    view: View,
) -> tuple[str, bool]:
    """Why there is no curve, and whether the next start will bring one."""
    if link is None:
        return "no link between two jobs in view: name two jobs, glueflow IN OUT", False
    known = [job for job in jobs if job is not None]
    silent = [job for job in known if not has_bytes(job)]
    off = [job for job in silent if job.metrics_enabled is False]
    if off:
        names = " and ".join(sanitise(job.name) for job in off)
        verb = "publishes" if len(off) == 1 else "publish"
        return f"{names} {verb} no byte metrics: --enable-metrics is not set (job default)", False
    seen = visible(view, extent_of(report))
    start, end = minute_start(max(seen.first, epoch_minute(report.start))), minute_start(seen.end)
    if any(_lives(run, start, end) for job in known for run in job.runs):
        hours = format_seconds((report.taken_at - report.start).total_seconds())
        none = len(silent) == len(jobs)
        return (f"no bytes in the last {hours}", True) if none else ("", False)
    return f"no run {_stretch_text(start, end, view)}", True


def _lives(run: RunReport, start: datetime, end: datetime) -> bool:
    """Whether a run was at work, or in the queue, at some time of a stretch."""
    begun = run.started is not None and run.started < end
    return begun and (run.completed is None or run.completed > start)


def _stretch_text(start: datetime, end: datetime, view: View) -> str:
    if view.end is None:
        return f"in the last {format_seconds(by_minutes((end - start).total_seconds() - _MINUTE))}"
    return f"from {view.clock.tell(start)} to {view.clock.tell_whole(end)}"


def _next_start(jobs: Sequence[JobReport | None]) -> tuple[datetime, str] | None:
    """When a job starts next, and which."""
    starts = [(job.next_start, job.name) for job in jobs if job is not None and job.next_start]
    return min(starts, default=None)


def _next_text(upcoming: tuple[datetime, str] | None, clock: Clock) -> str:
    if upcoming is None:
        return ""
    moment, name = upcoming
    return f"; next {sanitise(name)} {clock.tell_whole(moment)} (cron)"


def _beyond_text(report: Report) -> str:
    back = format_seconds((report.taken_at - report.start).total_seconds())
    return f"not looked back on: --lookback is {back}"


def _running_at(jobs: tuple[JobReport | None, ...], moment: datetime) -> tuple[str, ...]:
    """Runs of the jobs that went on at some time of the minute."""
    return tuple(
        f"{sanitise(job.name)} #{run.number}"
        for job in jobs
        if job is not None
        for run in job.runs
        if run.started is not None
        and run.started < moment + timedelta(minutes=1)
        and (run.completed is None or run.completed > moment)
    )


def has_bytes(job: JobReport) -> bool:
    """Whether any minute in view has a number."""
    return any(v is not None for v in (*job.read.values, *job.written.values))


def lanes_picture(report: Report, view: View, limits: Thresholds) -> LanesPicture:
    """Runs, overlaps and window ratios of the link in view."""
    seen = stretch_of(view, report)
    link = link_of(report, view)
    if link is None:
        return LanesPicture(seen)
    roles = zip(_jobs(report, link), ("upstream", "downstream"), strict=True)
    lanes = tuple(
        Lane(
            sanitise(job.name),
            role,
            _bars(job, report.taken_at),
            job.waiting,
            tuple(project_runs(job, link, report.taken_at)),
        )
        for job, role in roles
        if job is not None
    )
    overlaps = tuple(Bar(0, overlap.start, overlap.end) for overlap in link.overlaps)
    return LanesPicture(
        seen,
        lanes=lanes,
        overlaps=overlaps,
        windows=run_marks(report, link) if view.by_run else window_marks(link, view.clock),
        thresholds=limits,
    )


def _bars(job: JobReport, now: datetime) -> tuple[Bar, ...]:
    return tuple(
        Bar(run.number, run.started, run.completed or now, _ending(run))
        for run in job.runs
        if run.started is not None
    )


def project_runs(job: JobReport, link: LinkReport, now: datetime) -> Iterator[Bar]:
    """The next start of the schedule; the rest of the reader's run, where its growth is known."""
    if job.next_start is not None and job.next_start > now:
        yield Bar(0, job.next_start, job.next_start)
    end = expected_end(job, link)
    if end is not None and end > now:
        yield Bar(0, now, end)


def expected_end(job: JobReport, link: LinkReport) -> datetime | None:
    """Of the run at work: as long as the last complete one and its growth (Forecast)."""
    run, forecast = job.leading, link.forecast
    if forecast is None or job.name != link.downstream or run is None or run.started is None:
        return None
    done = [one for one in job.runs if one.state is JobRunState.SUCCEEDED]
    if not run.state.is_active or not done:
        return None
    last = done[-1]
    if last.started is None or last.completed is None:
        return None
    return (
        run.started + (last.completed - last.started) + timedelta(seconds=forecast.seconds_per_run)
    )


def _ending(run: RunReport) -> str:
    if run.refused:
        return "refused"
    if run.state.is_failure:
        return "failed" if run.has_run else "unstarted"
    if not run.has_run:
        return "waited"
    return "done" if run.completed is not None else "running"


def window_marks(link: LinkReport, clock: Clock) -> tuple[RatioMark, ...]:
    """Windows of a link, oldest first; the one in progress has the running ratio."""
    return tuple(
        RatioMark(clock.tell(w.start), w.ratio, w.complete, w.start, w.end) for w in link.windows
    )


def run_marks(report: Report, link: LinkReport) -> tuple[RatioMark, ...]:
    """Run ratios of a link, in order of start."""
    job = report.job(link.downstream)
    runs = {} if job is None else {run.id: run for run in job.runs}
    return tuple(
        RatioMark(
            f"run #{run.number}",
            run.ratio,
            run.complete,
            runs[run.run_id].started if run.run_id in runs else None,
            (runs[run.run_id].completed or report.taken_at) if run.run_id in runs else None,
            expected_ratio(link, run),
        )
        for run in link.runs
    )


def expected_ratio(link: LinkReport, run: LinkRun) -> float | None:
    """Of a run in progress whose job reads everything so far: all that it will find, over new."""
    from glueflow_tui.analysis.report import PatternKind

    pattern = link.pattern
    if run.complete or not run.bytes_new or pattern.kind is not PatternKind.EVERYTHING:
        return None
    found = sum(one.bytes_new or 0.0 for one in link.runs if one.number <= run.number)
    expected = (pattern.factor or 1.0) * found / run.bytes_new
    return expected if run.ratio is None or expected > run.ratio else None


def ratio_picture(report: Report, view: View, limits: Thresholds) -> RatioPicture:
    """The gauge at the cursor or now, and the ratios of the past."""
    link = link_of(report, view)
    if link is None:
        return RatioPicture(thresholds=limits, by_run=view.by_run)
    marks = run_marks(report, link) if view.by_run else window_marks(link, view.clock)
    moment = report.taken_at if view.cursor is None else minute_start(view.cursor)
    current = next((mark for mark in reversed(marks) if _holds(mark, moment)), None)
    if current is None and view.cursor is None and marks:
        current = marks[-1]
    history = tuple(mark for mark in marks if mark is not current)
    forecast = "" if link.forecast is None else describe_forecast(link.forecast, view.clock.tell)
    if view.cursor is None:
        return RatioPicture(current, history, limits, view.by_run, lag_parts(link), forecast)
    told = _parts_at(report, link, current, view)
    at = view.clock.tell(moment)
    return RatioPicture(current, history, limits, view.by_run, told, at=at)


def _parts_at(
    report: Report, link: LinkReport, mark: RatioMark | None, view: View
) -> tuple[str, ...]:
    """The ratio up to the cursor's minute, and the bytes that it is made of."""
    if mark is None or mark.start is None or view.cursor is None:
        return ("no run or window then",)
    down = report.job(link.downstream)
    read = None if down is None else sum_minutes(down.read, mark.start, view.cursor + 1)
    if view.by_run:
        new = next((run.bytes_new for run in link.runs if f"run #{run.number}" == mark.label), None)
    else:
        ups = [report.job(name) for name in link.upstreams or (link.upstream,)]
        sums = [
            None if up is None else sum_minutes(up.written, mark.start, view.cursor + 1)
            for up in ups
        ]
        known = [value for value in sums if value is not None]
        new = sum(known) if known else None
    ratio = read / new if read is not None and new else None
    until = view.clock.tell(minute_start(view.cursor + 1))
    return f"until {until} {format_ratio(ratio)}", f"{format_bytes(read)} / {format_bytes(new)}"


def sum_minutes(minutes: Minutes, start: datetime, end: int) -> float | None:
    """Bytes from a moment up to an epoch minute; None when no minute of them is known."""
    first = epoch_minute(minutes.start)
    inside = minutes.values[max(epoch_minute(start) - first, 0) : max(end - first, 0)]
    known = [value for value in inside if value is not None]
    return sum(known) if known else None


def _holds(mark: RatioMark, moment: datetime) -> bool:
    return mark.start is not None and mark.end is not None and mark.start <= moment < mark.end


def lag_parts(link: LinkReport) -> tuple[str, ...]:
    """What is written and not read, and how old it is."""
    lag = link.lag
    if lag.bytes is None:
        return ("unread unknown",)
    if not lag.bytes:
        return ("nothing unread",)
    unread = f"unread {format_bytes(lag.bytes)}"
    if not lag.seconds:
        return (unread,)
    return unread, f"oldest {format_seconds(by_minutes(lag.seconds))}"


def by_minutes(seconds: float) -> float:
    """Length of what goes on, in whole minutes after the first: a picture may stand for one."""
    return seconds // _MINUTE * _MINUTE if seconds > _MINUTE else seconds


def _jobs(report: Report, link: LinkReport) -> tuple[JobReport | None, JobReport | None]:
    return report.job(link.upstream), report.job(link.downstream)
