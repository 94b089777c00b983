"""What can be asked, how long an answer holds, and what is unknown without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

GET_RUNS = "glue:GetJobRuns"
GET_RUN = "glue:GetJobRun"
GET_JOB = "glue:GetJob"
GET_JOBS = "glue:GetJobs"
GET_TRIGGERS = "glue:GetTriggers"
GET_BOOKMARK = "glue:GetJobBookmark"
GET_METRICS = "cloudwatch:GetMetricData"
GET_SCRIPT = "s3:GetObject"
GET_ACCOUNT = "sts:GetCallerIdentity"
GET_LOGS = "logs:GetLogEvents"
"""Asked only by the details of a run, which say themselves what is missing."""

CONSEQUENCES = {
    GET_RUNS: "runs since the last answer are not known",
    GET_RUN: "jobs that were led to by a trigger that is not told of are not seen to be a chain",
    GET_JOB: "default arguments, concurrency and script of the job are not known",
    GET_JOBS: "definitions of all jobs are not known",
    GET_TRIGGERS: "schedule, state and arguments of triggers are not known;"
    " windows follow the observed starts",
    GET_BOOKMARK: "whether the bookmark advances, and which reads it tracks, is not known",
    GET_METRICS: "bytes since the last answer are not known, or not in full",
    GET_SCRIPT: "whether the script names a transformation_ctx and commits is not known",
    GET_ACCOUNT: "the account number is not known",
}
"""What cannot be known without the answer, by operation."""

EVERY = {
    GET_JOB: timedelta(minutes=5),
    GET_JOBS: timedelta(minutes=10),
    GET_TRIGGERS: timedelta(minutes=5),
    GET_SCRIPT: timedelta(minutes=30),
    GET_ACCOUNT: timedelta(days=1),
}
"""How long an answer, or a refusal, holds; what is not listed is asked when something happened."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked: an operation, and about what."""

    operation: str
    """As in an IAM policy."""
    subject: str | None = None
    """Job; None when it is about all."""
