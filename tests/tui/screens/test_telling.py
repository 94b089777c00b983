from __future__ import annotations

import pytest

from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from tests.tui import reports
from tests.tui.stage import on_stage, send, text_of

CAPTION = "Run 3 of orders-out, with all files"
HINT = "h hide story"


def telling(story: str, *, captions: bool | None = True) -> Settings:
    view = ViewSettings(glyphs="braille", captions=captions)
    return Settings(source=SourceSettings(demo=story), view=view)


async def test_the_caption_follows_the_story_and_a_key_puts_it_away() -> None:
    report, earlier = reports.story(at="13:55"), reports.story(at="12:20")
    async with on_stage(report, size=(120, 40), settings=telling("document")) as (app, pilot):
        assert CAPTION in text_of(app)
        assert HINT in text_of(app)
        await pilot.press("h")
        assert CAPTION not in text_of(app)
        await send(app, pilot, earlier)
        assert "the first window's ratio is 1.00" not in text_of(app)
        await pilot.press("h")
        assert "the first window's ratio is 1.00" in text_of(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_it_takes_one_line_at_most(size: tuple[int, int]) -> None:
    async with on_stage(reports.story(at="13:55"), size=size, settings=telling("document")) as (
        app,
        pilot,
    ):
        told = [line for line in text_of(app).splitlines() if CAPTION in line]
        await pilot.press("h")
        assert CAPTION not in text_of(app)

    assert len(told) == 1


async def test_the_wall_tells_it_too() -> None:
    settings = telling("fleet")
    async with on_stage(reports.story("fleet", "13:55"), size=(120, 40), settings=settings) as (
        app,
        pilot,
    ):
        await pilot.pause()
        assert "Some re-read, one falls" in text_of(app)
        await pilot.press("h")
        assert "Some re-read, one falls" not in text_of(app)


async def test_nothing_is_told_unless_it_is_wanted() -> None:
    settings = telling("document", captions=None)
    async with on_stage(reports.story(at="13:55"), settings=settings) as (app, _):
        assert CAPTION not in text_of(app)
