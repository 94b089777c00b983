"""Gate and baseline in words: the parts that every output for people tells alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glueflow_tui.analysis.gate_report import (
    BaselineReport,
    Comparison,
    Ending,
    GateReport,
    Measure,
)
from glueflow_tui.analysis.report import Report, Verdict
from glueflow_tui.errors import ExitCode
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.silence import list_silences
from glueflow_tui.output.units import (
    UNKNOWN,
    format_dpu_hours,
    format_moment,
    format_percent,
    format_ratio,
    format_seconds,
)

Row = tuple[str, ...]

EXIT_CODES: Mapping[Verdict, ExitCode] = {
    Verdict.HEALTHY: ExitCode.HEALTHY,
    Verdict.FINDINGS: ExitCode.FINDINGS,
    Verdict.INSUFFICIENT: ExitCode.INSUFFICIENT,
}
"""What ``check`` ends with."""

GATE_HEAD = ("link", "runs", "ratio", "took", "DPU-h", "failed")
BASELINE_HEAD = ("measure", "of", "before", "now", "change", "")

_ENDINGS = {
    Ending.TIMED_OUT: "time was up before all runs were complete; the verdict is partial",
    Ending.INTERRUPTED: "interrupted; the verdict is partial",
    Ending.ENDED: "the recording ended before all runs were complete; the verdict is partial",
}
_MEASURES = {
    Measure.RATIO: "run ratio",
    Measure.SECONDS: "run time",
    Measure.FAILURES: "failures",
    Measure.DPU_HOURS: "DPU-hours per run",
}


def describe_gate(gate: GateReport) -> str:
    """What was judged, in one sentence without its stop."""
    runs = "1 run" if gate.runs_wanted == 1 else f"{gate.runs_wanted} runs"
    return f"judged: runs since {format_moment(gate.after)}, {runs} wanted of each link"


def list_gate(gate: GateReport) -> list[Row]:
    """A row for each link; names are as they came, and still to be made safe."""
    return [
        (
            f"{link.upstream} → {link.downstream}",
            str(len(link.runs)),
            format_ratio(link.ratio),
            format_seconds(link.seconds),
            format_dpu_hours(link.dpu_hours),
            str(link.failures),
        )
        for link in gate.links
    ]


def list_gaps(report: Report) -> list[str]:
    """Why there is no full verdict, a sentence each without its stop."""
    told = list(_list_missing(report))
    if told or report.verdict is not Verdict.INSUFFICIENT:
        return told
    return list(list_silences(report)) or ["nothing complete has flowed yet"]


def _list_missing(report: Report) -> Iterator[str]:
    gate, baseline = report.gate, report.baseline
    if gate is not None:
        if gate.ending in _ENDINGS and not gate.has_runs:
            yield _ENDINGS[gate.ending]
        if not gate.links:
            yield "no link was seen"
        for link in gate.links:
            yield from link.gaps
    if baseline is not None:
        yield from baseline.gaps


def list_notes(gate: GateReport) -> Iterator[str]:
    """What the verdict does not rest on."""
    for link in gate.links:
        yield from (f"{link.downstream}: {note}" for note in link.notes)


def describe_baseline(baseline: BaselineReport) -> str:
    """What was compared with, in one sentence without its stop."""
    return (
        f"baseline {sanitise(baseline.name)} of {format_moment(baseline.taken_at)}, "
        f"tolerance {format_percent(baseline.tolerance)}"
    )


def list_baseline(comparisons: Sequence[Comparison]) -> list[Row]:
    """A row for each measure; names are as they came."""
    return [
        (
            _MEASURES[one.measure],
            " → ".join(one.link) if one.link else one.job,
            _format_measure(one.measure, one.before),
            _format_measure(one.measure, one.now),
            UNKNOWN if one.change is None else f"{one.change * 100:+.0f}%",
            _say_outcome(one),
        )
        for one in comparisons
    ]


def _say_outcome(one: Comparison) -> str:
    if one.regressed is None:
        return "not compared"
    return "worse" if one.regressed else "ok"


def _format_measure(measure: Measure, value: float | None) -> str:
    formats = {
        Measure.RATIO: format_ratio,
        Measure.SECONDS: format_seconds,
        Measure.FAILURES: format_percent,
        Measure.DPU_HOURS: format_dpu_hours,
    }
    return formats[measure](value)
