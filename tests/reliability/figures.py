"""Trials whose outcome is a figure: run short in the suite, long by ``python -m``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from glueflow_tui.errors import ObservationError
from tests.cloud.strict import StrictCloud
from tests.reliability.watching import Watching, judged, open_watching
from tests.reliability.weather import OUTAGE, Weather

MOST_POLLS = 40
"""After the faults stop; the longest that anything is left alone after a refusal is 15 minutes."""

Arrange = Callable[[StrictCloud], None]


@dataclass(frozen=True)
class Survival:
    """What faults did to a watch, against the same watch without any."""

    story: str
    calls: int
    failed_calls: int
    failed_polls: int
    blind_polls: int
    """Polls while the faults lasted in which nothing at all could be seen."""
    missed: frozenset[tuple[str, str]]
    """Code and job of findings that stood at the end without faults, and not with them."""
    invented: frozenset[tuple[str, str]]
    """Findings shown at any time that were never shown without faults."""
    polls_to_recover: int | None
    """Until links and findings were equal byte for byte; None when they never were."""


def survive(
    story: str, *, seed: int, polls: int, rate: float, arrange: Arrange = lambda _: None
) -> Survival:
    """So many polls in such weather, and then clear skies."""
    clear = open_watching(story, arrange=arrange)
    stormy = open_watching(story, weather=Weather(seed, rate), arrange=arrange)
    clear.poll(polls)
    stormy.poll(polls)
    return _compare(story, clear, stormy, failed=stormy.failed_polls)


def survive_outage(
    story: str, *, seed: int, minutes: int = 10, arrange: Arrange = lambda _: None
) -> Survival:
    """Clear skies, then no call answered for that long, then clear skies again."""
    clear = open_watching(story, arrange=arrange)
    stormy = open_watching(story, weather=Weather(seed, fates=OUTAGE), arrange=arrange)
    for watching in (clear, stormy):
        watching.poll(5)
    stormy.weather.rate = 1.0
    blind = 0
    for _ in range(minutes):
        blind += _is_blind(stormy)
    clear.poll(minutes)
    return _compare(story, clear, stormy, failed=blind)


def _is_blind(watching: Watching) -> bool:
    try:
        return watching.poll() is None
    except ObservationError:
        return True


def _compare(story: str, clear: Watching, stormy: Watching, *, failed: int) -> Survival:
    stormy.weather.rate = 0.0
    recovered: int | None = None
    missed: set[tuple[str, str]] = set()
    for number in range(1, MOST_POLLS + 1):
        one, other = clear.poll(), stormy.poll()
        if one is None or other is None:
            continue
        missed = {(each.code, each.job) for each in one.findings} - stormy.seen
        if judged(one) == judged(other):
            recovered = number
            break
    weather = stormy.weather
    return Survival(
        story=story,
        calls=weather.calls,
        failed_calls=weather.failed,
        failed_polls=stormy.failed_polls,
        blind_polls=failed,
        missed=frozenset(missed),
        invented=frozenset(stormy.seen - clear.seen),
        polls_to_recover=recovered,
    )
