"""The report as Markdown that fits a comment on a pull request.

The most important comes first; what is beyond the size of a comment is left out, and said so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from glueflow_tui.analysis.report import Finding, LinkReport, LinkRun, Report, WindowReport
from glueflow_tui.errors import ExitCode
from glueflow_tui.output.contract import evidence_document
from glueflow_tui.output.judged import (
    BASELINE_HEAD,
    GATE_HEAD,
    describe_baseline,
    describe_gate,
    list_baseline,
    list_gaps,
    list_gate,
    list_notes,
)
from glueflow_tui.output.link_text import summarise_link
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_clock, format_moment, format_ratio

LIMIT = 65_536
"""Characters of a comment on GitHub."""
_ROWS = 20
"""Newest windows and runs of a link that are shown."""
_EVIDENCE = 4_000
"""Characters of one finding's evidence."""
_LEFT_OUT = "\n*{} more parts are left out: the report is longer than a comment may be.*\n"

_MARKUP = re.compile(r"([\\`*_{}\[\]<>&#~!$@])")
_TITLES = {
    ExitCode.HEALTHY: "✅ glueflow: healthy",
    ExitCode.FINDINGS: "❌ glueflow: findings",
    ExitCode.INSUFFICIENT: "⚠️ glueflow: not enough data for a verdict",
    ExitCode.INTERRUPTED: "⚠️ glueflow: interrupted",
}


def render_markdown(report: Report, code: int) -> str:
    """The report in at most 65,536 characters of GitHub's Markdown."""
    blocks = list(_list_blocks(report, code))
    room = LIMIT - len(_LEFT_OUT) - 10
    text = ""
    for place, block in enumerate(blocks):
        if len(text) + len(block) + 1 > room:
            return text + _LEFT_OUT.format(len(blocks) - place)
        text += block + "\n"
    return text


def escape(text: str) -> str:
    """Words from outside as plain words within a line: no markup, no cell's end, no mention."""
    # Without the comment a name such as @team would call that team to the pull request.
    marked = _MARKUP.sub(r"\\\1", sanitise(text)).replace("\\@", "\\@<!-- -->")
    return marked.replace("|", "&#124;")


def quote(text: str) -> str:
    """A name as code; not for a cell of a table, whose readers disagree on bars within code."""
    text = sanitise(text)
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _list_blocks(report: Report, code: int) -> Iterator[str]:
    yield f"### {_TITLES[ExitCode(code)]}\n\n{_say_where(report)}\n"
    yield from _list_judged(report)
    for finding in report.findings:
        yield _describe_finding(finding)
    for link in report.links:
        yield _describe_link(link)
    if report.faults:
        yield "**Could not be seen**\n\n" + "".join(
            f"- {quote(fault.operation)}: {escape(fault.consequence)} ({escape(fault.message)})\n"
            for fault in report.faults
        )


def _say_where(report: Report) -> str:
    source = report.source
    place = [source.kind, source.name, source.profile, source.region, source.account]
    told = " ".join(quote(part) for part in place if part)
    return f"{told} at {format_moment(report.taken_at)}"


def _list_judged(report: Report) -> Iterator[str]:
    if report.gate is not None:
        rows = [(escape(row[0]), *row[1:]) for row in list_gate(report.gate)]
        yield f"{escape(describe_gate(report.gate))}\n\n{_lay_table(GATE_HEAD, rows)}"
    if report.baseline is not None:
        rows = [
            (row[0], escape(row[1]), *row[2:]) for row in list_baseline(report.baseline.comparisons)
        ]
        yield f"{escape(describe_baseline(report.baseline))}\n\n{_lay_table(BASELINE_HEAD, rows)}"
    gaps = [f"- not enough: {escape(gap)}\n" for gap in list_gaps(report)]
    notes = [f"- note: {escape(note)}\n" for note in list_notes(report.gate)] if report.gate else []
    if gaps or notes:
        yield "".join(gaps + notes)


def _describe_finding(finding: Finding) -> str:
    where = " → ".join(finding.link) if finding.link else finding.job
    remedy = f"\n  **Fix:** {escape(finding.remedy)}" if finding.remedy else ""
    return (
        f"- **{finding.severity.word}** {quote(finding.code)} {quote(where)}: "
        f"{escape(finding.message)}{remedy}\n"
        f"{_fold_evidence(finding)}"
    )


def _fold_evidence(finding: Finding) -> str:
    if not finding.evidence:
        return ""
    document = json.dumps(evidence_document(finding), indent=1, allow_nan=False)
    if len(document) > _EVIDENCE:
        document = document[:_EVIDENCE] + "\n..."
    # JSON in ASCII holds no line that could end the fence: a backtick run in it is in a string.
    fence = "`" * (3 + max(map(len, re.findall(r"`+", document)), default=0))
    return _fold("evidence", f"{fence}json\n{document}\n{fence}")


def _fold(summary: str, content: str) -> str:
    return f"\n<details><summary>{summary}</summary>\n\n{content}\n\n</details>\n"


def _describe_link(link: LinkReport) -> str:
    tables = [
        _lay_table(("window", "written", "read", "ratio", ""), _list_windows(link.windows)),
        _lay_table(("run", "new", "read", "re-read", "ratio", ""), _list_runs(link.runs)),
    ]
    name = quote(f"{link.upstream} → {link.downstream}")
    told = "".join(f"- {escape(line)}\n" for line in summarise_link(link))
    folded = _fold("windows and runs", "\n".join(filter(None, tables)) or "none")
    return f"**{name}**\n\n{told}{folded}"


def _list_windows(windows: Sequence[WindowReport]) -> list[tuple[str, ...]]:
    return [
        (
            f"{format_clock(window.start, day=True)}-{format_clock(window.end)}",
            format_bytes(window.bytes_written),
            format_bytes(window.bytes_read),
            format_ratio(window.ratio),
            "" if window.complete else "not complete",
        )
        for window in windows[-_ROWS:]
    ]


def _list_runs(runs: Sequence[LinkRun]) -> list[tuple[str, ...]]:
    return [
        (
            f"\\#{run.number}",
            format_bytes(run.bytes_new),
            format_bytes(run.bytes_read),
            format_bytes(run.bytes_reread),
            format_ratio(run.ratio),
            "" if run.complete else "not complete",
        )
        for run in runs[-_ROWS:]
    ]


def _lay_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
