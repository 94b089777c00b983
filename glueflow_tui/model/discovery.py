"""Chains found in facts: triggers, workflows, predecessors of runs and the configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError

from glueflow_tui.model.chain import Chain, Link, LinkOrigin, order_steps
from glueflow_tui.model.claims import (
    Claim,
    Starters,
    claim_named,
    claim_runs,
    claim_triggers,
    is_off,
)
from glueflow_tui.model.jobs import JobRun, Trigger
from glueflow_tui.model.schedule import usual_period
from glueflow_tui.model.states import TriggerType
from glueflow_tui.settings import NamedChain

_RANKS = (LinkOrigin.CONFIG, LinkOrigin.WORKFLOW, LinkOrigin.TRIGGER, LinkOrigin.PREDECESSOR)
"""Of two facts that say the same link the first is told: the user's word, then the surer one."""


def discover_chains(
    triggers: Sequence[Trigger] = (),
    runs: Iterable[JobRun] = (),
    named: Iterable[NamedChain] = (),
) -> tuple[Chain, ...]:
    """Every group of jobs that hang together, in the order of their names; the same each time.

    No circle stays: the last link of one, in the order of certainty and name, is left out and a
    note says so. Links held only by triggers that are off stay, and the chain is not active.
    """
    claims = (*claim_named(named), *claim_triggers(triggers), *claim_runs(runs))
    links = _merge(claims)
    starters = Starters(triggers)
    chains = [_make_chain(group, starters) for group in _group(links)]
    return tuple(sorted(_tell_apart(chains), key=lambda chain: (chain.name, chain.jobs)))


@dataclass(frozen=True, slots=True)
class _Held:
    """A link, and what switches it off."""

    link: Link
    off: str | None


def _merge(claims: Iterable[Claim]) -> list[_Held]:
    """One link for each pair of jobs; off only if every fact that says it is."""
    best: dict[tuple[str, str], _Held] = {}
    for claim in sorted(claims, key=_certainty):
        pair = claim.link.upstream, claim.link.downstream
        known = best.get(pair)
        if known is None:
            best[pair] = _Held(claim.link, claim.off)
        elif known.off and not claim.off:
            best[pair] = replace(known, off=None)
    return list(best.values())


def _certainty(claim: Claim) -> tuple[int, bool, str, str, str]:
    link = claim.link
    rank = _RANKS.index(link.origin)
    return rank, claim.off is not None, link.upstream, link.downstream, link.via or ""


def _group(links: Sequence[_Held]) -> Iterator[list[_Held]]:
    """Links that hang together; one from a job to itself joins nothing."""
    leader: dict[str, str] = {}

    def lead(job: str) -> str:
        while leader.setdefault(job, job) != job:
            leader[job] = leader[leader[job]]
            job = leader[job]
        return job

    for held in links:
        first, second = sorted((lead(held.link.upstream), lead(held.link.downstream)))
        leader[second] = first
    groups: dict[str, list[_Held]] = {}
    for held in links:
        groups.setdefault(lead(held.link.upstream), []).append(held)
    for group in groups.values():
        if any(held.link.upstream != held.link.downstream for held in group):
            yield group


def _make_chain(group: Sequence[_Held], starters: Starters) -> Chain:
    kept, circular = _break_circles(group)
    links = tuple(held.link for held in kept)
    jobs = tuple(job for step in order_steps(links) for job in sorted(step))
    downstream = {link.downstream for link in links}
    starts = starters.of(job for job in jobs if job not in downstream)
    clocks = [one for one in starts if one.type is TriggerType.SCHEDULED and one.schedule]
    clock = next((one for one in clocks if not is_off(one)), clocks[0] if clocks else None)
    stopped = {held.off for held in kept if held.off}
    if clock is not None and is_off(clock):
        stopped.add(clock.name)
    period = usual_period(clock.schedule or "") if clock else None
    return Chain(
        name=_given_name(links) or (starts[0].name if starts else jobs[0]),
        jobs=jobs,
        links=tuple(sorted(links, key=lambda link: _place(link, jobs))),
        schedule=clock.schedule if clock else None,
        window_seconds=round(period.total_seconds()) if period else None,
        active=not stopped,
        notes=(
            *(f"{_say(link)} closes a circle and is left out" for link in circular),
            *(f"trigger {trigger} is not activated" for trigger in sorted(stopped)),
        ),
    )


def _break_circles(group: Sequence[_Held]) -> tuple[list[_Held], list[Link]]:
    """The links without those that lead back, most certain first."""
    forward = [held for held in group if held.link.upstream != held.link.downstream]
    circular = [held.link for held in group if held.link.upstream == held.link.downstream]
    try:
        order_steps([held.link for held in forward])
    except CycleError:
        pass
    else:
        return forward, circular
    after: dict[str, set[str]] = {}
    kept: list[_Held] = []
    for held in forward:
        if _leads(after, held.link.downstream, held.link.upstream):
            circular.append(held.link)
        else:
            after.setdefault(held.link.upstream, set()).add(held.link.downstream)
            kept.append(held)
    return kept, circular


def _leads(after: dict[str, set[str]], start: str, end: str) -> bool:
    todo, passed = [start], {start}
    while todo:
        job = todo.pop()
        if job == end:
            return True
        fresh = after.get(job, set()) - passed
        passed |= fresh
        todo += fresh
    return False


def _place(link: Link, jobs: Sequence[str]) -> tuple[int, int]:
    return jobs.index(link.upstream), jobs.index(link.downstream)


def _say(link: Link) -> str:
    return f"{link.upstream} → {link.downstream} ({link.origin} {link.via})"


def _given_name(links: Iterable[Link]) -> str | None:
    """The commonest name that a configured chain, else a workflow, gives to the links."""
    for origin in (LinkOrigin.CONFIG, LinkOrigin.WORKFLOW):
        names = Counter(link.via for link in links if link.origin is origin and link.via)
        if names:
            return min(names, key=lambda name: (-names[name], name))
    return None


def _tell_apart(chains: Sequence[Chain]) -> Iterator[Chain]:
    """Chains of one name get that of their first job beside it."""
    names = Counter(chain.name for chain in chains)
    for chain in chains:
        is_alone = names[chain.name] == 1
        yield chain if is_alone else replace(chain, name=f"{chain.name} · {chain.jobs[0]}")
