"""Windows of a link and their ratios: the document's figure.

Both sums run over one period of the upstream job's trigger.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import attrgetter
from statistics import median

from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.jobs import JobCase
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.report import RunReport, WindowOrigin, WindowReport, WindowSpec
from glueflow_tui.analysis.runs import Timeline
from glueflow_tui.analysis.span import Span, floor_minute
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.record import record
from glueflow_tui.model.schedule import (
    fire_after,
    fire_before,
    fires_between,
    scheduled_triggers,
    translate_cron,
)
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import Metric

_TICK = timedelta(microseconds=1)
_LIVED = timedelta(minutes=2)
"""A run this long in a window has had time to publish a point."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The window of a link, and the moments at which one ends and the next begins."""

    spec: WindowSpec
    edges: tuple[datetime, ...]
    """From the first that begins in view to the end of the one in progress."""

    def lasts(self, view: Span) -> bool:
        """Whether it stays for a view that moved on since: no fire was passed at either end."""
        is_fired = self.spec.origin is WindowOrigin.TRIGGER
        return is_fired and view.start <= self.edges[0] and view.end <= self.edges[-1]

    def find_same(
        self, windows: Sequence[WindowReport], until: datetime
    ) -> tuple[WindowReport, ...]:
        """Those of earlier windows that were over by the moment, if they are this grid's first."""
        first = bisect_left(windows, self.edges[0], key=attrgetter("start"))
        last = bisect_right(windows, until, key=attrgetter("end"))
        found = tuple(windows[first:last])
        spans = zip(found, pairwise(self.edges), strict=False)
        is_same = all((one.start, one.end) == edges for one, edges in spans)
        return found if is_same and len(found) < len(self.edges) else ()


@record
class Side:
    """What the windows of a link need to know of one of its jobs."""

    job: str
    metric: Metric
    enabled: bool
    timeline: Timeline

    def is_blind(self, flows: Flows) -> bool:
        """Whether nothing is known of its bytes: no point in view, though runs lived there."""
        if flows.publishes(self.job):
            return False
        now = flows.span.taken_at
        lived = any(min(one.end, now) - one.start >= _LIVED for one in self.timeline.intervals)
        return lived or not self.enabled


def lay_grid(
    triggers: tuple[Trigger, ...],
    up: JobCase,
    span: Span,
    memo: Memo,
    *,
    option: timedelta | None = None,
) -> Grid | None:
    """Windows of an upstream job: by option, by its schedule, or as its runs were observed.

    None when none of them tells a period. ``triggers`` are those that start the job.
    """
    name = up.report.name
    crons = memo.recall(("crons", name), (triggers,), partial(_list_crons, triggers, name))
    # The fires in view, and the one before, are those between these two.
    edges = [
        (fire_after(cron, span.start - _TICK), fire_after(cron, span.end - MINUTE))
        for cron in crons
    ]
    inputs = (crons, *(edge for pair in edges for edge in pair))
    facts, runs = up.log.facts, up.log.reports

    beat: _Beat | None
    if option is not None and option >= MINUTE:
        beat = memo.recall(
            ("beat", name), (*inputs, facts), partial(_find_beat, crons, runs, span, option)
        )
    elif fired := memo.recall(("fires", name), inputs, partial(_fire_edges, crons, span)):
        return fired
    else:
        beat = memo.recall(("seen", name), (facts,), partial(_observe_beat, runs))
    if beat is None:
        return None
    shape = beat.first_edge(span), beat.count_edges(span)
    return memo.recall(("even", name), (beat, *shape), partial(_even_grid, beat, *shape))


def _list_crons(triggers: Iterable[Trigger], job: str) -> tuple[str, ...]:
    schedules = (trigger.schedule or "" for trigger in scheduled_triggers(triggers, job))
    return tuple(cron for cron in map(translate_cron, schedules) if cron)


def first_starts(runs: Iterable[RunReport]) -> list[datetime]:
    """When the runs began, in order: first attempts that were not refused."""
    return sorted(
        run.started for run in runs if run.started and not run.refused and not run.attempt
    )


def _fire_edges(crons: Sequence[str], span: Span) -> Grid | None:
    inside = {fire for cron in crons for fire in fires_between(cron, span.start, span.end)}
    before = [fire for cron in crons if (fire := fire_before(cron, span.start))]
    after = [fire for cron in crons if (fire := fire_after(cron, span.end - MINUTE))]
    if not after or not (inside or before):
        return None
    last = min(after)
    edges = (*sorted(fire for fire in inside if fire < last), last)
    whole = [*([max(before)] if before and max(before) < edges[0] else []), *edges]
    lengths = Counter((later - earlier) for earlier, later in pairwise(whole))
    # Irregular schedules have windows of several lengths: the usual one stands for them.
    usual = max(lengths, key=lambda length: (lengths[length], -length.total_seconds()))
    return Grid(WindowSpec(round(usual.total_seconds()), WindowOrigin.TRIGGER), edges)


def _stable_anchor(moments: Sequence[datetime], period: timedelta) -> datetime:
    """An anchor that does not jump while time goes on: the least offset within the period."""
    minutes = max(1, period // MINUTE)
    return minute_start(min((epoch_minute(moment) % minutes for moment in moments), default=0))


@dataclass(frozen=True, slots=True)
class _Beat:
    """Windows of one length, one of which begins at the anchor."""

    origin: WindowOrigin
    period: timedelta
    """Whole minutes."""
    anchor: datetime

    def first_edge(self, span: Span) -> datetime:
        """The first in view."""
        return span.start + (self.anchor - span.start) % self.period

    def count_edges(self, span: Span) -> int:
        """From that one to the end of the window in progress."""
        return max(0, -((self.first_edge(span) - span.end) // self.period)) + 1


def _find_beat(
    crons: Iterable[str], runs: Iterable[RunReport], span: Span, option: timedelta
) -> _Beat:
    fires = [fire for cron in crons for fire in fires_between(cron, span.start, span.end)]
    anchor = _stable_anchor(fires or first_starts(runs), option)
    return _Beat(WindowOrigin.OPTION, option // MINUTE * MINUTE, anchor)


def _observe_beat(runs: Iterable[RunReport]) -> _Beat | None:
    """The usual time from start to start; None when too few runs tell it."""
    seen = first_starts(runs)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(seen)]
    if not gaps:
        return None
    period = max(1, round(median(gaps) / 60)) * MINUTE
    return _Beat(WindowOrigin.OBSERVED, period, floor_minute(seen[-1]))


def _even_grid(beat: _Beat, first: datetime, count: int) -> Grid:
    edges = tuple(first + index * beat.period for index in range(count))
    return Grid(WindowSpec(round(beat.period.total_seconds()), beat.origin), edges)


def sum_windows(
    grid: Grid,
    flows: Flows,
    writers: Sequence[Side],
    reader: Side,
    known: Sequence[WindowReport] = (),
) -> tuple[WindowReport, ...]:
    """Bytes written and read per window, half-open; those cut by the left edge are left out.

    Written is the sum over all writers, unknown as soon as that of one of them is. The first
    windows may be known.
    """
    edges = grid.edges[len(known) :]
    spans, stretches = list(pairwise(edges)), list(pairwise(map(epoch_minute, edges)))
    *wrote, read = (_sum_side(flows, side, spans, stretches) for side in (*writers, reader))
    written = wrote[0] if len(wrote) == 1 else list(map(_add_known, zip(*wrote, strict=True)))
    new = [
        WindowReport(*span, up, down, _ratio(up, down), flows.span.is_settled(*span))
        for span, up, down in zip(spans, written, read, strict=True)
    ]
    return tuple(known) + tuple(new)


def _add_known(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _sum_side(
    flows: Flows,
    side: Side,
    spans: Sequence[tuple[datetime, datetime]],
    stretches: Sequence[tuple[int, int]],
) -> list[float | None]:
    """Bytes of one job in each window, which is a stretch of epoch minutes; None when unknown."""
    if side.is_blind(flows):
        return [None] * len(spans)
    totals = flows.totals(side.job, side.metric, stretches)
    return [
        _suppose(flows, side, *span)
        if total is None or not flows.span.was_asked(span[0])
        else total
        for total, span in zip(totals, spans, strict=True)
    ]


def _suppose(flows: Flows, side: Side, start: datetime, end: datetime) -> float | None:
    """What a window without a point holds.

    None: never asked, or a run lived there and left no point. Zero: no run lived there.
    """
    if not flows.span.was_asked(start):
        return None
    if flows.has_points(side.job, epoch_minute(start), epoch_minute(end)):
        return 0.0
    seen = min(end, flows.span.taken_at)
    return None if _has_lived(side.timeline, start, seen) else 0.0


def _has_lived(timeline: Timeline, start: datetime, end: datetime) -> bool:
    """Whether a run was at work there for long enough to publish."""
    return any(
        min(one.end, end) - max(one.start, start) >= _LIVED for one in timeline.meeting(start, end)
    )


def _ratio(written: float | None, read: float | None) -> float | None:
    return read / written if written and read is not None else None
