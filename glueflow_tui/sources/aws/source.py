"""AWS as a source: one poll asks Glue and CloudWatch for what can have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NoReturn

from botocore.exceptions import RefreshWithMFAUnsupportedError

from glueflow_tui.errors import CredentialsError, GlueflowError, SetupError
from glueflow_tui.model.chain import Chain, Link, join_links, link_jobs
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.asks import GET_METRICS, GET_RUNS, Ask
from glueflow_tui.sources.aws.cadence import Timetable
from glueflow_tui.sources.aws.calls import read_runs
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.credentials import CREDENTIAL_SECONDS
from glueflow_tui.sources.aws.definitions import Definitions
from glueflow_tui.sources.aws.errands import Awaited, Errand, Outcome, run_all, send
from glueflow_tui.sources.aws.evidence import BookmarkDesk, ScriptDesk
from glueflow_tui.sources.aws.exceptions import Kind, LateCredentialsError
from glueflow_tui.sources.aws.faults import Trouble, attempt, give_up
from glueflow_tui.sources.aws.gauges import read_gauges
from glueflow_tui.sources.aws.haul import Haul
from glueflow_tui.sources.aws.logins import needs_code
from glueflow_tui.sources.aws.logs import read_tails
from glueflow_tui.sources.aws.metering import Metered, Metering, Plan
from glueflow_tui.sources.aws.metrics import Harvest, read_bytes
from glueflow_tui.sources.aws.profiles import choose_profile
from glueflow_tui.sources.aws.runs import RunBook
from glueflow_tui.sources.aws.standing import Standing
from glueflow_tui.sources.aws.unknown import name_unknown
from glueflow_tui.sources.base import Progress


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


class AwsSource:
    """The jobs named in the settings, as Glue and CloudWatch show them; used by one thread."""

    def __init__(
        self,
        settings: SourceSettings,
        *,
        clients: Clients | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Nothing is asked, and no credential looked for, before the first poll."""
        self._settings = settings
        self._given = self._clients = clients
        self._now = now
        self._chains = _chains_of(settings)
        self._jobs = tuple(dict.fromkeys(job for chain in self._chains for job in chain.jobs))
        self._book = RunBook()
        self._definitions = Definitions(self._jobs)
        self._bookmarks = BookmarkDesk(_readers_of(self._chains))
        self._scripts = ScriptDesk()
        self._metering = Metering(self._jobs, settings.lookback)
        self._timetable = Timetable()
        self._standing = Standing()
        self._acts: list[Callable[[], object]] = []
        """To be done while the first answers are under way."""
        self._admission = Awaited[Clients | Trouble](CREDENTIAL_SECONDS)
        self._come: tuple[set[str], set[str]] = set(), set()
        """Jobs whose runs, and whose bytes, have come in this look."""
        self._locked_out: datetime | None = None
        """Since when no session was let in."""

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Do that once, while the first answers are under way."""
        self._acts.append(act)

    def tell_progress(self) -> Progress:
        """Jobs whose runs and bytes the look under way has brought."""
        return Progress(*map(len, self._come))

    def poll(self) -> Observation:
        """Ask for what is due.

        Raises ``CredentialsError``, ``SetupError``; ``UsageError`` for a job that does not exist;
        and ``ObservationError`` when the runs of no job could be read.
        """
        try:
            clients = self._open()
            with clients.patience:
                seen = self._look(clients)
        except (CredentialsError, SetupError) as error:
            # A new session finds what a login in another shell has left.
            self._clients = self._given
            if isinstance(error, CredentialsError):
                self._locked_out = error.since = self._locked_out or self._now()
            raise
        self._locked_out = None
        return seen

    def read_logs(self, run: RunKey) -> RunLogs:
        """The ends of the run's logs; one call a log."""
        try:
            clients = self._open()
        except GlueflowError as error:
            return RunLogs(run, problem=str(error))
        with clients.patience:
            return RunLogs(run, read_tails(clients, run, self._book.find(run)))

    def read_gauges(self, job: str) -> JobGauges:
        """Its gauges over the time looked back on; one call."""
        try:
            clients = self._open()
        except GlueflowError as error:
            return JobGauges(job, problem=str(error))
        now = self._now()
        with clients.patience:
            return read_gauges(clients, job, now - self._settings.lookback, now)

    def _look(self, clients: Clients) -> Observation:
        clients.count.take()
        began, haul = self._now(), Haul()
        self._come = set(), set()
        self._ask_glue(clients, haul)
        # Stamped between the runs and the bytes: a run shown as running had not ended long
        # before, and no minute after it passes as seen.
        taken_at = self._now()
        metered = self._look_closer(clients, taken_at, haul)
        return Observation(
            taken_at=taken_at,
            source=self._describe(clients),
            chains=self._chains,
            jobs=tuple(haul.jobs),
            runs=tuple(haul.runs),
            triggers=haul.triggers,
            bookmarks=tuple(haul.bookmarks),
            scripts=tuple(haul.scripts),
            metrics=metered.series,
            metrics_from=metered.asked_from,
            runs_at=self._book.open_since(began),
            faults=self._standing.faults,
            calls=clients.count.take(),
            metrics_requested=metered.requested,
            throttles=clients.count.take_throttles(),
            pending=self._pending(),
        )

    def _open(self) -> Clients:
        """The clients, with credentials that hold; new ones after credentials failed."""
        settings = self._settings
        try_in = partial(attempt, profile=choose_profile(settings.profile))
        enter = partial(_connect, settings, self._clients)
        clients = self._admission.wait(partial(try_in, enter), partial(try_in, _give_up_waiting))
        if isinstance(clients, Trouble):
            raise give_up([clients], settings.endpoint_url or "AWS")
        self._clients = clients
        return clients

    def _ask_glue(self, clients: Clients, haul: Haul) -> None:
        """Runs, and definitions when due: what needs no other answer first."""
        began = self._now()
        runs = [self._ask_runs(clients, job, began, haul) for job in self._jobs]
        errands = [*runs, *self._due(self._definitions.errands(clients, haul), began)]
        fetches = [errand.fetch for errand in errands]
        outcomes = run_all(fetches, clients.patience, partial(self._use_wait, clients))
        answers = {errand.ask: outcome for errand, outcome in zip(errands, outcomes, strict=True)}
        self._check_jobs(clients, answers)
        self._finish(errands, outcomes, began)

    def _use_wait(self, clients: Clients) -> None:
        """Begin what others want done meanwhile, and make the clients that are needed next."""
        while self._acts:
            self._acts.pop()()
        attempt(clients.prepare, profile=clients.profile)

    def _look_closer(self, clients: Clients, taken_at: datetime, haul: Haul) -> Metered:
        """Bytes, bookmarks and scripts: what depends on the runs and definitions."""
        plan = self._plan_bytes(taken_at)
        metered = [self._ask_bytes(clients, harvest) for harvest in plan.harvests]
        bookmarks = self._bookmarks.errands(clients, self._book, haul)
        scripts = self._scripts.errands(clients, self._locations(), haul)
        errands = [*self._due((*bookmarks, *scripts), taken_at)]
        outcomes = run_all([each.fetch for each in (*metered, *errands)], clients.patience)
        of_bytes, others = outcomes[: len(metered)], outcomes[len(metered) :]
        self._finish(errands, others, taken_at)
        failed = [outcome for outcome in of_bytes if isinstance(outcome, Trouble)]
        result = self._metering.conclude(taken_at, plan, failed)
        self._standing.settle(GET_METRICS, result.troubles, taken_at)
        return result

    def _plan_bytes(self, taken_at: datetime) -> Plan:
        return self._metering.plan(taken_at, self._book)

    def _locations(self) -> Mapping[str, str]:
        """Where the scripts lie that are to be read."""
        return self._definitions.locations

    def _ask_runs(self, clients: Clients, job: str, now: datetime, haul: Haul) -> Errand:
        horizon = now - self._settings.lookback

        def keep(runs: tuple[JobRun, ...]) -> None:
            haul.runs.extend(runs)
            self._book.absorb(job, runs, horizon, now)

        come, reach = self._come[0], self._book.reach(job, horizon)

        def call() -> tuple[JobRun, ...]:
            runs = read_runs(clients.glue, job, reach)
            come.add(job)
            return runs

        return send(Ask(GET_RUNS, job), call, keep, profile=clients.profile)

    def _ask_bytes(self, clients: Clients, harvest: Harvest) -> Errand:
        come = self._come[1]

        def call() -> None:
            # The harvest keeps what came even when the call ends with an error.
            read_bytes(clients, harvest)
            come.update(key.job for key in harvest.batch.keys)

        return send(Ask(GET_METRICS), call, lambda _: None, profile=clients.profile)

    def _check_jobs(self, clients: Clients, answers: Mapping[Ask, Outcome]) -> None:
        """Raise when there is nothing to show: no credentials, no such job, no runs at all."""
        troubles = {ask: each for ask, each in answers.items() if isinstance(each, Trouble)}
        of_runs = [each for ask, each in troubles.items() if ask.operation == GET_RUNS]
        is_locked_out = any(trouble.is_lockout for trouble in of_runs)
        for ask, trouble in troubles.items():
            # A job that was there before was deleted, which is a fault and no mistake of the user.
            is_new = ask.subject is not None and ask.subject not in self._book
            if is_new and trouble.kind is Kind.ABSENT and not is_locked_out:
                raise name_unknown(clients, str(ask.subject))
        if is_locked_out or len(of_runs) == len(self._jobs):
            raise give_up(of_runs, clients.endpoint)

    def _due(self, errands: Iterable[Errand], now: datetime) -> Iterator[Errand]:
        return (each for each in errands if each.urgent or self._timetable.is_due(each.ask, now))

    def _finish(self, errands: Sequence[Errand], outcomes: Sequence[Outcome], at: datetime) -> None:
        """Keep the answers, note the faults, and set when each is due again."""
        for errand, outcome in zip(errands, outcomes, strict=True):
            if isinstance(outcome, Trouble):
                errand.lose(outcome)
                self._standing.note(errand.ask, outcome, at)
            else:
                outcome()
                self._standing.clear(errand.ask)
            if not (isinstance(outcome, Trouble) and outcome.is_passing):
                self._timetable.postpone(errand.ask, at, refused=isinstance(outcome, Trouble))

    def _pending(self) -> tuple[str, ...]:
        """Jobs that the next look is to ask about, and at once."""
        return ()

    def _describe(self, clients: Clients) -> SourceInfo:
        return SourceInfo(
            kind=SourceKind.AWS,
            profile=clients.profile,
            region=clients.region,
            account=self._account(),
        )

    def _account(self) -> str | None:
        return self._definitions.account


def _connect(settings: SourceSettings, clients: Clients | None) -> Clients:
    if clients is None:
        if needs_code(choose_profile(settings.profile)):
            # botocore would prompt for it: over the screen, or where nobody can answer.
            raise RefreshWithMFAUnsupportedError
        clients = Clients(
            profile=settings.profile, region=settings.region, endpoint_url=settings.endpoint_url
        )
    clients.admit()
    # Profile and region are only proved by making a client.
    _ = clients.glue
    return clients


def _give_up_waiting() -> NoReturn:
    raise LateCredentialsError(seconds=round(CREDENTIAL_SECONDS))


def _chains_of(settings: SourceSettings) -> tuple[Chain, ...]:
    if settings.links:
        return join_links([Link(*link) for link in settings.links])
    return (link_jobs(settings.jobs),) if settings.jobs else ()


def _readers_of(chains: Iterable[Chain]) -> tuple[str, ...]:
    """Jobs whose bookmarks matter: downstream of another, or asked about alone."""
    groups = ([link.downstream for link in chain.links] or chain.jobs for chain in chains)
    return tuple(dict.fromkeys(job for group in groups for job in group))
