"""The bytes of one poll: what to ask CloudWatch for, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
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


class Metering:
    """Keeps account of which minutes of which series are known."""

    def __init__(self, jobs: tuple[str, ...], lookback: timedelta) -> None:
        self._cadence = MetricCadence(jobs, lookback)

    def plan(self, taken_at: datetime, runs: Iterable[JobRun]) -> list[Harvest]:
        """An empty harvest for each call to make."""
        return [Harvest(batch) for batch in self._cadence.plan(taken_at, runs)]

    def conclude(
        self, taken_at: datetime, harvests: Sequence[Harvest], failed: Iterable[Trouble]
    ) -> Metered:
        """Sum up what the calls brought; ``failed`` are those that ended with an error."""
        asked = [key for harvest in harvests for key in harvest.batch.keys]
        missed = {key for harvest in harvests for key in harvest.unfinished}
        self._cadence.settle(taken_at, asked, missed)
        troubles = {
            remark.job: Trouble(Kind.PASSING, remark.code, remark.message)
            for harvest in harvests
            for remark in harvest.remarks
        }
        troubles.update((None, trouble) for trouble in failed)
        whole = not any(key.run_id == ALL_RUNS for key in missed)
        return Metered(
            series=tuple(series for harvest in harvests for series in harvest.series),
            asked_from=_first_minute(harvests) if whole else None,
            requested=len(asked),
            troubles=troubles,
        )


def _first_minute(harvests: Iterable[Harvest]) -> datetime:
    # Where the sums are spread over calls, only the latest start holds for all of them.
    return max(
        harvest.batch.start
        for harvest in harvests
        if any(key.run_id == ALL_RUNS for key in harvest.batch.keys)
    )
