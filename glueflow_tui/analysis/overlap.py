"""Runs that ran at the same time, by wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from glueflow_tui.analysis.report import Overlap
from glueflow_tui.analysis.runs import OPEN, Interval, Timeline


def find_overlaps(
    upstream: Sequence[Interval], downstream: Sequence[Interval], minimum: timedelta
) -> tuple[Overlap, ...]:
    """Pairs of an upstream and a downstream run that overlap for longer than ``minimum``.

    Both in order of start.
    """
    return cross_timelines(Timeline().add(upstream), Timeline().add(downstream), minimum)


def cross_timelines(
    up: Timeline, down: Timeline, minimum: timedelta, now: datetime = OPEN
) -> tuple[Overlap, ...]:
    """As ``find_overlaps``, of two timelines, as far as they are past."""
    found: list[Overlap] = []
    for later in down.intervals:
        for one in up.meeting(later.start, later.end):
            found += _common(one, later, minimum, now)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.upstream_run_id)))


def find_self_overlaps(runs: Sequence[Interval], minimum: timedelta) -> tuple[Overlap, ...]:
    """Pairs of different runs of one job that overlap; attempts of one run are one run."""
    found: list[Overlap] = []
    open_runs: list[Interval] = []
    for run in runs:
        open_runs = [one for one in open_runs if one.end > run.start]
        for one in open_runs:
            if one.number != run.number:
                found += _common(one, run, minimum)
        open_runs.append(run)
    return tuple(found)


def _common(
    one: Interval, other: Interval, minimum: timedelta, now: datetime = OPEN
) -> list[Overlap]:
    start: datetime = max(one.start, other.start)
    end = min(one.end, other.end, now)
    if end - start <= minimum:
        return []
    return [Overlap(one.run_id, other.run_id, start, end)]
