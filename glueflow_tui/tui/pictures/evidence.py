"""A finding in full: sentence, remedy, evidence, and the arithmetic of its link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glueflow_tui.output.explain import explain_finding
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_clock, format_ratio

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Finding, LinkReport, Report

Styled = tuple[str, str]
"""Style and text of one line."""


def explain(report: Report, finding: Finding) -> Iterator[Styled]:
    """Lines from the sentence down to the arithmetic."""
    where = " → ".join(finding.link) if finding.link else finding.job
    since = f"   since {format_clock(finding.since)}" if finding.since else ""
    yield "bold", sanitise(f"{finding.severity.word}   {where}{since}")
    yield "", sanitise(finding.message)
    yield from _heading("What to do")
    yield "", sanitise(finding.remedy)
    if finding.evidence:
        yield from _heading("Evidence")
        yield from (("", f"  {line}") for line in explain_finding(finding, report))
    link = _link_of(report, finding)
    if link is not None:
        yield from _arithmetic(link)


def _heading(text: str) -> Iterator[Styled]:
    yield "", ""
    yield "bold", text


def _link_of(report: Report, finding: Finding) -> LinkReport | None:
    pair = finding.link
    return next((link for link in report.links if (link.upstream, link.downstream) == pair), None)


def _arithmetic(link: LinkReport) -> Iterator[Styled]:
    yield from _heading("Run ratio = bytes read by the run / bytes that were new for it")
    for run in link.runs:
        more = "" if run.complete else "   not complete yet"
        yield "", f"  #{run.number:<4} {_division(run.bytes_read, run.bytes_new, run.ratio)}{more}"
    yield from _heading("Window ratio = bytes read / bytes written, both in the window")
    for window in link.windows:
        more = "" if window.complete else "   not complete yet"
        sums = _division(window.bytes_read, window.bytes_written, window.ratio)
        yield "", f"  {format_clock(window.start)} {sums}{more}"


def _division(above: float | None, below: float | None, ratio: float | None) -> str:
    return f"{format_bytes(above):>10} / {format_bytes(below):>10} = {format_ratio(ratio)}"
