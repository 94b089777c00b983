"""Gate and baseline as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from glueflow_tui.analysis.report import Report
from glueflow_tui.output.judged import (
    BASELINE_HEAD,
    GATE_HEAD,
    Row,
    describe_baseline,
    describe_gate,
    list_baseline,
    list_gaps,
    list_gate,
    list_notes,
)
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows


def describe_judged(report: Report, style: TextStyle) -> list[str]:
    """Lines on what was judged and what it was compared with; none when neither was asked for."""
    lines: list[str] = []
    if report.gate is not None:
        lines.append(describe_gate(report.gate))
        lines += _lay_table((GATE_HEAD, *list_gate(report.gate)), style)
    if report.baseline is not None:
        lines.append(describe_baseline(report.baseline))
        lines += _lay_table((BASELINE_HEAD, *list_baseline(report.baseline.comparisons)), style)
    lines += [f"not enough: {sanitise(gap)}" for gap in list_gaps(report)]
    if report.gate is not None:
        lines += [f"note: {sanitise(note)}" for note in list_notes(report.gate)]
    return lines


def _lay_table(rows: Sequence[Row], style: TextStyle) -> list[str]:
    arrow = style.glyph("→", "->")
    safe = [[sanitise(cell).replace("→", arrow) for cell in row] for row in rows]
    return [f"  {line}" for line in align_rows(safe)]
