"""The gate: what ``check`` would say against the baseline, by the same rules."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.drawing.gate import GatePicture, GateRow
from glueflow_tui.tui.view import View, link_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report

_SHORT = {"run ratio": "ratio", "DPU-hours per run": "DPU-hours"}
_RECORDING = "good.jsonl.gz"


def gate_picture(report: Report, view: View, fail_on: str = "warning") -> GatePicture:
    """Every measure of the baseline, worse ones first; else the commands that would give one."""
    baseline = report.baseline
    if baseline is None:
        return GatePicture(words=tuple(_say_commands(report, view)))
    from glueflow_tui.analysis.report import Severity
    from glueflow_tui.analysis.verdict import judge_report
    from glueflow_tui.output.judged import EXIT_CODES, list_baseline

    rows = [_row(row) for row in list_baseline(baseline.comparisons)]
    rows.sort(key=lambda row: row.outcome != "worse")
    code = EXIT_CODES[judge_report(report, Severity[fail_on.upper()])]
    return GatePicture(
        rows=tuple(rows),
        words=tuple(f"not compared: {sanitise(gap)}" for gap in baseline.gaps),
        exit_code=int(code),
        name=sanitise(baseline.name),
    )


def _row(row: Sequence[str]) -> GateRow:
    """As other outputs tell it, in fewer words."""
    measure, of, before, now, change, outcome = row
    before, now = (text.removesuffix(" DPU-h") for text in (before, now))
    return GateRow(_SHORT.get(measure, measure), sanitise(of), before, now, change, outcome)


def _say_commands(report: Report, view: View) -> tuple[str, ...]:
    link = link_of(report, view)
    names = () if link is None else (link.upstream, link.downstream)
    jobs = sanitise(" ".join(shlex.quote(name) for name in names)) or "IN OUT"
    return (
        "no baseline to compare with. Record one while all is well:",
        f"glueflow check {jobs} --record {_RECORDING}",
        "and later let a deployment fail when it got worse:",
        f"glueflow check {jobs} --baseline {_RECORDING}",
    )
