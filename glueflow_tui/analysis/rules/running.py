"""Runs one by one: refused, failed, long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from statistics import median

from glueflow_tui.analysis.figures import say_count, say_span
from glueflow_tui.analysis.report import Evidence, Finding, JobReport, RunReport
from glueflow_tui.analysis.rules.case import Case, Section, length_of, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.model.states import JobRunState

_HISTORY = 5
"""Runs that tell how long a run usually takes."""
_NOTABLE = timedelta(minutes=2)
"""Less beyond the usual is start-up jitter."""


def find_refused(case: Case) -> Iterable[Finding]:
    """Starts refused because the job's earlier run still ran."""
    for job in case.jobs.values():
        refused = case.memo.recall(
            ("refused", job.name), (case.facts(job.name),), partial(_list_refused, job)
        )
        if refused:
            yield _run_finding(
                job,
                Code.RUN_REFUSED,
                refused,
                message=(
                    f"{say_count(len(refused), 'start')} of {job.name} refused: an earlier run "
                    f"still ran{_say_limit(job)}"
                ),
                evidence=prove(
                    "state FAILED with the error that the concurrent runs were exceeded",
                    {
                        "refused": len(refused),
                        "max_concurrent_runs": job.max_concurrent_runs,
                        "error": refused[-1].error,
                    },
                    Section.STATES,
                ),
                remedy=(
                    f"Shorten the runs of {job.name} or start it less often; with bookmarks on, do "
                    "not raise its concurrency, but let starts queue."
                ),
            )


def _list_refused(job: JobReport) -> tuple[RunReport, ...]:
    return tuple(run for run in job.runs if run.refused)


def _say_limit(job: JobReport) -> str:
    limit = job.max_concurrent_runs
    return "" if limit is None else f", and {limit} at once is the limit"


def find_failed(case: Case) -> Iterable[Finding]:
    """The newest finished run failed; a failed attempt whose retry goes on or succeeded is none."""
    for job in case.jobs.values():
        streak = case.memo.recall(
            ("failed", job.name), (case.facts(job.name),), partial(_list_streak, job)
        )
        if streak:
            yield _failure(job, streak)


def _list_streak(job: JobReport) -> tuple[RunReport, ...]:
    """The last failures in a row, if the newest finished run is one."""
    last_tries = {run.number: run for run in job.runs if not run.refused}
    finished = [run for run in last_tries.values() if run.state.is_final]
    streak = takewhile(lambda run: run.state.is_failure, reversed(finished))
    return tuple(streak)[::-1]


def _failure(job: JobReport, streak: Sequence[RunReport]) -> Finding:
    last = streak[-1]
    again = f", the last {len(streak)} in a row" if len(streak) > 1 else ""
    return _run_finding(
        job,
        Code.RUN_FAILED,
        streak,
        message=f"{job.name} #{last.number} ended {last.state.value}{again}: {_reason(last)}",
        evidence=prove(
            "state of the newest finished run",
            {
                "state": last.state.value,
                "error": last.error,
                "attempt": last.attempt,
                "failures_in_a_row": len(streak),
            },
            Section.STATES,
        ),
        remedy=(
            "See its error log; what it had written may be there twice after the next run. "
            f"Its id is {last.id}."
        ),
    )


def _reason(run: RunReport) -> str:
    if run.error:
        return run.error.strip().splitlines()[0] if run.error.strip() else "no error message"
    return "its time limit was reached" if run.state is JobRunState.TIMEOUT else "no error message"


def find_long(case: Case) -> Iterable[Finding]:
    """Runs longer than the window, or far beyond the job's own usual."""
    windows = case.find_windows()
    for job in case.jobs.values():
        window = windows.get(job.name)
        long = _list_long(case, job, window)
        if long:
            run, length, limit, why = max(long, key=lambda one: one[1])
            runs = list({one[0].id: one[0] for one in long}.values())
            yield _run_finding(
                job,
                Code.LONG_RUN,
                runs,
                message=(
                    f"{job.name} #{run.number} {_has_taken(run)} {say_span(length)}, longer than "
                    f"{why} ({say_span(limit)})"
                ),
                evidence=prove(
                    "length > window, or length > factor x median of the job's runs",
                    {
                        "seconds": length.total_seconds(),
                        "limit_seconds": limit.total_seconds(),
                        "limit": why,
                        "window_seconds": window.total_seconds() if window else None,
                        "factor": case.thresholds.long_run_factor,
                    },
                    Section.LATE,
                ),
                remedy=(
                    f"Compare what {job.name} #{run.number} read and the workers it had with its "
                    "other runs; a run longer than the window meets the next one."
                ),
            )


_Long = tuple[RunReport, timedelta, timedelta, str]
"""A run, its length, the limit that it is beyond, and which one that is."""


def _list_long(case: Case, job: JobReport, window: timedelta | None) -> Sequence[_Long]:
    now, ended = job.runs_at or case.span.taken_at, case.ended_runs(job.name)
    past, limits = case.memo.recall(
        ("long", job.name), (ended, window), partial(_list_past, case, job, window)
    )
    working = _lengths(job, case.open_runs(job.name), now)
    if not any(length > limit for _, length in working for limit, _ in limits):
        return past
    return _exceed(_lengths(job, job.runs, now), limits)


def _list_past(
    case: Case, job: JobReport, window: timedelta | None
) -> tuple[Sequence[_Long], Sequence[_Limit]]:
    """Runs that were too long when they ended, and the limits for all."""
    lengths = _lengths(job, case.ended_runs(job.name), case.span.taken_at)
    limits = _limits(case, lengths, window)
    return _exceed(lengths, limits), limits


def _exceed(lengths: Sequence[_Length], limits: Sequence[_Limit]) -> Sequence[_Long]:
    least = min((limit for limit, _ in limits), default=timedelta.max)
    return [
        (run, length, limit, why)
        for run, length in lengths
        if length > least
        for limit, why in limits
        if length > limit
    ]


def _has_taken(run: RunReport) -> str:
    return "took" if run.state.is_final else "has run for"


_Length = tuple[RunReport, timedelta]
_Limit = tuple[timedelta, str]


def _lengths(job: JobReport, runs: Iterable[RunReport], now: datetime) -> list[_Length]:
    if job.command == "gluestreaming":  # runs until it is stopped
        return []
    return [
        (run, length) for run in runs if run.has_run and (length := length_of(run, now)) is not None
    ]


def _limits(case: Case, lengths: Sequence[_Length], window: timedelta | None) -> list[_Limit]:
    limits = [] if window is None else [(window, "the window")]
    done = [length.total_seconds() for run, length in lengths if run.state.is_success]
    if len(done) >= _HISTORY:
        usual = timedelta(seconds=median(done))
        factor = case.thresholds.long_run_factor
        limits.append((max(usual * factor, usual + _NOTABLE), f"{factor:g}x its usual length"))
    return limits


def _run_finding(
    job: JobReport,
    code: Code,
    runs: Sequence[RunReport],
    *,
    message: str,
    evidence: Evidence,
    remedy: str,
) -> Finding:
    starts = [run.started for run in runs if run.started]
    return about_job(
        code,
        job.name,
        tuple(run.id for run in runs),
        since=min(starts, default=None),
        message=message,
        evidence=evidence,
        remedy=remedy,
    )


RULES = (find_refused, find_failed, find_long)
