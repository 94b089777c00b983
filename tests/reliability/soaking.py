"""A simulated day on the screen's path: memory, open files, history and schedule."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from glueflow_tui.output.text import render_text
from glueflow_tui.settings import AnalysisSettings
from tests.reliability.watching import Watching, open_watching
from tests.reliability.weather import Weather

HOUR = 60
DAY = 24 * HOUR
LOOKBACK = AnalysisSettings().lookback


@dataclass(frozen=True)
class Soak:
    """After so many polls, a minute of simulated time apart."""

    polls: int
    megabytes_after_an_hour: float
    megabytes_at_the_end: float
    files_after_an_hour: int
    files_at_the_end: int
    longest_series: int
    """Minutes kept of any series at the end."""
    oldest_run: timedelta
    """Age of the oldest run that ended and is kept."""
    failed_calls: int

    @property
    def growth(self) -> float:
        """Megabytes since the first hour."""
        return self.megabytes_at_the_end - self.megabytes_after_an_hour


def soak(polls: int = DAY, *, rate: float = 0.05) -> Soak:
    """Watch a bookmarked chain through real clients, with some calls failing."""
    watching = open_watching("bookmarked", weather=Weather(seed=11, rate=rate))
    _watch(watching, HOUR)
    early, files = _weigh(), _count_files()
    _watch(watching, polls - HOUR)
    history = watching.monitor.history
    assert history.taken_at is not None
    ended = [run.completed for runs in history.runs.values() for run in runs if run.completed]
    return Soak(
        polls=polls,
        megabytes_after_an_hour=early,
        megabytes_at_the_end=_weigh(),
        files_after_an_hour=files,
        files_at_the_end=_count_files(),
        longest_series=max(len(series.values) for series in history.series.values()),
        oldest_run=history.taken_at - min(ended),
        failed_calls=watching.weather.failed,
    )


def _watch(watching: Watching, polls: int) -> None:
    for _ in range(polls):
        report = watching.poll()
        if report is not None:
            render_text(report)
        # The log of the endpoint and the fates of calls belong to the test, not to the product.
        watching.transport.cloud.calls.clear()
        watching.transport._fates.clear()


def _weigh() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


def _count_files() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))
