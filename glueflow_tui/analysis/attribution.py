"""Which bytes were new for each downstream run: what upstream had written when it started."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from operator import attrgetter

from glueflow_tui.analysis.batches import (
    ROUNDING,
    Batch,
    Left,
    Staging,
    Writing,
    list_started,
    share_lost,
)
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import RunReport
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.states import JobRunState

__all__ = [
    "ROUNDING",
    "Attribution",
    "Batch",
    "Intake",
    "Writing",
    "attribute",
    "follow",
    "is_quiet",
]


@dataclass(frozen=True, slots=True)
class Intake:
    """A downstream run against the bytes that it could list when it started."""

    run_id: str
    number: int
    started: datetime
    upstream_run_ids: tuple[str, ...]
    """Runs whose bytes were new for it."""
    bytes_new: float | None
    """Written up to its start, after the start of the last successful run before it."""
    bytes_read: float | None
    bytes_reread: float | None
    ratio: float | None
    complete: bool
    """It ran in view from start to end, and none of its minutes is provisional."""
    succeeded: bool
    batches: tuple[Batch, ...]
    """All of the view that was visible when it started, oldest first."""
    lost: float = 0.0
    """What its minutes without data may have held, as a part of the bytes that were seen."""
    ended: datetime | None = None
    """None while the run is at work."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The intakes of a reader, and from where a later look can go on."""

    intakes: tuple[Intake, ...] = ()
    """One per downstream run that really started, in order of start."""
    told: tuple[Intake, ...] = ()
    """From the first that began in view to the last that is complete: they tell the reading."""
    quiet: bool = False
    """Nothing can be left in staging from before the view."""
    left: tuple[Left, ...] = ()
    """By the first upstream runs, all of which the last reader listed whole."""
    common: tuple[int, ...] = ()
    """Per intake, how many of its first batches every later one lists too."""
    head: int = 0
    """How many began before the view."""

    def before(self, moment: datetime) -> Attribution:
        """What runs that start at the moment or later leave as it is."""
        past = bisect_left(self.intakes, moment, key=_STARTED)
        return Attribution(
            self.intakes[:past],
            self.told if self.head + len(self.told) <= past else (),
            self.quiet,
            self.left[: bisect_left(self.left, (moment, ""), key=_ORDER)],
            self.common[:past],
            min(self.head, past),
        )

    def skip(self, first: int) -> Attribution:
        """Without the first intakes, of runs that began before the view and are over."""
        return replace(
            self,
            intakes=self.intakes[first:],
            common=self.common[first:],
            head=max(0, self.head - first),
        )


_STARTED, _ORDER = attrgetter("started"), attrgetter("order")


def attribute(
    upstream: Sequence[RunReport],
    downstream: Sequence[RunReport],
    written: Minutes,
    complete_until: datetime,
    *,
    read: Minutes | None = None,
    others: Sequence[Writing] = (),
) -> tuple[Intake, ...]:
    """One intake per downstream run that really started, in order of start.

    ``written`` are the upstream job's minutes; ``read``, the downstream job's, tells what is lost.
    What was new for a run counts the ``others`` too: jobs that feed the same reader.
    """
    sides = [
        Writing(list_started(side.runs), side.written)
        for side in (Writing(upstream, written), *others)
    ]
    return follow(sides, list_started(downstream), complete_until, read=read).intakes


def follow(
    sides: Sequence[Writing],
    readers: Sequence[RunReport],
    complete_until: datetime,
    *,
    read: Minutes | None = None,
    known: Attribution | None = None,
    is_cut: bool = False,
) -> Attribution:
    """As ``attribute``, of runs that really started and are in order.

    ``known`` is what is known of the first of them, by an earlier look. When the left edge of the
    view came across one of them since, or one before them is past, it ``is_cut``.
    """
    view, quiet = sides[0].written.start, is_quiet(sides, readers)
    past = known if known is not None and not is_cut and known.quiet == quiet else Attribution()
    if past is known and len(past.intakes) == len(readers):
        return past
    hints = known if known is not None and past is not known else Attribution()
    before = {one.run_id: one for one in hints.intakes if one.started >= view}
    staging = Staging(sides, past.left, [one for one in hints.left if one.order[0] >= view])
    intakes, common = [*past.intakes], [*past.common]
    last = next((at for at, one in _count_back(intakes) if _marks(one, view)), -1)
    seen: tuple[Batch, ...] | None = () if quiet else None
    seen, shared = (seen, 0) if last < 0 else (intakes[last].batches, common[last])
    for run in readers[len(intakes) :]:
        start = run.started or view
        batches = staging.list_at(start)
        news = _find_news(batches[shared:], None if seen is None else seen[shared:])
        is_whole = start >= view and _is_past(run, complete_until)
        same = before.get(run.id)
        lost = same.lost if same else share_lost(read, start, run.completed) if read else 0.0
        one = _take_in(run, start, batches, news, is_whole=is_whole, lost=lost)
        intakes.append(same if one == same else one)
        common.append(len(staging.settled))
        # What ended before the view is not listed: news since then cannot be told from it.
        if _marks(intakes[-1], view):
            seen, shared = batches, common[-1]
    head = bisect_left(intakes, view, key=_STARTED)
    return Attribution(
        tuple(intakes),
        _list_told(intakes, head, past),
        quiet,
        tuple(staging.left),
        tuple(common),
        head,
    )


def _list_told(intakes: Sequence[Intake], head: int, past: Attribution) -> tuple[Intake, ...]:
    last = next((at + 1 for at, one in _count_back(intakes) if one.complete), head)
    # The very same tuple, for by it all that rests on it is known to be as it was.
    is_same = past.head == head and last == head + len(past.told)
    return past.told if is_same else tuple(intakes[head:last])


def _count_back(intakes: Sequence[Intake]) -> Iterator[tuple[int, Intake]]:
    return zip(range(len(intakes) - 1, -1, -1), reversed(intakes), strict=True)


def _marks(one: Intake, view: datetime) -> bool:
    """Whether only what came after it is new for later runs."""
    return one.succeeded and one.started >= view


def is_quiet(sides: Sequence[Writing], readers: Sequence[RunReport]) -> bool:
    """Whether no job that ran can have left anything from before the view."""
    ran = [side for side in sides if side.runs]
    return bool(ran) and all(_is_quiet_before(side, readers) for side in ran)


def _is_quiet_before(side: Writing, readers: Sequence[RunReport]) -> bool:
    """Whether the view begins so long before the first run that nothing can be left from before."""
    start = side.runs[0].started
    first = readers[0].started if readers else None
    if start is None or first is None:
        return False
    lead = min(start, first) - side.written.start
    if len(side.runs) == 1:
        return lead >= side.written.length * MINUTE / 2
    # Most often the first pair tells.
    starts = (run.started for run in side.runs if run.started)
    return all(lead >= later - earlier for earlier, later in pairwise(starts))


@dataclass(frozen=True, slots=True)
class _News:
    """What is listed by one run and was not by another."""

    ids: tuple[str, ...]
    bytes: float | None


def _find_news(batches: Sequence[Batch], seen: Sequence[Batch] | None) -> _News:
    """All that is listed by one run, but not when the last success began."""
    before = {batch.run_id: batch for batch in seen or ()}
    ids: list[str] = []
    parts: list[float] = []
    for batch in batches:
        known = before.get(batch.run_id)
        if known is not None and known.whole:
            continue
        ids.append(batch.run_id)
        start = 0.0 if known is None else known.bytes
        unknown = batch.bytes is None or start is None
        parts.append(math.nan if unknown else max(0.0, (batch.bytes or 0.0) - (start or 0.0)))
    total = math.fsum(parts)
    if seen is None:
        return _News((), None)
    return _News(tuple(ids), None if math.isnan(total) else total)


def _take_in(
    run: RunReport,
    start: datetime,
    batches: tuple[Batch, ...],
    news: _News,
    *,
    is_whole: bool,
    lost: float,
) -> Intake:
    """The run against its news."""
    new, read = news.bytes, run.bytes_read
    return Intake(
        run_id=run.id,
        number=run.number,
        started=start,
        upstream_run_ids=news.ids,
        bytes_new=new,
        bytes_read=read,
        bytes_reread=None if new is None or read is None else max(0.0, read - new),
        ratio=read / new if new and read is not None else None,
        complete=is_whole,
        succeeded=run.state is JobRunState.SUCCEEDED,
        batches=batches,
        lost=lost,
        ended=run.completed if run.state.is_final else None,
    )


def _is_past(run: RunReport, complete_until: datetime) -> bool:
    return run.state.is_final and run.completed is not None and run.completed <= complete_until
