"""The bytes of one poll: what to ask CloudWatch for, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from glueflow_tui.model.history import SeriesKey
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.aws.cadence import MetricCadence
from glueflow_tui.sources.aws.exceptions import Kind
from glueflow_tui.sources.aws.faults import Trouble
from glueflow_tui.sources.aws.metrics import Harvest


@dataclass(frozen=True, slots=True)
class Metered:
    """What one poll brought."""

    series: tuple[MetricSeries, ...]
    asked_from: datetime | None
    """First minute; None unless the sums of all jobs were answered in full."""
    requested: int
    """Series asked for."""
    troubles: dict[str | None, Trouble] = field(default_factory=dict)
    """By job; under None what concerns all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of one poll, each with an empty harvest."""

    harvests: tuple[Harvest, ...]
    known_from: datetime | None
    """First minute that is known of all jobs once these are answered in full."""


class Metering:
    """Keeps account of which minutes of which series are known."""

    def __init__(self, jobs: Iterable[str], lookback: timedelta) -> None:
        self._cadence = MetricCadence(jobs, lookback)
        self._lookback = lookback
        self._owed = 0
        """Polls that a round of several calls has used up."""

    def watch(self, wanted: Mapping[str, Collection[Metric]]) -> None:
        """Ask from now on for these metrics of these jobs."""
        self._cadence.wanted = wanted

    def plan(self, taken_at: datetime, runs: Iterable[JobRun]) -> Plan:
        """All that is not known yet, of jobs and runs."""
        harvests = tuple(map(Harvest, self._cadence.plan(taken_at, runs)))
        sums = [one for one in harvests if any(_is_sum(key) for key in one.batch.keys)]
        # Where the sums are spread over calls, only the latest start holds for all of them.
        return Plan(harvests, max((one.batch.start for one in sums), default=None))

    def plan_busy(
        self,
        taken_at: datetime,
        runs: Iterable[JobRun],
        opened: Collection[str],
        rest: timedelta = timedelta(),
    ) -> Plan:
        """Sums of jobs that had runs, and runs of the opened ones; on average one call a poll.

        A round that takes more is followed by as many polls that ask about opened jobs alone.
        """
        runs = tuple(runs)
        asked = tuple(run for run in runs if run.job in opened) if self._owed else runs
        batches = self._cadence.plan_busy(taken_at, asked, opened, rest)
        self._owed = self._owed - 1 if self._owed else max(len(batches) - 1, 0)
        # What waits for a later poll is not known; minutes without a run are: nothing moved.
        is_round = len(asked) == len(runs)
        return Plan(tuple(map(Harvest, batches)), taken_at - self._lookback if is_round else None)

    def conclude(self, taken_at: datetime, plan: Plan, failed: Iterable[Trouble]) -> Metered:
        """Sum up what the calls brought; ``failed`` are those that ended with an error."""
        asked = [key for harvest in plan.harvests for key in harvest.batch.keys]
        missed = {key for harvest in plan.harvests for key in harvest.unfinished}
        self._cadence.settle(taken_at, asked, missed)
        troubles = {
            remark.job: Trouble(Kind.PASSING, remark.code, remark.message)
            for harvest in plan.harvests
            for remark in harvest.remarks
        }
        troubles.update((None, trouble) for trouble in failed)
        return Metered(
            series=tuple(series for harvest in plan.harvests for series in harvest.series),
            asked_from=None if any(map(_is_sum, missed)) else plan.known_from,
            requested=len(asked),
            troubles=troubles,
        )


def _is_sum(key: SeriesKey) -> bool:
    return key.run_id == ALL_RUNS
