"""A demo world seen as if it were AWS: by a clock that only moves when the program sleeps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from glueflow_tui.errors import ObservationError
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.demo.stories import find_story

LOOKBACK = timedelta(hours=6)
STEP = 60.0
"""Seconds between the polls of a source that is not live."""


@dataclass
class Hands:
    """The clock: seconds since the simulation began."""

    seconds: float = 0.0

    def read(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.seconds += seconds


@dataclass
class SimulatedAws:
    """Polls the world of a story at the time that the clock shows."""

    story: str
    begins: datetime
    hands: Hands
    kind: SourceKind = SourceKind.AWS
    polls: list[datetime] = field(default_factory=list)
    troubles: dict[int, BaseException] = field(default_factory=dict)
    """By number of the poll, from 1."""
    ends_after: int | None = None

    def __post_init__(self) -> None:
        self.tell(self.story)

    def tell(self, story: str) -> None:
        self.world = find_story(story).world()

    def poll(self) -> Observation | None:
        moment = self.begins + timedelta(seconds=self.hands.seconds)
        self.polls.append(moment)
        if trouble := self.troubles.get(len(self.polls)):
            raise trouble
        if self.ends_after is not None and len(self.polls) > self.ends_after:
            return None
        seen = self.world.observe(moment, LOOKBACK, None)
        if self.kind is not SourceKind.AWS:
            self.hands.seconds += STEP  # here time moves with the polls, not by sleeping
        return replace(seen, source=replace(seen.source, kind=self.kind))


UNREACHABLE = ObservationError("no connection to glue; check the network")
