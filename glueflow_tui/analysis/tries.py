"""Runs that count for a gate or a baseline: complete, the last try of each, stopped by nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median

from glueflow_tui.analysis.report import JobReport, RunReport
from glueflow_tui.model.states import JobRunState


def complete_runs(job: JobReport, after: datetime, until: datetime) -> tuple[RunReport, ...]:
    """Runs that began at ``after`` or later and were over by ``until``, in order of start.

    A run that somebody stopped tells neither how long one takes nor that it works.
    """
    return tuple(
        run
        for run in last_tries(job)
        if run.state.is_final
        and run.state is not JobRunState.STOPPED
        and run.started is not None
        and run.completed is not None
        and run.started >= after
        and run.completed <= until
    )


def last_tries(job: JobReport) -> tuple[RunReport, ...]:
    """A failed attempt that was tried again is the same run as its retry, which decides."""
    return tuple({run.number: run for run in job.runs if not run.refused}.values())


def measure_run(run: RunReport) -> float | None:
    """Wall seconds of a run that has ended."""
    if run.started is None or run.completed is None:
        return None
    return max(0.0, (run.completed - run.started).total_seconds())


def find_middle(values: Iterable[float | None]) -> float | None:
    """The median of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None
