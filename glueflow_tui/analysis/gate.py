"""The gate: a history judged by the runs that started after a moment, and by nothing before it.

What is configured counts as it is now. Windows count when they began after the moment, overlaps
when both runs did. The way of reading is fitted to the judged runs; those before tell only what
was no longer new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio
from glueflow_tui.analysis.findings import collect_findings, rank_finding
from glueflow_tui.analysis.forecast import forecast_long_run
from glueflow_tui.analysis.gate_report import Gate, GateLink, GateReport
from glueflow_tui.analysis.judge import build_case, state_report
from glueflow_tui.analysis.links import LinkCase, fit_reader, needed_runs
from glueflow_tui.analysis.report import (
    Finding,
    JobReport,
    PatternKind,
    Report,
    RunReport,
)
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.running import find_failed
from glueflow_tui.analysis.tries import complete_runs, find_middle, last_tries, measure_run
from glueflow_tui.analysis.verdict import judge_report
from glueflow_tui.analysis.waste import add_waste
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings

_TELLING = frozenset({Code.REPROCESSING, Code.FALLING_BEHIND})
"""Findings that say why a ratio is outside the band."""


def judge_gate(history: History, settings: AnalysisSettings, gate: Gate) -> Report:
    """The report on the judged runs alone; jobs still list all of theirs.

    Raises ValueError when nothing was observed yet.
    """
    whole = build_case(history, settings)
    jobs = {name: _narrow_job(job, gate.after) for name, job in whole.jobs.items()}
    links = tuple(_narrow_link(link, jobs, gate.after, settings) for link in whole.links)
    case = replace(whole, jobs=jobs, links=links)
    findings = tuple(sorted([*collect_findings(case), *_find_failures(case)], key=rank_finding))
    found = GateReport(
        after=gate.after,
        runs_wanted=gate.runs,
        links=tuple(_judge_link(case, link, gate, findings) for link in links),
    )
    report = state_report(replace(case, jobs=whole.jobs), findings)
    report = replace(report, gate=found)
    return replace(report, verdict=judge_report(report))


def _find_failures(case: Case) -> Iterator[Finding]:
    """Runs that failed before the newest one, which the rule for live watching forgives."""
    newest = {finding.job for finding in find_failed(case)}
    earlier = {
        name: replace(job, runs=_until_failure(job))
        for name, job in case.jobs.items()
        if name not in newest
    }
    for finding in find_failed(replace(case, jobs=earlier)):
        yield replace(
            finding, evidence={**finding.evidence, "formula": "state of the newest judged failure"}
        )


def _until_failure(job: JobReport) -> tuple[RunReport, ...]:
    """The runs up to the last that failed for good; none when none did."""
    failed = [run.id for run in last_tries(job) if run.state.is_failure]
    ids = [run.id for run in job.runs]
    return job.runs[: ids.index(failed[-1]) + 1] if failed else ()


def _narrow_job(job: JobReport, after: datetime) -> JobReport:
    return replace(job, runs=tuple(run for run in job.runs if _is_judged(run, after)))


def _is_judged(run: RunReport, after: datetime) -> bool:
    return run.started is not None and run.started >= after


def _narrow_link(
    link: LinkCase, jobs: Mapping[str, JobReport], after: datetime, settings: AnalysisSettings
) -> LinkCase:
    report, down = link.report, jobs[link.report.downstream]
    judged = {run.id for name in (report.upstream, report.downstream) for run in jobs[name].runs}
    intakes = tuple(one for one in link.intakes if one.run_id in judged and one.complete)
    pattern = fit_reader(link.intakes, down, settings, since=after)
    windows = tuple(window for window in report.windows if window.start >= after)
    told = {intake.run_id for intake in intakes}
    narrowed = replace(
        report,
        windows=windows,
        running_ratio=windows[-1].ratio if windows else None,
        runs=tuple(run for run in report.runs if run.run_id in told),
        pattern=pattern,
        overlaps=tuple(
            overlap
            for overlap in report.overlaps
            if {overlap.upstream_run_id, overlap.downstream_run_id} <= judged
        ),
        waste=add_waste(intakes, down, pattern),
        forecast=forecast_long_run(
            down,
            report.window.seconds if report.window else None,
            minimum_runs=settings.thresholds.minimum_runs,
        ),
    )
    course = link.course and tuple(moment for moment in link.course if moment.at >= after)
    return LinkCase(narrowed, intakes, course)


def _judge_link(case: Case, link: LinkCase, gate: Gate, findings: Sequence[Finding]) -> GateLink:
    report = link.report
    runs = complete_runs(case.jobs[report.downstream], gate.after, case.span.complete_until)
    gaps = tuple(_find_gaps(link, gate, len(runs)))
    if not gaps and not _is_settled(case, link, gate, findings):
        gaps = tuple(_doubt_ratios(case, link))
    return GateLink(
        upstream=report.upstream,
        downstream=report.downstream,
        runs=tuple(run.id for run in runs),
        ratio=find_middle(one.ratio for one in link.intakes if one.succeeded),
        seconds=find_middle(map(measure_run, runs)),
        dpu_hours=find_middle(run.dpu_hours for run in runs),
        failures=sum(run.state.is_failure for run in runs),
        gaps=gaps,
        notes=tuple(_find_notes(case, link)),
    )


def _find_gaps(link: LinkCase, gate: Gate, runs: int) -> Iterator[str]:
    """Why the judged runs tell nothing about the link."""
    if runs < gate.runs:
        told = f"{runs} of {say_count(gate.runs, 'complete run')}"
        yield f"{told} of {link.report.downstream} since {gate.after:%Y-%m-%d %H:%M}Z"
    elif not _list_telling(link):
        yield _say_unknown(link)


def _list_telling(link: LinkCase) -> list[Intake]:
    return [one for one in link.intakes if one.ratio is not None and one.succeeded]


def _say_unknown(link: LinkCase) -> str:
    job = link.report.downstream
    last = link.intakes[-1] if link.intakes else None
    if last is None or last.bytes_new != 0:
        return f"the bytes of the judged runs of {job} are unknown, so is their ratio"
    if last.bytes_read:
        return f"{job} #{last.number} read {say_bytes(last.bytes_read)} though nothing was new"
    return f"nothing was new for the judged runs of {job}: they show nothing about its reading"


def _is_settled(case: Case, link: LinkCase, gate: Gate, findings: Sequence[Finding]) -> bool:
    """Whether the ratios of the judged runs need no look: something else tells what they mean."""
    reader = link.report.downstream
    # Whatever the bytes of one reader show is said of one of its links.
    is_told = any(one.job == reader and one.code in _TELLING for one in findings)
    return gate.has_baseline or case.is_full(reader) or is_told


def _doubt_ratios(case: Case, link: LinkCase) -> Iterator[str]:
    """A ratio outside the band that no finding explains is neither well nor ill."""
    ratios = [one.ratio or 0.0 for one in _list_telling(link)]
    # A bookmark that was just switched on reads everything once: an early odd run is forgiven.
    for ratio in (ratios[-1], median(ratios)):
        if not case.thresholds.ok_low <= ratio <= case.thresholds.ok_high:
            needed = needed_runs(case.jobs[link.report.downstream], case.settings)
            yield (
                f"{link.report.downstream} read {say_ratio(ratio)} what was new for it, and "
                f"{_say_doubt(link.report.pattern.kind, len(ratios), needed)}"
            )
            return


def _say_doubt(kind: PatternKind, runs: int, needed: int) -> str:
    told, more = say_count(runs, "run"), f"wait for {max(needed, runs + 1)} runs"
    if kind is PatternKind.PARTIAL:
        return f"{told} cannot tell whether it falls behind: {more}"
    if kind is PatternKind.NEW_ONLY:
        return (
            f"always about as much: if its format makes it so, compare with --baseline, else {more}"
        )
    return f"{told} cannot tell why: {more}"


def _find_notes(case: Case, link: LinkCase) -> Iterator[str]:
    needed = needed_runs(case.jobs[link.report.downstream], case.settings)
    used = link.report.pattern.runs_used
    if used < needed:
        yield f"not enough runs for a reprocessing verdict of its own: {used} of {needed}"
