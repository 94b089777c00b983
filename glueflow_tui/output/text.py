"""The report as plain text: what ``check`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from glueflow_tui.analysis.report import (
    Finding,
    LinkReport,
    LinkRun,
    Pattern,
    PatternKind,
    Report,
    RunReport,
    Severity,
    Verdict,
    WindowReport,
)
from glueflow_tui.model.observation import Fault
from glueflow_tui.output.sanitise import fit, sanitise
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.units import (
    format_bytes,
    format_clock,
    format_dpu_hours,
    format_moment,
    format_percent,
    format_ratio,
    format_seconds,
    format_usd,
)

RUN_ID_WIDTH = 14

_LONG = 10_000
"""Evidence from here on is told in whole numbers."""

_COLOURS = {Severity.INFO: "36", Severity.WARNING: "33", Severity.CRITICAL: "31"}
_MARKS = {Severity.INFO: ("•", "i"), Severity.WARNING: ("▲", "!"), Severity.CRITICAL: ("✖", "x")}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What the reader's terminal can do, and how much is told."""

    colour: bool = False
    ascii_only: bool = False
    explain: bool = False
    """Tell the evidence of each finding."""

    def paint(self, text: str, code: str) -> str:
        """The text in an SGR colour, when there are colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def glyph(self, glyph: str, plain: str) -> str:
        """The glyph, or what stands for it in ASCII."""
        return plain if self.ascii_only else glyph

    def mark(self, severity: Severity) -> str:
        """Glyph and word of a severity."""
        return self.paint(f"{self.glyph(*_MARKS[severity])} {severity.word}", _COLOURS[severity])


def render_text(report: Report, style: TextStyle | None = None) -> str:
    """The whole report, ending in a newline."""
    style = style or TextStyle()
    parts = [
        _headline(report, style),
        *(_link_lines(link, report, style) for link in report.links),
        *(_finding_lines(finding, style) for finding in report.findings),
        _fault_lines(report.faults),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _headline(report: Report, style: TextStyle) -> list[str]:
    words = {
        Verdict.HEALTHY: style.paint(style.glyph("✔ healthy", "healthy"), "32"),
        Verdict.FINDINGS: _count_findings(report.findings, style),
        Verdict.INSUFFICIENT: style.paint("not enough data for a verdict", "33"),
    }
    source = report.source
    place = (source.kind, source.name, source.profile, source.region, source.account)
    where = " ".join(sanitise(str(part)) for part in place if part)
    return [f"{words[report.verdict]}  {where}  {format_moment(report.taken_at)}"]


def _count_findings(findings: Iterable[Finding], style: TextStyle) -> str:
    counts = Counter(finding.severity for finding in findings)
    worst = max(counts, default=Severity.INFO)
    told = ", ".join(f"{counts[severity]} {severity.word}" for severity in sorted(counts)[::-1])
    return style.paint(f"{style.glyph(*_MARKS[worst])} findings: {told}", _COLOURS[worst])


def _link_lines(link: LinkReport, report: Report, style: TextStyle) -> list[str]:
    arrow = style.glyph("→", "->")
    title = f"{sanitise(link.upstream)} {arrow} {sanitise(link.downstream)}"
    return [
        style.paint(title, "1"),
        *(f"  {line}" for line in _summary(link)),
        *(f"  {line}" for line in _window_table(link.windows, report)),
        *(f"  {line}" for line in _run_table(link, report)),
        *(f"  {line}" for line in _overlap_lines(link, report)),
    ]


def _summary(link: LinkReport) -> Iterator[str]:
    window = link.window
    told = f"window {format_seconds(window.seconds)} ({window.origin})" if window else "no window"
    lag = link.lag
    unread = f"unread {format_bytes(lag.bytes)}"
    oldest = f", oldest {format_seconds(lag.seconds)}" if lag.bytes and lag.seconds else ""
    yield f"{told}; running ratio {format_ratio(link.running_ratio)}; {unread}{oldest}"
    if link.pattern.kind is not PatternKind.UNKNOWN:
        yield _describe_pattern(link.pattern)
    waste = link.waste
    if waste.bytes:
        cost = f"{format_dpu_hours(waste.dpu_hours)}, {format_usd(waste.usd)}"
        yield f"re-read {format_bytes(waste.bytes)}, about {cost} (estimate)"


def _describe_pattern(pattern: Pattern) -> str:
    kinds = {
        PatternKind.NEW_ONLY: "only what is new",
        PatternKind.EVERYTHING: "everything so far, again and again",
        PatternKind.LAST_N: f"the last {pattern.n} runs' output",
        PatternKind.PARTIAL: "a part of what is new",
    }
    misfit = pattern.misfit.get(str(pattern.kind))
    off = f", {format_percent(misfit)} off" if misfit is not None else ""
    told = kinds.get(pattern.kind, sanitise(str(pattern.kind)))
    return f"the bytes fit: reads {told} ({pattern.runs_used} runs{off})"


def _window_table(windows: tuple[WindowReport, ...], report: Report) -> list[str]:
    if not windows:
        return []
    day = _spans_days(report.start, report.taken_at)
    rows = [("window", "written", "read", "ratio", "")]
    rows += [
        (
            f"{format_clock(window.start, day=day)}-{format_clock(window.end)}",
            format_bytes(window.bytes_written),
            format_bytes(window.bytes_read),
            format_ratio(window.ratio),
            "" if window.complete else "not complete",
        )
        for window in windows
    ]
    return ["", *align_rows(rows, right=frozenset({1, 2, 3}))]


def _run_table(link: LinkReport, report: Report) -> list[str]:
    if not link.runs:
        return []
    day = _spans_days(report.start, report.taken_at)
    runs = _runs_of(link.downstream, report)
    rows: list[tuple[str, ...]] = [
        ("run", "id", "state", "started", "took", "new", "read", "re-read", "ratio", "")
    ]
    rows += [_run_row(run, runs.get(run.run_id), report.taken_at, day=day) for run in link.runs]
    return ["", *align_rows(rows, right=frozenset({4, 5, 6, 7, 8}))]


def _run_row(run: LinkRun, known: RunReport | None, now: datetime, *, day: bool) -> tuple[str, ...]:
    return (
        f"#{run.number}",
        fit(run.run_id, RUN_ID_WIDTH),
        sanitise(str(known.state)) if known else "-",
        format_clock(known.started, day=day) if known else "-",
        format_seconds(_length(known, now)) if known else "-",
        format_bytes(run.bytes_new),
        format_bytes(run.bytes_read),
        format_bytes(run.bytes_reread),
        format_ratio(run.ratio),
        "" if run.complete else "not complete",
    )


def _length(run: RunReport, now: datetime) -> timedelta | None:
    if run.started is None:
        return None
    if run.completed is None and run.state.is_final:
        return None
    return (run.completed or now) - run.started


def _overlap_lines(link: LinkReport, report: Report) -> list[str]:
    up, down = _runs_of(link.upstream, report), _runs_of(link.downstream, report)
    lines = [
        f"overlap {format_clock(overlap.start)}-{format_clock(overlap.end)} "
        f"({format_seconds(overlap.seconds)}): "
        f"upstream {_name_run(overlap.upstream_run_id, up)}, "
        f"downstream {_name_run(overlap.downstream_run_id, down)}"
        for overlap in link.overlaps
    ]
    return ["", *lines] if lines else []


def _runs_of(job: str, report: Report) -> dict[str, RunReport]:
    found = report.job(job)
    return {run.id: run for run in found.runs} if found else {}


def _name_run(run_id: str, runs: dict[str, RunReport]) -> str:
    known = runs.get(run_id)
    return f"#{known.number}" if known else fit(run_id, RUN_ID_WIDTH)


def _spans_days(start: datetime, end: datetime) -> bool:
    return start.date() != end.date()


def _finding_lines(finding: Finding, style: TextStyle) -> list[str]:
    since = f"  since {format_moment(finding.since)}" if finding.since else ""
    lines = [
        f"{style.mark(finding.severity)}  {sanitise(finding.code)}  {sanitise(finding.job)}{since}",
        f"    {sanitise(finding.message)}",
    ]
    if finding.remedy:
        lines.append(f"    fix: {sanitise(finding.remedy)}")
    if style.explain:
        lines += [
            f"    {sanitise(str(name))}: {sanitise(_tell(value))}"
            for name, value in finding.evidence.items()
        ]
    return lines


def _tell(value: object) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:,.4g}" if abs(value) < _LONG else f"{value:,.0f}"
        case list() | tuple():
            return ", ".join(_tell(item) for item in value)
        case _:
            return str(value)


def _fault_lines(faults: tuple[Fault, ...]) -> list[str]:
    if not faults:
        return []
    return [
        "could not be seen:",
        *(
            f"  {sanitise(fault.operation)}"
            f"{f' of {sanitise(fault.subject)}' if fault.subject else ''}"
            f" {sanitise(fault.code)} since {format_moment(fault.since)}: "
            f"{sanitise(fault.message)}; {sanitise(fault.consequence)}"
            for fault in faults
        ),
    ]
