"""What a baseline read in the same windows or runs, laid over those of now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from glueflow_tui.model.series import epoch_minute

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import LinkReport, Report

_INSTANT = timedelta(microseconds=1)

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier recording, judged whole."""

    name: str
    report: Report


def ghost_minutes(
    report: Report, link: LinkReport, before: Report, *, by_run: bool
) -> tuple[float | None, ...]:
    """Bytes a minute from the report's start: the n-th complete window or run under the n-th.

    Where the baseline has fewer, its last one stands for the rest.
    """
    pair = (link.upstream, link.downstream)
    earlier = next((one for one in before.links if (one.upstream, one.downstream) == pair), None)
    job = before.job(link.downstream)
    if earlier is None or job is None:
        return ()
    then = list((_runs if by_run else _windows)(before, earlier, complete=True))
    now = list((_runs if by_run else _windows)(report, link, complete=False))
    if not then:
        return ()
    first, origin = epoch_minute(report.start), epoch_minute(job.read.start)
    values: list[float | None] = [None] * (epoch_minute(report.taken_at) + 1 - first)
    for place, (start, _) in enumerate(now):
        begun, ended = then[min(place, len(then) - 1)]
        since, until = epoch_minute(begun), epoch_minute(ended - _INSTANT) + 1
        shift = epoch_minute(start) - since - first
        for minute in range(max(since, origin), min(until, origin + len(job.read.values))):
            if 0 <= minute + shift < len(values):
                values[minute + shift] = job.read.values[minute - origin]
    return tuple(values)


def _windows(_report: Report, link: LinkReport, *, complete: bool) -> Iterator[Stretch]:
    """From the first in which anything was written or read."""
    begun = False
    for window in link.windows:
        begun = begun or bool(window.bytes_read or window.bytes_written)
        if begun and (window.complete or not complete):
            yield window.start, window.end


def _runs(report: Report, link: LinkReport, *, complete: bool) -> Iterator[Stretch]:
    job = report.job(link.downstream)
    known = {} if job is None else {run.id: run for run in job.runs}
    for one in link.runs:
        run = known.get(one.run_id)
        if run is not None and run.started is not None and (one.complete or not complete):
            yield run.started, run.completed or report.taken_at
