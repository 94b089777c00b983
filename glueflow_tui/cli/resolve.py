"""An invocation and the configuration, put together: the settings that a command runs with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from glueflow_tui.cli.commands import CLOSE, COMMANDS, DEFAULT, Invocation
from glueflow_tui.errors import UsageError
from glueflow_tui.settings import NamedChain, Settings, SourceSettings
from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.settings.configuration import load_choices
from glueflow_tui.settings.fields import Choices, clip
from glueflow_tui.settings.links import Links, check_jobs, check_links
from glueflow_tui.sources.choose import check_recordings, check_story

Chooser = Callable[[SourceSettings, Invocation], SourceSettings]
"""Puts the jobs of an invocation into the settings of a source."""


def choose_jobs(source: SourceSettings, invocation: Invocation) -> SourceSettings:
    """The source with the links to watch; without a word all that can be found are meant."""
    jobs, links = invocation.jobs, invocation.links
    meant = _guess_command(invocation)
    if source.demo is not None or source.replay is not None:
        if jobs or links:
            surplus = clip(jobs[0]) if jobs else "--link"
            what = "recording" if source.demo is None else "demo"
            raise UsageError(f"the {what} has its own jobs; leave out {surplus}{meant}")
        return source
    if links:
        if jobs:
            raise UsageError(f"--link and named jobs exclude each other; leave out {clip(jobs[0])}")
        return source._replace(links=check_links(links, "--link"))
    if not jobs:
        return source
    named = find_links(source.chains, jobs)
    if named is not None:
        return source._replace(links=named)
    if meant:
        raise UsageError(f"{clip(jobs[0])} is no command and no chain{meant}")
    return source._replace(jobs=_check_line(jobs, source.chains))


def _guess_command(invocation: Invocation) -> str:
    """The question whether a word alone, which is no job, was meant for a command."""
    from difflib import get_close_matches

    if invocation.command != DEFAULT or len(invocation.jobs) != 1:
        return ""
    near = get_close_matches(invocation.jobs[0], COMMANDS, n=1, cutoff=CLOSE)
    return f"; did you mean glueflow {near[0]}?" if near else ""


def resolve_settings(invocation: Invocation, choose: Chooser = choose_jobs) -> Settings:
    """Command line over configuration over defaults; ``UsageError`` names what does not fit."""
    configured = {**load_choices(invocation.config), **_overrule(invocation)}
    settings = build_settings({**configured, **invocation.choices})
    source = settings.source
    if source.demo is not None and source.replay is not None:
        raise UsageError("--demo and --replay exclude each other; leave out one of them")
    check_story(source)
    check_recordings(source)
    if "view.speed" in invocation.choices and source.demo is None and source.replay is None:
        raise UsageError(
            "--speed is the pace of the demo; add --demo, or --replay FILE, or leave it out"
        )
    if invocation.command == "watch" and source.replay is not None and source.record is not None:
        raise UsageError(
            "a recording is copied without the screen: glueflow check --replay FILE --record FILE"
        )
    return settings._replace(source=choose(settings.source, invocation))


def _overrule(invocation: Invocation) -> Choices:
    """What the words of the command switch off in the configuration: named jobs mean AWS."""
    instead = {"source.demo", "source.replay"}
    chosen = instead & invocation.choices.keys()
    if not (chosen or invocation.jobs or invocation.links):
        return {}
    off = instead - chosen if "source.demo" in chosen else (instead - chosen) | {"source.at"}
    return dict.fromkeys(off)


def find_links(chains: Sequence[NamedChain], jobs: Sequence[str]) -> Links | None:
    """Links of the one configured chain that is named, or of all when nothing is named."""
    chosen = [chain for chain in chains if not jobs or list(jobs) == [chain.name]]
    if not chosen:
        return None
    links = dict.fromkeys(link for chain in chosen for link in chain.links)
    return check_links(tuple(links), "the configured chains together")


def _check_line(jobs: Sequence[str], chains: Sequence[NamedChain]) -> tuple[str, ...]:
    if len(jobs) == 1:
        names = ", ".join(clip(chain.name) for chain in chains)
        known = f", or one of the chains {names}" if names else ""
        raise UsageError(
            f"only one job is named, {clip(jobs[0])}; "
            f"name the upstream job and the downstream job: glueflow IN OUT{known}"
        )
    return check_jobs(jobs, "jobs")
