"""What a run consumed and what that costs: an estimate from sizes, seconds and list prices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from glueflow_tui.model.jobs import Job, JobRun
from glueflow_tui.settings import Prices

_DPU_PER_WORKER = {
    "G.025X": 0.25,
    "G.1X": 1.0,
    "G.2X": 2.0,
    "G.4X": 4.0,
    "G.8X": 8.0,
    "G.12X": 12.0,
    "G.16X": 16.0,
    "R.1X": 1.0,
    "R.2X": 2.0,
    "R.4X": 4.0,
    "R.8X": 8.0,
    "Z.2X": 2.0,
    "STANDARD": 1.0,
}
_OLD_VERSIONS = frozenset({"0.9", "1.0"})
_OLD_MINIMUM = 600.0
_MINIMUM = 60.0
_CHEAPER_FROM = 6
_SHELL_DPU = 0.0625
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rate:
    """How runs of one size are billed."""

    dpus: float | None
    """None when the size is unknown."""
    least: float
    """Seconds that are billed in any case."""
    usd: float
    """For one DPU-hour (M-DPU-hour for R and Z workers)."""

    def bill(self, run: JobRun, now: datetime) -> float | None:
        """DPU-hours billed for a run, so far when it has not ended; None when they are unknown.

        Billed by the second, from one minute on (ten for Glue 0.9 and 1.0); FLEX and auto-scaled
        runs by the DPUSeconds that Glue reports.
        """
        if run.is_refused or run.state.is_waiting:
            return 0.0
        is_over = run.state.is_final
        if is_over and run.dpu_seconds and _is_amount(run.dpu_seconds):
            return run.dpu_seconds / _HOUR
        if is_over and run.execution_seconds == 0:
            return 0.0
        seconds = _ran_for(run, now)
        if seconds is None or self.dpus is None:
            return None
        hours = max(seconds, self.least) / _HOUR * self.dpus
        return hours if _is_amount(hours) else None


def rate_run(job: Job, run: JobRun, prices: Prices) -> Rate:
    """The rate of all runs of the job with the same ``size_words``."""
    version = run.glue_version or job.glue_version
    is_old = version in _OLD_VERSIONS and job.command != "pythonshell"
    least = _OLD_MINIMUM if is_old else _MINIMUM
    return Rate(_size(job, run), least, _price(job, run, prices))


def size_words(run: JobRun) -> tuple[object, ...]:
    """All that tells one run's rate from that of another of the same job."""
    return (
        run.glue_version,
        run.worker_type,
        run.number_of_workers,
        run.max_capacity,
        run.execution_class,
    )


def _price(job: Job, run: JobRun, prices: Prices) -> float:
    if job.command == "pythonshell":
        return prices.python_shell
    factor = prices.glue6_factor if _is_cheaper(run.glue_version or job.glue_version) else 1.0
    worker = (run.worker_type or job.worker_type or "").upper()
    if worker.startswith("R."):
        return prices.memory * factor
    flexible = (run.execution_class or job.execution_class or "").upper() == "FLEX"
    return (prices.flex if flexible else prices.standard) * factor


def _size(job: Job, run: JobRun) -> float | None:
    worker = (run.worker_type or job.worker_type or "").upper()
    workers = run.number_of_workers or job.number_of_workers
    if workers and workers > 0 and worker in _DPU_PER_WORKER:
        return workers * _DPU_PER_WORKER[worker]
    capacity = run.max_capacity or job.max_capacity
    if capacity and _is_amount(capacity):
        return capacity
    return _SHELL_DPU if job.command == "pythonshell" else None


def _ran_for(run: JobRun, now: datetime) -> float | None:
    if run.state.is_final and _is_amount(run.execution_seconds):
        return run.execution_seconds
    ended = run.completed if run.state.is_final else now
    if run.started is None or ended is None:
        return None
    return max(0.0, (ended - run.started).total_seconds())


def _is_amount(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value) and value >= 0


def _is_cheaper(version: str | None) -> bool:
    major = (version or "").partition(".")[0]
    return major.isdigit() and int(major) >= _CHEAPER_FROM
