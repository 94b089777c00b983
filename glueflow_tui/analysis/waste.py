"""What re-reading cost, by run and in view: an estimate, cost taken as proportional to bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.candidates import FEWEST
from glueflow_tui.analysis.report import JobReport, Pattern, PatternKind, RunReport, Waste
from glueflow_tui.analysis.reprocessing import fit_pattern
from glueflow_tui.model.states import BookmarkOption

OFF = frozenset({BookmarkOption.DISABLE, BookmarkOption.PAUSE})
"""Options under which a run reads from where the bookmark stood, again and again."""

REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})
_FRUGAL = frozenset({PatternKind.NEW_ONLY, PatternKind.PARTIAL})

_EXCESS = 1.1
"""Bytes read per new byte above which a run may have read old data."""
_CLEAR_FIT, _CLEAR_MISFIT = 0.04, 0.15
_CLEAR_LEAD = 1.5
"""With those of the fits, log-odds that tell enough of runs before a change of habit."""

_UNKNOWN = Waste(None, None, None)
_NOTHING = Waste(0.0, 0.0, 0.0)
_ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Habit:
    """Until when the runs of a reader read old data again, by their bytes."""

    expected: bool
    until: datetime | None
    """None: never."""
    otherwise: Waste
    """Of a run of which nothing shows it."""
    off_tells: bool
    """A bookmark that was off shows it; not where runs without one read only what is new."""

    def waste(self, intake: Intake, run: RunReport) -> Waste | None:
        """Bytes read again, and their share of the run's DPU-hours and dollars.

        None for a run that is not complete, or of which it is unknown what was new for it.
        Re-reading counts where the run's bookmark was off or where the runs up to it show it.
        """
        if self.expected:
            return _NOTHING
        shown = self.until is not None and intake.started <= self.until
        if shown or (self.off_tells and run.bookmark.option in OFF):
            return _of_run(intake, run)
        is_told = intake.complete and intake.bytes_reread is not None
        return self.otherwise if is_told else None


def find_habit(intakes: Sequence[Intake], pattern: Pattern, *, is_off: bool) -> Habit:
    """What the runs of a reader show together; those after the last complete one show nothing.

    ``is_off`` is whether its bookmark is off now.
    """
    otherwise = _UNKNOWN if pattern.kind is PatternKind.UNKNOWN else _NOTHING
    until = None if pattern.expected else _last_rereading(intakes, pattern)
    return Habit(pattern.expected, until, otherwise, not (is_off and pattern.kind in _FRUGAL))


def add_waste(
    intakes: Sequence[Intake], down: JobReport, pattern: Pattern, *, is_off: bool
) -> Waste:
    """The sum over the runs that tell it."""
    runs, habit = {run.id: run for run in down.runs}, find_habit(intakes, pattern, is_off=is_off)
    return sum_wastes((habit.waste(one, runs[one.run_id]) for one in intakes), pattern)


def sum_wastes(wastes: Iterable[Waste | None], pattern: Pattern) -> Waste:
    """The sum over the runs of a reader that tell theirs."""
    if pattern.expected:
        return _NOTHING
    told = [one for one in wastes if one is not None]
    if not told and pattern.kind not in {*REREADING, PatternKind.UNKNOWN}:
        return _NOTHING
    return Waste(
        bytes=_add([one.bytes for one in told]),
        dpu_hours=_add([one.dpu_hours for one in told]),
        usd=_add([one.usd for one in told]),
    )


def _last_rereading(intakes: Sequence[Intake], pattern: Pattern) -> datetime | None:
    """Start of the last run whose bytes, with those before it, show that old data was read."""
    if pattern.kind in REREADING:
        return _ALWAYS
    complete = [at for at, one in enumerate(intakes) if one.complete]
    above = [at for at in complete if (intakes[at].ratio or 0.0) > _EXCESS]
    # Up to the newest run it is the pattern itself that tells.
    if not above or above[-1] == complete[-1]:
        return None
    earlier = intakes[: above[-1] + 1]
    return earlier[-1].started if _shows_rereading(fit_pattern(earlier)) else None


def _shows_rereading(earlier: Pattern) -> bool:
    if earlier.kind in REREADING:
        return True
    everything = earlier.misfit[PatternKind.EVERYTHING]
    new = earlier.misfit[PatternKind.NEW_ONLY]
    return (
        earlier.kind is PatternKind.UNKNOWN
        and earlier.runs_used >= FEWEST
        and everything is not None
        and everything == min(one for one in earlier.misfit.values() if one is not None)
        and everything <= _CLEAR_FIT
        and new is not None
        and new >= _CLEAR_MISFIT
        and (earlier.margin or 0.0) > _CLEAR_LEAD
    )


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
