from __future__ import annotations

from datetime import time

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.messages import Reported
from glueflow_tui.tui.screens.fix import ProposedFix
from glueflow_tui.tui.screens.watch import Watch
from tests.tui import reports
from tests.tui.stage import MINUTE, on_stage, text_of


async def test_d_shows_the_fix_and_d_closes_it() -> None:
    monitor = Monitor(DemoSource("document", at=time(14)), AnalysisSettings())
    report = monitor.step()
    assert report is not None
    async with on_stage(size=(120, 60)) as (app, pilot):
        app.watched.post_message(Reported(report, MINUTE, history=monitor.history))
        await pilot.pause()
        await pilot.pause()
        before = text_of(app)
        await pilot.press("d")
        await pilot.pause()
        opened, shown = isinstance(app.screen, ProposedFix), text_of(app)
        await pilot.press("d")
        closed = isinstance(app.screen, Watch)

    assert "d fix" in before
    assert opened
    assert "fix orders-out" in shown
    assert "proposed change (nothing is applied)" in shown
    assert "The first run after the change still reads everything" in shown
    assert closed


async def test_without_facts_the_key_is_off() -> None:
    async with on_stage(reports.story(), size=(120, 40)) as (app, pilot):
        await pilot.press("d")
        await pilot.pause()
        shown, stayed = text_of(app), isinstance(app.screen, Watch)

    assert stayed
    assert "d fix" not in shown
