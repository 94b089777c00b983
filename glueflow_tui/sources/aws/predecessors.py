"""Chains that no listed trigger tells of: what led to the runs of jobs that seem to stand alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.sources.aws.asks import GET_RUN, GET_RUNS, Ask
from glueflow_tui.sources.aws.calls import is_in_view, read_led_run, read_newest_runs
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import Errand, send
from glueflow_tui.sources.aws.faults import Trouble


@dataclass(frozen=True, slots=True)
class Told:
    """What triggers tell, and how long ago it is worth asking about."""

    triggers: Collection[str]
    """Names of those listed: a run that one of them started has nothing to add."""
    horizon: datetime


class PredecessorDesk:
    """Asks once about each job for its newest runs, and for what led to a strange one."""

    def __init__(self) -> None:
        self.led: tuple[JobRun, ...] = ()
        """Runs found that name their predecessors."""
        self._asked: set[str] = set()
        self._strange: dict[str, RunKey] = {}
        self._is_refused = False
        """Where one job may not be asked about others hardly may, and a fault says so already."""

    @property
    def strange(self) -> tuple[str, ...]:
        """Jobs with a run that a trigger started which is not listed."""
        return tuple(self._strange)

    def list_new(self, jobs: Iterable[str]) -> list[str]:
        """Those of the jobs that there is something to ask about."""
        if self._is_refused:
            return []
        return [job for job in jobs if job not in self._asked or job in self._strange]

    def errands(self, clients: Clients, jobs: Iterable[str], told: Told) -> Iterator[Errand]:
        """One for each new job, and for each that is strange."""
        for job in self.list_new(jobs):
            if (key := self._strange.get(job)) is None:
                yield send(
                    Ask(GET_RUNS, job),
                    partial(read_newest_runs, clients.glue, job),
                    partial(self._keep_newest, job, told),
                    lose=self._lose,
                    urgent=True,
                    profile=clients.profile,
                )
            else:
                yield send(
                    Ask(GET_RUN, job),
                    partial(read_led_run, clients.glue, key),
                    partial(self._keep_led, job),
                    lose=self._lose,
                    urgent=True,
                    profile=clients.profile,
                )

    def _keep_newest(self, job: str, told: Told, runs: tuple[JobRun, ...]) -> None:
        self._asked.add(job)
        strange = (
            run
            for run in runs
            if is_in_view(run, told.horizon)
            and (run.trigger or run.predecessors)
            and run.trigger not in told.triggers
        )
        if (newest := next(strange, None)) is None:
            return
        if newest.predecessors:
            self._keep_led(job, newest)
        else:
            self._strange[job] = RunKey(job, newest.id)

    def _keep_led(self, job: str, run: JobRun | None) -> None:
        self._strange.pop(job, None)
        if run is not None and run.predecessors:
            self.led = (*self.led, run)

    def _lose(self, trouble: Trouble) -> None:
        self._is_refused = self._is_refused or not trouble.is_passing
