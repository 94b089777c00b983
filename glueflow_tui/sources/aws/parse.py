"""Shapes of the AWS APIs to facts, forgiving: what is absent or off is None, never a crash.

Connections, roles, tags and parameters that may hold a secret stop here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from glueflow_tui.model.details import LOG_BASE
from glueflow_tui.model.jobs import Action, Bookmark, Condition, Job, JobRun, RunKey, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.sources.aws.text import mask_values, one_line

Raw = Mapping[str, Any]

_ERROR_LENGTH = 2_000
_MOST_BYTES = 2.0**60
"""An exbibyte in a minute is no count of bytes that any job read."""


def parse_job(raw: Raw, name: str) -> Job:
    """GetJob's ``Job``."""
    command = mapping(raw, "Command")
    return Job(
        name=name,
        command=_text(command, "Name") or "glueetl",
        script_location=_text(command, "ScriptLocation"),
        glue_version=_text(raw, "GlueVersion"),
        default_arguments=_arguments(raw, "DefaultArguments") or {},
        non_overridable_arguments=_arguments(raw, "NonOverridableArguments") or {},
        max_concurrent_runs=_integer(mapping(raw, "ExecutionProperty"), "MaxConcurrentRuns") or 1,
        max_retries=_integer(raw, "MaxRetries") or 0,
        queuing=raw.get("JobRunQueuingEnabled") is True,
        worker_type=_text(raw, "WorkerType"),
        number_of_workers=_integer(raw, "NumberOfWorkers"),
        max_capacity=_number(raw, "MaxCapacity"),
        execution_class=_text(raw, "ExecutionClass"),
        timeout_minutes=_integer(raw, "Timeout"),
        modified=_time(raw, "LastModifiedOn"),
    )


def parse_run(raw: Raw, job: str) -> JobRun | None:
    """One of GetJobRuns' ``JobRuns``; None when it has no id or no state."""
    run_id, state = _text(raw, "Id"), _text(raw, "JobRunState")
    if run_id is None or state is None:
        return None
    return JobRun(
        job=job,
        id=run_id,
        state=JobRunState(state),
        started=_time(raw, "StartedOn"),
        completed=_time(raw, "CompletedOn") if JobRunState(state).is_final else None,
        attempt=_integer(raw, "Attempt") or 0,
        previous_run_id=_text(raw, "PreviousRunId"),
        trigger=_text(raw, "TriggerName"),
        arguments=_arguments(raw, "Arguments"),
        error=_line(raw, "ErrorMessage"),
        predecessors=tuple(_predecessors(raw)),
        execution_seconds=_integer(raw, "ExecutionTime"),
        dpu_seconds=_number(raw, "DPUSeconds"),
        worker_type=_text(raw, "WorkerType"),
        number_of_workers=_integer(raw, "NumberOfWorkers"),
        max_capacity=_number(raw, "MaxCapacity"),
        glue_version=_text(raw, "GlueVersion"),
        execution_class=_text(raw, "ExecutionClass"),
        timeout_minutes=_integer(raw, "Timeout"),
        state_detail=_line(raw, "StateDetail"),
        log_group=_log_group(raw),
    )


def parse_trigger(raw: Raw) -> Trigger | None:
    """One of GetTriggers' ``Triggers``; None when it has no name."""
    name = _text(raw, "Name")
    if name is None:
        return None
    predicate = mapping(raw, "Predicate")
    return Trigger(
        name=name,
        type=TriggerType(_text(raw, "Type") or ""),
        state=TriggerState(_text(raw, "State") or ""),
        schedule=_text(raw, "Schedule"),
        workflow=_text(raw, "WorkflowName"),
        logical=_text(predicate, "Logical") or "AND",
        conditions=tuple(_parse_condition(each) for each in mappings(predicate, "Conditions")),
        actions=tuple(_parse_action(each) for each in mappings(raw, "Actions")),
    )


def parse_bookmark(raw: Raw, job: str) -> Bookmark:
    """GetJobBookmark's ``JobBookmarkEntry``; its state is JSON keyed by transformation_ctx."""
    return Bookmark(
        job=job,
        run_id=_text(raw, "RunId"),
        version=_integer(raw, "Version"),
        run=_integer(raw, "Run"),
        attempt=_integer(raw, "Attempt"),
        contexts=_contexts(_text(raw, "JobBookmark")),
    )


def parse_points(raw: Raw) -> list[tuple[datetime, float]]:
    """Time and sum of one of GetMetricData's results; what is not a plain count is left out."""
    times, values = _items(raw, "Timestamps"), _items(raw, "Values")
    pairs = ((_utc(time), _finite(value)) for time, value in zip(times, values, strict=False))
    return [
        (moment, value)
        for moment, value in pairs
        if moment is not None and value is not None and 0 <= value <= _MOST_BYTES
    ]


def mapping(raw: Raw, key: str) -> Raw:
    """The structure under a key; empty when there is none."""
    held = raw.get(key)
    return held if isinstance(held, Mapping) else {}


def mappings(raw: Raw, key: str) -> list[Raw]:
    """The structures of the list under a key."""
    return [each for each in _items(raw, key) if isinstance(each, Mapping)]


def texts(raw: Raw, key: str) -> list[str]:
    """The words of the list under a key."""
    return [each for each in _items(raw, key) if isinstance(each, str)]


def _parse_condition(raw: Raw) -> Condition:
    return Condition(
        job=_text(raw, "JobName"),
        crawler=_text(raw, "CrawlerName"),
        state=_text(raw, "State") or _text(raw, "CrawlState"),
    )


def _parse_action(raw: Raw) -> Action:
    return Action(
        job=_text(raw, "JobName"),
        crawler=_text(raw, "CrawlerName"),
        arguments=_arguments(raw, "Arguments") or {},
    )


def _predecessors(raw: Raw) -> list[RunKey]:
    held = mappings(raw, "PredecessorRuns")
    pairs = ((_text(each, "JobName"), _text(each, "RunId")) for each in held)
    return [RunKey(job, run_id) for job, run_id in pairs if job and run_id]


def _contexts(state: str | None) -> tuple[str, ...]:
    try:
        held = json.loads(state or "{}")
    except (ValueError, RecursionError):
        return ()
    return tuple(sorted(held)) if isinstance(held, dict) else ()


def _arguments(raw: Raw, key: str) -> dict[str, str] | None:
    held = raw.get(key)
    if not isinstance(held, Mapping):
        return None
    return mask_values({str(name): str(value) for name, value in held.items()})


def _items(raw: Raw, key: str) -> list[object]:
    held = raw.get(key)
    return held if isinstance(held, list) else []


def _text(raw: Raw, key: str) -> str | None:
    held = raw.get(key)
    return held if isinstance(held, str) and held else None


def _line(raw: Raw, key: str) -> str | None:
    held = _text(raw, key)
    return (one_line(held, _ERROR_LENGTH) or None) if held else None


def _log_group(raw: Raw) -> str | None:
    """LogGroupName where it is not that of all jobs: a security configuration has its own."""
    base = (_text(raw, "LogGroupName") or "").rstrip("/")
    return base if base.startswith(f"{LOG_BASE}-") else None


def _integer(raw: Raw, key: str) -> int | None:
    held = _number(raw, key)
    return None if held is None else int(held)


def _number(raw: Raw, key: str) -> float | None:
    held = _finite(raw.get(key))
    # All of them are counts and lengths: one below zero tells nothing.
    return None if held is None or held < 0 else held


def _finite(held: object) -> float | None:
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None
    try:
        number = float(held)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _time(raw: Raw, key: str) -> datetime | None:
    return _utc(raw.get(key))


def _utc(held: object) -> datetime | None:
    if not isinstance(held, datetime):
        return None
    try:
        # boto3 answers in the local zone of the machine.
        return held.astimezone(UTC) if held.tzinfo else held.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
