"""The course of a chain: falling behind, catching up, starting late, standing still.

Lag is judged by how it moves over complete windows, never by a threshold on its size.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice, pairwise
from statistics import median

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio, say_span
from glueflow_tui.analysis.links import LinkCase, run_named
from glueflow_tui.analysis.report import Evidence, Finding, RunReport, WindowReport
from glueflow_tui.analysis.rules.case import (
    Case,
    Confidence,
    Section,
    length_of,
    pair_of,
    prove,
    stamp,
)
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.runs import has_run
from glueflow_tui.analysis.waste import REREADING
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.states import JobRunState, TriggerType

_WINDOWS = 3
"""Complete windows over which lag has to grow."""
_USUAL_RUNS = 3
"""Runs that tell the usual."""
_LATE_FACTOR = 1.25
_LATE_BY = timedelta(minutes=2)
_PROMPT = timedelta(minutes=5)
"""A downstream run this soon after an upstream one was waiting for it."""


def find_behind(case: Case) -> Iterable[Finding]:
    """Unread bytes rose over three complete windows, and too little was read in each."""
    for link in case.readers():
        report = link.report
        newest = (one for one in reversed(report.windows) if one.complete)
        windows = list(islice(newest, _WINDOWS))[::-1]
        course = (link.course or ())[-_WINDOWS - 1 :]
        levels = [one.bytes for one in course]
        if len(windows) < _WINDOWS or len(levels) < _WINDOWS or report.pattern.kind in REREADING:
            continue
        rising = all(later > earlier for earlier, later in pairwise(levels)) and levels[0] >= 0
        read = [one.bytes_read for one in windows]
        if rising and all(read) and _mean_ratio(windows, below=case.thresholds.ok_low):
            yield _behind(case, link, windows, levels)


def _mean_ratio(windows: Sequence[WindowReport], *, below: float) -> bool:
    """Whether the windows together, and the last of them, are below the band."""
    written = [one.bytes_written for one in windows if one.bytes_written is not None]
    read = [one.bytes_read for one in windows if one.bytes_read is not None]
    total, last = sum(written), windows[-1].ratio
    if len(written) < len(windows) or len(read) < len(windows) or not total or last is None:
        return False
    return sum(read) / total < below and last < below


def _behind(
    case: Case, link: LinkCase, windows: Sequence[WindowReport], levels: Sequence[float]
) -> Finding:
    report = link.report
    written = sum(one.bytes_written or 0 for one in windows)
    read = sum(one.bytes_read or 0 for one in windows)
    return _finding(
        Code.FALLING_BEHIND,
        link,
        (),
        since=windows[0].start,
        message=(
            f"{report.downstream} falls behind {report.upstream}: {say_bytes(levels[-1])} unread "
            f"at the end of the last whole window, more after each of the last {len(windows)}; it "
            f"read {say_ratio(read / written)} what was written in them"
        ),
        evidence=prove(
            "unread bytes at the end of each window rise, and read / written < the band",
            {
                "unread": tuple(levels),
                "bytes_written": written,
                "bytes_read": read,
                "ratio": read / written,
                "band_low": case.thresholds.ok_low,
                "window_starts": tuple(stamp(one.start) for one in windows),
            },
            Section.MULTIPLE,
            Confidence.MEDIUM,
            case.count_flow(report, windows[0].start, windows[-1].end),
        ),
        remedy=advise_more(report.downstream),
    )


def advise_more(reader: str) -> str:
    """What helps a reader that falls behind."""
    return (
        f"Let {reader} read more per run (raise its bounded size or files), give it more workers, "
        "or start it more often."
    )


def find_catch_up(case: Case) -> Iterable[Finding]:
    """One run that took the files of several upstream runs, and read no more than was written."""
    for link in case.readers():
        report = link.report
        if report.pattern.kind in REREADING:
            continue
        loaded = case.memo.recall(
            ("catch-up", *pair_of(report)),
            (link.told or link.intakes, *case.facts(*report.upstreams)),
            partial(_list_loaded, case, link),
        )
        for one in loaded:
            if window := _window_above(case, link, one):
                yield _catch_up(case, link, one, window)


def _list_loaded(case: Case, link: LinkCase) -> tuple[Intake, ...]:
    """Runs for which more upstream runs than usual were new, where no more was read than that."""
    done = [one for one in link.intakes if one.complete and one.succeeded and one.bytes_new]
    counts = _count_news(case, link, done)
    if len(done) < _USUAL_RUNS or median(counts) > 1:
        return ()
    new = sum(one.bytes_new or 0 for one in done)
    if sum(one.bytes_read or 0 for one in done) > case.thresholds.ok_high * new:
        return ()
    return tuple(one for one, count in zip(done, counts, strict=True) if count > 1)


def _count_news(case: Case, link: LinkCase, intakes: Iterable[Intake]) -> list[int]:
    """For each, how many upstream runs' files were new for it; a retry is its original.

    Of several upstream jobs, those of the one that had most.
    """
    jobs = [case.jobs[name] for name in link.report.upstreams]
    numbers = [{run.id: run.number for run in job.runs} for job in jobs]
    return [
        max(len({known.get(one) for one in intake.upstream_run_ids} - {None}) for known in numbers)
        for intake in intakes
    ]


def _window_above(case: Case, link: LinkCase, intake: Intake) -> WindowReport | None:
    run = run_named(case.jobs[link.report.downstream], intake.run_id)
    if run is None or run.completed is None or intake.ratio is None:
        return None
    if not case.thresholds.ok_low <= intake.ratio <= case.thresholds.ok_high:
        return None
    high = case.thresholds.ok_high
    touched = (
        one
        for one in link.report.windows
        if one.complete and one.start < run.completed and one.end > intake.started
    )
    return next((one for one in touched if one.ratio is not None and one.ratio > high), None)


def _catch_up(case: Case, link: LinkCase, intake: Intake, window: WindowReport) -> Finding:
    report, (count,) = link.report, _count_news(case, link, [intake])
    return _finding(
        Code.CATCH_UP,
        link,
        (intake.run_id,),
        since=intake.started,
        message=(
            f"{report.downstream} #{intake.number} caught up: it took the files of "
            f"{say_count(count, 'upstream run')} at once, {say_bytes(intake.bytes_read or 0)} read "
            f"of {say_bytes(intake.bytes_new or 0)} new, so its window shows "
            f"{say_ratio(window.ratio or 0)}"
        ),
        evidence=prove(
            "run ratio within the band, window ratio above it, total read <= total written",
            {
                "upstream_runs": intake.upstream_run_ids,
                "bytes_new": intake.bytes_new,
                "bytes_read": intake.bytes_read,
                "run_ratio": intake.ratio,
                "window_ratio": window.ratio,
                "window_start": stamp(window.start),
            },
            Section.FIX,
            minutes=case.count_flow(report, *_span_of(case, link, intake, window)),
        ),
        remedy="Nothing to do: the next runs read only what is new again.",
    )


def _span_of(
    case: Case, link: LinkCase, intake: Intake, window: WindowReport
) -> tuple[datetime, datetime]:
    """From the first of its upstream runs to the end of its window."""
    runs = (run_named(case.jobs[link.report.upstream], one) for one in intake.upstream_run_ids)
    starts = [run.started for run in runs if run and run.started]
    return min([*starts, window.start]), window.end


def find_late(case: Case) -> Iterable[Finding]:
    """A downstream run that had to wait for an upstream run longer than usual."""
    for link in case.links:
        pair = pair_of(link.report)
        late = case.memo.recall(
            ("late", *pair), case.facts(*pair), partial(_list_late, case, *pair)
        )
        if late:
            yield _late(link, late[-1], [run.id for run, _, _ in late])


_Late = tuple[RunReport, RunReport, tuple[timedelta, timedelta]]
"""A run, the one that it waited for, and how long that one took, and takes usually."""


def _list_late(case: Case, upstream: str, downstream: str) -> tuple[_Late, ...]:
    up, down = case.jobs[upstream], case.jobs[downstream]
    usual = _usual_length(case, up.runs)
    if usual is None:
        return ()
    limit = max(usual * _LATE_FACTOR, usual + _LATE_BY)
    ended = sorted(
        (run.completed, run.id, run)
        for run in up.runs
        if run.completed and run.state.is_final and run.has_run
    )
    ends = [one[0] for one in ended]
    late: list[_Late] = []
    for run in down.runs:
        at = bisect_right(ends, run.started) if run.started and run.has_run else 0
        if run.started is None or not at:
            continue
        end, _, cause = ended[at - 1]
        length = length_of(cause, case.span.taken_at) or timedelta(0)
        if length > limit and run.started - end <= _PROMPT:
            late.append((run, cause, (length, usual)))
    return tuple(late)


def _usual_length(case: Case, runs: Sequence[RunReport]) -> timedelta | None:
    """Median length of the runs that succeeded; None when they are too few."""
    now = case.span.taken_at
    lengths = [length_of(run, now) for run in runs if run.state is JobRunState.SUCCEEDED]
    known = [length.total_seconds() for length in lengths if length is not None]
    return timedelta(seconds=median(known)) if len(known) >= _USUAL_RUNS else None


def _late(
    link: LinkCase,
    found: _Late,
    runs: Sequence[str],
) -> Finding:
    run, cause, (length, usual) = found
    report = link.report
    return _finding(
        Code.LATE_START,
        link,
        tuple(runs),
        since=run.started,
        message=(
            f"{report.downstream} #{run.number} started {say_span(length - usual)} late: "
            f"{report.upstream} #{cause.number} took {say_span(length)}, usually {say_span(usual)}"
        ),
        evidence=prove(
            "late = length of the upstream run - median of the job's runs",
            {
                "upstream_run": cause.id,
                "seconds": length.total_seconds(),
                "usual_seconds": usual.total_seconds(),
            },
            Section.LATE,
        ),
        remedy=f"See why {report.upstream} #{cause.number} ran long; later runs are not affected.",
    )


def find_stalled(case: Case) -> Iterable[Finding]:
    """Upstream succeeded, and no downstream run followed within a window."""
    for link in case.links:
        report = link.report
        if report.window is None or report.lag.bytes == 0:
            continue
        if case.was_denied("glue:GetJobRuns", report.downstream):
            continue
        pair = pair_of(report)
        missed = case.memo.recall(
            ("unfollowed", *pair), case.facts(*pair), partial(_list_unfollowed, case, link)
        )
        if not missed:
            continue
        # A job that each success starts has missed the first; another may still come for all.
        told = missed[0] if _follows_each(case, link) else missed[-1]
        if case.span.taken_at - _end_of(told) > timedelta(seconds=report.window.seconds):
            yield _stalled(case, link, missed)


def _list_unfollowed(case: Case, link: LinkCase) -> list[RunReport]:
    """Upstream successes that no downstream run took up; none when one is at work."""
    up, down = case.jobs[link.report.upstream], case.jobs[link.report.downstream]
    ran = [run for run in down.runs if has_run(run)]
    if any(not run.state.is_final for run in ran):
        return []
    newest = max((run.started for run in ran if run.started), default=None)
    later = [
        run
        for run in up.runs
        if run.state is JobRunState.SUCCEEDED
        and run.completed is not None
        and (newest is None or run.completed > newest)
    ]
    if not later or not _conditional(case, link):
        return later
    # Started by hand: a conditional trigger only follows runs that a trigger started.
    return [run for run in later if run.trigger is not None]


def _follows_each(case: Case, link: LinkCase) -> bool:
    """Whether a trigger starts the downstream job after every success of this upstream job."""
    return any(
        trigger.logical == "ANY" or len(trigger.conditions) == 1
        for trigger in _conditional(case, link)
        if any(condition.job == link.report.upstream for condition in trigger.conditions)
    )


def _conditional(case: Case, link: LinkCase) -> list[Trigger]:
    return [
        trigger
        for trigger in case.history.triggers or ()
        if trigger.type is TriggerType.CONDITIONAL and trigger.starts(link.report.downstream)
    ]


def _end_of(run: RunReport) -> datetime:
    return run.completed or datetime.max.replace(tzinfo=UTC)


def _stalled(case: Case, link: LinkCase, missed: Sequence[RunReport]) -> Finding:
    report, first = link.report, missed[0]
    waited = case.span.taken_at - _end_of(first)
    unread = report.lag.bytes
    amount = f", {say_bytes(unread)} unread" if unread is not None else ""
    more = f" nor after the {len(missed) - 1} since" if missed[1:] else ""
    return _finding(
        Code.CHAIN_STALLED,
        link,
        tuple(run.id for run in missed),
        since=first.completed,
        message=(
            f"{report.downstream} has not run since {report.upstream} #{first.number} succeeded "
            f"{say_span(waited)} ago{more}{amount}"
        ),
        evidence=prove(
            "time since the upstream success > window, and no downstream run after it",
            {
                "upstream_run": first.id,
                "successes": len(missed),
                "seconds_since": waited.total_seconds(),
                "window_seconds": report.window.seconds if report.window else None,
                "bytes_unread": unread,
            },
            Section.TRIGGERS,
        ),
        remedy=(
            f"Check that the trigger that starts {report.downstream} is activated, and what else "
            "should have started it."
        ),
    )


def _finding(
    code: Code,
    link: LinkCase,
    runs: tuple[str, ...],
    *,
    since: datetime | None,
    message: str,
    evidence: Evidence,
    remedy: str,
) -> Finding:
    return Finding(
        code=code,
        severity=code.severity,
        job=link.report.downstream,
        link=pair_of(link.report),
        runs=runs,
        since=since,
        message=message,
        evidence=evidence,
        remedy=remedy,
    )


RULES = (find_behind, find_catch_up, find_late, find_stalled)
