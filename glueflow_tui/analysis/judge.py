"""The judgement of a history: reports of jobs and links, findings, verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from glueflow_tui.analysis.findings import collect_findings
from glueflow_tui.analysis.frames import Flows, frame_flows
from glueflow_tui.analysis.jobs import JobReader, Seam
from glueflow_tui.analysis.links import LinkReader
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.report import Finding, Report
from glueflow_tui.analysis.rules.case import Case
from glueflow_tui.analysis.runlog import RunReader
from glueflow_tui.analysis.shortcuts import find_orderings
from glueflow_tui.analysis.span import Span, view_history
from glueflow_tui.analysis.verdict import give_verdict
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import AnalysisSettings


def judge(history: History, settings: AnalysisSettings, memo: Memo | None = None) -> Report:
    """Everything a view may show of the history.

    The memo is that of the judgements of the same history before. Raises ValueError when nothing
    was observed yet.
    """
    memo = Memo() if memo is None else memo
    case = build_case(history, settings, memo)
    findings = collect_findings(case)
    memo.close(case, findings)
    return state_report(case, findings)


def build_case(history: History, settings: AnalysisSettings, memo: Memo | None = None) -> Case:
    """Everything computed from the history, not yet judged by the rules."""
    memo = Memo() if memo is None else memo
    span = view_history(history, settings)
    if memo.before is not None and not _goes_on(memo.before, span, settings):
        memo.forget()
    names = _watched_jobs(history)
    flows = frame_flows(history, span, names)
    triggers = {trigger.name: trigger for trigger in history.triggers or ()}
    starting = memo.recall(
        ("starting", None), (history.triggers,), partial(_by_started, history.triggers or ())
    )
    runs = RunReader(history, flows, triggers, settings.prices)
    before = memo.before
    seam = Seam.of(before.span, span) if before else None
    changed = _list_changed(history, flows, before) if before else frozenset(names)
    reader = JobReader(history, flows, starting, runs, memo, seam, changed)
    cases = {name: reader.read_job(name) for name in names}
    pairs = _fed_links(history, memo)
    feeding: dict[str, list[str]] = {}
    for up, down in pairs:
        feeding.setdefault(down, []).append(up)
    judge_link = LinkReader(flows, settings, memo).judge_link
    links = tuple(
        judge_link(
            cases[up],
            cases[down],
            starting.get(up, ()),
            others=[cases[other] for other in feeding[down] if other != up],
        )
        for up, down in pairs
    )
    jobs = {name: one.report for name, one in cases.items()}
    return Case(history, settings, flows, jobs, links, cases, starting, memo)


def _list_changed(history: History, flows: Flows, before: Case) -> frozenset[str]:
    """Jobs of which other facts or bytes are known than before."""
    return flows.changed_jobs(before.flows) | history.changed_jobs(before.history)


def _goes_on(before: Case, span: Span, settings: AnalysisSettings) -> bool:
    """Whether a case is the one before of the same view: no look back, no older bytes asked for."""
    known = before.span
    if known.asked_from is None or span.asked_from is None or before.settings is not settings:
        return False
    return (
        known.start <= span.start
        and known.complete_until <= span.complete_until
        and known.taken_at <= span.taken_at
        and span.asked_from == max(span.start, known.asked_from)
    )


def state_report(case: Case, findings: tuple[Finding, ...]) -> Report:
    """The report of a case and what the rules found in it."""
    history, span = case.history, case.span
    return Report(
        taken_at=span.taken_at,
        start=span.start,
        complete_until=span.complete_until,
        verdict=give_verdict((link.report for link in case.links), findings),
        source=history.source or SourceInfo(SourceKind.AWS),
        chains=history.chains,
        jobs=tuple(case.jobs.values()),
        links=tuple(link.report for link in case.links),
        findings=findings,
        faults=history.faults,
        data_until=case.flows.data_until(),
        calls=history.calls,
        metrics_requested=history.metrics_requested,
        throttles=history.throttles,
        pending=history.pending,
    )


def _by_started(triggers: Iterable[Trigger]) -> Mapping[str, tuple[Trigger, ...]]:
    """Triggers by the job that they start: to look through all for each took most of the time."""
    found: dict[str, dict[str, Trigger]] = {}
    for trigger in triggers:
        for action in trigger.actions:
            if action.job is not None:
                found.setdefault(action.job, {})[trigger.name] = trigger
    return {job: tuple(each.values()) for job, each in found.items()}


def _watched_links(history: History) -> tuple[tuple[str, str], ...]:
    links = (link for chain in history.chains for link in chain.links)
    return tuple(dict.fromkeys((link.upstream, link.downstream) for link in links))


def _fed_links(history: History, memo: Memo) -> tuple[tuple[str, str], ...]:
    """The watched links without those that only order the starts of their jobs."""
    links = tuple(link for chain in history.chains for link in chain.links)
    facts = (history.chains, history.jobs, history.scripts)
    orderings = memo.recall(
        ("orderings", None), facts, partial(find_orderings, links, history.jobs, history.scripts)
    )
    return tuple(pair for pair in _watched_links(history) if pair not in orderings)


def _watched_jobs(history: History) -> tuple[str, ...]:
    chained = [job for chain in history.chains for job in chain.jobs]
    linked = [job for link in _watched_links(history) for job in link]
    return tuple(dict.fromkeys([*chained, *linked] or [*history.jobs, *history.runs]))
