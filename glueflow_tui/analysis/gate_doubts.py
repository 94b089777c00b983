"""What the judged runs of a gate cannot tell: why there is no verdict, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.bounds import find_bound
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio
from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.gate_rules import FEWEST_BEHIND
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.readers import fit_reader, needed_runs
from glueflow_tui.analysis.report import Finding, PatternKind
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.rules.codes import Code

_TELLING = frozenset({Code.REPROCESSING, Code.FALLING_BEHIND})
"""Findings that say why a ratio is outside the band."""
_NEAR = 0.2
"""Fraction by which a ratio may differ from the usual one and still be as usual."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One link at the gate."""

    case: Case
    link: LinkCase
    """By the judged runs alone."""
    whole: LinkCase
    """With the runs before, too."""
    gate: Gate


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the judged runs of a link leave open, in words."""

    gaps: tuple[str, ...]
    """Why they give no verdict; empty when they do."""
    notes: tuple[str, ...]
    """What the verdict does not rest on."""


def weigh_doubts(judged: Judged, runs: int, findings: Sequence[Finding]) -> Doubts:
    """The doubts about ``runs`` complete runs of a link, beside what was found."""
    gaps = tuple(_find_gaps(judged, runs))
    notes = tuple(_find_notes(judged))
    if gaps or _is_settled(judged, findings):
        return Doubts(gaps, notes)
    usual = _find_usual(judged)
    off = _find_off(judged)
    if off is None:
        return Doubts((), notes)
    reader = judged.link.report.downstream
    told = f"{reader} read {say_ratio(off)} what was new for it"
    if usual and abs(off / usual - 1) <= _NEAR:
        return Doubts((), (*notes, f"{told}, as before the moment ({say_ratio(usual)})"))
    return Doubts((f"{told}, and {_say_doubt(judged)}",), notes)


def _find_gaps(judged: Judged, runs: int) -> Iterator[str]:
    gate, link = judged.gate, judged.link
    if runs < gate.runs:
        told = f"{runs} of {say_count(gate.runs, 'complete run')}"
        yield f"{told} of {link.report.downstream} since {gate.after:%Y-%m-%d %H:%M}Z"
    elif not _list_telling(link.intakes):
        yield _say_unknown(link)


def _list_telling(intakes: Sequence[Intake]) -> list[float]:
    """Ratios of the runs that succeeded."""
    return [one.ratio for one in intakes if one.ratio is not None and one.succeeded]


def _say_unknown(link: LinkCase) -> str:
    job = link.report.downstream
    last = link.intakes[-1] if link.intakes else None
    if last is None or last.bytes_new != 0:
        return f"the bytes of the judged runs of {job} are unknown, so is their ratio"
    if last.bytes_read:
        return f"{job} #{last.number} read {say_bytes(last.bytes_read)} though nothing was new"
    return f"nothing was new for the judged runs of {job}: they show nothing about its reading"


def _is_settled(judged: Judged, findings: Sequence[Finding]) -> bool:
    """Whether the ratios of the judged runs need no look: something else tells what they mean."""
    reader = judged.link.report.downstream
    # Whatever the bytes of one reader show is said of one of its links.
    is_told = any(one.job == reader and one.code in _TELLING for one in findings)
    return judged.gate.has_baseline or judged.case.is_full(reader) or is_told


def _find_off(judged: Judged) -> float | None:
    """A ratio outside the band that no finding explains: it is neither well nor ill."""
    limits, ratios = judged.case.thresholds, _list_telling(judged.link.intakes)
    # A bookmark that was just switched on reads everything once: an early odd run is forgiven.
    for ratio in (ratios[-1], median(ratios)):
        if not limits.ok_low <= ratio <= limits.ok_high:
            return ratio
    return None


def _find_usual(judged: Judged) -> float | None:
    """What the runs before the moment read of what was new: always about as much, or None.

    A format that is smaller or larger than what was written makes it so.
    """
    case, down = judged.case, judged.case.jobs[judged.link.report.downstream]
    before = [one for one in judged.whole.intakes if one.started < judged.gate.after]
    pattern = fit_reader(before, down, case.settings)
    is_steady = pattern.kind is PatternKind.NEW_ONLY
    enough = pattern.runs_used >= case.thresholds.minimum_runs
    return median(_list_telling(before)) if is_steady and enough else None


def _say_doubt(judged: Judged) -> str:
    case, report = judged.case, judged.link.report
    down, runs = case.jobs[report.downstream], len(_list_telling(judged.link.intakes))
    told = say_count(runs, "run")
    if runs < FEWEST_BEHIND and find_bound(down) is not None:
        return f"{told} cannot tell whether it falls behind: wait for {FEWEST_BEHIND} runs"
    more = f"wait for {max(needed_runs(down, case.settings), runs + 1)} runs"
    if report.pattern.kind is PatternKind.PARTIAL:
        return f"{told} cannot tell whether it falls behind: {more}"
    if report.pattern.kind is PatternKind.NEW_ONLY:
        return (
            f"always about as much: if its format makes it so, compare with --baseline, else {more}"
        )
    return f"{told} cannot tell why: {more}"


def _find_notes(judged: Judged) -> Iterator[str]:
    report = judged.link.report
    needed = needed_runs(judged.case.jobs[report.downstream], judged.case.settings)
    used = report.pattern.runs_used
    if used < needed:
        yield f"not enough runs for a reprocessing verdict of its own: {used} of {needed}"
