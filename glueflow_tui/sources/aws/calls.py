"""The few Glue and STS calls that are made, page by page, each answering with facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from glueflow_tui.model.jobs import Bookmark, Job, JobRun, RunKey, Trigger
from glueflow_tui.sources.aws.exceptions import AnswerError
from glueflow_tui.sources.aws.parse import (
    mapping,
    mappings,
    parse_bookmark,
    parse_job,
    parse_run,
    parse_trigger,
    texts,
)

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_sts import STSClient

PageT = TypeVar("PageT", bound=Mapping[str, object])

_RUNS_PER_PAGE = 200
_NEWEST_RUNS = 20
_TRIGGERS_PER_PAGE = 200
_JOBS_PER_PAGE = 1_000
_MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Reach:
    """How far down a job's history it is worth paging."""

    horizon: datetime
    """Runs that ended before are out of view."""
    known: Collection[str] = field(default_factory=frozenset)
    """Ids of runs read by earlier polls."""
    open: Collection[str] = field(default_factory=frozenset)
    """Ids of known runs that had not ended: they are read again."""


def read_runs(glue: GlueClient, job: str, reach: Reach) -> tuple[JobRun, ...]:
    """GetJobRuns of one job, newest first, as far down as something can be new."""
    found: dict[str, JobRun] = {}
    for page in follow(glue.get_job_runs, JobName=job, MaxResults=_RUNS_PER_PAGE):
        runs = [run for raw in mappings(page, "JobRuns") if (run := parse_run(raw, job))]
        found.update((run.id, run) for run in runs)
        if _is_far_enough(runs, found, reach):
            break
    return tuple(run for run in found.values() if is_in_view(run, reach.horizon))


def read_newest_runs(glue: GlueClient, job: str) -> tuple[JobRun, ...]:
    """GetJobRuns, a short page of it; none of a job that was deleted meanwhile."""
    call = partial(glue.get_job_runs, JobName=job, MaxResults=_NEWEST_RUNS)
    page = _unless_absent(call)
    found = (parse_run(raw, job) for raw in mappings(page, "JobRuns")) if page else ()
    return tuple(run for run in found if run is not None)


def read_led_run(glue: GlueClient, key: RunKey) -> JobRun | None:
    """GetJobRun: the run with its predecessors, which a listing need not hold."""
    call = partial(glue.get_job_run, JobName=key.job, RunId=key.run_id, PredecessorsIncluded=True)
    answer = _unless_absent(call)
    return parse_run(mapping(answer, "JobRun"), key.job) if answer else None


def _unless_absent(call: Callable[[], PageT]) -> PageT | None:
    try:
        return insist(call)
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") != "EntityNotFoundException":
            raise
    return None


def _is_far_enough(page: list[JobRun], found: Collection[str], reach: Reach) -> bool:
    if any(run.started is not None and run.started < reach.horizon for run in page):
        return True
    return all(run in found for run in reach.open) and any(run.id in reach.known for run in page)


def is_in_view(run: JobRun, horizon: datetime) -> bool:
    """Whether the run had not ended by the horizon."""
    ended = run.completed or (run.started if run.state.is_final else None)
    return ended is None or ended >= horizon


def read_job(glue: GlueClient, name: str) -> Job:
    """GetJob."""
    return parse_job(mapping(insist(lambda: glue.get_job(JobName=name)), "Job"), name)


def read_jobs(glue: GlueClient) -> tuple[Job, ...]:
    """GetJobs: every job definition of the account and region."""
    pages = follow(glue.get_jobs, MaxResults=_JOBS_PER_PAGE)
    found = (raw for page in pages for raw in mappings(page, "Jobs"))
    return tuple(parse_job(raw, name) for raw in found if isinstance(name := raw.get("Name"), str))


def read_triggers(glue: GlueClient) -> tuple[Trigger, ...]:
    """GetTriggers, all of them: its filter leaves out the triggers that only watch a job."""
    pages = follow(glue.get_triggers, MaxResults=_TRIGGERS_PER_PAGE)
    triggers = (parse_trigger(raw) for page in pages for raw in mappings(page, "Triggers"))
    return tuple(trigger for trigger in triggers if trigger is not None)


def read_bookmark(glue: GlueClient, job: str) -> Bookmark:
    """GetJobBookmark; a job that never saved one has a bookmark without a run."""
    answer = _unless_absent(lambda: glue.get_job_bookmark(JobName=job))
    if answer is None:
        return Bookmark(job, run_id=None)
    return parse_bookmark(mapping(answer, "JobBookmarkEntry"), job)


def read_names(glue: GlueClient) -> tuple[str, ...]:
    """ListJobs: every job name of the account and region."""
    pages = follow(glue.list_jobs, MaxResults=_JOBS_PER_PAGE)
    return tuple(name for page in pages for name in texts(page, "JobNames"))


def read_account(sts: STSClient) -> str | None:
    """GetCallerIdentity: the account number."""
    return insist(sts.get_caller_identity).get("Account")


def follow(call: Callable[..., PageT], **request: object) -> Iterator[PageT]:
    """Pages of a call, as asked for; ``AnswerError`` when a page leads back to an earlier one."""
    led_by: set[str] = set()
    while True:
        page = insist(lambda: call(**request))
        yield page
        token = page.get("NextToken")
        if not isinstance(token, str) or not token:
            return
        if token in led_by:
            raise AnswerError("the pages lead in a circle: the same NextToken came twice")
        if len(led_by) >= _MOST_PAGES:
            raise AnswerError(f"the pages do not end: {_MOST_PAGES} have come")
        led_by.add(token)
        request["NextToken"] = token


def insist(call: Callable[[], PageT]) -> PageT:
    """The call's answer, asked for once more after OperationTimeoutException.

    botocore retries throttling and server errors, but not this one in any of its modes.
    """
    try:
        return _read_answer(call)
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") != "OperationTimeoutException":
            raise
    return _read_answer(call)


def _read_answer(call: Callable[[], PageT]) -> PageT:
    # botocore reads an answer of another shape than the model's with whatever error it runs into.
    try:
        answer = call()
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError) as problem:
        raise AnswerError(f"the answer has not the shape of the API's: {problem}") from problem
    except RuntimeError as problem:
        if "timezone" not in str(problem):
            raise
        raise AnswerError(f"the answer holds no time that can be: {problem}") from problem
    is_empty = answer.keys() <= {"ResponseMetadata"}
    if is_empty or "Body" in answer:
        _check_speech(answer)
    if is_empty:
        # Taken as it is, it would say that the job has no arguments or no runs.
        raise AnswerError("the answer is empty")
    return answer


def _check_speech(page: Mapping[str, object]) -> None:
    # botocore takes a web page answered with 200 for an answer without any field.
    told = page.get("ResponseMetadata")
    headers = told.get("HTTPHeaders") if isinstance(told, Mapping) else None
    if isinstance(headers, Mapping) and "html" in str(headers.get("content-type", "")):
        raise AnswerError("the answer is a web page: this is not the endpoint of an AWS service")
