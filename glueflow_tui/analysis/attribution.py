"""Which bytes were new for each downstream run: what upstream had written when it started."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from operator import attrgetter

from glueflow_tui.analysis.batches import (
    ROUNDING,
    Batch,
    Order,
    Staging,
    Writing,
    list_started,
)
from glueflow_tui.analysis.losses import share_losses
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import RunReport
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.record import record

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


@record
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
    settled: tuple[Batch, ...] = ()
    """What came to stay in staging after the run before had listed it; oldest first, as below."""
    loose: tuple[Batch, ...] = ()
    """What else it could list: upstream runs still at work, and ended ones that began after."""
    until: Order | None = None
    """The last upstream run of all that settled in view up to its start."""
    lost: float = 0.0
    """What its minutes without data may have held, as a part of the bytes that were seen."""
    ended: datetime | None = None
    """None while the run is at work."""


@record
class Attribution:
    """The intakes of a reader, and from where a later look can go on."""

    intakes: tuple[Intake, ...] = ()
    """One per downstream run that really started, in order of start."""
    told: tuple[Intake, ...] = ()
    """From the first that began in view to the last that is complete: they tell the reading."""
    quiet: bool = False
    """Nothing can be left in staging from before the view."""
    head: int = 0
    """How many began before the view."""
    ahead: tuple[Intake, ...] = ()
    """Later ones, of runs that may have gone on since; what was new for them is known."""

    def before(self, moment: datetime, written: datetime) -> Attribution:
        """What is left of it when runs changed that start at the moment or later.

        Of the jobs that write, only what came at the other moment or later may have.
        """
        past = bisect_left(self.intakes, moment, key=_STARTED)
        if past == len(self.intakes) and not self.ahead:
            return self
        same = bisect_left(self.intakes, written - ROUNDING, key=_STARTED)
        return Attribution(
            self.intakes[:past],
            self.told if self.head + len(self.told) <= past else (),
            self.quiet,
            min(self.head, past),
            self.intakes[past:same],
        )

    def skip(self, first: int) -> Attribution:
        """Without the first intakes, of runs that began before the view and are over."""
        if not first:
            return self
        return replace(self, intakes=self.intakes[first:], head=max(0, self.head - first))


_STARTED = attrgetter("started")


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
    known = known or Attribution()
    is_same = known.quiet == quiet and not is_cut
    if is_same and known.intakes and len(known.intakes) == len(readers):
        return known
    walk = _Walk(sides, view, complete_until, read)
    if is_same:
        walk.intakes += known.intakes
        walk.renew(readers[len(known.intakes) :], known.ahead)
    if len(walk.intakes) < len(readers):
        walk.begin(quiet=quiet)
        if not is_same:
            walk.rejoin(known.intakes, readers)
        walk.go_on(readers[len(walk.intakes) :])
    intakes = tuple(walk.intakes)
    head = bisect_left(intakes, view, key=_STARTED)
    last = next((at + 1 for at, one in _count_back(intakes) if one.complete), head)
    is_told = last - head == len(known.told) and known.told == intakes[head:last]
    # The very same tuple, for by it all that rests on it is known to be as it was.
    return Attribution(intakes, known.told if is_told else intakes[head:last], quiet, head)


_News = tuple[tuple[str, ...], float | None, tuple[Batch, ...], tuple[Batch, ...], Order | None]
"""Of an intake: whose bytes were new, how many, what was settled and loose, and until when."""


@dataclass(slots=True)
class _Walk:
    """Goes through the runs of a reader, and what was new for each."""

    sides: Sequence[Writing]
    view: datetime
    complete_until: datetime
    read: Minutes | None
    intakes: list[Intake] = field(default_factory=list)
    _staging: Staging = field(init=False)
    _seen: tuple[Batch, ...] | None = field(init=False)
    """What was loose when the last success began; None without one."""
    _since: list[Batch] = field(init=False)
    """What has settled since then."""

    def renew(self, readers: Sequence[RunReport], ahead: Sequence[Intake]) -> None:
        """The next runs, for which the same was new when they were looked at before."""
        for run, one, lost in zip(readers, ahead, self._share_losses(readers), strict=False):
            if (run.id, run.started) != (one.run_id, one.started):
                break
            news = one.upstream_run_ids, one.bytes_new, one.settled, one.loose, one.until
            self.intakes.append(self._weigh(run, one.started, lost, news))
            if self.intakes[-1].succeeded != one.succeeded:  # it may mark what is new from then on
                break

    def begin(self, *, quiet: bool) -> None:
        """Go on after these; where the view was ``quiet``, nothing lay there before the first."""
        known = self.intakes
        last = next((at for at, one in _count_back(known) if self._marks(one)), -1)
        self._seen = known[last].loose if last >= 0 else () if quiet else None
        self._since = [batch for one in known[last + 1 :] for batch in one.settled]
        self._staging = Staging(self.sides, known[-1].until if known else None)

    def rejoin(self, known: Sequence[Intake], readers: Sequence[RunReport]) -> None:
        """Go through the first anew, until a success is as known: then all known later ones are."""
        for run, one in zip(readers, known, strict=False):
            self.go_on([run])
            if self.intakes[-1] == one and self._marks(one):
                # Equal, but what rests on it knows the other.
                self.intakes[-1:] = known[len(self.intakes) - 1 :]
                self.begin(quiet=False)
                return

    def go_on(self, readers: Sequence[RunReport]) -> None:
        """The next runs, in order of start."""
        for run, lost in zip(readers, self._share_losses(readers), strict=True):
            one = self._take_in(run, run.started or self.view, lost)
            self.intakes.append(one)
            # What ended before the view is not listed: news since then cannot be told from it.
            if self._marks(one):
                self._seen, self._since = one.loose, []

    def _share_losses(self, readers: Sequence[RunReport]) -> list[float]:
        if self.read is None:
            return [0.0] * len(readers)
        return share_losses(
            self.read, [(run.started or self.view, run.completed) for run in readers]
        )

    def _take_in(self, run: RunReport, start: datetime, lost: float) -> Intake:
        """The run against its news."""
        settled = self._staging.settle(start)
        loose = self._staging.list_loose(start)
        self._since += settled
        ids, new = _find_news((*self._since, *loose), self._seen)
        return self._weigh(run, start, lost, (ids, new, settled, loose, self._staging.until))

    def _weigh(self, run: RunReport, start: datetime, lost: float, news: _News) -> Intake:
        ids, new, settled, loose, until = news
        took = run.bytes_read
        return Intake(
            run_id=run.id,
            number=run.number,
            started=start,
            upstream_run_ids=ids,
            bytes_new=new,
            bytes_read=took,
            bytes_reread=None if new is None or took is None else max(0.0, took - new),
            ratio=took / new if new and took is not None else None,
            complete=start >= self.view and _is_past(run, self.complete_until),
            succeeded=run.state.is_success,
            settled=settled,
            loose=loose,
            until=until,
            lost=lost,
            ended=run.completed if run.state.is_final else None,
        )

    def _marks(self, one: Intake) -> bool:
        """Whether only what came after it is new for later runs."""
        return one.succeeded and one.started >= self.view


def _count_back(intakes: Sequence[Intake]) -> Iterator[tuple[int, Intake]]:
    return zip(range(len(intakes) - 1, -1, -1), reversed(intakes), strict=True)


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
    second = side.runs[1].started
    if second is not None and lead < second - start:  # most often that tells
        return False
    starts = (run.started for run in side.runs if run.started)
    return all(lead >= later - earlier for earlier, later in pairwise(starts))


def _find_news(
    batches: Sequence[Batch], seen: Sequence[Batch] | None
) -> tuple[tuple[str, ...], float | None]:
    """All that is listed by one run, but not when the last success began: whose, and bytes."""
    if seen is None:
        return (), None
    before = {batch.run_id: batch for batch in seen}
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
    return tuple(ids), None if math.isnan(total) else total


def _is_past(run: RunReport, complete_until: datetime) -> bool:
    return run.state.is_final and run.completed is not None and run.completed <= complete_until
