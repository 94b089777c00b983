"""What re-reading cost, by run and in view: an estimate, cost taken as proportional to bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.jobs import bookmark_in_force
from glueflow_tui.analysis.report import JobReport, Pattern, PatternKind, RunReport, Waste
from glueflow_tui.model.states import BookmarkOption

OFF = frozenset({BookmarkOption.DISABLE, BookmarkOption.PAUSE})
"""Options under which a run reads from where the bookmark stood, again and again."""

REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})

_UNKNOWN = Waste(None, None, None)
_NOTHING = Waste(0.0, 0.0, 0.0)


def run_wastes(
    intakes: Sequence[Intake], down: JobReport, pattern: Pattern
) -> Mapping[str, Waste | None]:
    """By run id: bytes read again, and their share of the run's DPU-hours and dollars.

    None for a run that is not complete, or of which it is unknown what was new for it.
    """
    runs = {run.id: run for run in down.runs}
    otherwise = _without_rereading(down, pattern)
    return {
        one.run_id: _of_run(one, runs[one.run_id]) if otherwise is None else otherwise
        for one in intakes
    }


def add_waste(intakes: Sequence[Intake], down: JobReport, pattern: Pattern) -> Waste:
    """The sum over the runs that tell it."""
    otherwise = _without_rereading(down, pattern)
    if otherwise is not None:
        return otherwise
    told = [one for one in run_wastes(intakes, down, pattern).values() if one is not None]
    return Waste(
        bytes=_add(one.bytes for one in told),
        dpu_hours=_add(one.dpu_hours for one in told),
        usd=_add(one.usd for one in told),
    )


def _without_rereading(down: JobReport, pattern: Pattern) -> Waste | None:
    """What every run wasted where re-reading is not established; None where it is."""
    if pattern.kind in REREADING or bookmark_in_force(down).bookmark.option in OFF:
        return None
    return _UNKNOWN if pattern.kind is PatternKind.UNKNOWN else _NOTHING


def _of_run(intake: Intake, run: RunReport) -> Waste | None:
    if not intake.complete or intake.bytes_reread is None or not intake.bytes_read:
        return None
    share = intake.bytes_reread / intake.bytes_read
    return Waste(
        bytes=intake.bytes_reread,
        dpu_hours=None if run.dpu_hours is None else share * run.dpu_hours,
        usd=None if run.usd is None else share * run.usd,
    )


def _add(amounts: Iterable[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
