"""Findings as the rules state them: of a job, or of a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.report import Evidence, Finding
from glueflow_tui.analysis.rules.case import pair_of
from glueflow_tui.analysis.rules.codes import Code


def about_job(
    code: Code,
    job: str,
    runs: Sequence[str] = (),
    *,
    since: datetime | None = None,
    message: str,
    evidence: Evidence,
    remedy: str,
) -> Finding:
    """A finding about one job and some of its runs."""
    return Finding(
        code=code,
        severity=code.severity,
        job=job,
        link=None,
        runs=tuple(runs),
        since=since,
        message=message,
        evidence=evidence,
        remedy=remedy,
    )


def about_link(
    code: Code,
    link: LinkCase,
    runs: Sequence[str],
    *,
    since: datetime | None,
    message: str,
    evidence: Evidence,
    remedy: str,
) -> Finding:
    """A finding about how the reader of a link reads it."""
    return Finding(
        code=code,
        severity=code.severity,
        job=link.report.downstream,
        link=pair_of(link.report),
        runs=tuple(runs),
        since=since,
        message=message,
        evidence=evidence,
        remedy=remedy,
    )
