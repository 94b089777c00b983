"""Windows of a link and their ratios: the document's figure.

Both sums run over one period of the upstream job's trigger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import numpy as np

from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.report import RunReport, WindowOrigin, WindowReport, WindowSpec
from glueflow_tui.analysis.runs import Interval, wall_intervals
from glueflow_tui.analysis.span import Span, floor_minute
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.schedule import (
    fire_after,
    fire_before,
    fires_between,
    scheduled_triggers,
    translate_cron,
)
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import Metric

_LIVED = timedelta(minutes=2)
"""A run this long in a window has had time to publish a point."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The window of a link, and the moments at which one ends and the next begins."""

    spec: WindowSpec
    edges: tuple[datetime, ...]
    """From the first that begins in view to the end of the one in progress."""


@dataclass(frozen=True, slots=True)
class Side:
    """What the windows of a link need to know of one of its jobs."""

    job: str
    metric: Metric
    enabled: bool
    intervals: tuple[Interval, ...]


def lay_grid(
    triggers: Iterable[Trigger],
    job: str,
    runs: Sequence[RunReport],
    span: Span,
    *,
    option: timedelta | None = None,
) -> Grid | None:
    """Windows of an upstream job: by option, by its schedule, or as its runs were observed.

    None when none of them tells a period.
    """
    schedules = [trigger.schedule or "" for trigger in scheduled_triggers(triggers, job)]
    crons = [cron for cron in map(translate_cron, schedules) if cron]
    starts = first_starts(runs)
    if option is not None and option >= MINUTE:
        fires = [fire for cron in crons for fire in fires_between(cron, span.start, span.end)]
        return _even_grid(option, _stable_anchor(fires or starts, option), span)
    if fired := _fire_edges(crons, span):
        return fired
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    if not gaps:
        return None
    period = max(1, round(median(gaps) / 60)) * MINUTE
    return _even_grid(period, floor_minute(starts[-1]), span, WindowOrigin.OBSERVED)


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


def _even_grid(
    period: timedelta,
    anchor: datetime,
    span: Span,
    origin: WindowOrigin = WindowOrigin.OPTION,
) -> Grid:
    period = max(1, period // MINUTE) * MINUTE
    first = span.start + (anchor - span.start) % period
    count = max(0, -((first - span.end) // period))
    edges = tuple(first + index * period for index in range(count + 1))
    return Grid(WindowSpec(round(period.total_seconds()), origin), edges)


def sum_windows(
    grid: Grid, flows: Flows, writers: Sequence[Side], reader: Side
) -> tuple[WindowReport, ...]:
    """Bytes written and read per window, half-open; those cut by the left edge are left out.

    Written is the sum over all writers, unknown as soon as that of one of them is.
    """
    if len(grid.edges) <= 1:
        return ()
    each = [_sum_side(grid, flows, writer) for writer in writers]
    written = [_add_known(parts) for parts in zip(*each, strict=True)]
    read = _sum_side(grid, flows, reader)
    return tuple(
        WindowReport(start, end, wrote, got, _ratio(wrote, got), flows.span.is_settled(start, end))
        for (start, end), wrote, got in zip(pairwise(grid.edges), written, read, strict=True)
    )


def _add_known(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _sum_side(grid: Grid, flows: Flows, side: Side) -> list[float | None]:
    """Bytes of one job per window.

    None: never asked, or a run lived there and left no point. Zero: no run lived there.
    """
    count, first = len(grid.edges) - 1, epoch_minute(grid.edges[0])
    published = flows.has_points(side.job)
    if not published.any() and (not side.enabled or _longest(side.intervals) >= _LIVED):
        return [None] * count
    edges = np.array([epoch_minute(edge) for edge in grid.edges])
    offset = first - flows.span.first
    published = published[offset:]
    window = np.searchsorted(edges, np.arange(first, first + len(published)), side="right") - 1
    known_bytes = np.nan_to_num(flows.values[side.job, side.metric][offset:])
    sums = np.bincount(window, known_bytes, minlength=count)
    points = np.bincount(window, published, minlength=count)[:count]
    silent = (points == 0) & _lived(grid, side.intervals)
    asked = np.array([flows.span.was_asked(edge) for edge in grid.edges[:-1]])
    known = asked & ~silent
    return [float(value) if ok else None for value, ok in zip(sums[:count], known, strict=True)]


def _longest(intervals: Sequence[Interval]) -> timedelta:
    return max((one.end - one.start for one in intervals), default=timedelta(0))


def _lived(grid: Grid, intervals: Sequence[Interval]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Per window, whether a run lived in it long enough to publish."""
    edges = np.array([edge.timestamp() for edge in grid.edges])
    starts = np.array([one.start.timestamp() for one in intervals]).reshape(-1, 1)
    ends = np.array([one.end.timestamp() for one in intervals]).reshape(-1, 1)
    common = np.minimum(ends, edges[1:]) - np.maximum(starts, edges[:-1])
    lived: np.ndarray[tuple[int], np.dtype[np.bool_]] = (common >= _LIVED.total_seconds()).any(
        axis=0
    )
    return lived


def _ratio(written: float | None, read: float | None) -> float | None:
    return read / written if written and read is not None else None


def side_of(
    job: str, metric: Metric, runs: Sequence[RunReport], span: Span, *, enabled: bool
) -> Side:
    """One job of a link, as its windows see it."""
    return Side(job, metric, enabled, wall_intervals(runs, span.taken_at))
