"""Questions to any source about one run or job: one that cannot tell says so."""

from __future__ import annotations

from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.sources.base import Informant, Source


def read_logs(source: Source, run: RunKey) -> RunLogs:
    """The ends of the run's logs, else why there are none."""
    if isinstance(source, Informant):
        return source.read_logs(run)
    return RunLogs(run, problem="this source tells nothing of logs")


def read_gauges(source: Source, job: str) -> JobGauges:
    """Heap, processors and executors of the job, else why they are not known."""
    if isinstance(source, Informant):
        return source.read_gauges(job)
    return JobGauges(job, problem="this source tells nothing of heap, processors and executors")
