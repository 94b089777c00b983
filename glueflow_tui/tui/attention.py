"""What reaches the user outside the screen: the terminal's title, a bell, a notification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.ascii import to_ascii
from glueflow_tui.tui.glyphs import ASCII, Glyphs

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Finding, Report

SAVE_TITLE = "\x1b[22;2t"
RESTORE_TITLE = "\x1b[23;2t"
BELL = "\a"
CLEAR = "\x1b[H\x1b[2J"

_FORGET = timedelta(hours=1)
"""A finding that was gone for so long is new when it comes again; one that flickers is not."""
_LEAST = 2
"""Severity from which on a finding rings: warning."""
_LONGEST = 240

_Key = tuple[str, str, tuple[str, str] | None]


def write_title(report: Report, glyphs: Glyphs) -> str:
    """Sequence that sets the title of the terminal to the verdict (OSC 2)."""
    return f"\x1b]2;{_clean(_describe(report, glyphs), glyphs)}\a"


def _describe(report: Report, glyphs: Glyphs) -> str:
    if report.findings:
        worst = report.findings[0]
        mark = glyphs.severity(worst.severity.word)
        return f"{mark} {worst.code} {worst.job} {glyphs.dot} glueflow"
    healthy = report.verdict == "healthy"
    mark, word = (glyphs.ok, "healthy") if healthy else (glyphs.unknown, "not enough data")
    return f"{mark} {word} {glyphs.dot} glueflow"


def write_notice(findings: tuple[Finding, ...], glyphs: Glyphs) -> str:
    """Bell and desktop notification (OSC 9) about findings; empty without any."""
    if not findings:
        return ""
    more = f" (+{len(findings) - 1} more)" if findings[1:] else ""
    worst = findings[0]
    return f"{BELL}\x1b]9;{_clean(f'glueflow: {worst.code}: {worst.message}{more}', glyphs)}\a"


def _clean(text: str, glyphs: Glyphs) -> str:
    # No name may end the sequence and begin another.
    clean = sanitise(text)[:_LONGEST]
    return to_ascii(clean) if glyphs is ASCII else clean


class Known(NamedTuple):
    """Findings that the user has had before them, and when last."""

    seen: Mapping[_Key, datetime] = MappingProxyType({})
    since: datetime | None = None
    """Time of the first report; None before it: what is there from the start is not news."""

    def hear(self, report: Report) -> tuple[Known, tuple[Finding, ...]]:
        """What is known after a report, and which of its findings are new."""
        now = report.taken_at
        kept = {key: last for key, last in self.seen.items() if now - last <= _FORGET}
        fresh = tuple(
            finding
            for finding in report.findings
            if finding.severity >= _LEAST and _key(finding) not in kept
        )
        seen = kept | {_key(finding): now for finding in report.findings}
        return Known(seen, self.since or now), fresh if self.since is not None else ()


def _key(finding: Finding) -> _Key:
    return str(finding.code), finding.job, finding.link
