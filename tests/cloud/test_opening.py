from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from textual.pilot import Pilot

from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.demo.document import DOCUMENT
from glueflow_tui.sources.demo.shapes import join_blueprints, retell
from glueflow_tui.sources.demo.variations import BOOKMARKED_STORY
from glueflow_tui.sources.demo.world import World
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.screens.chain import OpenedChain
from glueflow_tui.tui.screens.wall import Wall
from tests.cloud.asking import REGION
from tests.cloud.following import half_hour_before, wall_clock
from tests.cloud.moto_world import MotoWorld, run_moto_world
from tests.tui.stage import on_stage, text_of

WELL = BOOKMARKED_STORY.blueprint
CHAINS = join_blueprints(
    "three", (retell(WELL, "birds"), retell(DOCUMENT.blueprint, "fish"), retell(WELL, "goats"))
)


@pytest.fixture(scope="module")
def world() -> Iterator[MotoWorld]:
    now = wall_clock()
    story = World(CHAINS, half_hour_before(now) - timedelta(hours=2))
    with run_moto_world() as moto:
        moto.show(story.observe(now, timedelta(hours=3)))
        yield moto


async def see(
    app: GlueflowApp, pilot: Pilot[Exception], is_there: Callable[[str], bool]
) -> list[str]:
    """The lines of the screen once they are as wanted; the test's own time limit ends the wait."""
    while not is_there(text_of(app)):
        await asyncio.sleep(0.02)
        await pilot.pause()
    return text_of(app).splitlines()


def tracked(app: GlueflowApp) -> tuple[str, ...] | None:
    report = app.watched.report
    job = None if report is None else report.job("goats-out")
    return None if job is None else job.bookmark.tracked


def chosen(lines: list[str]) -> str:
    return next(line for line in lines if line.startswith("▸")).split()[2]


@pytest.mark.timeout(60)
async def test_a_chain_opens_over_http_and_esc_comes_back_to_its_row(
    world: MotoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    source = SourceSettings(region=REGION, endpoint_url=world.url)
    settings = Settings(source=source, view=ViewSettings(glyphs="braille"))
    start = partial(open_source, source, settings.view.interval)
    async with on_stage(size=(120, 40), settings=settings, open_source=start) as (app, pilot):
        wall = await see(app, pilot, lambda text: "2 healthy" in text and "LOADING" not in text)
        assert chosen(wall) == "fish"
        await pilot.press("j", "j")
        before = text_of(app).splitlines()
        await pilot.press("enter")
        # What is saved of its bookmark is asked for only now.
        await see(app, pilot, lambda text: "goats-in → goats-out" in text and bool(tracked(app)))
        inside = app.screen
        await pilot.press("r", "escape")
        after = await see(app, pilot, lambda text: "3 chains" in text)

    assert isinstance(inside, OpenedChain)
    assert chosen(before) == chosen(after) == "goats"
    assert isinstance(app.watched, Wall)
