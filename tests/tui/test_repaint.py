from __future__ import annotations

import gc
from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from itertools import count

import pyte
import pytest

from glueflow_tui.analysis.report import Report
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from tests.tui import reports
from tests.tui.stage import DEMO, lines_of, never, send
from tests.tui.tape import Taped

AWS = SourceInfo(SourceKind.AWS, "prod", "eu-west-1")
BOUND = 200
"""Bytes of a poll that brings nothing new."""


class Looks:
    """A story looked at every few seconds, as AWS tells it; its reader works or waits."""

    def __init__(self, at: str, *, waiting: bool) -> None:
        moment, step = time.fromisoformat(at), timedelta(seconds=6)
        self._source = DemoSource("document", at=moment, step=step)
        self._waiting = waiting
        self._calls = count(3)

    def poll(self) -> Observation:
        seen = self._source.poll()
        runs = tuple(
            replace(run, state=JobRunState.WAITING)
            if self._waiting and run.job == "orders-out" and run.state is JobRunState.RUNNING
            else run
            for run in seen.runs
        )
        return replace(seen, source=AWS, runs=runs, calls=next(self._calls))


@cache
def look(at: str, *, waiting: bool = False, times: int = 3) -> tuple[Report, ...]:
    monitor = Monitor(Looks(at, waiting=waiting), AnalysisSettings())
    seen = [monitor.step() for _ in range(times)]
    return tuple(report for report in seen if report is not None)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_poll_without_news_writes_next_to_nothing_while_jobs_run_or_wait(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)  # what is tested with must be let go
    app = Taped(never, DEMO)
    terminal = pyte.Screen(*size)
    stream = pyte.Stream(terminal)
    silent: list[int] = []

    def show() -> int:
        output = app.take_output()
        stream.feed(output)
        seen = [row.rstrip() for row in terminal.display]
        assert seen == [row.rstrip() for row in lines_of(app)]
        return len(output.encode())

    async with app.run_test(headless=False, size=size) as pilot:
        app.watched._beat.stop()
        await send(app, pilot, *look("14:01:41", times=1))  # what a look costs is told from then on
        # Both at work and overlapping; one behind the other in the queue; both at work again.
        for at, waiting in (("14:02:41", False), ("14:04:41", True), ("14:05:41", False)):
            for place, report in enumerate(look(at, waiting=waiting)):
                await send(app, pilot, report)
                written = show()
                silent += [written] if place else []
        for name in ("注文の取り込み", "注文の取込"):
            await send(app, pilot, reports.renamed(name))
            show()
        for key in ("left_square_bracket", "m", "x", "escape"):
            await pilot.press(key)
            await pilot.pause()
            show()

    assert len(silent) == 6
    assert max(silent) <= BOUND
