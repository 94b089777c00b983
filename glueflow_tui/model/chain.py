"""Links and chains: which job reads what another wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter
from itertools import pairwise


class LinkOrigin(StrEnum):
    """How a link became known."""

    TRIGGER = "trigger"
    WORKFLOW = "workflow"
    PREDECESSOR = "predecessor"
    CONFIG = "config"
    """Named by the user: on the command line or in the configuration."""
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Link:
    """One upstream job and one downstream job that reads what it wrote."""

    upstream: str
    downstream: str
    origin: LinkOrigin = LinkOrigin.CONFIG
    via: str | None = None
    """Name of the trigger, workflow or setting that says so."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Jobs joined by links: any directed acyclic graph."""

    name: str
    jobs: tuple[str, ...]
    """In reading order, upstream first."""
    links: tuple[Link, ...]
    schedule: str | None = None
    """AWS schedule by which its first job starts; None when no clock starts it."""
    window_seconds: int | None = None
    """Usual time between fires of the schedule."""
    active: bool = True
    """False when a trigger that holds it together, or starts it by the clock, is switched off."""
    notes: tuple[str, ...] = ()
    """What was left out or is switched off: one sentence each."""


def link_jobs(jobs: Sequence[str]) -> Chain:
    """Chain of consecutively linked jobs, as named on the command line."""
    links = tuple(Link(up, down) for up, down in pairwise(jobs))
    return Chain(" → ".join(jobs), tuple(jobs), links)


def join_links(links: Sequence[Link]) -> tuple[Chain, ...]:
    """A chain for each group of links that hang together; raises ``CycleError`` for a circle."""
    groups: list[list[Link]] = []
    for link in links:
        ends = {link.upstream, link.downstream}
        near = [group for group in groups if any({x.upstream, x.downstream} & ends for x in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(each for group in near for each in group), link])
    return tuple(_chain(group) for group in groups)


def _chain(links: Sequence[Link]) -> Chain:
    steps = order_steps(links)
    name = " → ".join(" + ".join(step) for step in steps)
    return Chain(name, tuple(job for step in steps for job in step), tuple(links))


def order_steps(links: Sequence[Link]) -> tuple[tuple[str, ...], ...]:
    """Jobs of the links, those that wait for the same length of way side by side.

    Raises ``CycleError`` for a circle.
    """
    sorter = TopologicalSorter[str]()
    for link in links:
        sorter.add(link.downstream, link.upstream)
    sorter.prepare()
    steps: list[tuple[str, ...]] = []
    while sorter.is_active():
        steps.append(sorter.get_ready())
        sorter.done(*steps[-1])
    return tuple(steps)
