"""All findings of a case, worst first."""

from __future__ import annotations

from glueflow_tui.analysis.report import Finding
from glueflow_tui.analysis.rules import RULES
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.rules.codes import ORDER


def collect_findings(case: Case) -> tuple[Finding, ...]:
    """What every rule finds: by severity, then as the codes are listed, then by job."""
    found = [finding for rule in RULES for finding in rule(case)]
    return tuple(sorted(found, key=rank_finding))


def rank_finding(finding: Finding) -> tuple[int, int, str, tuple[str, str]]:
    """Where it stands in every list: worst first."""
    return -finding.severity, ORDER[finding.code], finding.job, finding.link or ("", "")
