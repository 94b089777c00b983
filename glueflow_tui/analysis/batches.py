"""What upstream runs put into staging, and what of it can be listed at a moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from glueflow_tui.analysis.losses import share_losses, share_lost
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import RunReport
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.record import record

ROUNDING = timedelta(seconds=2)
"""Times may come in whole seconds: a run that ends this shortly after a start ended before it."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_PIECE = 2
"""Runs of which all is worked out at once: to go on takes few, to begin takes more and more."""

Order = tuple[datetime, str]
"""Of runs that started: by that, then by id."""


@record
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


@record
class Writing:
    """What one upstream job did: its runs and its minutes."""

    runs: Sequence[RunReport]
    written: Minutes


def list_started(runs: Iterable[RunReport]) -> list[RunReport]:
    """The runs that began to work, in order."""
    real = (
        run
        for run in runs
        if run.started is not None and not run.refused and not run.state.is_waiting
    )
    return sorted(real, key=start_order)


def start_order(run: RunReport) -> Order:
    """The order of runs that started."""
    if run.started is None:
        raise ValueError(f"run {run.id} never started")
    return run.started, run.id


@record
class _Writer:
    """An upstream run that really started."""

    order: Order
    run: RunReport
    written: Minutes
    """Of its job."""
    left: Batch | None
    """All that it wrote; None while it runs."""

    def keep(self, batch: Batch) -> tuple[Batch, ...]:
        """The batch, unless there is none to list: the run failed before its first report."""
        state = self.run.state
        left_nothing = batch.bytes is None and state.is_final and state.is_failure
        return () if left_nothing else (batch,)


class Staging:
    """What upstream runs have put into staging, at one moment after the other."""

    def __init__(self, sides: Sequence[Writing], after: Order | None = None) -> None:
        """Runs are in order of start; those up to ``after`` are left out."""
        self._sides = [(side, _count_past(side, after)) for side in sides]
        self._writers: list[_Writer] = []
        self._next, self._piece = 0, _PIECE
        self._unlisted = self._find_unlisted()
        self.until = after
        """The last of the first runs, all of which had ended at the moment."""

    def settle(self, moment: datetime) -> tuple[Batch, ...]:
        """What the next runs left, as far as they and all before them have ended.

        Moments never go back.
        """
        if moment > self._unlisted:
            self._list_writers(moment)
        latest = moment + ROUNDING
        settled: list[Batch] = []
        while self._next < len(self._writers):
            one = self._writers[self._next]
            if one.order[0] >= moment or one.left is None or one.left.visible_at > latest:
                break
            settled += one.keep(one.left)
            self.until = one.order
            self._next += 1
        return tuple(settled)

    def list_loose(self, moment: datetime) -> tuple[Batch, ...]:
        """What else is visible at the moment up to which all is settled."""
        loose: list[Batch] = []
        for at in range(self._next, len(self._writers)):
            one = self._writers[at]
            if one.order[0] >= moment:
                break
            is_over = one.left is not None and one.left.visible_at <= moment + ROUNDING
            loose += one.keep(one.left if one.left and is_over else _begun(one, moment))
        return tuple(loose)

    def _list_writers(self, moment: datetime) -> None:
        """List those that began before the moment, and a piece more."""
        found: list[_Writer] = []
        for at, (side, first) in enumerate(self._sides):
            begun = bisect_left(side.runs, (moment, ""), first, key=start_order)
            if begun > first:
                self._sides[at] = side, begun + self._piece
                found += _list_side(side, first, begun + self._piece)
        self._piece *= 4
        later = self._writers[self._next :]
        self._writers[self._next :] = sorted([*later, *found], key=lambda one: one.order)
        self._unlisted = self._find_unlisted()

    def _find_unlisted(self) -> datetime:
        """Start of the first run that is not listed yet."""
        nexts = [side.runs[first].started for side, first in self._sides if first < len(side.runs)]
        return min((start for start in nexts if start), default=_NEVER)


def _count_past(side: Writing, after: Order | None) -> int:
    return bisect_right(side.runs, after, key=start_order) if after else 0


def _list_side(side: Writing, first: int, last: int) -> list[_Writer]:
    runs = [(run.started, run) for run in side.runs[first:last] if run.started is not None]
    view = side.written.start
    losses = share_losses(side.written, [(start, run.completed) for start, run in runs])
    return [
        _Writer(
            (start, run.id),
            run,
            side.written,
            None
            if run.completed is None
            else Batch(
                run.id,
                run.completed,
                None if start < view else _bytes_written(start, run, side.written),
                committed=run.state.is_success,
                lost=lost,
            ),
        )
        for (start, run), lost in zip(runs, losses, strict=True)
    ]


def _begun(one: _Writer, moment: datetime) -> Batch:
    """What the upstream run had written by the moment, by its minutes."""
    (start, _), run, written = one.order, one.run, one.written
    total = None if start < written.start else _bytes_written(start, run, written)
    into = (moment - written.start) % MINUTE
    cut = moment - into
    at_cut = (written.total(cut, cut + MINUTE) or 0.0) * (into / MINUTE)
    before = (written.total(start, cut) or 0.0) + at_cut
    after = (written.total(cut, run.completed) or 0.0) - at_cut
    known = total is not None and before + after > 0.0
    part = (total or 0.0) * before / (before + after) if known else None
    return Batch(run.id, moment, part, whole=False, lost=share_lost(written, start, cut))


def _bytes_written(start: datetime, run: RunReport, written: Minutes) -> float | None:
    return written.total(start, run.completed) if run.bytes_written is None else run.bytes_written
