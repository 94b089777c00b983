"""Links and chains: which job reads what another wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
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


def link_jobs(jobs: Sequence[str]) -> Chain:
    """Chain of consecutively linked jobs, as named on the command line."""
    links = tuple(Link(up, down) for up, down in pairwise(jobs))
    return Chain(" → ".join(jobs), tuple(jobs), links)
