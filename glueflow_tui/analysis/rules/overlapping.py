"""Runs at the same time: of both jobs of a link, or of one job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from glueflow_tui.analysis.figures import say_count, say_span
from glueflow_tui.analysis.overlap import find_self_overlaps
from glueflow_tui.analysis.report import Finding, JobReport, Overlap, Severity
from glueflow_tui.analysis.rules.case import Case, Section, is_on, pair_of, prove, stamp
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.runs import wall_intervals


def find_link_overlaps(case: Case) -> Iterable[Finding]:
    """Upstream and downstream of a link at the same time; a stream never ends, and meets all."""
    for link in case.links:
        report = link.report
        jobs = (case.jobs[report.upstream], case.jobs[report.downstream])
        if report.overlaps and all(job.command != "gluestreaming" for job in jobs):
            remedy = (
                f"Make {report.downstream} end within the window of {report.upstream}: read only "
                f"what is new, give it more workers, or start {report.upstream} less often."
            )
            yield _state(case, jobs, report.overlaps, link=pair_of(report), remedy=remedy)


def find_job_overlaps(case: Case) -> Iterable[Finding]:
    """Two runs of one job at the same time."""
    for job in case.jobs.values():
        known = case.cases[job.name]
        if known.report is job and known.timeline.is_disjoint:
            continue
        now = job.runs_at or case.span.taken_at
        inputs = (case.facts(job.name), now if case.open_runs(job.name) else None)
        overlaps = case.memo.recall(
            ("self-overlaps", job.name), inputs, partial(_list_overlaps, case, job, now)
        )
        if overlaps:
            remedy = (
                f"Set the maximum concurrency of {job.name} to 1, and look for a second schedule "
                "or a retry of whoever starts it."
            )
            finding = _state(case, (job, job), overlaps, link=None, remedy=remedy)
            # No bookmark minds, and somebody has allowed it.
            is_meant = (job.max_concurrent_runs or 1) > 1 and not is_on(job)
            yield _excuse(finding, job) if is_meant else finding


def _list_overlaps(case: Case, job: JobReport, now: datetime) -> tuple[Overlap, ...]:
    return find_self_overlaps(wall_intervals(job.runs, now), case.thresholds.minimum_overlap)


def _excuse(finding: Finding, job: JobReport) -> Finding:
    return replace(
        finding,
        severity=Severity.INFO,
        message=f"{finding.message}; {job.max_concurrent_runs} at once are allowed",
        remedy=(
            "Nothing to do if each of these runs reads what no other does; runs that list the same "
            "files write their rows twice."
        ),
    )


def _state(
    case: Case,
    jobs: tuple[JobReport, JobReport],
    overlaps: Sequence[Overlap],
    *,
    link: tuple[str, str] | None,
    remedy: str,
) -> Finding:
    code = Code.OVERLAP if link else Code.SELF_OVERLAP
    longest = max(overlaps, key=lambda one: one.seconds)
    one, other = (
        f"{job.name} #{_number(job, run_id)}"
        for job, run_id in zip(
            jobs, (longest.upstream_run_id, longest.downstream_run_id), strict=True
        )
    )
    total = sum(overlap.seconds for overlap in overlaps)
    more = (
        f"; {say_count(len(overlaps), 'overlap')} in view, {say_span(total)} in all"
        if len(overlaps) > 1
        else ""
    )
    ids = [run for lap in overlaps for run in (lap.upstream_run_id, lap.downstream_run_id)]
    return Finding(
        code=code,
        severity=code.severity,
        job=jobs[1].name,
        link=link,
        runs=tuple(dict.fromkeys(ids)),
        since=min(overlap.start for overlap in overlaps),
        message=f"{one} and {other} ran at the same time for {say_span(longest.seconds)}{more}",
        evidence=prove(
            "overlap = earlier end - later start, longer than the minimum",
            {
                "overlaps": tuple(_overlap_row(overlap) for overlap in overlaps),
                "seconds": total,
                "minimum_seconds": case.thresholds.minimum_overlap.total_seconds(),
            },
            Section.OVERLAP,
        ),
        remedy=remedy,
    )


def _overlap_row(overlap: Overlap) -> dict[str, object]:
    return {
        "upstream_run": overlap.upstream_run_id,
        "downstream_run": overlap.downstream_run_id,
        "start": stamp(overlap.start),
        "seconds": overlap.seconds,
    }


def _number(job: JobReport, run_id: str) -> int:
    return next((run.number for run in job.runs if run.id == run_id), 0)


RULES = (find_link_overlaps, find_job_overlaps)
