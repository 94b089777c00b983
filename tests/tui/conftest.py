"""Tests of the screen wait for it to come to rest; how often they look is for them to say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import _wait, screen
from textual.pilot import Pilot

_LOOK = 0.01
"""Seconds between two looks; Textual's 20 ms, three times a key, are most of what a test takes."""
_FRAME = 1 / 120
"""Seconds until a change is drawn: less than a look, as in Textual."""
_resize = Pilot.resize_terminal


async def resize(pilot: Pilot[object], width: int, height: int) -> None:
    """Textual lets a resize wait, so it may rest before the screen has heard of it."""
    await _resize(pilot, width, height)
    while pilot.app.screen.size != (width, height):
        await pilot.pause()
    await pilot.pause()


@pytest.fixture(autouse=True, scope="session")
def rest_is_seen_soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", _LOOK)
        patch.setattr(_wait, "SLEEP_IDLE", _LOOK / 20)
        patch.setattr(screen, "UPDATE_PERIOD", _FRAME)
        patch.setattr(Pilot, "resize_terminal", resize)
        yield
