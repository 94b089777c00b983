"""How long a key takes to be seen while a slow poll is under way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.benchmarks.endpoint import Endpoint
from tests.benchmarks.figures import Figure
from tests.benchmarks.programs import FILLED, WATCH
from tests.benchmarks.terminal import opened

_HELD = 5.0
"""Seconds that the poll waits for its runs."""
_PAUSE = 0.08


def measure_keys(endpoint: Endpoint, surroundings: Mapping[str, str]) -> Iterator[Figure]:
    """Press keys that redraw the time axis, during the poll and as it ends."""
    waits: list[float] = []
    with opened(WATCH, surroundings) as terminal:
        terminal.await_text(*FILLED)
        terminal.idle(2.0)
        endpoint.hold("GetJobRuns", _HELD)
        terminal.press("r")
        terminal.idle(0.3)
        end = terminal.age + _HELD + 0.5
        while terminal.age < end:
            pressed = terminal.age
            terminal.press("-+"[len(waits) % 2 == 0])
            seen = terminal.await_output(1.0)
            waits.append(1.0 if seen is None else seen - pressed)
            terminal.idle(_PAUSE)
    waits.sort()
    slowest = waits[int(len(waits) * 0.95)]
    detail = f"{len(waits)} keys, median {waits[len(waits) // 2] * 1000:.0f} ms"
    yield Figure("key press to repaint, p95, during a 5 s poll", slowest * 1000, 50, "ms", detail)
