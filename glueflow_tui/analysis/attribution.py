"""Which bytes were new for each downstream run: what upstream had written when it started."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from glueflow_tui.analysis.report import Minutes, RunReport
from glueflow_tui.model.observation import MINUTE
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
    gaps: int = 0
    """Minutes of it without data between others that had some."""


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
    gaps: int = 0
    """Minutes without data, of the run itself and of what was new for it, between others with."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What one upstream job did: its runs and its minutes."""

    runs: Sequence[RunReport]
    written: Minutes


@dataclass(frozen=True, slots=True)
class _Writer:
    """An upstream run that really started."""

    start: datetime
    run: RunReport
    written: Minutes
    """Of its job."""


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

    ``written`` are the upstream job's minutes; ``read``, the downstream job's, tells the gaps.
    What was new for a run counts the ``others`` too: jobs that feed the same reader.
    """
    sides = (Writing(upstream, written), *others)
    writers, readers = _list_writers(sides), _started(downstream)
    seen: tuple[Batch, ...] | None = () if _is_quiet(sides, readers) else None
    staging, common = _Staging(writers), 0
    intakes: list[Intake] = []
    for start, run in readers:
        batches = staging.list_at(start)
        intake = _weigh(run, start, batches, seen, common)
        is_whole = start >= written.start and _is_past(run, complete_until)
        gaps = intake.gaps + (_count_gaps(read, start, run.completed) if read else 0)
        intakes.append(replace(intake, complete=is_whole, gaps=gaps))
        # What ended before the view is not listed: news since then cannot be told from it.
        if intake.succeeded and start >= written.start:
            seen, common = batches, len(staging.settled)
    return tuple(intakes)


def _list_writers(sides: Sequence[Writing]) -> list[_Writer]:
    found = [
        _Writer(start, run, side.written) for side in sides for start, run in _started(side.runs)
    ]
    return sorted(found, key=lambda one: (one.start, one.run.id))


def _started(runs: Sequence[RunReport]) -> list[tuple[datetime, RunReport]]:
    real = [
        (run.started, run)
        for run in runs
        if run.started is not None and not run.refused and run.state is not JobRunState.WAITING
    ]
    return sorted(real, key=lambda pair: (pair[0], pair[1].id))


def _is_quiet(sides: Sequence[Writing], readers: Sequence[tuple[datetime, RunReport]]) -> bool:
    """Whether no job that ran can have left anything from before the view."""
    ran = [(starts, side.written) for side in sides if (starts := _started(side.runs))]
    return bool(ran) and all(_is_quiet_before(starts, readers, written) for starts, written in ran)


def _is_quiet_before(
    writers: Sequence[tuple[datetime, RunReport]],
    readers: Sequence[tuple[datetime, RunReport]],
    written: Minutes,
) -> bool:
    """Whether the view begins so long before the first run that nothing can be left from before."""
    starts = [start for start, _ in writers]
    if not starts or not readers:
        return False
    lead = min(starts[0], readers[0][0]) - written.start
    if len(starts) == 1:
        return lead >= len(written.values) * MINUTE / 2
    return lead >= max(later - earlier for earlier, later in pairwise(starts))


class _Staging:
    """What upstream runs have put into staging, at one moment after the other."""

    def __init__(self, writers: Sequence[_Writer]) -> None:
        self._writers = writers
        self._next = 0
        self.settled: list[Batch] = []
        """Whole batches at the head of every later list: else each run would list all anew."""

    def list_at(self, moment: datetime) -> tuple[Batch, ...]:
        """All that is visible; moments never go back."""
        while self._next < len(self._writers):
            one = self._writers[self._next]
            batch = _ended(one) if one.start < moment else None
            if batch is None or batch.visible_at > moment + ROUNDING:
                break
            self.settled += _keep(one, batch)
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
        gaps=_count_gaps(written, start, run.completed),
    )


def _begun(one: _Writer, moment: datetime) -> Batch:
    """What the upstream run had written by the moment, by its minutes."""
    start, run, written = one.start, one.run, one.written
    total = _bytes_written(start, run, written)
    into = (moment - written.start) % MINUTE
    cut = moment - into
    at_cut = (_total(written, cut, cut + MINUTE) or 0.0) * (into / MINUTE)
    before = (_total(written, start, cut) or 0.0) + at_cut
    after = (_total(written, cut, run.completed) or 0.0) - at_cut
    known = total is not None and before + after > 0.0
    part = (total or 0.0) * before / (before + after) if known else None
    return Batch(run.id, moment, part, whole=False, gaps=_count_gaps(written, start, cut))


def _bytes_written(start: datetime, run: RunReport, written: Minutes) -> float | None:
    if start < written.start:
        return None
    if run.bytes_written is not None:
        return run.bytes_written
    return _total(written, start, run.completed)


def _weigh(
    run: RunReport,
    start: datetime,
    batches: tuple[Batch, ...],
    seen: tuple[Batch, ...] | None,
    common: int,
) -> Intake:
    """The run against its news: what is listed now and was not when the last success began.

    The first ``common`` batches of both lists are the same.
    """
    late = batches[common:]
    ids, fresh = _difference(late, (seen or ())[common:])
    new = None if seen is None else fresh
    reread = None if new is None or run.bytes_read is None else max(0.0, run.bytes_read - new)
    return Intake(
        run_id=run.id,
        number=run.number,
        started=start,
        upstream_run_ids=ids if seen is not None else (),
        bytes_new=new,
        bytes_read=run.bytes_read,
        bytes_reread=reread,
        ratio=run.bytes_read / new if new and run.bytes_read is not None else None,
        complete=False,
        gaps=sum(batch.gaps for batch in late if batch.run_id in ids),
        succeeded=run.state is JobRunState.SUCCEEDED,
        batches=batches,
    )


def _difference(
    batches: tuple[Batch, ...], seen: tuple[Batch, ...]
) -> tuple[tuple[str, ...], float | None]:
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


def _total(minutes: Minutes, start: datetime, end: datetime | None) -> float | None:
    """Sum of the minutes that began in the span; None when none of them has data."""
    known = [value for value in _between(minutes, start, end) if value is not None]
    return math.fsum(known) if known else None


def _count_gaps(minutes: Minutes, start: datetime, end: datetime | None) -> int:
    values = _between(minutes, start, end)
    known = [index for index, value in enumerate(values) if value is not None]
    return known[-1] - known[0] + 1 - len(known) if known else 0


def _between(minutes: Minutes, start: datetime, end: datetime | None) -> tuple[float | None, ...]:
    first = max(0, (start - minutes.start) // MINUTE)
    last = len(minutes.values) if end is None else max(0, -((minutes.start - end) // MINUTE))
    return minutes.values[first:last]


def _is_past(run: RunReport, complete_until: datetime) -> bool:
    return run.state.is_final and run.completed is not None and run.completed <= complete_until
