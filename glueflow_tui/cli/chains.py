"""``glueflow chains``: the chains found, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from glueflow_tui.analysis.suggestions import suggest_links
from glueflow_tui.cli.check import choose_style
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import choose_jobs, resolve_settings
from glueflow_tui.cli.streams import write_error, write_report
from glueflow_tui.errors import ExitCode, ObservationError, UsageError
from glueflow_tui.model.chain import Chain
from glueflow_tui.model.observation import Observation
from glueflow_tui.output.chains import chains_document, render_chains
from glueflow_tui.output.contract import json_text
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import SourceSettings
from glueflow_tui.settings.fields import clip
from glueflow_tui.sources.choose import survey


def run_chains(invocation: Invocation) -> ExitCode:
    """Look for chains and print them; words choose those that are named so or hold such a job."""
    settings = resolve_settings(invocation, choose=_choose_all)
    seen = survey(settings.source, settings.view.interval)
    if seen is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    chains = pick_chains(seen.chains, invocation.jobs)
    suggested = suggest_links(seen.jobs, seen.scripts, seen.chains)
    _say_unread(seen)
    if invocation.jobs:
        shown = {job for chain in chains for job in chain.jobs}
        suggested = tuple(one for one in suggested if {one.upstream, one.downstream} & shown)
    if "json" in invocation.switches:
        write_report(json_text(chains_document(chains, suggested)))
    else:
        style = choose_style(settings.view.glyphs, explain=False)
        write_report(render_chains(chains, suggested, style))
    return ExitCode.HEALTHY


def _say_unread(seen: Observation) -> None:
    """How many scripts the suggestions do not rest on."""
    told = {script.job for script in seen.scripts if script.text is not None}
    scripted = [job for job in seen.jobs if job.script_location]
    missing = sum(job.name not in told for job in scripted)
    if missing:
        read = f"{len(told):,} of {len(scripted):,} scripts{_say_why(seen)}"
        write_error(f"glueflow: links are suggested by arguments, and by {read}\n")


def _say_why(seen: Observation) -> str:
    denied = next((fault for fault in seen.faults if fault.operation == "s3:GetObject"), None)
    return f" (s3:GetObject: {sanitise(denied.code)})" if denied else ""


def _choose_all(source: SourceSettings, invocation: Invocation) -> SourceSettings:
    return choose_jobs(source, invocation._replace(jobs=()))


def pick_chains(chains: Sequence[Chain], words: Sequence[str]) -> tuple[Chain, ...]:
    """The chains that any word names, all without words; ``UsageError`` for a word that fails."""
    for word in words:
        if not any(_is_meant(chain, word) for chain in chains):
            known = [name for chain in chains for name in (chain.name, *chain.jobs)]
            near = get_close_matches(word, known, n=2, cutoff=0.5)
            hint = (
                f"did you mean {' or '.join(map(clip, near))}?" if near else "try glueflow chains"
            )
            raise UsageError(f"no chain is named {clip(word)} or holds such a job; {hint}")
    return tuple(
        chain for chain in chains if not words or any(_is_meant(chain, word) for word in words)
    )


def _is_meant(chain: Chain, word: str) -> bool:
    return word == chain.name or word in chain.jobs
