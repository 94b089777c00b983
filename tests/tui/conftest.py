"""Tests of the screen wait for it to come to rest; how often they look is for them to say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import _wait, screen

_LOOK = 0.01
"""Seconds between two looks, more than Textual waits with a resize.

Its own 20 ms, three times a key, are most of what a test takes.
"""
_FRAME = 1 / 120
"""Seconds until a change is drawn: less than a look, as in Textual."""


@pytest.fixture(autouse=True, scope="session")
def rest_is_seen_soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", _LOOK)
        patch.setattr(_wait, "SLEEP_IDLE", _LOOK / 20)
        patch.setattr(screen, "UPDATE_PERIOD", _FRAME)
        yield
