"""A finding in full: sentence, remedy, evidence, and the arithmetic of its link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glueflow_tui.analysis.report import Finding, LinkReport, Report
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_clock, format_ratio

Styled = tuple[str, str]
"""Style and text of one line."""

_INDENT = "  "


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
        names = _run_names(report)
        for name, value in finding.evidence.items():
            yield from (("", line) for line in _tell(name, value, names))
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


def _run_names(report: Report) -> dict[str, str]:
    """What the lanes call the runs, by their ids."""
    return {run.id: f"{job.name} #{run.number}" for job in report.jobs for run in job.runs}


def _tell(name: str, value: object, names: Mapping[str, str], indent: str = "  ") -> Iterator[str]:
    label = f"{indent}{sanitise(name.replace('_', ' '))}:"
    if isinstance(value, Mapping):
        yield label
        for key, part in value.items():
            yield from _tell(str(key), part, names, indent + _INDENT)
    elif isinstance(value, Sequence) and any(isinstance(part, Mapping) for part in value):
        yield label
        yield from (f"{indent}{_INDENT}{_word(part, name, names)}" for part in value)
    else:
        yield f"{label} {_word(value, name, names)}"


def _word(value: object, name: str, names: Mapping[str, str]) -> str:
    """A value on one line; bytes in their units, runs by number."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format_bytes(value) if "bytes" in name else f"{value:,.4g}"
    if isinstance(value, Mapping):
        pairs = ((str(key), part) for key, part in value.items())
        return "  ".join(
            f"{sanitise(key.replace('_', ' '))} {_word(part, key, names)}" for key, part in pairs
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_word(part, name, names) for part in value) or "none"
    return sanitise(names.get(str(value), str(value)))
