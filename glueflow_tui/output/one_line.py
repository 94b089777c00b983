"""The verdict on one short line, for status bars and shell prompts: no colour, no path."""

from __future__ import annotations

from glueflow_tui.analysis.gate_report import BaselineReport
from glueflow_tui.analysis.report import LinkReport, Report
from glueflow_tui.errors import ExitCode
from glueflow_tui.output.judged import list_gaps
from glueflow_tui.output.sanitise import fit
from glueflow_tui.output.silence import list_silences
from glueflow_tui.output.units import format_ratio

LONGEST = 72
"""Terminal columns."""


def render_line(report: Report, code: int, *, ascii_only: bool = False) -> str:
    """One line of at most 72 columns, ending in a newline."""
    mark, plain = {
        ExitCode.HEALTHY: ("✔", "ok"),
        ExitCode.FINDINGS: ("✖", "x"),
    }.get(ExitCode(code), ("?", "?"))
    parts = [plain if ascii_only else mark, _say(report, code)]
    ellipsis = "..." if ascii_only else "…"
    return fit(" ".join(parts), LONGEST, ellipsis) + "\n"


def _say(report: Report, code: int) -> str:
    if code == ExitCode.FINDINGS:
        return _say_worst(report)
    ratios = [ratio for link in report.links if (ratio := _newest_ratio(link)) is not None]
    told = f" {format_ratio(max(ratios))}" if ratios else ""
    if code == ExitCode.HEALTHY:
        notes = len(report.findings)
        return f"healthy{told}" + (f", {notes} noted" if notes else "")
    if code == ExitCode.INTERRUPTED:
        return f"interrupted{told}"
    return f"not enough data: {_say_why(report)}"


def _say_why(report: Report) -> str:
    """The shortest true reason: which runs of which job are missing, before how the wait ended."""
    gate = report.gate
    of_links = [gap for link in gate.links for gap in link.gaps] if gate else []
    # Of several chains one may lack a verdict though all together have one.
    return [*of_links, *list_gaps(report), *list_silences(report), "nothing has flowed yet"][0]


def _say_worst(report: Report) -> str:
    worse = _count_regressions(report.baseline)
    if not report.findings:
        return f"{worse} worse than the baseline"
    first = report.findings[0]
    more = f" +{len(report.findings) - 1}" if len(report.findings) > 1 else ""
    beside = f", {worse} worse than the baseline" if worse else ""
    ratio = next(
        (
            f" {format_ratio(ratio)}"
            for link in report.links
            if first.link == (link.upstream, link.downstream)
            and (ratio := _newest_ratio(link)) is not None
        ),
        "",
    )
    return f"{first.code} {first.job}{ratio}{more}{beside}"


def _count_regressions(baseline: BaselineReport | None) -> int:
    return sum(bool(one.regressed) for one in baseline.comparisons) if baseline else 0


def _newest_ratio(link: LinkReport) -> float | None:
    """Of the newest complete run that has one."""
    known = (run.ratio for run in reversed(link.runs) if run.complete and run.ratio is not None)
    return next(known, None)
