"""The gate: a history judged by the runs that started after a moment, and by nothing before it.

What is configured counts as it is now. Windows count when they began after the moment, overlaps
when both runs did. The way of reading is fitted to the judged runs; those before tell only what
was no longer new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from glueflow_tui.analysis.findings import collect_findings, rank_finding
from glueflow_tui.analysis.forecast import drop_past, forecast_long_run
from glueflow_tui.analysis.gate_doubts import Judged, weigh_doubts
from glueflow_tui.analysis.gate_report import Gate, GateLink, GateReport
from glueflow_tui.analysis.gate_rules import find_in_runs
from glueflow_tui.analysis.judge import build_case, state_report
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.readers import fit_reader, is_off
from glueflow_tui.analysis.report import Finding, JobReport, Report, RunReport
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.tries import complete_runs, find_middle, measure_run
from glueflow_tui.analysis.verdict import judge_report
from glueflow_tui.analysis.waste import add_waste
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings


def judge_gate(history: History, settings: AnalysisSettings, gate: Gate) -> Report:
    """The report on the judged runs alone; jobs still list all of theirs.

    Raises ValueError when nothing was observed yet.
    """
    whole = build_case(history, settings)
    jobs = {name: _narrow_job(job, gate.after) for name, job in whole.jobs.items()}
    case = replace(whole, jobs=jobs)
    links = tuple(_narrow_link(link, case, gate.after) for link in whole.links)
    case = replace(case, links=links)
    found = collect_findings(case)
    findings = tuple(sorted([*found, *find_in_runs(case, found)], key=rank_finding))
    judged = GateReport(
        after=gate.after,
        runs_wanted=gate.runs,
        links=tuple(
            _judge_link(Judged(case, link, before, gate), findings)
            for link, before in zip(links, whole.links, strict=True)
        ),
    )
    report = state_report(replace(case, jobs=whole.jobs), findings)
    report = replace(report, gate=judged)
    return replace(report, verdict=judge_report(report))


def _narrow_job(job: JobReport, after: datetime) -> JobReport:
    return replace(job, runs=tuple(run for run in job.runs if _is_judged(run, after)))


def _is_judged(run: RunReport, after: datetime) -> bool:
    return run.started is not None and run.started >= after


def _narrow_link(link: LinkCase, case: Case, after: datetime) -> LinkCase:
    jobs, settings = case.jobs, case.settings
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
        waste=add_waste(intakes, down, pattern, is_off=is_off(down)),
        forecast=drop_past(
            forecast_long_run(
                down,
                report.window.seconds if report.window else None,
                minimum_runs=settings.thresholds.minimum_runs,
            ),
            case.span.taken_at,
        ),
    )
    course = link.course and tuple(moment for moment in link.course if moment.at >= after)
    return LinkCase(narrowed, intakes, course)


def _judge_link(judged: Judged, findings: Sequence[Finding]) -> GateLink:
    case, link, report = judged.case, judged.link, judged.link.report
    runs = complete_runs(case.jobs[report.downstream], judged.gate.after, case.span.complete_until)
    doubts = weigh_doubts(judged, len(runs), findings)
    return GateLink(
        upstream=report.upstream,
        downstream=report.downstream,
        runs=tuple(run.id for run in runs),
        ratio=find_middle(one.ratio for one in link.intakes if one.succeeded),
        seconds=find_middle(map(measure_run, runs)),
        dpu_hours=find_middle(run.dpu_hours for run in runs),
        failures=sum(run.state.is_failure for run in runs),
        gaps=doubts.gaps,
        notes=doubts.notes,
    )
