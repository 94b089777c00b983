"""Findings of a gate beyond those of a live look, which waits for more or forgives more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.figures import say_bytes, say_ratio
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.report import Finding, JobReport, PatternKind, RunReport
from glueflow_tui.analysis.rules.case import Case, Confidence, Section, pair_of, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.course import advise_more
from glueflow_tui.analysis.rules.running import find_failed
from glueflow_tui.analysis.tries import last_tries

FEWEST_BEHIND = 2
"""Judged runs that each leave a part unread, and so tell that the reader falls behind."""


def find_in_runs(case: Case, found: Collection[Finding]) -> Iterator[Finding]:
    """What the judged runs show, unless it was found already."""
    yield from _find_failures(case)
    behind = {finding.job for finding in found if finding.code == Code.FALLING_BEHIND}
    yield from (one for one in _find_behind(case) if one.job not in behind)


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


def _find_behind(case: Case) -> Iterator[Finding]:
    """A reader that takes a part of what is new, in every judged run.

    The rule for live watching judges by whole windows, of which few runs may fill none.
    """
    for link in case.readers():
        runs = [one for one in link.intakes if one.succeeded and one.ratio is not None]
        takes_part = link.report.pattern.kind is PatternKind.PARTIAL
        if not takes_part or len(runs) < FEWEST_BEHIND or case.is_full(link.report.downstream):
            continue
        if all((one.ratio or 0) < case.thresholds.ok_low for one in runs):
            yield _behind(case, link, runs)


def _behind(case: Case, link: LinkCase, runs: Sequence[Intake]) -> Finding:
    report = link.report
    new = sum(one.bytes_new or 0 for one in runs)
    read = sum(one.bytes_read or 0 for one in runs)
    return Finding(
        code=Code.FALLING_BEHIND,
        severity=Code.FALLING_BEHIND.severity,
        job=report.downstream,
        link=pair_of(report),
        runs=tuple(one.run_id for one in runs),
        since=runs[0].started,
        message=(
            f"{report.downstream} falls behind {report.upstream}: each of its {len(runs)} judged "
            f"runs left a part unread; they read {say_ratio(read / new)} what was new for them "
            f"and left {say_bytes(new - read)}"
        ),
        evidence=prove(
            "read / new < the band in every judged run, and a part of what is new is the way of "
            "reading",
            {
                "bytes_new": new,
                "bytes_read": read,
                "ratio": read / new,
                "ratios": tuple(one.ratio for one in runs),
                "band_low": case.thresholds.ok_low,
            },
            Section.MULTIPLE,
            Confidence.MEDIUM,
            case.count_flow(report, runs[0].started, case.span.complete_until),
        ),
        remedy=advise_more(report.downstream),
    )
