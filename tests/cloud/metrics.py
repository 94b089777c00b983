"""Minutes of bytes as Glue publishes them: metric name, three dimensions, sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from glueflow_tui.model.observation import MINUTE, MetricSeries, Observation
from glueflow_tui.model.states import Metric

NAMESPACE = "Glue"
_NAMES = {
    Metric.BYTES_READ: "glue.ALL.s3.filesystem.read_bytes",
    Metric.BYTES_WRITTEN: "glue.ALL.s3.filesystem.write_bytes",
}


@dataclass(frozen=True, slots=True)
class MetricKey:
    """Identity of a metric of CloudWatch: its name and exactly these dimensions."""

    name: str
    dimensions: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Point:
    """The sum of one minute."""

    key: MetricKey
    minute: datetime
    value: float


def key_of(series: MetricSeries) -> MetricKey:
    """The metric that a series is published under."""
    dimensions = {"JobName": series.job, "JobRunId": series.run_id, "Type": "gauge"}
    return MetricKey(_NAMES[series.metric], frozenset(dimensions.items()))


def list_points(seen: Observation, until: datetime) -> Iterator[Point]:
    """Every minute with data that began by then."""
    for series in seen.metrics:
        key = key_of(series)
        for offset, value in enumerate(series.values):
            minute = series.start + offset * MINUTE
            if value is not None and minute <= until:
                yield Point(key, minute, value)
