"""An invocation and the configuration, put together: the settings that a command runs with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.errors import UsageError
from glueflow_tui.settings import NamedChain, Settings, SourceSettings
from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.settings.configuration import load_choices
from glueflow_tui.settings.fields import clip
from glueflow_tui.settings.links import Links, check_jobs, check_links
from glueflow_tui.sources.choose import check_story

Chooser = Callable[[SourceSettings, Invocation], SourceSettings]
"""Puts the jobs of an invocation into the settings of a source."""


def choose_jobs(source: SourceSettings, invocation: Invocation) -> SourceSettings:
    """The source with the links to watch: as named, else those of the configuration."""
    jobs, links = invocation.jobs, invocation.links
    if source.demo is not None:
        if jobs or links:
            surplus = clip(jobs[0]) if jobs else "--link"
            raise UsageError(f"the demo has its own jobs; leave out {surplus}")
        return source
    if links:
        if jobs:
            raise UsageError(f"--link and named jobs exclude each other; leave out {clip(jobs[0])}")
        return replace(source, links=check_links(links, "--link"))
    named = _find_chains(source.chains, jobs)
    if named is not None:
        return replace(source, links=named)
    return replace(source, jobs=_check_line(jobs, source.chains))


def resolve_settings(invocation: Invocation, choose: Chooser = choose_jobs) -> Settings:
    """Command line over configuration over defaults; ``UsageError`` names what does not fit."""
    configured = dict(load_choices(invocation.config))
    if (invocation.jobs or invocation.links) and "source.demo" not in invocation.choices:
        # Jobs that are named mean AWS, even where the configuration would rather show the demo.
        configured = {**configured, "source.demo": None, "source.at": None}
    settings = build_settings({**configured, **invocation.choices})
    check_story(settings.source)
    if "view.speed" in invocation.choices and settings.source.demo is None:
        raise UsageError("--speed is the pace of the demo; add --demo, or leave it out")
    return replace(settings, source=choose(settings.source, invocation))


def _find_chains(chains: Sequence[NamedChain], jobs: Sequence[str]) -> Links | None:
    """Links of the one chain that is named, or of all when nothing is named."""
    chosen = [chain for chain in chains if not jobs or list(jobs) == [chain.name]]
    if not chosen:
        return None
    links = dict.fromkeys(link for chain in chosen for link in chain.links)
    return check_links(tuple(links), "the configured chains together")


def _check_line(jobs: Sequence[str], chains: Sequence[NamedChain]) -> tuple[str, ...]:
    if not jobs:
        raise UsageError("name two jobs: glueflow IN OUT, or try glueflow --demo")
    if len(jobs) == 1:
        names = ", ".join(clip(chain.name) for chain in chains)
        known = f", or one of the chains {names}" if names else ""
        raise UsageError(
            f"only one job is named, {clip(jobs[0])}; "
            f"name the upstream job and the downstream job: glueflow IN OUT{known}"
        )
    return check_jobs(jobs, "jobs")
