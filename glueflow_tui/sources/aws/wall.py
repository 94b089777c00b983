"""All chains of an account at once: little is asked about many, and more about the opened one.

The bytes are asked for by the minute, as for a chain alone, but only of jobs that had runs: the
price is by series, not by point, and windows need not begin where CloudWatch's longer periods do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from glueflow_tui.errors import NoChainsError
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import Metric
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.account import Account
from glueflow_tui.sources.aws.asks import GET_SCRIPT, GET_TRIGGERS, Ask
from glueflow_tui.sources.aws.cadence import SOON
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import Errand, Outcome, run_all
from glueflow_tui.sources.aws.faults import Trouble, give_up
from glueflow_tui.sources.aws.haul import Haul
from glueflow_tui.sources.aws.metering import Plan
from glueflow_tui.sources.aws.predecessors import PredecessorDesk, Told
from glueflow_tui.sources.aws.ranking import rank_chains
from glueflow_tui.sources.aws.rounds import CALLS_PER_MINUTE, Allowance, Rounds, Signs
from glueflow_tui.sources.aws.source import AwsSource, utc_now
from glueflow_tui.sources.aws.spare import Spare, choose_spare

MOST_SCRIPTS = 100
"""Of one survey."""
MOST_LONE = 12
"""Jobs without a chain that one look asks what led to their runs: triggers tell of nearly all."""
MOST_BLIND = 100
"""The same where no trigger is told of, and nothing else tells of chains."""
LONE_BY_POLL = 3
"""The same of a poll that others follow, from calls that nothing else needs."""
PATIENCE_BY_JOB = 1.0
"""Seconds that a look which is to bring all at once may take longer, for each job."""
_AT_ONCE = 8


class WallSource(AwsSource):
    """Every chain that is found, as Glue and CloudWatch show it; used by one thread."""

    def __init__(
        self,
        settings: SourceSettings,
        *,
        clients: Clients | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(settings, clients=clients, now=now)
        self._everything = Account(settings.chains)
        self._rounds = Rounds()
        self._allowance = Allowance(CALLS_PER_MINUTE)
        self._opened: str | None = None
        self._rest = timedelta()
        self._spare = Spare()
        self._predecessors = PredecessorDesk()
        self._blind: Trouble | None = None
        """Why no trigger is told of."""
        self._is_announced = settings.whole
        """Whether the chains were told; where one look is all there is, with the rest."""

    def open_chain(self, name: str | None) -> None:
        """From the next poll on, ask all about one chain too: its runs' bytes and bookmarks.

        Safe to call from another thread; None closes it.
        """
        self._opened = name

    def survey(self) -> Observation:
        """All jobs and triggers and the chains they make, and some scripts; no runs, no bytes."""
        clients = self._open()
        haul = Haul()
        with clients.patience:
            self._ask_account(clients, haul)
            self._look_around(clients, haul)
            self._sample_scripts(clients, haul)
        everything = self._everything
        return Observation(
            taken_at=self._now(),
            source=self._describe(clients),
            chains=everything.chains,
            jobs=tuple((everything.jobs or {}).values()),
            triggers=everything.triggers,
            scripts=tuple(haul.scripts),
            faults=self._standing.faults,
            calls=clients.count.take(),
        )

    def _sample_scripts(self, clients: Clients, haul: Haul) -> None:
        """Scripts tell what jobs without a chain read and write; none where none may be read."""
        locations = self._everything.list_scripts(MOST_SCRIPTS)
        self._try(clients, tuple(self._scripts.errands(clients, locations, haul)))

    def _look_around(self, clients: Clients, haul: Haul) -> None:
        """Runs tell what triggers do not, of as many jobs without a chain as one look may ask."""
        if self._ask_lone(clients, MOST_BLIND if self._blind else MOST_LONE):
            self._ask_led(clients, self._predecessors.strange)
            self._everything.discover(self._told_runs())
            self._put_together(haul)

    def _ask_lone(self, clients: Clients, most: int) -> int:
        """Ask what led to jobs of no chain; how many calls that took."""
        jobs = self._predecessors.list_new(self._everything.lone_jobs())
        return self._ask_led(clients, jobs[: max(most, 0)])

    def _ask_led(self, clients: Clients, jobs: Sequence[str]) -> int:
        listed = frozenset(trigger.name for trigger in self._everything.triggers or ())
        told = Told(listed, self._now() - self._settings.lookback)
        return self._try(clients, tuple(self._predecessors.errands(clients, jobs, told)))

    def _try(self, clients: Clients, errands: Sequence[Errand]) -> int:
        """Part by part, until one is refused as a whole; how many calls were made."""
        todo, made = iter(errands), 0
        while part := tuple(islice(todo, _AT_ONCE)):
            outcomes = run_all([errand.fetch for errand in part], clients.patience)
            self._finish(part, outcomes, self._now())
            made += len(part)
            if all(isinstance(outcome, Trouble) for outcome in outcomes):
                break
        return made

    def _told_runs(self) -> tuple[JobRun, ...]:
        """All runs that may name their predecessors."""
        return (*self._book, *self._predecessors.led)

    def _ask_glue(self, clients: Clients, haul: Haul) -> None:
        """Definitions when due, then the runs of jobs that can have changed."""
        now = self._now()
        left = self._allowance.left(now)
        self._ask_account(clients, haul)
        if self._settings.whole:
            clients.patience.extend(PATIENCE_BY_JOB * len(self._jobs))
        if self._settings.whole or self._blind or not self._chains:
            self._look_around(clients, haul)
        if not self._chains and self._blind:
            raise give_up([self._blind], clients.endpoint, GET_TRIGGERS)
        if not self._chains:
            raise NoChainsError(self._say_empty(clients))
        if not self._is_announced:
            # Names are there within a second or two, and what they do not tell follows at once.
            self._is_announced = True
            return
        spent = clients.count.made
        opened = [job for job in self._opened_jobs() if self._everything.exists(job)]
        new = self._choose_new(now, set(self._existing()).difference(opened))
        signs = Signs(self._chains, self._everything.triggers or (), self._book)
        # One call is kept for the bytes.
        most = max(0, left - spent - len(opened) - 1)
        self._rest = SOON if new else timedelta()
        chosen = self._rounds.choose(now, self._jobs, signs, most=most, rest=self._rest)
        names = tuple(dict.fromkeys((*opened, *new, *chosen)))
        self._ask_runs_of(clients, names, now, haul)
        self._follow_predecessors(clients, now, haul)
        spare = 0 if new else most - len(chosen)
        lone = self._ask_lone(clients, min(spare, LONE_BY_POLL))
        self._spare = self._choose_spare(now, spare - lone)
        # Calls for new jobs have an allowance of their own, pages included.
        self._allowance.spend(spent + len(names) - len(new) + 1 + self._spare.calls + lone)
        self._watch_closely()

    def _choose_spare(self, now: datetime, most: int) -> Spare:
        """What calls that nothing else needs tell of readers: the wall is to judge as a check."""
        readers = dict.fromkeys(link.downstream for chain in self._chains for link in chain.links)
        closed = [job for job in readers if job not in self._opened_jobs()]
        jobs = self._everything.jobs or {}
        scripted = (job for job in closed if job in jobs and jobs[job].script_location)
        return choose_spare(
            [job for job in scripted if self._timetable.is_due(Ask(GET_SCRIPT, job), now)],
            sorted(
                (job for job in closed if self._bookmarks.is_due(job, self._book)),
                key=self._bookmarks.is_known,
            ),
            self._standing.faults,
            most=most,
        )

    def _follow_predecessors(self, clients: Clients, now: datetime, haul: Haul) -> None:
        """Chains anew when runs name predecessors that no trigger tells of any more."""
        if not any(run.predecessors for run in (*haul.runs, *self._predecessors.led)):
            return
        before = self._chains
        self._everything.discover(self._told_runs())
        if self._everything.chains == before:
            return
        self._put_together(haul)
        if self._settings.whole:
            # There is no next look, and whoever comes before these may be told by them.
            late = self._rounds.list_new(self._existing())
            self._ask_runs_of(clients, late, now, haul)
            self._rounds.note(late, now)
            if late:
                self._follow_predecessors(clients, now, haul)

    def _choose_new(self, now: datetime, known: set[str]) -> list[str]:
        waiting = self._rounds.list_new(known)
        if not waiting:
            return []
        ranked = rank_chains(self._chains, self._everything.jobs or {}, now)
        return self._rounds.choose_new(now, ranked, set(waiting))

    def _existing(self) -> tuple[str, ...]:
        return tuple(job for job in self._jobs if self._everything.exists(job))

    def _pending(self) -> tuple[str, ...]:
        return self._rounds.list_new(self._existing())

    def _ask_account(self, clients: Clients, haul: Haul) -> None:
        now = self._now()
        errands = [*self._due(self._everything.errands(clients), now)]
        if not errands:
            return
        fetches = [errand.fetch for errand in errands]
        outcomes = run_all(fetches, clients.patience, partial(self._use_wait, clients))
        self._check_account(clients, errands, outcomes)
        self._finish(errands, outcomes, now)
        self._everything.discover(self._told_runs())
        self._put_together(haul)

    def _put_together(self, haul: Haul) -> None:
        """The chains as they were found, and the definitions that belong to them."""
        everything = self._everything
        self._chains = everything.chains
        self._jobs = everything.chained_jobs()
        jobs = everything.jobs or {}
        haul.jobs[:] = [job for name in self._jobs if (job := jobs.get(name)) is not None]
        if everything.triggers is not None:
            haul.triggers = everything.triggers_of(self._jobs)

    def _check_account(
        self, clients: Clients, errands: Sequence[Errand], outcomes: Sequence[Outcome]
    ) -> None:
        """Raise when what is wrong with the triggers may pass, and nothing else names a chain."""
        for errand, outcome in zip(errands, outcomes, strict=True):
            if errand.ask.operation != GET_TRIGGERS:
                continue
            self._blind = None
            if not isinstance(outcome, Trouble):
                continue
            is_blind = self._everything.triggers is None and not self._settings.chains
            if outcome.is_lockout or (is_blind and outcome.is_passing):
                raise give_up([outcome], clients.endpoint, GET_TRIGGERS)
            self._blind = outcome if is_blind else None

    def _ask_runs_of(
        self, clients: Clients, names: Sequence[str], now: datetime, haul: Haul
    ) -> None:
        errands = [self._ask_runs(clients, job, now, haul) for job in names]
        outcomes = run_all([errand.fetch for errand in errands], clients.patience)
        troubles = [outcome for outcome in outcomes if isinstance(outcome, Trouble)]
        is_locked_out = any(trouble.is_lockout for trouble in troubles)
        if troubles and (is_locked_out or len(troubles) == len(names)):
            raise give_up(troubles, clients.endpoint)
        self._finish(errands, outcomes, now)
        answers = zip(names, outcomes, strict=True)
        failed = [name for name, one in answers if isinstance(one, Trouble) and one.is_passing]
        self._rounds.note(names, now, failed=failed)

    def _watch_closely(self) -> None:
        """Of the opened chain both metrics, bookmarks and scripts; else what the ratios need."""
        opened = set(self._opened_jobs())
        wanted: dict[str, set[Metric]] = {job: set() for job in self._jobs}
        readers: dict[str, None] = {}
        for chain in self._chains:
            for link in chain.links:
                wanted[link.upstream].add(Metric.BYTES_WRITTEN)
                wanted[link.downstream].add(Metric.BYTES_READ)
                if link.downstream in opened:
                    readers[link.downstream] = None
        self._metering.watch(
            {job: tuple(Metric) if job in opened else tuple(of) for job, of in wanted.items()}
        )
        self._bookmarks.readers = (*readers, *self._spare.bookmarks)

    def _plan_bytes(self, taken_at: datetime) -> Plan:
        if self._pending() == self._existing():
            return Plan((), None)
        return self._metering.plan_busy(taken_at, self._book, self._opened_jobs(), self._rest)

    def _locations(self) -> Mapping[str, str]:
        jobs = self._everything.jobs or {}
        wanted = (*self._opened_jobs(), *self._spare.scripts)
        found = {job: jobs[job].script_location for job in wanted if job in jobs}
        return {job: location for job, location in found.items() if location}

    def _opened_jobs(self) -> Collection[str]:
        if self._settings.whole:
            return self._jobs
        opened = self._opened
        return next((chain.jobs for chain in self._chains if chain.name == opened), ())

    def _account(self) -> str | None:
        return self._everything.number

    def _say_empty(self, clients: Clients) -> str:
        place = ":".join(filter(None, (clients.profile, clients.region)))
        triggers, jobs = self._everything.triggers or (), self._everything.jobs or {}
        return (
            f"No Glue job is started by another job's trigger in {place} "
            f"(looked at {len(triggers):,} triggers, {len(jobs):,} jobs). "
            "Name two jobs: glueflow IN OUT, or try glueflow --demo"
        )
