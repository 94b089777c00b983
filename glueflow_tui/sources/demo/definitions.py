"""Specs as Glue would define them: jobs, triggers, and the chains that follow from both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glueflow_tui.model.chain import Chain, Link, LinkOrigin
from glueflow_tui.model.jobs import Action, Condition, Job, Script, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.sources.demo.runs import GLUE_VERSION, WORKER_TYPE, WORKERS
from glueflow_tui.sources.demo.scripts import script_location, write_script
from glueflow_tui.sources.demo.specs import AfterSuccess, JobSpec, Schedule, TriggerSpec


def define_job(spec: JobSpec) -> Job:
    """The job as GetJob shows it."""
    return Job(
        name=spec.name,
        script_location=script_location(spec.name),
        glue_version=GLUE_VERSION,
        default_arguments=dict(spec.arguments),
        non_overridable_arguments=dict(spec.non_overridable),
        max_concurrent_runs=spec.max_concurrent_runs,
        max_retries=spec.max_retries,
        queuing=spec.queuing,
        worker_type=WORKER_TYPE,
        number_of_workers=WORKERS,
        execution_class="STANDARD",
    )


def define_script(spec: JobSpec) -> Script:
    """The job's script as S3 holds it."""
    return Script(spec.name, script_location(spec.name), write_script(spec))


def define_trigger(spec: TriggerSpec, *, active: bool) -> Trigger:
    """The trigger as GetTriggers shows it."""
    is_scheduled = isinstance(spec, Schedule)
    return Trigger(
        name=spec.name,
        type=TriggerType.SCHEDULED if is_scheduled else TriggerType.CONDITIONAL,
        state=TriggerState.ACTIVATED if active else TriggerState.DEACTIVATED,
        schedule=spec.cron if isinstance(spec, Schedule) else None,
        conditions=_conditions(spec),
        actions=(Action(job=spec.job, arguments=dict(spec.arguments)),),
    )


def _conditions(spec: TriggerSpec) -> tuple[Condition, ...]:
    if isinstance(spec, Schedule):
        return ()
    return (Condition(job=spec.after, state=JobRunState.SUCCEEDED),)


def find_chains(jobs: Sequence[JobSpec], triggers: Iterable[TriggerSpec]) -> tuple[Chain, ...]:
    """Jobs joined by conditional triggers; each connected group is a chain."""
    links = tuple(
        Link(trigger.after, trigger.job, LinkOrigin.TRIGGER, trigger.name)
        for trigger in triggers
        if isinstance(trigger, AfterSuccess)
    )
    chains: list[Chain] = []
    for group in _groups([job.name for job in jobs], links):
        inside = tuple(link for link in links if link.upstream in group)
        chains.append(Chain(" → ".join(group), group, inside))
    return tuple(chains)


def _groups(names: Iterable[str], links: Iterable[Link]) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = [(name,) for name in names]
    for link in links:
        joined = [group for group in groups if {link.upstream, link.downstream} & set(group)]
        at = groups.index(joined[0])
        groups = [group for group in groups if group not in joined]
        groups.insert(at, tuple(name for group in joined for name in group))
    return [group for group in groups if len(group) > 1]
