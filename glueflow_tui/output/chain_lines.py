"""Many chains in short: one line each, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glueflow_tui.analysis.chains import ChainReport
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.text import describe_fault
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_moment, format_ratio

_WORDS = {Verdict.HEALTHY: "healthy", Verdict.INSUFFICIENT: "not enough data"}


def render_chain_lines(
    report: Report, chains: Sequence[ChainReport], style: TextStyle | None = None
) -> str:
    """A heading, a line for each chain, and the calls that failed."""
    style = style or TextStyle()
    source = report.source
    place = (source.kind, source.name, source.profile, source.region, source.account)
    where = " ".join(sanitise(part) for part in place if part)
    well = sum(row.verdict is Verdict.HEALTHY for row in chains)
    rows: list[tuple[str, ...]] = [("verdict", "chain", "ratio", "lag", "findings")]
    rows += [_row(row) for row in chains]
    lines = align_rows(rows, right=frozenset({2, 3}))
    return "\n".join(
        [
            f"{len(chains)} chains, {well} healthy  {where}  {format_moment(report.taken_at)}",
            "",
            f"  {lines[0]}",
            *(_paint(line, row, style) for line, row in zip(lines[1:], chains, strict=True)),
            *_list_faults(report),
            "",
        ]
    )


def _row(row: ChainReport) -> tuple[str, ...]:
    known = [ratio for ratio in row.ratios if ratio is not None]
    codes = dict.fromkeys(str(finding.code) for finding in row.findings)
    inactive = () if row.chain.active else ("inactive",)
    return (
        _say_verdict(row),
        sanitise(row.chain.name),
        format_ratio(known[-1]) if known else UNKNOWN,
        format_bytes(row.lag.bytes),
        ", ".join((*inactive, *map(sanitise, codes))),
    )


def _say_verdict(row: ChainReport) -> str:
    if row.verdict is Verdict.FINDINGS and row.severity is not None:
        return row.severity.word
    return _WORDS.get(row.verdict, Severity.WARNING.word)


def _paint(line: str, row: ChainReport, style: TextStyle) -> str:
    if row.verdict is Verdict.HEALTHY:
        return style.paint(f"{style.glyph('✔', '+')} {line}", "32")
    if row.verdict is Verdict.INSUFFICIENT or row.severity is None:
        return f"{style.glyph('·', '?')} {line}"
    return style.grade(row.severity, line)


def _list_faults(report: Report) -> Iterator[str]:
    if report.faults:
        yield ""
        yield "could not be seen:"
    for fault in report.faults:
        yield f"  {describe_fault(fault)}"
