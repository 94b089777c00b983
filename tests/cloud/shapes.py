"""Facts in the shapes of the Glue API, the opposite way of the product's parsing."""

from __future__ import annotations

import json
from datetime import datetime

from glueflow_tui.model.jobs import Action, Bookmark, Condition, Job, JobRun, Trigger

Shape = dict[str, object]
"""A structure of the API; times are datetimes, absent members are left out."""


def _without_none(members: Shape) -> Shape:
    return {name: value for name, value in members.items() if value is not None}


def shape_job(job: Job) -> Shape:
    """Job of GetJob and GetJobs."""
    return _without_none(
        {
            "Name": job.name,
            "Role": "arn:aws:iam::123456789012:role/glue",
            "Command": {"Name": job.command, "ScriptLocation": job.script_location or ""},
            "ExecutionProperty": {"MaxConcurrentRuns": job.max_concurrent_runs},
            "DefaultArguments": dict(job.default_arguments),
            "NonOverridableArguments": dict(job.non_overridable_arguments) or None,
            "MaxRetries": job.max_retries,
            "Timeout": job.timeout_minutes,
            "JobRunQueuingEnabled": job.queuing,
            "GlueVersion": job.glue_version,
            "WorkerType": job.worker_type,
            "NumberOfWorkers": job.number_of_workers,
            "MaxCapacity": job.max_capacity,
            "ExecutionClass": job.execution_class,
            "LastModifiedOn": job.modified,
        }
    )


def shape_run(run: JobRun, taken_at: datetime) -> Shape:
    """JobRun of GetJobRuns; its predecessors are told by GetJobRun alone."""
    until = run.completed or taken_at
    seconds = run.execution_seconds
    if seconds is None and run.started is not None:
        seconds = max(0, round((until - run.started).total_seconds()))
    return _without_none(
        {
            "Id": run.id,
            "Attempt": run.attempt,
            "PreviousRunId": run.previous_run_id,
            "TriggerName": run.trigger,
            "JobName": run.job,
            "StartedOn": run.started,
            "LastModifiedOn": until,
            "CompletedOn": run.completed,
            "JobRunState": str(run.state),
            "Arguments": None if run.arguments is None else dict(run.arguments),
            "ErrorMessage": run.error,
            "PredecessorRuns": [],
            "ExecutionTime": seconds or 0,
            "Timeout": run.timeout_minutes,
            "MaxCapacity": run.max_capacity,
            "WorkerType": run.worker_type,
            "NumberOfWorkers": run.number_of_workers,
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": run.glue_version,
            "DPUSeconds": run.dpu_seconds,
            "ExecutionClass": run.execution_class,
            "StateDetail": run.state_detail,
        }
    )


def shape_predecessors(run: JobRun) -> list[Shape]:
    """Predecessor structures of a JobRun."""
    return [{"JobName": key.job, "RunId": key.run_id} for key in run.predecessors]


def shape_trigger(trigger: Trigger) -> Shape:
    """Trigger of GetTriggers; ``Logical`` is left out of a single condition, as AWS allows."""
    predicate: Shape | None = None
    if trigger.conditions:
        conditions = [_shape_condition(condition) for condition in trigger.conditions]
        logical = trigger.logical if len(conditions) > 1 else None
        predicate = _without_none({"Logical": logical, "Conditions": conditions})
    return _without_none(
        {
            "Name": trigger.name,
            "WorkflowName": trigger.workflow,
            "Type": str(trigger.type),
            "State": str(trigger.state),
            "Schedule": trigger.schedule,
            "Actions": [_shape_action(action) for action in trigger.actions],
            "Predicate": predicate,
        }
    )


def shape_bookmark(mark: Bookmark) -> Shape:
    """JobBookmarkEntry of GetJobBookmark; the state itself is JSON in a string."""
    state = {
        context: {"jsonClass": "HadoopDataSourceJobBookmarkState", "timestamps": {"RUN": "1"}}
        for context in mark.contexts
    }
    return _without_none(
        {
            "JobName": mark.job,
            "Version": mark.version,
            "Run": mark.run,
            "Attempt": mark.attempt,
            "RunId": mark.run_id,
            "JobBookmark": json.dumps(state),
        }
    )


def _shape_condition(condition: Condition) -> Shape:
    if condition.crawler is not None:
        watched: Shape = {"CrawlerName": condition.crawler, "CrawlState": condition.state}
    else:
        watched = {"JobName": condition.job, "State": condition.state}
    return _without_none({"LogicalOperator": "EQUALS", **watched})


def _shape_action(action: Action) -> Shape:
    arguments = dict(action.arguments) or None
    return _without_none(
        {"JobName": action.job, "CrawlerName": action.crawler, "Arguments": arguments}
    )
