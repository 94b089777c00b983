"""A still picture of the screen, made without a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from glueflow_tui.settings import Settings
    from glueflow_tui.tui.messages import Reported


@dataclass(frozen=True, slots=True)
class Picture:
    """The screen as plain text and as an SVG image."""

    text: str
    svg: str


def plain_svg(svg: str) -> str:
    """The same image without the random part of its class names."""
    return re.sub(r"terminal-\d+", "terminal", svg)


def take_picture(
    news: Reported, settings: Settings, size: tuple[int, int], keys: Sequence[str] = ()
) -> Picture:
    """What the live screen shows of a report, in columns and rows, after some keys.

    Raises ``UsageError`` for a theme or a key that does not exist.
    """
    return asyncio.run(_take(news, settings, size, keys))


async def _take(
    news: Reported, settings: Settings, size: tuple[int, int], keys: Sequence[str]
) -> Picture:
    from glueflow_tui.tui.app import GlueflowApp
    from glueflow_tui.tui.choices import check_choices
    from glueflow_tui.tui.drawing.curves import load_plotext

    load_plotext()
    app = GlueflowApp(_no_source, settings, polls=False)
    check_choices(settings, app.available_themes)
    async with app.run_test(size=size) as pilot:
        app.tell(news)
        await pilot.pause()
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        return Picture(app.seen.draw_text(), plain_svg(app.export_screenshot(title="glueflow")))


def _no_source() -> NoReturn:
    raise AssertionError
