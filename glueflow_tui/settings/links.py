"""Which jobs are linked, from the words of the user."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import clip

Links = tuple[tuple[str, str], ...]


def check_links(links: Links, said: str) -> Links:
    """The links as given; a job twice in a row, a link twice or a circle is a ``UsageError``."""
    graph = TopologicalSorter[str]()
    for upstream, downstream in links:
        if upstream == downstream:
            raise UsageError(f"{said}: {clip(upstream)} cannot be upstream of itself")
        if not upstream.strip() or not downstream.strip():
            raise UsageError(f"{said}: a job name is empty; name two jobs")
        graph.add(downstream, upstream)
    for link in links:
        if links.count(link) > 1:
            raise UsageError(f"{said}: {clip(link[0])} to {clip(link[1])} is given twice")
    try:
        graph.prepare()
    except CycleError as error:
        circle = " to ".join(clip(job) for job in error.args[1])
        raise UsageError(f"{said}: {circle} is a circle; leave out one of these links") from None
    return links


def check_jobs(jobs: Sequence[str], said: str) -> tuple[str, ...]:
    """The jobs of a line as given; fewer than two, or one twice, is a ``UsageError``."""
    if any(not job.strip() for job in jobs):
        raise UsageError(f"{said}: a job name is empty; name two jobs")
    if not jobs[1:]:
        raise UsageError(f"{said}: name two jobs or more")
    twice = next((job for job in jobs if jobs.count(job) > 1), None)
    if twice is not None:
        raise UsageError(f"{said}: {clip(twice)} is given twice; a chain names each job once")
    return tuple(jobs)


def link_line(jobs: Sequence[str]) -> Links:
    """Links between neighbours of a line of jobs."""
    return tuple(pairwise(jobs))
