"""Glue answers that use every freedom of the API: small pages, absent members, odd company."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import Any, TypeVar

from glueflow_tui.model.jobs import Action, Condition, Job, JobRun, Trigger
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import TriggerState, TriggerType
from tests.cloud.shapes import (
    Shape,
    shape_bookmark,
    shape_job,
    shape_predecessors,
    shape_run,
    shape_trigger,
)

_T = TypeVar("_T")
_MOST_RUNS = 200
_MOST_TRIGGERS = 200
_MOST_JOBS = 1000
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class RefusedError(Exception):
    """An answer that is an error of the API."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Pages:
    """Longest page of each call; AWS may return less than it was asked for."""

    runs: int = 3
    triggers: int = 2
    jobs: int = 2
    points: int = 60


GENEROUS = Pages(runs=200, triggers=200, jobs=1000, points=100_800)
"""The longest pages that AWS allows."""


@dataclass(frozen=True, slots=True)
class GlueAnswers:
    """Answers one call after another from the same facts."""

    seen: Observation
    pages: Pages = Pages()
    with_arguments: bool = False
    """Runs without ``Arguments`` are valid, and what AWS shows of some retries."""
    with_predecessors: bool = False

    def answer(self, operation: str, asked: Mapping[str, Any]) -> Shape:
        """Output of an operation; raises ``RefusedError``."""
        calls: Mapping[str, Callable[[Mapping[str, Any]], Shape]] = {
            "GetJob": self._get_job,
            "GetJobs": self._get_jobs,
            "ListJobs": self._list_jobs,
            "BatchGetJobs": self._batch_get_jobs,
            "GetJobRuns": self._get_job_runs,
            "GetJobRun": self._get_job_run,
            "GetTriggers": self._get_triggers,
            "GetJobBookmark": self._get_job_bookmark,
        }
        if operation not in calls:
            raise RefusedError("UnknownOperationException", operation)
        return calls[operation](asked)

    def _get_job(self, asked: Mapping[str, Any]) -> Shape:
        return {"Job": shape_job(self._find_job(asked["JobName"]))}

    def _get_jobs(self, asked: Mapping[str, Any]) -> Shape:
        jobs = [shape_job(job) for job in self._jobs()]
        return _page("Jobs", jobs, asked, size=self.pages.jobs, most=_MOST_JOBS)

    def _list_jobs(self, asked: Mapping[str, Any]) -> Shape:
        names = [job.name for job in self._jobs()]
        return _page("JobNames", names, asked, size=self.pages.jobs, most=_MOST_JOBS)

    def _batch_get_jobs(self, asked: Mapping[str, Any]) -> Shape:
        known = {job.name: shape_job(job) for job in self._jobs()}
        names = asked["JobNames"]
        return {
            "Jobs": [known[name] for name in names if name in known],
            "JobsNotFound": [name for name in names if name not in known],
        }

    def _get_job_runs(self, asked: Mapping[str, Any]) -> Shape:
        job = self._find_job(asked["JobName"])
        newest = self._newest_runs(job.name)
        runs = [shape_run(run, self.seen.taken_at) for run in newest]
        if self.with_predecessors:
            for run, shape in zip(newest, runs, strict=True):
                shape["PredecessorRuns"] = shape_predecessors(run)
        if not self.with_arguments:
            for shape in runs:
                shape.pop("Arguments", None)
        return _page("JobRuns", runs, asked, size=self.pages.runs, most=_MOST_RUNS)

    def _get_job_run(self, asked: Mapping[str, Any]) -> Shape:
        for run in self._newest_runs(asked["JobName"]):
            if run.id == asked["RunId"]:
                shape = shape_run(run, self.seen.taken_at)
                if asked.get("PredecessorsIncluded"):
                    shape["PredecessorRuns"] = shape_predecessors(run)
                return {"JobRun": shape}
        raise RefusedError("EntityNotFoundException", f"Job run {asked['RunId']} not found.")

    def _get_triggers(self, asked: Mapping[str, Any]) -> Shape:
        among = (*_STRANGE_TRIGGERS, *(self.seen.triggers or ()))
        triggers = _interleave(_STRANGE_TRIGGERS, self.seen.triggers or ())
        dependent = asked.get("DependentJobName")
        if any(trigger.starts(dependent or "") for trigger in among):
            # For a job that no trigger starts, AWS returns all of them.
            triggers = [trigger for trigger in triggers if trigger.starts(dependent or "")]
        shapes = [shape_trigger(trigger) for trigger in triggers]
        return _page("Triggers", shapes, asked, size=self.pages.triggers, most=_MOST_TRIGGERS)

    def _get_job_bookmark(self, asked: Mapping[str, Any]) -> Shape:
        for mark in self.seen.bookmarks:
            if mark.job == asked["JobName"] and mark.run_id is not None:
                return {"JobBookmarkEntry": shape_bookmark(mark)}
        raise RefusedError(
            "EntityNotFoundException", f"Continuation for job {asked['JobName']} not found."
        )

    def _jobs(self) -> list[Job]:
        return _interleave(_STRANGE_JOBS, self.seen.jobs)

    def _find_job(self, name: str) -> Job:
        for job in self._jobs():
            if job.name == name:
                return job
        raise RefusedError("EntityNotFoundException", f"Job {name} not found.")

    def _newest_runs(self, job: str) -> list[JobRun]:
        runs = [run for run in self.seen.runs if run.job == job]
        return sorted(runs, key=lambda run: (run.started or _EARLIEST, run.id), reverse=True)


_STRANGE_JOBS = (
    Job("billing export [v2]"),
    Job("注文 取込", "pythonshell", max_capacity=0.0625),
    Job("clickstream", "gluestreaming"),
)
_STRANGE_TRIGGERS = (
    Trigger(
        "nightly billing",
        TriggerType.SCHEDULED,
        TriggerState.DEACTIVATED,
        schedule="cron(15 2 ? * MON-FRI *)",
        actions=(Action("billing export [v2]"),),
    ),
    Trigger(
        "after crawl",
        TriggerType.CONDITIONAL,
        TriggerState.ACTIVATED,
        conditions=(Condition(crawler="raw zone", state="SUCCEEDED"),),
        actions=(Action("注文 取込"), Action(crawler="clean zone")),
    ),
    Trigger("by hand", TriggerType.ON_DEMAND, TriggerState.CREATED, actions=(Action("gone job"),)),
)


def _interleave(first: Sequence[_T], second: Sequence[_T]) -> list[_T]:
    pairs = chain.from_iterable(zip_longest(first, second))
    return [each for each in pairs if each is not None]


def _page(
    member: str, items: Sequence[object], asked: Mapping[str, Any], *, size: int, most: int
) -> Shape:
    wanted = asked.get("MaxResults")
    if wanted is not None and not 1 <= wanted <= most:
        raise RefusedError("InvalidInputException", f"MaxResults must be 1 to {most}.")
    length = min(size, wanted or size)
    first = read_token(asked)
    page: Shape = {member: list(items[first : first + length])}
    if first + length < len(items):
        page["NextToken"] = write_token(first + length, asked)
    return page


def write_token(position: int, asked: Mapping[str, Any]) -> str:
    """Opaque token that is good for the same question only."""
    rest = {name: value for name, value in asked.items() if name != "NextToken"}
    text = json.dumps([position, rest], sort_keys=True, default=str)
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_token(asked: Mapping[str, Any]) -> int:
    """Position in the whole answer, 0 without a token; refuses the token of another question."""
    token = asked.get("NextToken")
    if token is None:
        return 0
    try:
        position = int(json.loads(base64.urlsafe_b64decode(token))[0])
    except ValueError as error:
        raise RefusedError("InvalidInputException", "The token is not valid.") from error
    if token != write_token(position, asked):
        raise RefusedError("InvalidInputException", "The token belongs to another request.")
    return position
