"""The chain as a tree, from the report's links and the triggers behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from glueflow_tui.model.chain import LinkOrigin
from glueflow_tui.model.states import BookmarkOption, TriggerState
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.drawing.chain import ChainMarks, ChainNode, ChainPicture, OtherChain

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.analysis.report import JobReport, Report
    from glueflow_tui.model.jobs import Trigger

ALONE = "only this chain is watched: glueflow without job names finds all"

_ORIGINS = {
    LinkOrigin.CONFIG: "reads it, as named",
    LinkOrigin.PREDECESSOR: "seen to follow it",
    LinkOrigin.WORKFLOW: "in workflow",
    LinkOrigin.SUGGESTED: "perhaps reads it",
}
_MARKS = {BookmarkOption.ENABLE: "ok", BookmarkOption.DISABLE: "off"}


def chain_picture(
    report: Report,
    triggers: Sequence[Trigger] | None,
    others: Sequence[ChainReport] = (),
) -> ChainPicture:
    """Tree of all jobs of the report; ``triggers`` is None where they are not known."""
    return ChainPicture(
        nodes=tuple(_list_nodes(report, triggers or ())),
        marks=tuple(_mark(report, job) for job in report.jobs),
        others=tuple(
            OtherChain(
                sanitise(row.chain.name),
                len(row.chain.jobs),
                _severity(row),
                row.running_ratio if row.running_ratio is not None else _last(row.ratios),
            )
            for row in others
        ),
        alone=ALONE,
        empty="no job in view",
    )


def _severity(row: ChainReport) -> str:
    if row.severity is not None and row.verdict == "findings":
        return row.severity.word
    return "ok" if row.verdict == "healthy" else "unknown"


def _last(ratios: Sequence[float | None]) -> float | None:
    return next((ratio for ratio in reversed(ratios) if ratio is not None), None)


def _list_nodes(report: Report, triggers: Sequence[Trigger]) -> Iterator[ChainNode]:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for link in report.links:
        before.setdefault(link.downstream, []).append(link.upstream)
        after.setdefault(link.upstream, []).append(link.downstream)
    seen: set[str] = set()

    def grow(name: str, depth: int) -> Iterator[ChainNode]:
        job = report.job(name)
        if job is None:
            return
        if name in seen:
            yield ChainNode(depth, f"{sanitise(name)}, as above", is_job=False)
            return
        seen.add(name)
        yield _node(report, job, depth)
        for follower in after.get(name, ()):
            yield ChainNode(depth + 1, _say_link(report, name, follower, triggers), is_job=False)
            yield from grow(follower, depth + 1)

    for job in report.jobs:
        if job.name not in before:
            yield from (ChainNode(0, text, is_job=False) for text in _say_starts(job, triggers))
            yield from grow(job.name, 0)


def _node(report: Report, job: JobReport, depth: int) -> ChainNode:
    worst = next((one for one in report.findings if one.job == job.name), None)
    state = job.state
    role = "plain"
    if state is not None:
        role = "critical" if state.is_failure else "info" if state.is_active else "muted"
    return ChainNode(
        depth,
        sanitise(job.name),
        severity="ok" if worst is None else worst.severity.word,
        state="no run" if state is None else sanitise(str(state)),
        role=role,
    )


def _say_starts(job: JobReport, triggers: Sequence[Trigger]) -> Iterator[str]:
    """What starts the first job of a chain: by the clock, by an event, or nobody knows."""
    starting = [trigger for trigger in triggers if trigger.starts(job.name)]
    for trigger in starting:
        when = _say_schedule(trigger.schedule) or str(trigger.type).lower()
        yield sanitise(f"@ {trigger.name} {when}{_say_off(trigger)}")
    if not starting:
        yield sanitise(f"@ {_say_schedule(job.schedule)}" if job.schedule else "@ no trigger seen")


def _say_schedule(schedule: str | None) -> str:
    """The fields of a cron that say anything: ``0/30``, ``15 12``."""
    fields = (schedule or "").removeprefix("cron(").removesuffix(")").split()
    while fields and fields[-1] in ("*", "?"):
        fields.pop()
    return " ".join(fields)


def _say_off(trigger: Trigger) -> str:
    is_on = trigger.state in (TriggerState.ACTIVATED, TriggerState.CREATED)
    return "" if is_on else f" {trigger.state}"


def _say_link(report: Report, up: str, down: str, triggers: Sequence[Trigger]) -> str:
    """Why the one follows the other: the trigger that says so, else how the link became known."""
    for trigger in triggers:
        states = [one.state for one in trigger.conditions if one.job == up]
        if states and trigger.starts(down):
            word = {"SUCCEEDED": "success"}.get(states[0] or "", (states[0] or "end").lower())
            return sanitise(f"on {word}{_say_off(trigger)}")
    links = (link for chain in report.chains for link in chain.links)
    link = next((one for one in links if (one.upstream, one.downstream) == (up, down)), None)
    if link is None:
        return "reads it"
    if link.origin is LinkOrigin.TRIGGER:
        return "on success"
    via = f" {link.via}" if link.via and link.origin is LinkOrigin.WORKFLOW else ""
    return sanitise(f"{_ORIGINS[link.origin]}{via}")


def _mark(report: Report, job: JobReport) -> ChainMarks:
    reads = any(link.downstream == job.name for link in report.links)
    option = job.bookmark.option
    bookmark = "?" if option is None else _MARKS.get(option, str(option))
    if bookmark == "off" and not reads:
        bookmark = "n/a"
    metrics = {True: "ok", False: "off", None: "?"}[job.metrics_enabled]
    script = "read" if job.script is not None and job.script.read else "unread"
    return ChainMarks(sanitise(job.name), sanitise(bookmark), metrics, script)
