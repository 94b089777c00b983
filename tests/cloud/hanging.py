"""Looks at a whole account over the strict endpoint, and what they took."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.jobs import Action, Condition, Job, Trigger
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import SourceKind, TriggerState, TriggerType
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.wall import WallSource
from tests.cloud.asking import REGION
from tests.cloud.following import Hands
from tests.cloud.strict import StrictCloud
from tests.cloud.strict_glue import Pages

NOW = datetime(2026, 3, 4, 14, 17, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGES = Pages(runs=200, triggers=40, jobs=50, points=100_800)
NOTHING = Observation(NOW, SourceInfo(SourceKind.AWS), triggers=())


def hang(clients: Clients, clock: Hands, *, whole: bool = False) -> WallSource:
    chosen = SourceSettings(region=REGION, whole=whole)
    return WallSource(chosen, clients=clients, now=clock)


def fill(source: WallSource) -> list[Observation]:
    """Looks, one at once after the other, until there is nothing left to ask about."""
    looks = [source.poll()]
    while looks[-1].pending:
        looks.append(source.poll())
    return looks


def count_calls(cloud: StrictCloud) -> Counter[str]:
    counted = Counter(call.operation for call in cloud.calls)
    cloud.calls.clear()
    return counted


def account(jobs: int, triggers: int) -> Observation:
    """Jobs of which every third starts the next; the other triggers watch nothing."""
    names = [f"job-{number:04}" for number in range(jobs)]
    made = [
        Trigger(
            f"after-{names[at]}",
            TriggerType.CONDITIONAL,
            TriggerState.ACTIVATED,
            conditions=(Condition(names[at], state="SUCCEEDED"),),
            actions=(Action(names[at + 1]),),
        )
        if number % 3
        else Trigger(
            f"clock-{names[at]}",
            TriggerType.SCHEDULED,
            TriggerState.ACTIVATED,
            schedule=f"cron({number % 60} * * * ? *)",
            actions=(Action(names[at]),),
        )
        for number in range(triggers)
        for at in [number * 2]
    ]
    return replace(NOTHING, jobs=tuple(map(Job, names)), triggers=tuple(made))
