"""GetMetricData: queries for byte series, and their answers merged over pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from glueflow_tui.model.history import SeriesKey
from glueflow_tui.model.observation import MetricSeries
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import Metric
from glueflow_tui.sources.aws.calls import follow
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.parse import Raw, mappings, parse_points
from glueflow_tui.sources.aws.text import one_line

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

_NAMES = {
    Metric.BYTES_READ: "glue.ALL.s3.filesystem.read_bytes",
    Metric.BYTES_WRITTEN: "glue.ALL.s3.filesystem.write_bytes",
}
_PERIOD = 60
COMPLETE = "Complete"
_ABSENT = "without a result"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one GetMetricData call asks: at most 500 series, from a minute to another."""

    keys: tuple[SeriesKey, ...]
    start: datetime
    end: datetime
    """Excluded."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What CloudWatch said beside the numbers."""

    code: str
    message: str
    job: str | None = None
    """None when it concerns the whole call."""


class Harvest:
    """Answers of one batch, merged as the pages come; the order of pages does not matter."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._keys = {f"m{number}": key for number, key in enumerate(batch.keys)}
        self._points: dict[SeriesKey, dict[int, float]] = {}
        self._states: dict[SeriesKey, str] = {}
        self._remarks: dict[Remark, None] = {}
        self._is_closed = False

    def absorb(self, page: Raw) -> None:
        """Add a page of results."""
        self._remark(page, None)
        for result in mappings(page, "MetricDataResults"):
            key = self._keys.get(_words(result, "Id"))
            if key is None:
                continue
            self._merge(key, result)
            self._remark(result, key.job)
            # PartialData says that another page brings the rest: Complete on any of them counts.
            if self._states.get(key) != COMPLETE:
                self._states[key] = _words(result, "StatusCode") or COMPLETE

    def close(self) -> None:
        """No page is missing any more."""
        self._is_closed = True

    def _merge(self, key: SeriesKey, result: Raw) -> None:
        points = self._points.setdefault(key, {})
        first, end = epoch_minute(self.batch.start), epoch_minute(self.batch.end)
        for moment, value in parse_points(result):
            minute = epoch_minute(moment)
            if first <= minute < end:
                # A sum only grows: of two answers for a minute the larger is the later.
                points[minute] = max(value, points.get(minute, 0.0))

    def _remark(self, told: Raw, job: str | None) -> None:
        for message in mappings(told, "Messages"):
            code, words = _words(message, "Code"), _words(message, "Value")
            self._remarks[Remark(code, words, job)] = None

    @property
    def series(self) -> tuple[MetricSeries, ...]:
        """One for each key that has points, from its first to its last."""
        return tuple(_fill(key, points) for key, points in self._points.items() if points)

    @property
    def unfinished(self) -> frozenset[SeriesKey]:
        """Series that were not answered to the end."""
        return frozenset(key for key in self.batch.keys if self._states.get(key) != COMPLETE)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Messages, and one remark a job and state for series that stayed unfinished."""
        told = {key: self._states.get(key, _ABSENT) for key in self.batch.keys}
        states = dict.fromkeys(
            Remark(state, f"CloudWatch answered {state}", key.job)
            for key, state in told.items()
            if state != COMPLETE and (self._is_closed or key in self._states)
        )
        return (*self._remarks, *states)


def read_bytes(clients: Clients, harvest: Harvest) -> None:
    """GetMetricData into the harvest, which keeps the pages that came if a later one fails."""
    batch = harvest.batch
    for page in follow(
        clients.cloudwatch.get_metric_data,
        MetricDataQueries=build_queries(batch.keys),
        StartTime=batch.start,
        EndTime=batch.end,
    ):
        harvest.absorb(page)
    harvest.close()


def build_queries(keys: Sequence[SeriesKey]) -> list[MetricDataQueryTypeDef]:
    """A query a series, with the ids by which ``Harvest`` knows them.

    Glue publishes under exactly these three dimensions; without a unit every unit matches.
    """
    return [
        {
            "Id": f"m{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "Glue",
                    "MetricName": _NAMES[key.metric],
                    "Dimensions": [
                        {"Name": "JobName", "Value": key.job},
                        {"Name": "JobRunId", "Value": key.run_id},
                        {"Name": "Type", "Value": "gauge"},
                    ],
                },
                "Period": _PERIOD,
                "Stat": "Sum",
            },
        }
        for number, key in enumerate(keys)
    ]


def _words(told: Raw, key: str) -> str:
    return one_line(str(told.get(key, "")))


def _fill(key: SeriesKey, points: Mapping[int, float]) -> MetricSeries:
    first, last = min(points), max(points)
    values = tuple(points.get(minute) for minute in range(first, last + 1))
    return MetricSeries(key.job, key.run_id, key.metric, minute_start(first), values)
