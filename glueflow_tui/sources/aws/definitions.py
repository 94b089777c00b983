"""What changes rarely: job definitions, triggers, the account; asked at start and seldom after."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from glueflow_tui.model.jobs import Job, Trigger
from glueflow_tui.sources.aws.asks import GET_ACCOUNT, GET_JOB, GET_TRIGGERS, Ask
from glueflow_tui.sources.aws.calls import read_account, read_job, read_triggers
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import Errand, send
from glueflow_tui.sources.aws.haul import Haul


class Definitions:
    """The jobs of the chains as they are set up, and whose they are."""

    def __init__(self, jobs: Collection[str]) -> None:
        self._jobs = jobs
        self.locations: dict[str, str] = {}
        """Where the script of a job lies, as far as known."""
        self.account: str | None = None

    def errands(self, clients: Clients, haul: Haul) -> Iterator[Errand]:
        """One for each job, and for triggers and account."""
        profile = clients.profile
        for name in self._jobs:
            call = partial(read_job, clients.glue, name)
            yield send(Ask(GET_JOB, name), call, partial(self._keep_job, haul), profile=profile)
        yield send(
            Ask(GET_TRIGGERS),
            partial(read_triggers, clients.glue),
            partial(self._keep_triggers, haul),
            profile=profile,
        )
        yield send(
            Ask(GET_ACCOUNT),
            lambda: read_account(clients.sts),
            self._keep_account,
            profile=profile,
        )

    def _keep_job(self, haul: Haul, job: Job) -> None:
        haul.jobs.append(job)
        if job.script_location is not None:
            self.locations[job.name] = job.script_location

    def _keep_triggers(self, haul: Haul, triggers: tuple[Trigger, ...]) -> None:
        haul.triggers = tuple(each for each in triggers if self._concerns(each))

    def _keep_account(self, account: str | None) -> None:
        self.account = account

    def _concerns(self, trigger: Trigger) -> bool:
        started = {action.job for action in trigger.actions}
        watched = {condition.job for condition in trigger.conditions}
        return not (started | watched).isdisjoint(self._jobs)
