"""What is told about one run or job on request: ends of logs, and gauges. Never kept or recorded:
what a script prints may hold anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from glueflow_tui.model.jobs import RunKey

LOG_BASE = "/aws-glue/jobs"
"""Where the log groups of a run lie, unless its security configuration has its own."""


class LogKind(StrEnum):
    """The log groups of a run, by the last part of their names."""

    ERROR = "error"
    OUTPUT = "output"
    CONTINUOUS = "logs-v2"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line."""

    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class LogTail:
    """The end of one log of a run."""

    kind: LogKind
    group: str
    stream: str
    lines: tuple[LogLine, ...] = ()
    """Oldest first."""
    problem: str = ""
    """Why there is none, in one sentence."""
    whole: bool = False
    """Nothing was written before the first line."""


@dataclass(frozen=True, slots=True)
class RunLogs:
    """The ends of all logs of one run."""

    run: RunKey
    tails: tuple[LogTail, ...] = ()
    problem: str = ""
    """Why none could be asked for."""


class Gauge(StrEnum):
    """What Glue publishes about the machines of a job, beside its bytes."""

    DRIVER_HEAP = "driver heap"
    EXECUTOR_HEAP = "executor heap"
    DRIVER_CPU = "driver CPU"
    EXECUTOR_CPU = "executor CPU"
    EXECUTORS = "executors"
    EXECUTORS_NEEDED = "executors needed"
    FAILED_TASKS = "failed tasks"
    SHUFFLED = "shuffle written"


FRACTIONS = frozenset(
    {Gauge.DRIVER_HEAP, Gauge.EXECUTOR_HEAP, Gauge.DRIVER_CPU, Gauge.EXECUTOR_CPU}
)
"""From 0 to 1."""

SUMS = frozenset({Gauge.FAILED_TASKS, Gauge.SHUFFLED})
"""Counted since the point before, so that they add up; all others stand."""


@dataclass(frozen=True, slots=True)
class GaugeSeries:
    """One gauge over time."""

    gauge: Gauge
    start: datetime
    """First minute."""
    step: int
    """Minutes of each value."""
    values: tuple[float | None, ...]
    """None where there was no point."""


@dataclass(frozen=True, slots=True)
class JobGauges:
    """All gauges of a job that have any point."""

    job: str
    series: tuple[GaugeSeries, ...] = ()
    problem: str = ""
    """Why there are none, in one sentence."""
