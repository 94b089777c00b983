"""A report told chain by chain: what one row of the wall, or one line of ``check``, shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from glueflow_tui.analysis.gate_report import BaselineReport, GateReport
from glueflow_tui.analysis.report import (
    BookmarkReport,
    Finding,
    JobReport,
    Lag,
    LinkReport,
    Report,
    Severity,
    Verdict,
)
from glueflow_tui.analysis.verdict import give_verdict, judge_report
from glueflow_tui.model.chain import Chain
from glueflow_tui.model.states import JobRunState

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_WINDOWS = 12
"""Ratios of a small history."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One chain in short."""

    chain: Chain
    verdict: Verdict
    severity: Severity | None
    """Of its worst finding; None without any."""
    findings: tuple[Finding, ...]
    """Worst first."""
    newest: Finding | None
    """Of its worst findings the one that began last."""
    link: LinkReport | None
    """The link that tells most: that of the worst finding, else the ratio furthest from 1."""
    running_ratio: float | None
    ratios: tuple[float | None, ...]
    """Of the link's last complete windows, oldest first."""
    lag: Lag
    """Unread bytes of all readers together, and the age of the oldest; None when any is unknown."""
    states: tuple[tuple[str, JobRunState | None], ...]
    """Of each job's newest run, in reading order."""
    bookmarks: tuple[tuple[str, BookmarkReport], ...]
    """Of each job that reads what another wrote."""
    moved: datetime | None
    """When a run last began or ended; None when none is in view."""
    pending: bool = False
    """Nothing but definitions is known of some of its jobs yet."""
    gate: GateReport | None = None
    """Its own judged runs, where only some were."""
    baseline: BaselineReport | None = None
    """Its own comparisons."""


def list_chains(report: Report) -> tuple[ChainReport, ...]:
    """Every chain of the report, worst first; of those as bad, the longest lag first."""
    jobs = {job.name: job for job in report.jobs}
    by_job: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_job.setdefault(finding.job, []).append(finding)
    links: dict[str, list[LinkReport]] = {}
    for link in report.links:
        links.setdefault(link.downstream, []).append(link)
    order = {id(finding): place for place, finding in enumerate(report.findings)}
    chains = [
        _sum_up(
            chain,
            [jobs[name] for name in chain.jobs if name in jobs],
            [link for name in chain.jobs for link in links.get(name, ())],
            sorted(
                (one for name in chain.jobs for one in by_job.get(name, ())),
                key=lambda one: order[id(one)],
            ),
        )
        for chain in report.chains
    ]
    if report.pending:
        pending = set(report.pending)
        chains = [replace(row, pending=not pending.isdisjoint(row.chain.jobs)) for row in chains]
    if report.gate is not None or report.baseline is not None:
        chains = [_compare(row, report) for row in chains]
    return tuple(sorted(chains, key=_badness))


def _sum_up(
    chain: Chain,
    jobs: Sequence[JobReport],
    links: Sequence[LinkReport],
    findings: Sequence[Finding],
) -> ChainReport:
    link = _choose_link(links, findings)
    complete = [window.ratio for window in link.windows if window.complete] if link else []
    readers = {one.downstream for one in links}
    worst = [one for one in findings if one.severity == findings[0].severity]
    # Where the start is not known, it is before the view.
    newest = max(worst, key=lambda one: one.since or _LONG_AGO, default=None)
    moments = (when for job in jobs for run in job.runs for when in (run.started, run.completed))
    return ChainReport(
        chain=chain,
        verdict=give_verdict(links, findings),
        severity=max((one.severity for one in findings), default=None),
        findings=tuple(findings),
        newest=newest,
        link=link,
        running_ratio=link.running_ratio if link else None,
        ratios=tuple(complete[-_WINDOWS:]),
        lag=_add_lags(links),
        states=tuple((job.name, job.state) for job in jobs),
        bookmarks=tuple((job.name, job.bookmark) for job in jobs if job.name in readers),
        moved=max((when for when in moments if when is not None), default=None),
    )


def _compare(row: ChainReport, report: Report) -> ChainReport:
    """The row with its part of gate and baseline, and the verdict that these leave."""
    alone = narrow(report, row.chain)
    return replace(row, verdict=alone.verdict, gate=alone.gate, baseline=alone.baseline)


def _choose_link(links: Sequence[LinkReport], findings: Sequence[Finding]) -> LinkReport | None:
    for finding in findings:
        for link in links:
            pair = link.upstream, link.downstream
            if finding.link == pair or (finding.link is None and finding.job == link.downstream):
                return link
    return max(links, key=_distance, default=None)


def _distance(link: LinkReport) -> float:
    """How far the ratio is from 1, as a factor; the last complete window where none runs."""
    known = [window.ratio for window in link.windows if window.ratio]
    ratio = link.running_ratio or (known[-1] if known else None)
    return abs(math.log(ratio)) if ratio else -1.0


def _add_lags(links: Iterable[LinkReport]) -> Lag:
    # Links of one reader share their lag.
    lags = list({link.downstream: link.lag for link in links}.values())
    sizes = [lag.bytes for lag in lags if lag.bytes is not None]
    ages = [lag.seconds for lag in lags if lag.seconds is not None]
    is_known = bool(lags) and len(sizes) == len(ages) == len(lags)
    return Lag(sum(sizes), max(ages)) if is_known else Lag(None, None)


def _badness(row: ChainReport) -> tuple[int, int, float, str]:
    rank = {Verdict.FINDINGS: 0, Verdict.INSUFFICIENT: 1, Verdict.HEALTHY: 2}[row.verdict]
    return rank, -(row.severity or 0), -(row.lag.seconds or 0.0), row.chain.name


def narrow(report: Report, chain: Chain) -> Report:
    """The report of one chain alone, as if only it were watched; its jobs may be gone."""
    jobs = tuple(job for name in chain.jobs if (job := report.job(name)) is not None)
    pairs = {(link.upstream, link.downstream) for link in chain.links}
    links = tuple(link for link in report.links if (link.upstream, link.downstream) in pairs)
    findings = tuple(finding for finding in report.findings if finding.job in chain.jobs)
    faults = tuple(
        fault for fault in report.faults if fault.subject is None or fault.subject in chain.jobs
    )
    narrowed = replace(
        report,
        chains=(chain,),
        jobs=jobs,
        links=links,
        findings=findings,
        faults=faults,
        gate=report.gate and report.gate.narrow(pairs),
        baseline=report.baseline and report.baseline.narrow(chain.jobs),
    )
    return replace(narrowed, verdict=judge_report(narrowed))
