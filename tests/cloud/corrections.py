"""Where moto differs from AWS: each correction with its reason, undone on leaving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch

from moto.cloudwatch.models import CloudWatchBackend
from moto.core.responses import ActionResult
from moto.glue.exceptions import EntityNotFoundException, InvalidInputException
from moto.glue.models import FakeJob, FakeJobRun, GlueBackend
from moto.glue.responses import GlueResponse

from glueflow_tui.model.jobs import Bookmark, JobRun
from tests.cloud.shapes import Shape, shape_bookmark, shape_run

_MOST_RUNS = 200
_moto_get_job_runs = GlueBackend.get_job_runs
_moto_get_triggers = GlueBackend.get_triggers
_moto_get_metric_data = CloudWatchBackend.get_metric_data


class SeededRun(FakeJobRun):
    """A run that says what the world says: moto has fixed times, state and execution time."""

    def __init__(self, fact: JobRun, taken_at: datetime) -> None:
        super().__init__(fact.job)
        self.job_run_id = fact.id
        self.fact = fact
        self.taken_at = taken_at

    def as_dict(self) -> Shape:
        """Run arguments alone, where moto merges those of the job into them."""
        return shape_run(self.fact, self.taken_at)


@contextmanager
def corrected_moto(bookmarks: Mapping[str, Bookmark]) -> Iterator[None]:
    """Moto with the corrections, serving these bookmarks by job name."""
    with ExitStack() as stack:
        for owner, name, correct in (
            (FakeJob, "get_job_runs", _newest_first),
            (GlueBackend, "get_job_runs", _limited_runs),
            (GlueBackend, "get_triggers", _triggers_of),
            (CloudWatchBackend, "get_metric_data", _exact_metric_data),
        ):
            stack.enter_context(patch.object(owner, name, correct))
        serve = _serve_bookmarks(bookmarks)
        stack.enter_context(patch.object(GlueResponse, "get_job_bookmark", serve, create=True))
        yield


def _newest_first(job: Any) -> list[Any]:
    # AWS lists the newest run first, moto the oldest; and moto's would advance the states.
    return sorted(job.job_runs, key=_started, reverse=True)


def _started(run: Any) -> tuple[float, str]:
    started = run.fact.started if isinstance(run, SeededRun) else run.started_on
    return (0.0 if started is None else started.timestamp()), run.job_run_id


def _limited_runs(
    backend: Any, job_name: str, next_token: str | None = None, max_results: int | None = None
) -> Any:
    # AWS accepts 200 at most (OrchestrationPageSize200), moto any number.
    if max_results is not None and not 0 < max_results <= _MOST_RUNS:
        raise InvalidInputException("GetJobRuns", f"MaxResults must be 1 to {_MOST_RUNS}.")
    return _moto_get_job_runs(backend, job_name, next_token=next_token, max_results=max_results)


def _triggers_of(
    backend: Any,
    dependent_job_name: str | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> Any:
    # For a job that no trigger starts AWS returns all triggers, moto none.
    started = {action.job_name for each in backend.triggers.values() for action in each.actions}
    known = dependent_job_name if dependent_job_name in started else None
    return _moto_get_triggers(
        backend, dependent_job_name=known, next_token=next_token, max_results=max_results
    )


def _serve_bookmarks(bookmarks: Mapping[str, Bookmark]) -> Any:
    # Moto has no GetJobBookmark. A job that never saved one is an EntityNotFoundException.
    def get_job_bookmark(response: Any) -> ActionResult:
        job = response.parameters.get("JobName")
        mark = bookmarks.get(job)
        if mark is None or mark.run_id is None:
            raise EntityNotFoundException(f"Continuation for job {job} not found")
        return ActionResult({"JobBookmarkEntry": shape_bookmark(mark)})

    return get_job_bookmark


def _exact_metric_data(
    backend: Any,
    queries: Sequence[Mapping[str, Any]],
    start_time: datetime,
    end_time: datetime,
    scan_by: str = "TimestampDescending",
) -> list[Any]:
    # Moto ignores the namespace, wants the dimensions in the order they were put in, and looks at
    # every point for every query and period: it is handed one query and the points of its metric,
    # whose dimensions then need no second comparison.
    index: dict[object, list[Any]] = {}
    for point in list(backend.metric_data):
        names = frozenset((each.name, each.value) for each in point.dimensions)
        index.setdefault((point.namespace, point.name, names), []).append(point)
    # AWS rounds the start down to a whole minute, moto begins its periods anywhere.
    start = start_time.replace(second=0, microsecond=0)
    results: list[Any] = []
    for query in queries:
        narrow = copy(backend)
        narrow.get_all_metrics = partial(index.get, _metric_of(query), ())
        bare = _without_dimensions(query)
        results += _moto_get_metric_data(narrow, [bare], start, end_time, scan_by)
    return results


def _metric_of(query: Mapping[str, Any]) -> tuple[str, str, frozenset[tuple[str, str]]]:
    metric = query["MetricStat"]["Metric"]
    names = frozenset((each["Name"], each["Value"]) for each in metric.get("Dimensions", ()))
    return metric["Namespace"], metric["MetricName"], names


def _without_dimensions(query: Mapping[str, Any]) -> dict[str, Any]:
    stat = query["MetricStat"]
    return {**query, "MetricStat": {**stat, "Metric": {**stat["Metric"], "Dimensions": []}}}
