"""What happened when: runs, overlaps, findings and ratios of a report as one course of events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.analysis.figures import say_bytes, say_ratio, say_span
from glueflow_tui.analysis.report import JobReport, LinkReport, Report, RunReport, Severity
from glueflow_tui.settings import Thresholds

_SEVERITIES = {"critical": Severity.CRITICAL, "warning": Severity.WARNING, "high": Severity.INFO}
_USUAL = "ok"


class EventKind(StrEnum):
    """What kind of thing happened."""

    STARTED = "started"
    ENDED = "ended"
    FAILED = "failed"
    REFUSED = "refused"
    OVERLAP = "overlap"
    FINDING = "finding"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a job."""

    at: datetime
    kind: EventKind
    job: str
    words: str
    """What happened, to follow the job's name."""
    details: tuple[str, ...] = ()
    """The most telling first."""
    severity: Severity | None = None
    """None for the ordinary course of things."""
    run_id: str | None = None


def list_events(report: Report, limits: Thresholds) -> tuple[Event, ...]:
    """All that happened in view, newest first; at one moment causes stand below effects."""
    readers = {link.downstream for link in report.links}
    found = [
        *(event for job in report.jobs for event in _list_runs(job, reads=job.name in readers)),
        *(event for link in report.links for event in _list_link(report, link, limits)),
        *_list_findings(report),
    ]
    order = list(EventKind)
    seen = dict.fromkeys(event for event in found if event.at >= report.start)
    return tuple(sorted(seen, key=lambda event: (event.at, order.index(event.kind)), reverse=True))


def _list_runs(job: JobReport, *, reads: bool) -> Iterator[Event]:
    for run in job.runs:
        if run.started is None:
            continue
        if run.refused:
            yield Event(
                run.started,
                EventKind.REFUSED,
                job.name,
                f"#{run.number} refused",
                ("maximum concurrent runs",),
                Severity.WARNING,
                run.id,
            )
            continue
        by = f"by {run.trigger}" if run.trigger else "not by a trigger"
        again = (f"attempt {run.attempt + 1}",) if run.attempt else ()
        what = "queued" if run.is_waiting else "retried" if run.attempt else "started"
        yield Event(
            run.started,
            EventKind.STARTED,
            job.name,
            f"#{run.number} {what}",
            (*again, by),
            run_id=run.id,
        )
        if run.completed is not None:
            failed = run.state.is_failure
            yield Event(
                run.completed,
                EventKind.FAILED if failed else EventKind.ENDED,
                job.name,
                f"#{run.number} {run.state}",
                tuple(_say_end(run, say_span(run.completed - run.started), reads=reads)),
                Severity.CRITICAL if failed else None,
                run.id,
            )


def _say_end(run: RunReport, took: str, *, reads: bool) -> Iterator[str]:
    """Why it failed, and how long it took, and what it moved: first what matters to its links."""
    if run.state.is_failure and run.error:
        yield run.error
    yield took
    moved = [("read", run.bytes_read), ("wrote", run.bytes_written)]
    for word, amount in moved if reads else reversed(moved):
        if amount is not None:
            yield f"{word} {say_bytes(amount)}"


def _list_link(report: Report, link: LinkReport, limits: Thresholds) -> Iterator[Event]:
    up, down = report.job(link.upstream), report.job(link.downstream)
    names = {run.id: run.number for job in (up, down) if job is not None for run in job.runs}
    for overlap in link.overlaps:
        yield Event(
            overlap.start,
            EventKind.OVERLAP,
            link.downstream,
            f"#{names.get(overlap.downstream_run_id, '?')} overlaps",
            (
                say_span(overlap.seconds),
                f"with {link.upstream} #{names.get(overlap.upstream_run_id, '?')}",
            ),
            Severity.WARNING,
            overlap.downstream_run_id,
        )
    yield from _list_crossings(link, down, limits)


def _list_crossings(
    link: LinkReport, down: JobReport | None, limits: Thresholds
) -> Iterator[Event]:
    """Complete runs whose ratio has another word than that of the run before.

    A run that failed read only a part, which says nothing about its way of reading.
    """
    runs = () if down is None else down.runs
    ended = {run.id: run.completed for run in runs if not run.state.is_failure}
    known = [
        run for run in link.runs if run.complete and run.ratio is not None and run.run_id in ended
    ]
    words = [_USUAL, *(judge_ratio(run.ratio, limits) for run in known)]
    for run, (before, word) in zip(known, pairwise(words), strict=True):
        at = ended.get(run.run_id)
        if word != before and at is not None and run.ratio is not None:
            again = " again" if word == _USUAL else ""
            yield Event(
                at,
                EventKind.RATIO,
                link.downstream,
                f"#{run.number} ratio {say_ratio(run.ratio)}",
                (f"{word}{again}",),
                _SEVERITIES.get(word),
                run.run_id,
            )


def _list_findings(report: Report) -> Iterator[Event]:
    for finding in report.findings:
        if finding.since is not None:
            yield Event(
                finding.since,
                EventKind.FINDING,
                finding.job,
                finding.code,
                ("begins",),
                severity=finding.severity,
            )
