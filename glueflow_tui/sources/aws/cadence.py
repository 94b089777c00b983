"""What is due to be asked at a poll: as little as keeps the picture true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.history import SeriesKey
from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.model.observation import ALL_RUNS, MINUTE
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.aws.asks import EVERY, Ask
from glueflow_tui.sources.aws.metrics import Batch

TRAIL = timedelta(minutes=15)
"""Minutes before now that are always read again: points come late, and the newest grow."""
SETTLING = timedelta(minutes=10)
"""So long after its end a run's bytes may still be published."""
SOON = timedelta(seconds=15)
"""While looks follow each other at once nothing is asked again sooner than this."""
REFUSED = timedelta(minutes=15)
"""So long a refusal holds at most."""
QUERIES_PER_CALL = 500
POINTS_PER_CALL = 100_800
"""Both of GetMetricData; also well under what CloudWatch allows in a second."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Timetable:
    """When each thing is due again."""

    def __init__(self) -> None:
        self._due: dict[Ask, datetime] = {}

    def is_due(self, ask: Ask, now: datetime) -> bool:
        """Whether it was never asked, or its time has come."""
        return self._due.get(ask, _LONG_AGO) <= now

    def postpone(self, ask: Ask, now: datetime, *, refused: bool = False) -> None:
        """It was answered, or refused for good: leave it alone for as long as that holds."""
        held = EVERY.get(ask.operation, MINUTE)
        # A permission may be granted meanwhile.
        self._due[ask] = now + (min(held, REFUSED) if refused else held)


@dataclass(frozen=True, slots=True)
class Need:
    """A series and the minutes of it that are wanted."""

    key: SeriesKey
    start: datetime
    end: datetime


class MetricCadence:
    """Which series to ask from when; a poll that failed leaves a gap that the next one fills."""

    def __init__(self, jobs: Iterable[str], lookback: timedelta) -> None:
        self.wanted: Mapping[str, Collection[Metric]] = dict.fromkeys(jobs, tuple(Metric))
        """Metrics of each job, and of its runs."""
        self._lookback = lookback
        self._answered: dict[SeriesKey, datetime] = {}
        """When each series was last answered in full."""

    def plan(self, taken_at: datetime, runs: Iterable[JobRun]) -> tuple[Batch, ...]:
        """The calls to make: one, unless there is much to catch up on."""
        runs = tuple(runs)
        self._forget_others(runs)
        return tuple(pack([*self._need_jobs(taken_at), *self._need_runs(taken_at, runs)]))

    def plan_busy(
        self,
        taken_at: datetime,
        runs: Iterable[JobRun],
        opened: Collection[str],
        rest: timedelta = timedelta(),
    ) -> tuple[Batch, ...]:
        """The calls for jobs that had a run since they were answered; runs of opened jobs too.

        A job without a run moves no bytes: its minutes need not be asked for. What was answered
        less than ``rest`` ago is not asked for.
        """
        runs = tuple(runs)
        self._forget_others(runs)
        shown = [run for run in runs if run.job in opened]
        busy = self._need_busy(taken_at, runs)
        rested = (one for one in busy if taken_at - self._last_answer(one.key) >= rest)
        return tuple(pack([*rested, *self._need_runs(taken_at, shown)]))

    def _forget_others(self, runs: Iterable[JobRun]) -> None:
        kept = {run.key for run in runs} | {RunKey(job, ALL_RUNS) for job in self.wanted}
        self._answered = {
            key: when for key, when in self._answered.items() if RunKey(key.job, key.run_id) in kept
        }

    def settle(
        self, taken_at: datetime, asked: Iterable[SeriesKey], missed: Iterable[SeriesKey]
    ) -> None:
        """Note what was answered; what was missed stays as due as it was."""
        self._answered.update(dict.fromkeys(set(asked) - set(missed), taken_at))

    def _need_jobs(self, taken_at: datetime) -> Iterator[Need]:
        for job in self.wanted:
            key = RunKey(job, ALL_RUNS)
            yield from self._need(key, taken_at, self._horizon(taken_at))

    def _need_busy(self, taken_at: datetime, runs: Iterable[JobRun]) -> Iterator[Need]:
        by_job: dict[str, list[JobRun]] = {}
        for run in runs:
            if run.started is not None:
                by_job.setdefault(run.job, []).append(run)
        for job in self.wanted:
            key = RunKey(job, ALL_RUNS)
            for need in self._need(key, taken_at, self._horizon(taken_at)):
                moving = [
                    run.started
                    for run in by_job.get(job, ())
                    if run.started and not self._is_settled(run, need.key)
                ]
                if moving:
                    # Between the last answer and the first run since, nothing moved.
                    first = round_down(min(*moving, taken_at - TRAIL))
                    yield replace(need, start=max(need.start, first))

    def _need_runs(self, taken_at: datetime, runs: Iterable[JobRun]) -> Iterator[Need]:
        for run in runs:
            if run.started is None:
                continue
            life = min(max(run.started, self._horizon(taken_at)), taken_at)
            until = taken_at if run.completed is None else min(run.completed + SETTLING, taken_at)
            for need in self._need(run.key, taken_at, life):
                if not self._is_settled(run, need.key):
                    # A run long over is not asked about the minutes since.
                    yield replace(need, end=max(round_up(until), need.start + MINUTE))

    def _need(self, key: RunKey, taken_at: datetime, first: datetime) -> Iterator[Need]:
        for metric in self.wanted.get(key.job, ()):
            series = SeriesKey(key.job, key.run_id, metric)
            last = self._answered.get(series)
            start = first if last is None else max(first, min(taken_at - TRAIL, last - SETTLING))
            yield Need(series, round_down(start), round_up(taken_at))

    def _last_answer(self, key: SeriesKey) -> datetime:
        return self._answered.get(key, _LONG_AGO)

    def _is_settled(self, run: JobRun, key: SeriesKey) -> bool:
        """Whether all bytes of the run are in what the series last answered."""
        last = self._answered.get(key)
        if last is None or not run.state.is_final:
            return False
        ended = run.completed or run.started
        return ended is not None and last >= ended + SETTLING

    def _horizon(self, taken_at: datetime) -> datetime:
        return taken_at - self._lookback


def pack(needs: Iterable[Need]) -> Iterator[Batch]:
    """Calls that bring the needs, few and each within the limits of GetMetricData."""
    held: list[Need] = []
    end = _LONG_AGO
    for need in sorted(needs, key=lambda need: (need.start, need.key.run_id != ALL_RUNS)):
        reach = max(end, need.end)
        minutes = (reach - (held or [need])[0].start) // MINUTE
        if held and len(held) >= min(QUERIES_PER_CALL, POINTS_PER_CALL // minutes):
            yield _join(held, end)
            held, reach = [], need.end
        held.append(need)
        end = reach
    if held:
        yield _join(held, end)


def _join(needs: list[Need], end: datetime) -> Batch:
    return Batch(tuple(need.key for need in needs), needs[0].start, end)


def round_down(moment: datetime) -> datetime:
    """Start of the minute that holds the moment."""
    return moment.replace(second=0, microsecond=0)


def round_up(moment: datetime) -> datetime:
    """The moment, if a minute starts there, else the next minute."""
    return round_down(moment + MINUTE - timedelta(microseconds=1))
