"""The one order in which a verdict is reached: exit codes, views and rows of chains go by it."""

from __future__ import annotations

from collections.abc import Iterable

from glueflow_tui.analysis.gate_report import BaselineReport, GateReport
from glueflow_tui.analysis.report import Finding, LinkReport, Report, Severity, Verdict


def judge_report(report: Report, least: Severity = Severity.WARNING) -> Verdict:
    """The verdict on all that a report holds; milder findings than ``least`` do not count."""
    return give_verdict(report.links, report.findings, report.gate, report.baseline, least=least)


def give_verdict(
    links: Iterable[LinkReport],
    findings: Iterable[Finding],
    gate: GateReport | None = None,
    baseline: BaselineReport | None = None,
    *,
    least: Severity = Severity.WARNING,
) -> Verdict:
    """The verdict on some links, what was found about them, and how they compare.

    Only where runs were waited for is a verdict on too few of them no verdict. Otherwise what was
    found stays true however much could not be seen.
    """
    if gate is not None and not gate.has_runs:
        return Verdict.INSUFFICIENT
    if any(finding.severity >= least for finding in findings):
        return Verdict.FINDINGS
    if baseline is not None and baseline.has_regressed:
        return Verdict.FINDINGS
    is_short = gate is not None and not gate.is_enough
    if is_short or (baseline is not None and baseline.gaps):
        return Verdict.INSUFFICIENT
    return Verdict.HEALTHY if any(map(is_telling, links)) else Verdict.INSUFFICIENT


def is_telling(link: LinkReport) -> bool:
    """Whether anything that has flowed is complete."""
    windows = any(window.complete and window.ratio is not None for window in link.windows)
    return windows or any(run.complete and run.ratio is not None for run in link.runs)
