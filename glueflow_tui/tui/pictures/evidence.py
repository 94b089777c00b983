"""A finding in full: sentence, figures, the arithmetic of its link, remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glueflow_tui.analysis.report import Finding, LinkReport, Report
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_clock, format_ratio

Styled = tuple[str, str]
"""Style and text of one line."""


def explain(report: Report, finding: Finding) -> Iterator[Styled]:
    """Lines from the sentence down to the remedy."""
    where = " → ".join(finding.link) if finding.link else finding.job
    since = f"   since {format_clock(finding.since)}" if finding.since else ""
    yield "bold", sanitise(f"{finding.severity.word}   {where}{since}")
    yield "", sanitise(finding.message)
    if finding.evidence:
        yield "", ""
        yield "bold", "Evidence"
        yield from (("", f"  {line}") for line in _items(finding.evidence))
    link = _link_of(report, finding)
    if link is not None:
        yield "", ""
        yield from _arithmetic(link)
    yield "", ""
    yield "bold", "What to do"
    yield "", sanitise(finding.remedy)


def _link_of(report: Report, finding: Finding) -> LinkReport | None:
    pair = finding.link
    return next((link for link in report.links if (link.upstream, link.downstream) == pair), None)


def _arithmetic(link: LinkReport) -> Iterator[Styled]:
    yield "bold", "Run ratio = bytes read by the run / bytes that were new for it"
    for run in link.runs:
        more = "" if run.complete else "   not complete yet"
        yield "", f"  #{run.number:<4} {_division(run.bytes_read, run.bytes_new, run.ratio)}{more}"
    yield "", ""
    yield "bold", "Window ratio = bytes read / bytes written, both in the window"
    for window in link.windows:
        more = "" if window.complete else "   not complete yet"
        sums = _division(window.bytes_read, window.bytes_written, window.ratio)
        yield "", f"  {format_clock(window.start)} {sums}{more}"


def _division(above: float | None, below: float | None, ratio: float | None) -> str:
    return f"{format_bytes(above):>10} / {format_bytes(below):>10} = {format_ratio(ratio)}"


def _items(evidence: Mapping[str, object]) -> Iterator[str]:
    for name, value in evidence.items():
        label = sanitise(name.replace("_", " "))
        if isinstance(value, Mapping):
            yield f"{label}: {_pairs(value)}"
        elif isinstance(value, Sequence) and not isinstance(value, str):
            if any(isinstance(part, Mapping) for part in value):
                yield f"{label}:"
                yield from (f"  {_part(part, name)}" for part in value)
            else:
                yield f"{label}: {', '.join(_part(part, name) for part in value) or 'none'}"
        else:
            yield f"{label}: {_part(value, name)}"


def _pairs(values: Mapping[object, object]) -> str:
    return "  ".join(
        f"{sanitise(str(key).replace('_', ' '))} {_part(value, str(key))}"
        for key, value in values.items()
    )


def _part(value: object, name: str) -> str:
    if isinstance(value, Mapping):
        return _pairs(value)
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and "bytes" in name:
        return format_bytes(float(value))
    if isinstance(value, float):
        return f"{value:.4g}"
    return sanitise(str(value))
