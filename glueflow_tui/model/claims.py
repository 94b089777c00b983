"""Which links each kind of fact speaks of, before all are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from glueflow_tui.model.chain import Link, LinkOrigin
from glueflow_tui.model.jobs import Condition, JobRun, Trigger
from glueflow_tui.model.states import TriggerState, TriggerType
from glueflow_tui.settings import NamedChain

_OFF = frozenset({TriggerState.CREATED, TriggerState.DEACTIVATING, TriggerState.DEACTIVATED})
_UNDONE = frozenset({"FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED", "CANCELLED"})
"""States after which there is nothing to read: what starts then cleans up or tells somebody."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A link as one fact says it."""

    link: Link
    off: str | None = None
    """Name of a trigger on the way that is switched off."""


@dataclass(frozen=True, slots=True)
class _Before:
    """A job whose success leads to something, and the trigger on the way that is off, if any."""

    job: str
    off: str | None


def is_off(trigger: Trigger) -> bool:
    """Whether it would fire by itself but is not activated; those on demand never are."""
    return trigger.type is not TriggerType.ON_DEMAND and trigger.state in _OFF


def claim_triggers(triggers: Iterable[Trigger]) -> Iterator[Claim]:
    """Each watched job with each started job; crawlers between them are passed through.

    Triggers of a workflow carry its name, so its graph need not be asked for.
    """
    watching = [trigger for trigger in triggers if trigger.conditions]
    crawls = _by_crawler(watching)
    for trigger in watching:
        origin = LinkOrigin.WORKFLOW if trigger.workflow else LinkOrigin.TRIGGER
        via = trigger.workflow or trigger.name
        started = dict.fromkeys(action.job for action in trigger.actions if action.job)
        for before, job in product(_jobs_before(trigger, crawls), started):
            yield Claim(Link(before.job, job, origin, via), before.off)


def _by_crawler(triggers: Iterable[Trigger]) -> Mapping[str, list[Trigger]]:
    """The triggers that start each crawler."""
    found: dict[str, list[Trigger]] = {}
    for trigger in triggers:
        for crawler in dict.fromkeys(action.crawler for action in trigger.actions):
            if crawler:
                found.setdefault(crawler, []).append(trigger)
    return found


def _jobs_before(trigger: Trigger, crawls: Mapping[str, list[Trigger]]) -> Iterator[_Before]:
    todo: list[tuple[Trigger, str | None]] = [(trigger, None)]
    passed: set[str] = set()
    while todo:
        current, off = todo.pop(0)
        off = off or (current.name if is_off(current) else None)
        for condition in current.conditions:
            if not _is_telling(condition):
                continue
            if condition.job:
                yield _Before(condition.job, off)
            elif condition.crawler and condition.crawler not in passed:
                passed.add(condition.crawler)
                todo += [(each, off) for each in crawls.get(condition.crawler, ())]


def _is_telling(condition: Condition) -> bool:
    return (condition.state or "").upper() not in _UNDONE


def claim_runs(runs: Iterable[JobRun]) -> Iterator[Claim]:
    """A run that names its predecessors was started by their jobs' success."""
    pairs = dict.fromkeys(
        (before.job, run.job, run.trigger or run.id) for run in runs for before in run.predecessors
    )
    told: set[tuple[str, str]] = set()
    for upstream, downstream, via in pairs:
        if (upstream, downstream) not in told:
            told.add((upstream, downstream))
            yield Claim(Link(upstream, downstream, LinkOrigin.PREDECESSOR, via))


def claim_named(chains: Iterable[NamedChain]) -> Iterator[Claim]:
    """Links of the configuration, under the name of their chain."""
    for chain in chains:
        for upstream, downstream in chain.links:
            yield Claim(Link(upstream, downstream, LinkOrigin.CONFIG, chain.name))


class Starters:
    """Triggers that start jobs of themselves: by a clock, on demand or by an event."""

    def __init__(self, triggers: Sequence[Trigger]) -> None:
        self._crawls = _by_crawler(triggers)
        self._starts: dict[str, list[Trigger]] = {}
        for trigger in triggers:
            for job in dict.fromkeys(action.job for action in trigger.actions if action.job):
                self._starts.setdefault(job, []).append(trigger)

    def of(self, jobs: Iterable[str]) -> tuple[Trigger, ...]:
        """Those of the jobs, job by job, be it over crawlers."""
        return tuple(
            trigger
            for job in jobs
            for trigger in sorted(self._walk(job), key=lambda trigger: trigger.name)
        )

    def _walk(self, job: str) -> Iterator[Trigger]:
        todo = list(self._starts.get(job, ()))
        passed: set[str] = set()
        while todo:
            trigger = todo.pop(0)
            if not trigger.conditions:
                yield trigger
            for condition in trigger.conditions:
                if condition.crawler and condition.crawler not in passed:
                    passed.add(condition.crawler)
                    todo += self._crawls.get(condition.crawler, ())
