"""Runs read so far, to know what the next poll must read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.aws.calls import Reach, is_in_view


class RunBook:
    """The runs in view, by job."""

    def __init__(self) -> None:
        self._runs: dict[str, dict[str, JobRun]] = {}
        self._read_at: dict[str, datetime] = {}

    def __iter__(self) -> Iterator[JobRun]:
        for runs in self._runs.values():
            yield from runs.values()

    def __contains__(self, job: str) -> bool:
        """Whether runs of the job were ever read, be it none."""
        return job in self._runs

    def find(self, key: RunKey) -> JobRun | None:
        """The run as last read; None when it is out of view."""
        return self._runs.get(key.job, {}).get(key.run_id)

    def reach(self, job: str, horizon: datetime) -> Reach:
        """How far down the history of the job to read."""
        runs = self._runs.get(job, {})
        unfinished = frozenset(run.id for run in runs.values() if not run.state.is_final)
        return Reach(horizon, known=frozenset(runs), open=unfinished)

    def open_since(self, moment: datetime) -> dict[str, datetime]:
        """Jobs with a run under way that were last read before the moment, and when that was."""
        return {
            job: self._read_at[job]
            for job, runs in self._runs.items()
            if self._read_at[job] < moment and not all(run.state.is_final for run in runs.values())
        }

    def absorb(self, job: str, runs: Iterable[JobRun], horizon: datetime, at: datetime) -> None:
        """Add what was read at a moment, and let go of what is out of view."""
        merged = {**self._runs.get(job, {}), **{run.id: run for run in runs}}
        kept = {run.id: run for run in merged.values() if is_in_view(run, horizon)}
        self._runs[job], self._read_at[job] = kept, at

    def newest_success(self, job: str) -> str | None:
        """Id of the run that succeeded last."""
        succeeded = [
            run
            for run in self._runs.get(job, {}).values()
            if run.state is JobRunState.SUCCEEDED and run.completed is not None
        ]
        newest = max(succeeded, key=lambda run: (run.completed, run.id), default=None)
        return newest.id if newest else None
