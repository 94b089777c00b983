"""The course of what is unread: falling behind, catching up.

Lag is judged by how it moves over complete windows, never by a threshold on its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import islice, pairwise
from statistics import median

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio
from glueflow_tui.analysis.links import LinkCase, run_named
from glueflow_tui.analysis.report import Finding, PatternKind, WindowReport
from glueflow_tui.analysis.rules.case import Case, Confidence, Section, pair_of, prove, stamp
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_link
from glueflow_tui.analysis.waste import REREADING

_WINDOWS = 3
"""Complete windows over which lag has to grow."""
_USUAL_RUNS = 3
"""Runs that tell the usual."""


def find_behind(case: Case) -> Iterable[Finding]:
    """Unread bytes rose over three complete windows, in which too little was read."""
    for link in case.readers():
        report = link.report
        newest = (one for one in reversed(report.windows) if one.complete)
        windows = list(islice(newest, _WINDOWS))[::-1]
        course = (link.course or ())[-_WINDOWS - 1 :]
        levels = [one.bytes for one in course]
        if len(windows) < _WINDOWS or len(levels) < _WINDOWS or report.pattern.kind in REREADING:
            continue
        rising = all(later > earlier for earlier, later in pairwise(levels))
        if rising and _reads_less(windows, case.thresholds.ok_low):
            # Who takes all there is leaves what came since: up to a window's bytes more, by chance.
            most = max(one.bytes_written or 0 for one in windows)
            if report.pattern.kind is PatternKind.PARTIAL or levels[-1] - levels[0] > most:
                yield _behind(case, link, windows, levels)


def _reads_less(windows: Sequence[WindowReport], ratio: float) -> bool:
    """Whether each was read in, but together, and in the last, by less than the ratio."""
    written = [one.bytes_written for one in windows if one.bytes_written is not None]
    read = [one.bytes_read for one in windows if one.bytes_read]
    last = windows[-1].ratio
    if len(written) < len(windows) or len(read) < len(windows) or last is None:
        return False
    return sum(read) / sum(written) < ratio and last < ratio


def _behind(
    case: Case, link: LinkCase, windows: Sequence[WindowReport], levels: Sequence[float]
) -> Finding:
    report = link.report
    written = sum(one.bytes_written or 0 for one in windows)
    read = sum(one.bytes_read or 0 for one in windows)
    return about_link(
        Code.FALLING_BEHIND,
        link,
        (),
        since=windows[0].start,
        message=(
            f"{report.downstream} falls behind {report.upstream}: {say_bytes(levels[-1])} unread "
            f"at the end of the last whole window, more after each of the last {len(levels) - 1}; "
            f"it read {say_ratio(read / written)} what was written in the last {len(windows)}"
        ),
        evidence=prove(
            "unread bytes at the end of each window rise, by more than a window's bytes unless "
            "runs are bounded, and read / written < the band",
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
            ("catch-up", pair_of(report)),
            (link.told or link.intakes, *map(case.facts, report.upstreams)),
            partial(_list_loaded, case, link),
        )
        for one in loaded:
            if window := _window_above(case, link, one):
                yield _catch_up(case, link, one, window)


def _list_loaded(case: Case, link: LinkCase) -> tuple[Intake, ...]:
    """Runs for which more upstream runs than usual were new, where no more was read than that."""
    done = [one for one in link.intakes if one.complete and one.succeeded and one.bytes_new]
    if all(len(one.upstream_run_ids) <= 1 for one in done):
        return ()
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
    return about_link(
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


RULES = (find_behind, find_catch_up)
