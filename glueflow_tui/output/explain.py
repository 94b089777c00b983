"""Why a finding fired, line by line: every view shows these lines, so all show the same figures."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from glueflow_tui.analysis.causes import CAUSES, Cause, Doubt, Reach, Sign
from glueflow_tui.analysis.report import Evidence, Finding, Report
from glueflow_tui.output.sanitise import fit, sanitise
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.units import (
    UNKNOWN,
    format_bytes,
    format_dpu_hours,
    format_moment,
    format_percent,
    format_ratio,
    format_seconds,
    format_usd,
)

RUN_ID_WIDTH = 14
"""Columns of the id of a run that is not in view."""

KEYS = ("formula", "inputs", "minutes_used", "minutes_missing", "confidence", "section")
"""What the evidence of every finding holds."""


def _say_odds(value: float) -> str:
    return f"{value:.1f} (log-odds, 0 is undecided)"


def _say_number(value: float) -> str:
    return f"#{value:.0f}"


_UNITS: tuple[tuple[str, Callable[[float], str]], ...] = (
    ("bytes", format_bytes),
    ("unread", format_bytes),
    ("seconds", format_seconds),
    ("usd", format_usd),
    ("dpu_hours", format_dpu_hours),
    ("ratio", format_ratio),
    ("factor", format_ratio),
    ("band", format_ratio),
    ("misfit", format_percent),
    ("margin", _say_odds),
    ("run_longer_than_window", _say_number),
)
_LABELS = {
    "seconds": "length",
    "limit": "what limits it",
    "n": "last n runs",
    "refused": "starts refused",
    "transformation ctx": "transformation_ctx",
    "run longer than window": "first run to outlast the window",
}
"""Names whose words alone say too little."""
_SILENT = {
    Reach.CHECKED: "no finding",
    Reach.BY_EFFECT: "no effect seen",
    Reach.NOT_CHECKABLE: "not checkable",
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)")


def explain_finding(
    finding: Finding, report: Report, tell: Callable[[datetime], str] = format_moment
) -> tuple[str, ...]:
    """Formula, inputs, minutes, confidence and the section of the AWS guide: safe to show."""
    known, told = finding.evidence, _Teller(_name_runs(report), tell)
    inputs = known.get("inputs")
    lines: list[str] = []
    if "formula" in known:
        lines.append(f"formula: {told.value('formula', known['formula'])}")
    if isinstance(inputs, Mapping) and inputs:
        lines += ["inputs:", *(f"  {line}" for line in told.list_values(inputs))]
    lines += told.list_values({key: value for key, value in known.items() if key not in KEYS})
    if "minutes_used" in known:
        lines.append(f"minutes: {_say_minutes(known)}")
    for key, label in (("confidence", "confidence"), ("section", "AWS guide")):
        if key in known:
            lines.append(f"{label}: {told.value(key, known[key])}")
    return tuple(lines)


def list_causes(report: Report) -> tuple[str, ...]:
    """All known causes: found, possible by the effects seen, without a finding, or out of reach."""
    codes = {finding.code for finding in report.findings}
    rows = [(_place(cause, codes, report), f"{cause.name}. {cause.how}") for cause in CAUSES]
    title = f"why a job reads data again, or too little: {len(CAUSES)} known causes"
    return title, *(f"  {line}" for line in align_rows(rows))


def list_hidden() -> tuple[str, ...]:
    """The causes that no finding can show, each with the reason."""
    hidden = (cause for cause in CAUSES if cause.reach is Reach.NOT_CHECKABLE)
    return tuple(f"{cause.name}: {cause.how[:1].lower()}{cause.how[1:]}" for cause in hidden)


def _name_runs(report: Report) -> Mapping[str, str]:
    """What tables and lanes call the runs, by their ids."""
    return {run.id: f"{job.name} #{run.number}" for job in report.jobs for run in job.runs}


def _look(report: Report, look: Doubt) -> str:
    """What the jobs that read what another wrote show, or hide."""
    full = {link.downstream for link in report.links if link.pattern.expected}
    readers = dict.fromkeys(link.downstream for link in report.links)
    jobs = [job for name in readers if name not in full and (job := report.job(name))]
    told = [(job.name, seen) for job in jobs if (seen := look(job))]
    alone = len(readers) == 1
    return "; ".join(seen if alone else f"{sanitise(name)} {seen}" for name, seen in told)


def _in_script(sign: Sign) -> Doubt:
    return lambda job: sign(job.script) if job.script and job.script.read else None


def _place(cause: Cause, codes: set[str], report: Report) -> str:
    if cause.sign and (signs := _look(report, _in_script(cause.sign))):
        return f"found ({signs})"
    if any(code in codes for code in cause.codes):
        return "found" if cause.reach is Reach.CHECKED else "possible"
    if cause.doubt and (doubts := _look(report, cause.doubt)):
        return f"not known ({doubts})"
    return _SILENT[cause.reach]


def _say_minutes(evidence: Evidence) -> str:
    used, missing = evidence["minutes_used"], evidence.get("minutes_missing")
    if not isinstance(used, int) or not isinstance(missing, int):
        return "none: it rests on times, states and settings"
    return f"{used:,} with data, {missing:,} without"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Writes values of evidence, each in the unit that its name tells."""

    runs: Mapping[str, str]
    tell: Callable[[datetime], str]

    def list_values(self, values: Mapping[str, object]) -> Iterator[str]:
        for name, value in values.items():
            match value:
                case [Mapping(), *_]:
                    yield f"{_label(name)}:"
                    yield from (f"  {row}" for row in self._tabulate(value))
                case _:
                    yield f"{_label(name)}: {self.value(name, value)}"

    def value(self, name: str, value: object) -> str:
        match value:
            case bool():
                return "yes" if value else "no"
            case int() | float():
                return _format_number(name, value)
            case str():
                return self._word(value)
            case Mapping():
                parts = ((str(key), part) for key, part in value.items())
                told = (
                    f"{_label(key)} {self.value(_unit(name, key), part)}" for key, part in parts
                )
                return ", ".join(told) or "none"
            case Sequence():
                return ", ".join(self.value(name, part) for part in value) or "none"
            case _:
                return UNKNOWN if value is None else sanitise(str(value))

    def _tabulate(self, rows: Sequence[object]) -> list[str]:
        """Mappings of one kind as a table under their keys."""
        found = [row for row in rows if isinstance(row, Mapping)]
        keys = list(dict.fromkeys(key for row in found for key in row))
        cells = [[self.value(str(key), row.get(key)) for key in keys] for row in found]
        return align_rows([[_label(str(key)) for key in keys], *cells])

    def _word(self, value: str) -> str:
        if _MOMENT.fullmatch(value):
            return self.tell(datetime.fromisoformat(value))
        known = self.runs.get(value)
        if known is not None:
            return sanitise(known)
        return fit(value, RUN_ID_WIDTH) if value.startswith("jr_") else sanitise(value)


def _label(name: str) -> str:
    """The name in words, without the unit that its value shows."""
    words = sanitise(name).replace("_", " ")
    return _LABELS.get(words, words.removesuffix(" seconds"))


def _unit(name: str, own: str) -> str:
    """The name that tells the unit of a part: its own, else that of the whole."""
    return own if any(word in own for word, _ in _UNITS) else name


def _format_number(name: str, value: float) -> str:
    if not math.isfinite(value):
        return UNKNOWN
    unit = next((write for word, write in _UNITS if word in name), None)
    if unit is not None:
        return unit(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
