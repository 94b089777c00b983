"""Specs as Glue would define them: jobs, scripts and triggers."""

from __future__ import annotations

from glueflow_tui.model.jobs import Action, Condition, Job, Script, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.sources.demo.runs import (
    GLUE_VERSION,
    TIMEOUT_MINUTES,
    WORKER_TYPE,
    WORKERS,
)
from glueflow_tui.sources.demo.scripts import script_location, write_script
from glueflow_tui.sources.demo.specs import AfterAll, JobSpec, Schedule, TriggerSpec


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
        timeout_minutes=TIMEOUT_MINUTES,
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
    watched = spec.after if isinstance(spec, AfterAll) else (spec.after,)
    return tuple(Condition(job=job, state=JobRunState.SUCCEEDED) for job in watched)
