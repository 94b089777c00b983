"""A demo story: a blueprint, and what to look at while it plays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from glueflow_tui.sources.demo.specs import Blueprint, Schedule
from glueflow_tui.sources.demo.world import World

BEGINS = datetime(2024, 5, 6, 12, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Act:
    """A part of a story."""

    starts: timedelta
    """Since the story began."""
    caption: str
    """One line: what happens, and what to look at."""


@dataclass(frozen=True, slots=True)
class Story:
    """A named course of events; after the last act the world just goes on."""

    title: str
    acts: tuple[Act, ...]
    blueprint: Blueprint
    begins: datetime = BEGINS

    @property
    def name(self) -> str:
        """As chosen on the command line."""
        return self.blueprint.name

    @property
    def period(self) -> timedelta:
        """Of all schedules together: the story can begin only at a multiple of it."""
        triggers = self.blueprint.triggers
        minutes = (one.minutes for one in triggers if isinstance(one, Schedule))
        return timedelta(minutes=math.lcm(*minutes))

    def caption_at(self, moment: datetime) -> str:
        """What happens at a moment of the story as it is told, and what to look at."""
        begun = [act for act in self.acts if self.begins + act.starts <= moment]
        return (begun[-1] if begun else self.acts[0]).caption

    def world(self, begins: datetime | None = None) -> World:
        """The story's world, begun at the last fire time at or before the moment given."""
        start = self.begins if begins is None else begins.astimezone(UTC)
        return World(self.blueprint, start - (start - _EPOCH) % self.period)


def write_acts(*lines: tuple[int, str]) -> tuple[Act, ...]:
    """Acts from minutes since the beginning and captions."""
    return tuple(Act(timedelta(minutes=minutes), caption) for minutes, caption in lines)
