"""The report as plain text: what ``check`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from glueflow_tui.analysis.report import (
    BookmarkReport,
    Finding,
    JobReport,
    Report,
    Severity,
    Verdict,
)
from glueflow_tui.model.observation import Fault
from glueflow_tui.output.explain import explain_finding, list_causes
from glueflow_tui.output.judged_text import describe_judged
from glueflow_tui.output.link_text import describe_link
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.units import UNKNOWN, format_moment


def render_text(report: Report, style: TextStyle | None = None) -> str:
    """The whole report, ending in a newline."""
    style = style or TextStyle()
    parts = [
        [_say_verdict(report, style)],
        describe_judged(report, style),
        _list_jobs(report.jobs),
        *(describe_link(link, report, style) for link in report.links),
        *(list(_describe_finding(finding, report, style)) for finding in report.findings),
        _list_faults(report.faults),
        list_causes(report) if style.explain else (),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _say_verdict(report: Report, style: TextStyle) -> str:
    source = report.source
    place = (source.kind, source.name, source.profile, source.region, source.account)
    where = " ".join(sanitise(part) for part in place if part)
    return f"{_word_verdict(report, style)}  {where}  {format_moment(report.taken_at)}"


def _word_verdict(report: Report, style: TextStyle) -> str:
    if report.verdict is Verdict.INSUFFICIENT:
        return style.paint("not enough data for a verdict", "33")
    if report.verdict is Verdict.HEALTHY:
        return style.paint(style.glyph("✔ healthy", "healthy"), "32")
    if not report.findings:
        return style.grade(Severity.WARNING, "worse than the baseline")
    counts = Counter(finding.severity for finding in report.findings)
    worst = max(counts, default=Severity.INFO)
    told = ", ".join(f"{counts[severity]} {severity.word}" for severity in sorted(counts)[::-1])
    return style.grade(worst, f"findings: {told}")


def _list_jobs(jobs: Sequence[JobReport]) -> list[str]:
    if not jobs:
        return []
    rows: list[tuple[str, ...]] = [("job", "state", "bookmark", "runs", "metrics", "schedule")]
    rows += [
        (
            sanitise(job.name),
            _word_state(job),
            _word_option(job.bookmark),
            str(sum(not run.refused for run in job.runs)),
            {True: "on", False: "off", None: UNKNOWN}[job.metrics_enabled],
            sanitise(job.schedule or UNKNOWN),
        )
        for job in jobs
    ]
    return align_rows(rows, right=frozenset({3}))


def _word_state(job: JobReport) -> str:
    if job.state is None:
        return UNKNOWN
    queue = f" +{job.waiting} waiting" if job.waiting else ""
    return f"{sanitise(job.state)}{queue}"


def _word_option(bookmark: BookmarkReport) -> str:
    if bookmark.option is None:
        return UNKNOWN
    return sanitise(f"{bookmark.option} ({bookmark.origin})")


def _describe_finding(finding: Finding, report: Report, style: TextStyle) -> Iterator[str]:
    since = f"  since {format_moment(finding.since)}" if finding.since else ""
    grade = style.grade(finding.severity, finding.severity.word)
    yield f"{grade}  {sanitise(finding.code)}  {sanitise(finding.job)}{since}"
    yield f"    {sanitise(finding.message)}"
    if finding.remedy:
        yield f"    fix: {sanitise(finding.remedy)}"
    if style.explain:
        yield from (f"    {line}" for line in explain_finding(finding, report))


def _list_faults(faults: Sequence[Fault]) -> list[str]:
    if not faults:
        return []
    return ["could not be seen:", *(f"  {describe_fault(fault)}" for fault in faults)]


def describe_fault(fault: Fault) -> str:
    """A failed call, and what is unknown because of it, in one line."""
    subject = f" of {sanitise(fault.subject)}" if fault.subject else ""
    return (
        f"{sanitise(fault.operation)}{subject} {sanitise(fault.code)} "
        f"since {format_moment(fault.since)}: "
        f"{sanitise(fault.message)}; {sanitise(fault.consequence)}"
    )
