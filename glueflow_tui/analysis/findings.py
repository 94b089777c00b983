"""All findings of a case, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from glueflow_tui.analysis.report import Finding
from glueflow_tui.analysis.rules import RULES
from glueflow_tui.analysis.rules.case import Case, pair_of
from glueflow_tui.analysis.rules.codes import ORDER


def collect_findings(case: Case) -> tuple[Finding, ...]:
    """What every rule finds: by severity, then as the codes are listed, then by job."""
    still = _list_still(case)
    known = [finding for finding in case.memo.findings if finding.job in still]
    awake = replace(
        case,
        jobs={name: job for name, job in case.jobs.items() if name not in still},
        links=tuple(link for link in case.links if link.report.downstream not in still),
    )
    found = [finding for rule in RULES for finding in rule(awake)]
    return tuple(sorted([*known, *found], key=rank_finding))


def rank_finding(finding: Finding) -> tuple[int, int, str, tuple[str, str]]:
    """Where it stands in every list: worst first."""
    return -finding.severity, ORDER[finding.code], finding.job, finding.link or ("", "")


def _list_still(case: Case) -> set[str]:
    """Jobs of which nothing has changed since the case before, nor of what hangs together."""
    before, links = case.memo.before, case.memo.links
    if before is None or before.history.faults != case.history.faults:
        return set()
    still = {name for name, one in case.cases.items() if one.is_still}
    for link in case.links:
        pair = pair_of(link.report)
        if link is not links.get(pair):
            still.difference_update(pair)
    history = case.history
    facts = (history.chains, history.triggers, history.jobs, history.scripts, *case.cases)
    groups = case.memo.recall(("groups", None), facts, partial(_group_jobs, case))
    return {name for name in still if still.issuperset(groups[name])}


def _group_jobs(case: Case) -> dict[str | None, list[str]]:
    """By each job all those that hang together with it, by links and by triggers."""
    started = ([action.job for action in one.actions] for one in case.history.triggers or ())
    pairs = (pair_of(link.report) for link in case.links)
    return _join(case.cases, [*pairs, *(jobs for jobs in started if jobs[1:])])


def _join(
    names: Iterable[str], ties: Iterable[Sequence[str | None]]
) -> dict[str | None, list[str]]:
    """By each name all those that are tied to it, directly or by others, and itself."""
    found: dict[str | None, list[str]] = {name: [name] for name in names}
    for tie in ties:
        group, *others = [found[name] for name in tie if name in found] or [[]]
        for other in others:
            if other is not group:
                group += other
                found.update(dict.fromkeys(other, group))
    return found
