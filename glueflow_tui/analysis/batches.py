"""What upstream runs put into staging, and what of it can be listed at a moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import RunReport
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import JobRunState

ROUNDING = timedelta(seconds=2)
"""Times may come in whole seconds: a run that ends this shortly after a start ended before it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one upstream run had put into staging when a downstream run listed it."""

    run_id: str
    visible_at: datetime
    """End of the upstream run; of one still running, the downstream start."""
    bytes: float | None
    """None when unknown: it began before the view, or no minute of it was seen."""
    whole: bool = True
    """False when the upstream run was still writing."""
    committed: bool = True
    """Its run succeeded: the output of others may never have become visible."""
    lost: float = 0.0
    """What minutes without data may have held, as a part of the bytes that were seen."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What one upstream job did: its runs and its minutes."""

    runs: Sequence[RunReport]
    written: Minutes


def list_started(runs: Iterable[RunReport]) -> list[RunReport]:
    """The runs that began to work, in order."""
    real = (
        run
        for run in runs
        if run.started is not None and not run.refused and run.state is not JobRunState.WAITING
    )
    return sorted(real, key=start_order)


def start_order(run: RunReport) -> tuple[datetime, str]:
    """The order of runs that started."""
    if run.started is None:
        raise ValueError(f"run {run.id} never started")
    return run.started, run.id


@dataclass(frozen=True, slots=True)
class Left:
    """What an upstream run that has ended left in staging: one batch, or none."""

    order: tuple[datetime, str]
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class _Writer:
    """An upstream run that really started."""

    start: datetime
    run: RunReport
    written: Minutes
    """Of its job."""


class Staging:
    """What upstream runs have put into staging, at one moment after the other."""

    def __init__(
        self, sides: Sequence[Writing], left: Sequence[Left] = (), hints: Iterable[Left] = ()
    ) -> None:
        """``left`` by the first of all runs, where that is known, and ``hints`` by some others.

        Runs are in order of start.
        """
        self.left = list(left)
        self._hints = {one.order: one for one in hints}
        self.settled = [batch for one in left for batch in one.batches]
        """Whole batches at the head of every later list: else each run would list all anew."""
        self._writers = _list_writers(sides, left[-1].order if left else None)
        self._next = 0

    def list_at(self, moment: datetime) -> tuple[Batch, ...]:
        """All that is visible; moments never go back."""
        while self._next < len(self._writers):
            one = self._writers[self._next]
            ended = one.run.completed
            if one.start >= moment or ended is None or ended > moment + ROUNDING:
                break
            self.left.append(self._leave(one))
            self.settled += self.left[-1].batches
            self._next += 1
        batches = list(self.settled)
        for one in self._writers[self._next :]:
            if one.start >= moment:
                break
            batch = _ended(one)
            if batch is None or batch.visible_at > moment + ROUNDING:
                batch = _begun(one, moment)
            batches += _keep(one, batch)
        return tuple(batches)

    def _leave(self, one: _Writer) -> Left:
        """What an upstream run that has ended left."""
        order = start_order(one.run)
        if order in self._hints:
            return self._hints[order]
        batch = _ended(one)
        return Left(order, tuple(_keep(one, batch)) if batch else ())


def _list_writers(
    sides: Iterable[Writing], after: tuple[datetime, str] | None
) -> tuple[_Writer, ...]:
    found = [
        _Writer(run.started, run, side.written)
        for side in sides
        for run in side.runs[bisect_right(side.runs, after, key=start_order) if after else 0 :]
        if run.started is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.run.id)))


def _keep(one: _Writer, batch: Batch) -> list[Batch]:
    # A run that failed before its first report left nothing to list.
    left_nothing = one.run.state.is_final and one.run.state.is_failure
    return [] if batch.bytes is None and left_nothing else [batch]


def _ended(one: _Writer) -> Batch | None:
    """All that the upstream run wrote; None while it runs."""
    start, run, written = one.start, one.run, one.written
    if run.completed is None:
        return None
    return Batch(
        run.id,
        run.completed,
        _bytes_written(start, run, written),
        committed=run.state is JobRunState.SUCCEEDED,
        lost=share_lost(written, start, run.completed),
    )


def _begun(one: _Writer, moment: datetime) -> Batch:
    """What the upstream run had written by the moment, by its minutes."""
    start, run, written = one.start, one.run, one.written
    total = _bytes_written(start, run, written)
    into = (moment - written.start) % MINUTE
    cut = moment - into
    at_cut = (written.total(cut, cut + MINUTE) or 0.0) * (into / MINUTE)
    before = (written.total(start, cut) or 0.0) + at_cut
    after = (written.total(cut, run.completed) or 0.0) - at_cut
    known = total is not None and before + after > 0.0
    part = (total or 0.0) * before / (before + after) if known else None
    return Batch(run.id, moment, part, whole=False, lost=share_lost(written, start, cut))


def _bytes_written(start: datetime, run: RunReport, written: Minutes) -> float | None:
    if epoch_minute(start) < written.first:
        return None
    return written.total(start, run.completed) if run.bytes_written is None else run.bytes_written


def share_lost(minutes: Minutes, start: datetime, end: datetime | None) -> float:
    """What minutes without data may have held, as a part of what the others of the span did.

    A job that leaves out one minute in five reports rarely, and loses nothing by it.
    """
    known, missing = minutes.count(start, end)
    return missing / known if 0 < 4 * missing <= known else 0.0
