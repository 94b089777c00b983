"""The gate: a history judged by the runs that started after a moment, and by nothing before it.

What is configured counts as it is now. Windows count when they began after the moment, overlaps
when both runs did. The way of reading is fitted to the judged runs alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from statistics import median

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.bounds import settle_bounded
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio
from glueflow_tui.analysis.findings import collect_findings, rank_finding
from glueflow_tui.analysis.forecast import forecast_long_run
from glueflow_tui.analysis.gate_report import Gate, GateLink, GateReport
from glueflow_tui.analysis.judge import build_case, state_report
from glueflow_tui.analysis.links import LinkCase, needed_runs
from glueflow_tui.analysis.report import (
    Finding,
    JobReport,
    PatternKind,
    Report,
    RunReport,
    Severity,
    Verdict,
)
from glueflow_tui.analysis.reprocessing import fit_pattern
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.rules.running import find_failed
from glueflow_tui.analysis.waste import add_waste
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings


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
        links=tuple(_judge_link(case, link, gate) for link in links),
    )
    report = state_report(replace(case, jobs=whole.jobs), findings)
    return replace(report, gate=found, verdict=give_verdict(report, found))


def give_verdict(report: Report, gate: GateReport) -> Verdict:
    """Too few runs give no verdict; of enough runs, what was found comes first."""
    if not gate.has_runs:
        return Verdict.INSUFFICIENT
    if any(finding.severity >= Severity.WARNING for finding in report.findings):
        return Verdict.FINDINGS
    return Verdict.HEALTHY if gate.is_enough else Verdict.INSUFFICIENT


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
    failed = [run.id for run in _last_tries(job) if run.state.is_failure]
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
    fitted = fit_pattern(intakes, minimum_runs=needed_runs(down, settings))
    pattern = settle_bounded(fitted, intakes, down, below=settings.thresholds.ok_low)
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


def _judge_link(case: Case, link: LinkCase, gate: Gate) -> GateLink:
    report = link.report
    runs = _complete_runs(case, link)
    return GateLink(
        upstream=report.upstream,
        downstream=report.downstream,
        runs=tuple(run.id for run in runs),
        ratio=_middle([one.ratio for one in link.intakes if one.succeeded]),
        seconds=_middle([measure_run(run) for run in runs]),
        dpu_hours=_middle([run.dpu_hours for run in runs]),
        failures=sum(run.state.is_failure for run in runs),
        gaps=tuple(_find_gaps(case, link, gate, len(runs))),
        notes=tuple(_find_notes(case, link)),
    )


def _complete_runs(case: Case, link: LinkCase) -> tuple[RunReport, ...]:
    complete = {one.run_id for one in link.intakes}
    runs = _last_tries(case.jobs[link.report.downstream])
    return tuple(run for run in runs if run.id in complete)


def _last_tries(job: JobReport) -> tuple[RunReport, ...]:
    """A failed attempt that was tried again is the same run as its retry, which decides."""
    return tuple({run.number: run for run in job.runs if not run.refused}.values())


def measure_run(run: RunReport) -> float | None:
    """Wall seconds of a run that has ended."""
    if run.started is None or run.completed is None:
        return None
    return max(0.0, (run.completed - run.started).total_seconds())


def _middle(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _find_gaps(case: Case, link: LinkCase, gate: Gate, runs: int) -> Iterator[str]:
    """Why the judged runs give no verdict on the link."""
    if runs < gate.runs:
        told = f"{runs} of {say_count(gate.runs, 'complete run')}"
        yield f"{told} of {link.report.downstream} since {gate.after:%Y-%m-%d %H:%M}Z"
        return
    known = [one for one in link.intakes if one.ratio is not None and one.succeeded]
    if not known:
        yield _say_unknown(link)
    elif not gate.has_baseline and not case.is_full(link.report.downstream):
        yield from _doubt_ratios(case, link, known)


def _say_unknown(link: LinkCase) -> str:
    last = link.intakes[-1]
    job = link.report.downstream
    if last.bytes_new == 0 and last.bytes_read:
        return f"{job} #{last.number} read {say_bytes(last.bytes_read)} though nothing was new"
    if last.bytes_new == 0:
        return f"nothing was new for the judged runs of {job}: they show nothing about its reading"
    return f"the bytes of the judged runs of {job} are unknown, so is their ratio"


def _doubt_ratios(case: Case, link: LinkCase, known: list[Intake]) -> Iterator[str]:
    """A ratio outside the band that the fit cannot explain is neither well nor ill."""
    if link.report.pattern.kind is not PatternKind.UNKNOWN:
        return
    # A bookmark that was just switched on reads everything once: an early odd run is forgiven.
    for ratio in (known[-1].ratio or 0.0, median([one.ratio or 0.0 for one in known])):
        if not case.thresholds.ok_low <= ratio <= case.thresholds.ok_high:
            needed = needed_runs(case.jobs[link.report.downstream], case.settings)
            yield (
                f"{link.report.downstream} read {say_ratio(ratio)} what was new for it, and "
                f"{say_count(len(known), 'run')} cannot tell why: "
                f"wait for {max(needed, len(known) + 1)} runs"
            )
            return


def _find_notes(case: Case, link: LinkCase) -> Iterator[str]:
    needed = needed_runs(case.jobs[link.report.downstream], case.settings)
    used = link.report.pattern.runs_used
    if used < needed:
        yield f"not enough runs for a reprocessing verdict of its own: {used} of {needed}"
