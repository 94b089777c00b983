"""Whose runs to ask for at a poll of many chains: those that can have changed, within a budget."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from glueflow_tui.model.chain import Chain
from glueflow_tui.model.jobs import JobRun, Trigger
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.schedule import fire_before, translate_cron
from glueflow_tui.model.states import TriggerState
from glueflow_tui.sources.aws.runs import RunBook

CALLS_PER_MINUTE = 28.0
"""Of everything asked while nothing is new: Glue throttles the whole account."""
FIRST_PER_MINUTE = 120.0
"""Of jobs never asked about, on top: the first picture must not wait."""
PORTION = 24
"""Jobs never asked about that one look asks about: what they show need not wait for the others."""
STALE = timedelta(minutes=10)
"""Runs may start without any sign: by hand, or by an orchestrator that Glue does not know."""


class Allowance:
    """Calls that may be made, as many as come in by the minute; it may be overdrawn."""

    def __init__(self, per_minute: float) -> None:
        self._rate = per_minute
        self._left = per_minute
        self._at: datetime | None = None

    def left(self, now: datetime) -> int:
        """Whole calls that may be made now."""
        if self._at is not None:
            gained = self._rate * ((now - self._at) / MINUTE)
            self._left = min(self._rate, self._left + max(0.0, gained))
        self._at = now
        return max(0, int(self._left))

    def spend(self, calls: int) -> None:
        """Note calls made."""
        self._left -= calls


class Rounds:
    """Remembers when each job was asked about."""

    def __init__(self) -> None:
        self._asked: dict[str, datetime] = {}
        self._unanswered: set[str] = set()
        self._first = Allowance(FIRST_PER_MINUTE)

    def list_new(self, jobs: Iterable[str]) -> tuple[str, ...]:
        """Those of the jobs never asked about."""
        return tuple(job for job in jobs if job not in self._asked)

    def choose_new(self, now: datetime, chains: Iterable[Chain], known: set[str]) -> list[str]:
        """A portion of those never asked about, whole chains: half of one would look stalled."""
        left = min(self._first.left(now), PORTION)
        chosen: list[str] = []
        for chain in chains:
            jobs = [job for job in chain.jobs if job not in self._asked and job in known]
            if jobs and (len(chosen) + len(jobs) <= left or (not chosen and left)):
                chosen += jobs
        self._first.spend(len(chosen))
        return chosen

    def choose(
        self,
        now: datetime,
        jobs: Iterable[str],
        signs: Signs,
        *,
        most: int,
        rest: timedelta = timedelta(),
    ) -> list[str]:
        """Jobs that can have changed since they were asked about, the longest ago first.

        None of which that was less than ``rest`` ago.
        """
        asked = self._asked
        rested = [job for job in jobs if job in asked and now - asked[job] >= rest]
        due = [
            job
            for job in rested
            if job in self._unanswered
            or now - asked[job] >= STALE
            or signs.has_moved(job, asked[job], now)
        ]
        return sorted(due, key=asked.__getitem__)[:most]

    def note(self, jobs: Collection[str], now: datetime, *, failed: Iterable[str] = ()) -> None:
        """They were asked about; those that failed are to be asked again soon."""
        self._asked.update(dict.fromkeys(jobs, now))
        self._unanswered.difference_update(jobs)
        self._unanswered.update(failed)


class Signs:
    """What tells that a job may have another run, or another state."""

    def __init__(self, chains: Iterable[Chain], triggers: Sequence[Trigger], book: RunBook) -> None:
        self._runs: dict[str, list[JobRun]] = {}
        for run in book:
            self._runs.setdefault(run.job, []).append(run)
        self._before: dict[str, list[str]] = {}
        for chain in chains:
            for link in chain.links:
                self._before.setdefault(link.downstream, []).append(link.upstream)
        self._crons = _crons(triggers)

    def has_moved(self, job: str, since: datetime, now: datetime) -> bool:
        """Whether it runs, its clock has struck, or a job before it has ended since then."""
        if self._is_running(job) or self._was_fired(job, since, now):
            return True
        return self._may_follow(job, now - STALE)

    def _is_running(self, job: str) -> bool:
        return any(not run.state.is_final for run in self._runs.get(job, ()))

    def _was_fired(self, job: str, since: datetime, now: datetime) -> bool:
        fires = (fire_before(cron, now) for cron in self._crons.get(job, ()))
        return any(fire is not None and fire >= since for fire in fires)

    def _may_follow(self, job: str, recently: datetime) -> bool:
        """Whether a job before it ended of late, and no run of its own began since."""
        newest = _newest(run.started for run in self._runs.get(job, ()))
        ended = _newest(
            run.completed
            for before in self._before.get(job, ())
            for run in self._runs.get(before, ())
        )
        return ended is not None and ended > recently and (newest is None or newest < ended)


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _crons(triggers: Sequence[Trigger]) -> dict[str, list[str]]:
    """Schedules of each job, of activated triggers."""
    found: dict[str, list[str]] = {}
    for trigger in triggers:
        cron = translate_cron(trigger.schedule or "")
        if cron and trigger.state is TriggerState.ACTIVATED:
            for action in trigger.actions:
                if action.job:
                    found.setdefault(action.job, []).append(cron)
    return found
