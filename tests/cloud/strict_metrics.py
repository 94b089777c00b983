"""GetMetricData to the letter: what CloudWatch refuses, leaves out and splits over pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from glueflow_tui.model.observation import MINUTE, Observation
from tests.cloud.metrics import NAMESPACE, MetricKey, list_points
from tests.cloud.shapes import Shape
from tests.cloud.strict_glue import RefusedError, read_token, write_token

_MOST_QUERIES = 500
_MOST_DATAPOINTS = 100_800
_DIMENSIONS = {"JobName", "JobRunId", "Type"}
_LATE = timedelta(seconds=90)
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")

Values = list[tuple[datetime, float]]


def get_metric_data(seen: Observation, asked: Mapping[str, Any], most: int) -> Shape:
    """One page of that many points at most; an Id that goes on is ``PartialData``."""
    queries = asked["MetricDataQueries"]
    _check_queries(queries)
    start, end = _read_time(asked["StartTime"]), _read_time(asked["EndTime"])
    if start >= end:
        raise _refuse("The parameter StartTime must be less than the parameter EndTime.")
    known = _index(seen)
    is_ascending = asked.get("ScanBy") == "TimestampAscending"
    flat: list[tuple[int, tuple[datetime, float] | None]] = []
    for number, query in enumerate(queries):
        values = _sum_periods(known.get(_key_of(query), []), query, (start, end))
        values.sort(reverse=not is_ascending)
        flat += [(number, value) for value in values] or [(number, None)]
    return _page(flat, asked, most)


def _check_queries(queries: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(queries) <= _MOST_QUERIES:
        raise _refuse(f"The collection MetricDataQueries must have 1 to {_MOST_QUERIES} members.")
    ids = [query["Id"] for query in queries]
    if len(set(ids)) < len(ids):
        raise _refuse("The values for parameter Id in MetricDataQueries are not unique.")
    for query in queries:
        if not _ID.fullmatch(query["Id"]):
            raise _refuse(f"The value {query['Id']} for parameter Id is not a valid Id.")
        if "MetricStat" not in query:
            raise _refuse("Only MetricStat is answered here.")
        period = query["MetricStat"]["Period"]
        if period < MINUTE.seconds or period % MINUTE.seconds:
            raise _refuse(f"Period must be a multiple of 60: {period}.")
        if query["MetricStat"]["Stat"] != "Sum":
            raise _refuse("These metrics are counts of bytes: only Sum makes sense of them.")


def _key_of(query: Mapping[str, Any]) -> tuple[str, MetricKey]:
    metric = query["MetricStat"]["Metric"]
    dimensions = frozenset((each["Name"], each["Value"]) for each in metric.get("Dimensions", ()))
    return metric["Namespace"], MetricKey(metric["MetricName"], dimensions)


def _index(seen: Observation) -> dict[tuple[str, MetricKey], Values]:
    known: dict[tuple[str, MetricKey], Values] = {}
    for point in list_points(seen, seen.taken_at - MINUTE - _LATE):
        known.setdefault((NAMESPACE, point.key), []).append((point.minute, point.value))
    return known


def _sum_periods(
    points: Values, query: Mapping[str, Any], between: tuple[datetime, datetime]
) -> Values:
    period = query["MetricStat"]["Period"]
    # For the last 15 days the start is rounded down to a whole minute.
    start, end = between[0].replace(second=0, microsecond=0), between[1]
    sums: dict[int, float] = {}
    for minute, value in points:
        if start <= minute < end and query["MetricStat"].get("Unit", "Bytes") == "Bytes":
            stamp = int(minute.timestamp()) // period * period
            sums[stamp] = sums.get(stamp, 0.0) + value
    return [(datetime.fromtimestamp(stamp, UTC), value) for stamp, value in sums.items()]


def _page(
    flat: Sequence[tuple[int, tuple[datetime, float] | None]], asked: Mapping[str, Any], most: int
) -> Shape:
    wanted = asked.get("MaxDatapoints", _MOST_DATAPOINTS)
    if not 1 <= wanted <= _MOST_DATAPOINTS:
        raise _refuse(f"MaxDatapoints must be 1 to {_MOST_DATAPOINTS}.")
    first = read_token(asked)
    after = first + min(wanted, most)
    unfinished = {number for number, _ in flat[after:]}
    results: list[Shape] = []
    for number, group in groupby(flat[first:after], key=lambda each: each[0]):
        values = [value for _, value in group if value is not None]
        query = asked["MetricDataQueries"][number]
        results.append(
            {
                "Id": query["Id"],
                "Label": query.get("Label", query["MetricStat"]["Metric"]["MetricName"]),
                "Timestamps": [stamp for stamp, _ in values],
                "Values": [value for _, value in values],
                "StatusCode": "PartialData" if number in unfinished else "Complete",
            }
        )
    page: Shape = {"MetricDataResults": results, "Messages": []}
    if after < len(flat):
        page["NextToken"] = write_token(after, asked)
    return page


def _read_time(value: object) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromisoformat(str(value))


def _refuse(message: str) -> RefusedError:
    return RefusedError("ValidationError", message)
