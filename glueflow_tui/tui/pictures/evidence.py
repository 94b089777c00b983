"""A finding in full: sentence, remedy, evidence, and the arithmetic of its link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glueflow_tui.output.explain import explain_finding
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.drawing.evidence import EvidencePicture, EvidenceRow, Fit
from glueflow_tui.tui.view import View, link_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Finding, LinkReport, Pattern, Report

Styled = tuple[str, str]
"""Style and text of one line."""

_WAYS = ("new-only", "everything", "last-n", "partial")
_OF_BYTES = frozenset({"reprocessing", "catch-up", "falling-behind"})
"""Codes of findings that the bytes of runs show; others have evidence of their own."""


def explain(report: Report, finding: Finding, clock: Clock = UTC_CLOCK) -> Iterator[Styled]:
    """Lines from the sentence down to the arithmetic."""
    where = " → ".join(finding.link) if finding.link else finding.job
    since = f"   since {clock.tell_whole(finding.since)}" if finding.since else ""
    yield "bold", sanitise(f"{finding.severity.word}   {where}{since}")
    yield "", sanitise(finding.message)
    yield from _heading("What to do")
    yield "", sanitise(finding.remedy)
    if finding.evidence:
        yield from _heading("Evidence")
        told = explain_finding(finding, report, clock.tell_date)
        yield from (("", f"  {line}") for line in told)
    link = _link_of(report, finding)
    if link is not None:
        yield from _arithmetic(link, clock)


def _heading(text: str) -> Iterator[Styled]:
    yield "", ""
    yield "bold", text


def _link_of(report: Report, finding: Finding) -> LinkReport | None:
    pair = finding.link
    return next((link for link in report.links if (link.upstream, link.downstream) == pair), None)


def _arithmetic(link: LinkReport, clock: Clock) -> Iterator[Styled]:
    yield from _heading("Run ratio = bytes read by the run / bytes that were new for it")
    for run in link.runs:
        more = "" if run.complete else "   not complete yet"
        yield "", f"  #{run.number:<4} {_division(run.bytes_read, run.bytes_new, run.ratio)}{more}"
    yield from _heading("Window ratio = bytes read / bytes written, both in the window")
    for window in link.windows:
        more = "" if window.complete else "   not complete yet"
        sums = _division(window.bytes_read, window.bytes_written, window.ratio)
        yield "", f"  {clock.tell_whole(window.start)} {sums}{more}"


def _division(above: float | None, below: float | None, ratio: float | None) -> str:
    return f"{format_bytes(above):>10} / {format_bytes(below):>10} = {format_ratio(ratio)}"


def evidence_picture(report: Report, view: View, limits: Thresholds) -> EvidencePicture:
    """Of the selected finding: the runs of its link, the fits, and its own evidence in words."""
    finding = report.findings[view.selected] if report.findings else None
    link = link_of(report, view) if finding is None else _link_of(report, finding)
    if finding is not None and finding.code not in _OF_BYTES:
        link = None
    if finding is None and link is None:
        return EvidencePicture(empty="no finding, and no link whose bytes could be compared")
    words = () if finding is None else explain_finding(finding, report, view.clock.tell_date)
    return EvidencePicture(
        rows=() if link is None else tuple(_list_rows(report, link)),
        fits=() if link is None else tuple(_list_fits(link.pattern)),
        # The table and the fits say what the lists in the evidence would say again.
        lines=tuple(line.strip() for line in words if link is None or _is_brief(line)),
        title=sanitise(finding.code if finding else f"{_say_link(link)}, no finding"),
        thresholds=limits,
    )


def _say_link(link: LinkReport | None) -> str:
    return "" if link is None else f"{link.upstream} → {link.downstream}"


def _is_brief(line: str) -> bool:
    return line.startswith(("minutes:", "confidence:"))


def _list_rows(report: Report, link: LinkReport) -> Iterator[EvidenceRow]:
    """What was new for a run that failed is new for the next one too, and counts once."""
    job = report.job(link.downstream)
    failed = {run.id for run in job.runs if run.state.is_failure} if job is not None else set()
    taken: float | None = 0.0
    for run in link.runs:
        so_far = None if taken is None or run.bytes_new is None else taken + run.bytes_new
        yield EvidenceRow(
            run.number, run.bytes_new, run.bytes_read, so_far, run.ratio, run.complete
        )
        if run.run_id not in failed:
            taken = so_far


def _list_fits(pattern: Pattern) -> Iterator[Fit]:
    """Every way of reading that was fitted, the one that the report names marked."""
    for kind in (kind for kind in _WAYS if kind in pattern.misfit):
        misfit, chosen = pattern.misfit[kind], kind == pattern.kind.value
        words = kind.replace("-", " ")
        if kind == "last-n" and pattern.n:
            words = f"last {pattern.n} runs"
        yield Fit(sanitise(words), misfit, best=chosen)
