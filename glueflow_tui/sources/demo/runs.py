"""One run in the demo world: what happened to it and when, and how it looked at any moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from glueflow_tui.model.jobs import Arguments, JobRun, RunKey
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.sources.demo.flow import Flow
from glueflow_tui.sources.demo.specs import JobSpec
from glueflow_tui.sources.demo.staging import StagedFile

WORKER_TYPE = "G.1X"
WORKERS = 10
GLUE_VERSION = "4.0"
TIMEOUT_MINUTES = 2880


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a run was asked for."""

    trigger: str | None = None
    """None: started by hand."""
    arguments: Arguments = field(default_factory=dict)
    predecessors: tuple[RunKey, ...] = ()


@dataclass(slots=True, eq=False)
class Run:
    """A run as the simulation knows it; times are epoch seconds."""

    spec: JobSpec
    id: str
    number: int
    """Of the job's runs, from 1; retries share it."""
    cause: Cause
    requested: int
    attempt: int = 0
    previous_run_id: str | None = None
    started: int | None = None
    """None while it waits, and when it never ran."""
    ended: int | None = None
    outcome: JobRunState | None = None
    error: str | None = None
    listed: tuple[StagedFile, ...] = ()
    """The files it set out to read."""
    reads: Flow = field(default_factory=Flow)
    writes: Flow = field(default_factory=Flow)

    @property
    def job(self) -> str:
        """Name of its job."""
        return self.spec.name

    @property
    def arguments(self) -> dict[str, str]:
        """Effective arguments."""
        return self.spec.effective(self.cause.arguments)

    def moved(self, metric: Metric, moment: int) -> int:
        """Bytes moved up to the moment; none after the run ended."""
        flow = self.reads if metric is Metric.BYTES_READ else self.writes
        return flow.total(moment if self.ended is None else min(moment, self.ended))

    def is_alive(self, start: int, end: int) -> bool:
        """Whether it held workers at any time between the two moments."""
        if self.started is None or self.started >= end:
            return False
        return self.ended is None or self.ended > start

    def as_of(self, moment: int) -> JobRun | None:
        """How Glue would show it at the moment; None before it was asked for."""
        if self.requested > moment:
            return None
        started = self.started if self.started is not None and self.started <= moment else None
        ended = self.ended if self.ended is not None and self.ended <= moment else None
        return JobRun(
            job=self.job,
            id=self.id,
            state=self._state(started, ended),
            started=_aware(self.requested if started is None else started),
            completed=None if ended is None else _aware(ended),
            attempt=self.attempt,
            previous_run_id=self.previous_run_id,
            trigger=self.cause.trigger,
            arguments=self.cause.arguments or None,
            error=None if ended is None else self.error,
            predecessors=self.cause.predecessors,
            execution_seconds=0 if started is None else (ended or moment) - started,
            worker_type=WORKER_TYPE,
            number_of_workers=WORKERS,
            max_capacity=float(WORKERS),
            glue_version=GLUE_VERSION,
            execution_class="STANDARD",
            timeout_minutes=TIMEOUT_MINUTES,
            state_detail=self._wait_reason(started, ended),
        )

    def _state(self, started: int | None, ended: int | None) -> JobRunState:
        if ended is not None and self.outcome is not None:
            return self.outcome
        return JobRunState.WAITING if started is None else JobRunState.RUNNING

    def _wait_reason(self, started: int | None, ended: int | None) -> str | None:
        if started is not None or ended is not None:
            return None
        return f"Waiting: maximum concurrent runs of {self.job} reached"


def _aware(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
