"""Many chains in short: one line each, worst first, and why one has no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from glueflow_tui.analysis.chains import ChainReport
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.output.judged import (
    describe_baseline,
    describe_gate,
    list_baseline,
    list_gaps,
)
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.text import describe_fault
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_moment, format_ratio

_WORDS = {Verdict.HEALTHY: "healthy", Verdict.INSUFFICIENT: "not enough data"}


def render_chain_lines(
    report: Report, chains: Sequence[ChainReport], style: TextStyle | None = None
) -> str:
    """A heading, a line for each chain, what is missing for a verdict, the calls that failed."""
    style = style or TextStyle()
    source = report.source
    place = (source.kind, source.name, source.profile, source.region, source.account)
    where = " ".join(sanitise(part) for part in place if part)
    well = sum(row.verdict is Verdict.HEALTHY for row in chains)
    runs = ("runs",) if report.gate is not None else ()
    rows: list[tuple[str, ...]] = [("verdict", "chain", *runs, "last ratio", "lag", "findings")]
    rows += [_row(row) for row in chains]
    lines = align_rows(rows, right=frozenset(range(2, 4 + len(runs))))
    return "\n".join(
        [
            f"{len(chains)} chains, {well} healthy  {where}  {format_moment(report.taken_at)}",
            *_list_judged(report),
            "",
            f"  {lines[0]}",
            *(_paint(line, row, style) for line, row in zip(lines[1:], chains, strict=True)),
            *_list_reasons(report, chains, style),
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
        *_count_runs(row),
        format_ratio(known[-1]) if known else UNKNOWN,
        format_bytes(row.lag.bytes),
        ", ".join((*inactive, *map(sanitise, codes), *_count_worse(row))),
    )


def _count_runs(row: ChainReport) -> Iterator[str]:
    """Complete runs of the link that has fewest."""
    if row.gate is not None:
        yield str(min((len(link.runs) for link in row.gate.links), default=0))


def _count_worse(row: ChainReport) -> Iterator[str]:
    worse = sum(bool(one.regressed) for one in row.baseline.comparisons) if row.baseline else 0
    if worse:
        yield f"{worse} worse than the baseline"


def _list_judged(report: Report) -> Iterator[str]:
    if report.gate is not None:
        yield describe_gate(report.gate)
    if report.baseline is not None:
        yield describe_baseline(report.baseline)


def _list_reasons(report: Report, chains: Sequence[ChainReport], style: TextStyle) -> Iterator[str]:
    """What got worse, and why there is no verdict, chain by chain."""
    worse = [(row, told) for row in chains for told in _say_worse(row, style)]
    gaps = [(row, gap) for row in chains for gap in dict.fromkeys(_list_gaps(report, row))]
    for title, rows in (("worse than the baseline:", worse), ("not enough:", gaps)):
        if rows:
            yield ""
            yield title
        yield from (f"  {sanitise(row.chain.name)}: {sanitise(told)}" for row, told in rows)


def _list_gaps(report: Report, row: ChainReport) -> list[str]:
    """Of its judged runs and comparisons; that too little flowed its own line says."""
    alone = replace(report, gate=row.gate, baseline=row.baseline, verdict=Verdict.HEALTHY)
    return list_gaps(alone)


def _say_worse(row: ChainReport, style: TextStyle) -> Iterator[str]:
    comparisons = row.baseline.comparisons if row.baseline else ()
    for one in list_baseline([one for one in comparisons if one.regressed]):
        subject = one[1].replace("→", style.glyph("→", "->"))
        yield f"{one[0]} of {subject} {one[2]} before, {one[3]} now"


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
