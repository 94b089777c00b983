"""Facts about Glue jobs, their runs, triggers and bookmarks, in AWS's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType

# AWS documents the state, not the sentence; these are the wordings seen.
_REFUSAL = re.compile(
    r"concurrent runs? exceeded|exceeded.*concurren|ConcurrentRunsExceeded", re.IGNORECASE
)

Arguments = Mapping[str, str]
"""Job arguments; values that may be secret were masked where they entered."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job definition (GetJob)."""

    name: str
    command: str = "glueetl"
    """glueetl, gluestreaming, pythonshell or glueray."""
    script_location: str | None = None
    glue_version: str | None = None
    default_arguments: Arguments = field(default_factory=dict)
    non_overridable_arguments: Arguments = field(default_factory=dict)
    max_concurrent_runs: int = 1
    max_retries: int = 0
    queuing: bool = False
    """Starts over the concurrency limit wait (state WAITING) rather than fail."""
    worker_type: str | None = None
    number_of_workers: int | None = None
    max_capacity: float | None = None
    """DPUs, for jobs that are not sized by workers."""
    execution_class: str | None = None
    """STANDARD or FLEX."""
    timeout_minutes: int | None = None
    """None when not told: Glue then has its own, by version."""
    modified: datetime | None = None
    """When the definition last changed; earlier runs may have gone by other defaults."""


@dataclass(frozen=True, slots=True)
class RunKey:
    """A run of a job."""

    job: str
    run_id: str


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run (GetJobRuns); a retry is a run of its own with ``attempt`` above 0."""

    job: str
    id: str
    state: JobRunState
    started: datetime | None
    completed: datetime | None = None
    """None while the run has not ended."""
    attempt: int = 0
    previous_run_id: str | None = None
    trigger: str | None = None
    """None when started by hand, by the API or by another orchestrator."""
    arguments: Arguments | None = None
    """Only what was passed for this run; None when the API did not say."""
    error: str | None = None
    predecessors: tuple[RunKey, ...] = ()
    execution_seconds: int | None = None
    """Seconds that consumed resources: what is billed."""
    dpu_seconds: float | None = None
    """Only for FLEX and auto-scaled runs."""
    worker_type: str | None = None
    number_of_workers: int | None = None
    max_capacity: float | None = None
    glue_version: str | None = None
    execution_class: str | None = None
    timeout_minutes: int | None = None
    state_detail: str | None = None
    log_group: str | None = None
    """Below which its logs lie, when that is not where all jobs have them."""

    @property
    def key(self) -> RunKey:
        """Identity of the run."""
        return RunKey(self.job, self.id)

    @property
    def is_retry(self) -> bool:
        """Another attempt at a run that failed."""
        return self.attempt > 0

    @property
    def is_refused(self) -> bool:
        """The start was refused because of the concurrency limit: it never ran."""
        if not self.error:
            return False
        return self.state is JobRunState.FAILED and bool(_REFUSAL.search(self.error))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a trigger's predicate: a watched job or crawler and its state."""

    job: str | None = None
    crawler: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What a trigger starts; ``arguments`` act as run arguments."""

    job: str | None = None
    crawler: str | None = None
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger (GetTriggers)."""

    name: str
    type: TriggerType
    state: TriggerState
    schedule: str | None = None
    """Six-field AWS cron, in UTC, as ``cron(0/30 * * * ? *)``."""
    workflow: str | None = None
    logical: str = "AND"
    """AND or ANY, between the conditions."""
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()

    def starts(self, job: str) -> bool:
        """Whether firing this trigger starts the job."""
        return any(action.job == job for action in self.actions)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """State of a job's bookmark (GetJobBookmark)."""

    job: str
    run_id: str | None
    """The run that saved it; None when the job never saved one (EntityNotFoundException)."""
    version: int | None = None
    run: int | None = None
    attempt: int | None = None
    contexts: tuple[str, ...] = ()
    """The transformation_ctx names really tracked, sorted."""


@dataclass(frozen=True, slots=True)
class Script:
    """Source text of a job's script as read from S3."""

    job: str
    location: str
    text: str | None
    """None when it could not be read; ``problem`` then says why."""
    problem: str | None = None
