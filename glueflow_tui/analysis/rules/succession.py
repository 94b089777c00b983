"""One job's runs after another's: starting late, or not at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from glueflow_tui.analysis.figures import say_bytes, say_span
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.report import Finding, JobReport, RunReport
from glueflow_tui.analysis.rules.case import Case, Section, length_of, pair_of, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_link
from glueflow_tui.analysis.runs import has_run
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.states import TriggerType

_USUAL_RUNS = 3
"""Runs that tell the usual."""
_LATE_FACTOR = 1.25
_LATE_BY = timedelta(minutes=2)
_PROMPT = timedelta(minutes=5)
"""A downstream run this soon after an upstream one was waiting for it."""


def find_late(case: Case) -> Iterable[Finding]:
    """A downstream run that had to wait for an upstream run longer than usual."""
    for link in case.links:
        pair = up, down = pair_of(link.report)
        facts = tuple(map(case.facts, pair))
        usual = case.memo.recall(
            ("usual", up), (case.ended_runs(up),), partial(_find_usual, case, up)
        )
        if usual is None:
            continue
        work_out = partial(_list_late, case, case.jobs[up], case.jobs[down], usual)
        late = case.memo.recall(("late", pair), (usual, *facts), work_out)
        if late:
            yield _late(link, late[-1], [run.id for run, _, _ in late])


_Late = tuple[RunReport, RunReport, tuple[timedelta, timedelta]]
"""A run, the one that it waited for, and how long that one took, and takes usually."""


def _find_usual(case: Case, job: str) -> timedelta | None:
    """The usual length of its runs, if one that ended took notably longer; else None."""
    lengths = [(run, length_of(run, case.span.taken_at)) for run in case.ended_runs(job)]
    usual = _usual_length(lengths)
    if usual is None:
        return None
    limit = _limit_length(usual)
    return usual if any(length and length > limit for _, length in lengths) else None


def _limit_length(usual: timedelta) -> timedelta:
    return max(usual * _LATE_FACTOR, usual + _LATE_BY)


def _list_late(case: Case, up: JobReport, down: JobReport, usual: timedelta) -> tuple[_Late, ...]:
    limit = _limit_length(usual)
    ended = sorted(
        (run.completed, run.id, run)
        for run in up.runs
        if run.completed and run.state.is_final and run.has_run
    )
    ends = [one[0] for one in ended]
    late: list[_Late] = []
    for run in down.runs:
        if run.started is None or not run.has_run or not (at := bisect_right(ends, run.started)):
            continue
        end, _, cause = ended[at - 1]
        length = length_of(cause, case.span.taken_at) or timedelta(0)
        if length > limit and run.started - end <= _PROMPT:
            late.append((run, cause, (length, usual)))
    return tuple(late)


def _usual_length(
    lengths: Iterable[tuple[RunReport, timedelta | None]],
) -> timedelta | None:
    """Median length of the runs that succeeded; None when they are too few."""
    known = [
        length.total_seconds()
        for run, length in lengths
        if run.state.is_success and length is not None
    ]
    return timedelta(seconds=median(known)) if len(known) >= _USUAL_RUNS else None


def _late(
    link: LinkCase,
    found: _Late,
    runs: Sequence[str],
) -> Finding:
    run, cause, (length, usual) = found
    report = link.report
    return about_link(
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
            ("unfollowed", pair),
            tuple(map(case.facts, pair)),
            partial(_list_unfollowed, case, link),
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
        if run.state.is_success
        and run.completed is not None
        and (newest is None or run.completed > newest)
    ]
    if not _conditional(case, link):
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
    starting = case.starting.get(link.report.downstream, ())
    return [trigger for trigger in starting if trigger.type is TriggerType.CONDITIONAL]


def _end_of(run: RunReport) -> datetime:
    return run.completed or datetime.max.replace(tzinfo=UTC)


def _stalled(case: Case, link: LinkCase, missed: Sequence[RunReport]) -> Finding:
    report, first = link.report, missed[0]
    waited = case.span.taken_at - _end_of(first)
    unread = report.lag.bytes
    amount = f", {say_bytes(unread)} unread" if unread is not None else ""
    more = f" nor after the {len(missed) - 1} since" if missed[1:] else ""
    return about_link(
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


RULES = (find_late, find_stalled)
