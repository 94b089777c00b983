"""What keeps a chain from running or from being seen: triggers and metrics that are off."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import datetime, timedelta

from glueflow_tui.analysis.figures import say_span
from glueflow_tui.analysis.report import Finding, JobReport, RunReport
from glueflow_tui.analysis.rules.case import Case, Confidence, Section, length_of, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.analysis.span import ceil_minute
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import JobRunState, Metric, TriggerState, TriggerType

_INACTIVE = frozenset({TriggerState.CREATED, TriggerState.DEACTIVATED, TriggerState.DEACTIVATING})
_ON_ITS_OWN = frozenset({TriggerType.SCHEDULED, TriggerType.CONDITIONAL, TriggerType.EVENT})
_LIVED = timedelta(minutes=2)
_IN_A_ROW = 3
"""Silent runs that count where others of the job left points: one may have had nothing to do."""
_UNMEASURED = {"pythonshell": "Python shell", "glueray": "Ray"}
"""Kinds of jobs that publish no byte metrics at all."""
_UNFINISHED = frozenset({JobRunState.FAILED, JobRunState.ERROR, JobRunState.EXPIRED})
_S3A_FROM = 5.1


def find_inactive(case: Case) -> Iterable[Finding]:
    """Triggers of the chain that are not activated, with no active one in their place."""
    triggers = case.history.triggers or ()
    for trigger in triggers:
        started = [action.job for action in trigger.actions if action.job in case.jobs]
        if (
            not started
            or trigger.type not in _ON_ITS_OWN
            or trigger.state not in _INACTIVE
            or any(_replaces(other, trigger) for other in triggers)
        ):
            continue
        yield _inactive(trigger, [job for job in started if job])


def _replaces(other: Trigger, trigger: Trigger) -> bool:
    watched, needed = ({one.job for one in which.conditions} for which in (other, trigger))
    jobs = {action.job for action in trigger.actions}
    return (
        other.state is TriggerState.ACTIVATED
        and other.type is trigger.type
        and watched == needed
        and jobs <= {action.job for action in other.actions}
    )


def _inactive(trigger: Trigger, jobs: list[str]) -> Finding:
    return about_job(
        Code.TRIGGER_INACTIVE,
        jobs[0],
        message=(
            f"Trigger {trigger.name} is {trigger.state.value}: it does not start {', '.join(jobs)}"
        ),
        evidence=prove(
            "state of the trigger is not ACTIVATED",
            {
                "trigger": trigger.name,
                "type": trigger.type.value,
                "state": trigger.state.value,
                "schedule": trigger.schedule,
                "watches": tuple(one.job for one in trigger.conditions if one.job),
            },
            Section.TRIGGERS,
        ),
        remedy=f"Activate it: aws glue start-trigger --name {shlex.quote(trigger.name)}",
    )


def find_disabled(case: Case) -> Iterable[Finding]:
    """Jobs that could publish byte metrics and do not have them switched on."""
    for job in case.jobs.values():
        definition = case.definition(job.name)
        if definition is None or job.metrics_enabled is not False or job.command in _UNMEASURED:
            continue
        if case.flows.publishes(job.name):
            continue
        yield about_job(
            Code.METRICS_DISABLED,
            job.name,
            message=(
                f"{job.name} publishes no byte metrics: --enable-metrics is not among its arguments"
            ),
            evidence=prove(
                "the key --enable-metrics is in no layer of arguments, and no point is in view",
                {"metrics_enabled": False, "command": job.command},
                Section.METRICS,
            ),
            remedy=(
                f"Add --enable-metrics to the default arguments of {job.name}; its presence "
                "counts, the value does not. CloudWatch bills custom metrics."
            ),
        )


def find_missing(case: Case) -> Iterable[Finding]:
    """Metrics are on, yet the newest run long enough to publish left no point."""
    for job in case.jobs.values():
        is_blind = job.command in _UNMEASURED
        if case.definition(job.name) is None or not (job.metrics_enabled or is_blind):
            continue
        if case.was_denied("cloudwatch:GetMetricData", job.name):
            continue
        silent = _silent_runs(case, job)
        if len(silent) >= (_IN_A_ROW if case.flows.publishes(job.name) else 1):
            yield _missing(case, job, silent)


def _silent_runs(case: Case, job: JobReport) -> list[RunReport]:
    """The newest runs in a row that are settled, lived, did not fail, and left no point."""
    silent: list[RunReport] = []
    for run in reversed(job.runs):
        length = length_of(run, case.span.taken_at)
        if (
            run.refused
            or run.started is None
            or run.completed is None
            or run.state in _UNFINISHED
            or length is None
            or length < _LIVED
            or not case.span.is_settled(run.started, run.completed)
        ):
            continue
        if _has_points(case, job.name, run, run.started, run.completed):
            break
        silent.insert(0, run)
    return silent


def _has_points(case: Case, job: str, run: RunReport, start: datetime, end: datetime) -> bool:
    if run.bytes_read is not None or run.bytes_written is not None:
        return True
    return case.flows.has_points(job, epoch_minute(start), epoch_minute(ceil_minute(end)))


def _missing(case: Case, job: JobReport, silent: list[RunReport]) -> Finding:
    last = silent[-1]
    length = length_of(last, case.span.taken_at) or timedelta(0)
    reason = _reason(job)
    return about_job(
        Code.METRICS_MISSING,
        job.name,
        tuple(run.id for run in silent),
        since=silent[0].started,
        message=(
            f"{job.name} #{last.number} ran for {say_span(length)} and CloudWatch has no byte "
            f"metrics of it: {reason}"
        ),
        evidence=prove(
            "no point of the job in any minute of a run that lived for 2 minutes or more",
            {
                "runs_without_points": len(silent),
                "glue_version": job.glue_version,
                "command": job.command,
                "likely_reason": reason,
            },
            Section.METRICS,
            Confidence.MEDIUM,
            case.count_minutes(job.name, Metric.BYTES_READ, silent),
        ),
        remedy=_remedy(job),
    )


def _reason(job: JobReport) -> str:
    if kind := _UNMEASURED.get(job.command or ""):
        return f"{kind} jobs publish none"
    if _is_s3a(job.glue_version):
        return (
            f"Glue {job.glue_version} reads S3 by another connector, which may not count bytes; or "
            "the script makes no GlueContext, or its role lacks cloudwatch:PutMetricData"
        )
    return "the script makes no GlueContext, or its role lacks cloudwatch:PutMetricData"


def _is_s3a(version: str | None) -> bool:
    parts = (version or "").split(".")[:2]
    return all(part.isdigit() for part in parts) and float(".".join(parts)) >= _S3A_FROM


def _remedy(job: JobReport) -> str:
    if job.command in _UNMEASURED:
        return f"The bytes of {job.name} cannot be watched by these metrics; watch its runs."
    return (
        f"Check that the script of {job.name} creates a GlueContext, that its role allows "
        "cloudwatch:PutMetricData, and that its network reaches CloudWatch."
    )


RULES = (find_inactive, find_disabled, find_missing)
