"""A simulated day on the screen: memory, open files and history."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from textual.message import Message
from textual.pilot import Pilot

from glueflow_tui.errors import ObservationError
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.garbage import settle
from glueflow_tui.tui.messages import PollFailed, Reported
from tests.cloud.following import JOBS
from tests.reliability.watching import MINUTE, Watching, open_watching
from tests.reliability.weather import Weather
from tests.tui.stage import lines_of, on_stage

KEYS = ("m", "m", "minus", "plus", "p", "p", "p", "p", "x", "escape", "left_square_bracket", "G")
"""Pressed in the first minutes of every hour: who has it open all day looks at it now and then.

In the end all is as it was before, so that one hour is like the other.
"""
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
    rows_drawn: int
    """Lines of the screen that differed from one minute to the next."""

    @property
    def growth(self) -> float:
        """Megabytes since the first hour."""
        return self.megabytes_at_the_end - self.megabytes_after_an_hour


async def soak(polls: int = DAY, *, rate: float = 0.05, first: int = HOUR) -> Soak:
    """Watch a bookmarked chain through real clients, with some calls failing, on the screen.

    What is there after the first polls, by default those of an hour, is what others are held to.
    """
    # A past as long as the lookback: the history is as large from the first look on as ever.
    weather = Weather(seed=11, rate=rate)
    watching = open_watching("bookmarked", past=LOOKBACK + timedelta(hours=1), weather=weather)
    _foresee(watching, polls)
    settings = Settings(source=SourceSettings(jobs=JOBS))
    async with on_stage(size=(120, 40), settings=settings) as (app, pilot):
        shown = _Shown(app, pilot)
        await _watch(watching, shown, 1)
        with _settled():
            await _watch(watching, shown, first - 1)
            early, files = _weigh(), _count_files()
            await _watch(watching, shown, polls - first)
            late, files_late = _weigh(), _count_files()
    history = watching.monitor.history
    assert history.taken_at is not None
    ended = [run.completed for runs in history.runs.values() for run in runs if run.completed]
    return Soak(
        polls=polls,
        megabytes_after_an_hour=early,
        megabytes_at_the_end=late,
        files_after_an_hour=files,
        files_at_the_end=files_late,
        longest_series=max(len(series.values) for series in history.series.values()),
        oldest_run=history.taken_at - min(ended),
        failed_calls=watching.weather.failed,
        rows_drawn=shown.rows,
    )


def _foresee(watching: Watching, polls: int) -> None:
    """Simulate all that the endpoint is to show: what that takes belongs to the test."""
    begins = watching.clock.now
    watching.clock.now += polls * MINUTE
    watching.transport.cloud.view()
    watching.clock.now = begins


class _Shown:
    """The screen, and how much of it changed."""

    def __init__(self, app: GlueflowApp, pilot: Pilot[Exception]) -> None:
        self._app = app
        self._pilot = pilot
        self._lines: list[str] = []
        self.rows = 0

    async def show(self, news: Message, key: str | None) -> None:
        """Hand in the news, and use a key, as somebody who looks at it does."""
        self._app.watched.post_message(news)
        if key is not None:
            await self._pilot.press(key)
        await self._pilot.pause()
        before, self._lines = self._lines, lines_of(self._app)
        self.rows += sum(one != other for one, other in zip(before, self._lines, strict=False))


async def _watch(watching: Watching, shown: _Shown, polls: int) -> None:
    for number in range(polls):
        report = watching.poll()
        history = watching.monitor.history
        news = (
            PollFailed(ObservationError("nothing could be seen"), 60.0)
            if report is None
            else Reported(report, MINUTE, 60.0, history=history)
        )
        minute = number % HOUR
        await shown.show(news, KEYS[minute] if minute < len(KEYS) else None)
        # The log of the endpoint and the fates of calls belong to the test, not to the product.
        watching.transport.cloud.calls.clear()
        watching.transport._fates.clear()


@contextmanager
def _settled() -> Iterator[None]:
    """Garbage as the screen treats it on a terminal, from its first report on."""
    usual = gc.get_threshold()
    settle()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _weigh() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _count_files() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))
