"""What there is in an account: all jobs and triggers, and the chains that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from glueflow_tui.model.chain import Chain
from glueflow_tui.model.discovery import discover_chains
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.settings import NamedChain
from glueflow_tui.sources.aws.asks import GET_ACCOUNT, GET_JOBS, GET_TRIGGERS, Ask
from glueflow_tui.sources.aws.calls import read_account, read_jobs, read_triggers
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import Errand, send


class Account:
    """Definitions as last told; asked for at start and seldom after."""

    def __init__(self, named: Sequence[NamedChain]) -> None:
        self._named = named
        self.jobs: Mapping[str, Job] | None = None
        """All by name; None before they were ever told."""
        self.triggers: tuple[Trigger, ...] | None = None
        self.number: str | None = None
        self.chains: tuple[Chain, ...] = ()

    def errands(self, clients: Clients) -> Iterator[Errand]:
        """Pages of triggers and of jobs, and whose they are.

        Triggers of a workflow name it: neither ListWorkflows nor GetWorkflow is needed.
        """
        profile = clients.profile
        glue = clients.glue
        yield send(
            Ask(GET_TRIGGERS), partial(read_triggers, glue), self._keep_triggers, profile=profile
        )
        yield send(Ask(GET_JOBS), partial(read_jobs, glue), self._keep_jobs, profile=profile)
        yield send(
            Ask(GET_ACCOUNT),
            lambda: read_account(clients.sts),
            self._keep_number,
            profile=profile,
        )

    def discover(self, runs: Iterable[JobRun]) -> None:
        """Put the chains together from what is known by now."""
        self.chains = discover_chains(self.triggers or (), runs, self._named)

    def chained_jobs(self) -> tuple[str, ...]:
        """Names of the jobs of all chains, those of one chain together."""
        return tuple(dict.fromkeys(job for chain in self.chains for job in chain.jobs))

    def lone_jobs(self) -> tuple[str, ...]:
        """Names of the jobs of no chain."""
        return tuple(sorted(set(self.jobs or ()).difference(self.chained_jobs())))

    def list_scripts(self, most: int) -> dict[str, str]:
        """Where the scripts of jobs lie, at most so many, of jobs without a chain first."""
        chained = set(self.chained_jobs())
        jobs = sorted((self.jobs or {}).values(), key=lambda job: (job.name in chained, job.name))
        found = ((job.name, job.script_location) for job in jobs if job.script_location)
        return dict(islice(found, most))

    def exists(self, job: str) -> bool:
        """Whether there is such a job, as far as known: triggers outlive the jobs they name."""
        return self.jobs is None or job in self.jobs

    def triggers_of(self, jobs: Iterable[str]) -> tuple[Trigger, ...]:
        """Those that start or watch one of the jobs."""
        names = set(jobs)
        return tuple(each for each in self.triggers or () if not names.isdisjoint(_touched(each)))

    def _keep_triggers(self, triggers: tuple[Trigger, ...]) -> None:
        self.triggers = triggers

    def _keep_jobs(self, jobs: tuple[Job, ...]) -> None:
        self.jobs = {job.name: job for job in jobs}

    def _keep_number(self, number: str | None) -> None:
        self.number = number


def _touched(trigger: Trigger) -> Iterator[str | None]:
    """Jobs that it starts and jobs that it watches."""
    yield from (action.job for action in trigger.actions)
    yield from (condition.job for condition in trigger.conditions)
