"""The app on a stage: reports are handed in, nothing is polled, no time passes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event

from textual.pilot import Pilot
from textual.strip import Strip

from glueflow_tui.analysis.report import Report
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.base import Source
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import Reported

MINUTE = timedelta(minutes=1)
SIZE = (80, 24)

DEMO = Settings(source=SourceSettings(demo="document"), view=ViewSettings(glyphs="braille"))


def never() -> Source:
    """A source that is still being opened: only a daemon thread may wait like this."""
    Event().wait()
    raise AssertionError


@asynccontextmanager
async def on_stage(
    report: Report | None = None,
    *,
    size: tuple[int, int] = SIZE,
    settings: Settings = DEMO,
    open_source: Callable[[], Source] = never,
) -> AsyncIterator[tuple[GlueflowApp, Pilot[Exception]]]:
    app = GlueflowApp(open_source, settings)
    async with app.run_test(size=size) as pilot:
        app.watched._beat.stop()
        if report is not None:
            await send(app, pilot, report)
        yield app, pilot


async def send(app: GlueflowApp, pilot: Pilot[Exception], report: Report) -> None:
    app.watched.post_message(Reported(report, MINUTE))
    await pilot.pause()
    await pilot.pause()


def lines_of(app: GlueflowApp) -> list[str]:
    """The screen as text, as the compositor would write it."""
    return [strip.text for strip in strips_of(app)]


def strips_of(app: GlueflowApp) -> list[Strip]:
    """The same with its styles."""
    return app.screen._compositor.render_strips(app.size)


def text_of(app: GlueflowApp) -> str:
    return "\n".join(line.rstrip() for line in lines_of(app))
