"""The wall's parts, from reports of chains: rows, the line that sums them up, the header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_seconds
from glueflow_tui.settings import Prices, Thresholds
from glueflow_tui.tui import roster as rosters
from glueflow_tui.tui.clock import UTC_CLOCK
from glueflow_tui.tui.drawing.status import HeaderPicture, VerdictPicture
from glueflow_tui.tui.drawing.wall import HISTORY, ChainRow, WallPicture
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.filter import bookmark_word
from glueflow_tui.tui.pictures import words
from glueflow_tui.tui.roster import Roster
from glueflow_tui.tui.view import View

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.analysis.report import Report

_STEPS = ((300.0, 3600.0), (3600.0, 86400.0), (86400.0, inf))
"""Seconds between two ages that are told, and up to which age."""
_WORDS = ("critical", "warning", "info", "unknown", "loading", "healthy")


def wall_picture(
    report: Report, chains: Sequence[ChainReport], roster: Roster, limits: Thresholds
) -> WallPicture:
    """The rows of chains as the roster has them."""
    rows = rosters.arrange(chains, roster)
    idle = 0 if roster.idle else sum(map(rosters.is_idle, chains))
    return WallPicture(
        rows=tuple(chain_row(row, report.taken_at) for row in rows),
        chosen=rosters.place_of(rows, roster),
        order=roster.order,
        empty=_empty_text(report, roster, idle),
        thresholds=limits,
        hidden=idle,
    )


def _empty_text(report: Report, roster: Roster, idle: int) -> str:
    if idle and not roster.wanted:
        return f"{idle} idle: no job of theirs ran in what is looked back on; a shows them"
    if report.chains:
        return f"no chain matches {sanitise(roster.wanted)!r}; esc clears the filter"
    source = report.source
    place = ":".join(part for part in (source.profile, source.region) if part) or source.kind
    return (
        f"No Glue job is started by another job's trigger in {sanitise(place)}."
        " Name two jobs: glueflow IN OUT, or try glueflow --demo"
    )


def chain_row(row: ChainReport, now: datetime) -> ChainRow:
    """One chain in the words and numbers of its row."""
    finding = row.newest
    return ChainRow(
        name=sanitise(row.chain.name),
        word=rosters.verdict_word(row),
        so_far=row.running_ratio,
        ratios=row.ratios[-HISTORY:],
        lag_bytes=row.lag.bytes,
        lag_seconds=row.lag.seconds,
        jobs=tuple((sanitise(name), state) for name, state in row.states),
        bookmarks=tuple(
            (sanitise(name), sanitise(bookmark_word(mark.option))) for name, mark in row.bookmarks
        ),
        finding="" if finding is None else sanitise(str(finding.code)),
        since="" if finding is None or finding.since is None else UTC_CLOCK.tell(finding.since),
        message="" if finding is None else sanitise(finding.message),
        remedy="" if finding is None else sanitise(finding.remedy),
        age=_age_text(row.moved, now),
        inactive=not row.chain.active,
    )


def _age_text(moved: datetime | None, now: datetime) -> str:
    """How long since a run began or ended, coarse enough to stand still for a while."""
    if moved is None:
        return ""
    seconds = max((now - moved).total_seconds(), 0.0)
    step = next(step for step, end in _STEPS if seconds < end)
    return "now" if seconds < step else format_seconds(seconds // step * step)


def header_picture(report: Report, feed: Feed, prices: Prices) -> HeaderPicture:
    """The header of the wall: as that of a chain, with how many there are in its place."""
    count = len(report.chains)
    return words.header_picture(report, View(), feed, prices)._replace(
        chain=f"{count} chain" if count == 1 else f"{count} chains", position=""
    )


def _say(word: str) -> str:
    return "without data" if word == "unknown" else word


def summary_picture(rows: Sequence[ChainReport], report: Report) -> VerdictPicture:
    """How many chains are how well, and the worst of them; or how far loading is."""
    if not rows:
        return VerdictPicture("muted", "NO CHAINS", "")
    counts = Counter(map(rosters.verdict_word, rows))
    if report.pending:
        jobs = {job for row in rows for job in row.chain.jobs}
        told = ", ".join(f"{counts[word]} {_say(word)}" for word in _WORDS if counts[word])
        loaded = len(jobs.difference(report.pending))
        return VerdictPicture("muted", "loading", f"runs {loaded:,}/{len(jobs):,} · {told}")
    worst = rosters.verdict_word(rows[0])
    said = ", ".join(
        f"{counts[word]} {_say(word)}" for word in _WORDS if counts[word] and word != worst
    )
    if worst in ("healthy", "unknown"):
        role, word = ("ok", "HEALTHY") if worst == "healthy" else ("muted", "NOT ENOUGH DATA")
        return VerdictPicture(role, f"{counts[worst]} {word}", said)
    code = sanitise(str(rows[0].findings[0].code)) if rows[0].findings else ""
    place = f"worst: {sanitise(rows[0].chain.name)} {code}".strip()
    return VerdictPicture(
        worst, f"{counts[worst]} {worst.upper()}", f"{said}; {place}" if said else place
    )
