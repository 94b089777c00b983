"""Every call that may leave the program, and what for; known without boto3."""

from __future__ import annotations

from collections.abc import Mapping

NEEDS: Mapping[tuple[str, str], str] = {
    ("glue", "GetJob"): "JobsAndRuns",
    ("glue", "GetJobRuns"): "JobsAndRuns",
    ("cloudwatch", "GetMetricData"): "ByteMetrics",
    ("glue", "GetTriggers"): "OptionalTriggers",
    ("glue", "GetJobRun"): "OptionalPredecessors",
    ("glue", "GetJobBookmark"): "OptionalBookmarks",
    ("glue", "GetJobs"): "OptionalAllJobs",
    ("glue", "ListJobs"): "OptionalNames",
    ("logs", "GetLogEvents"): "OptionalLogs",
    ("s3", "GetObject"): "OptionalScripts",
    ("sts", "GetCallerIdentity"): "OptionalAccountNumber",
}
"""What each is for, by service and operation as boto3 names them; without what is optional the
program sees less, and says so."""

ALLOWED_OPERATIONS = frozenset(NEEDS)
"""Service and operation; all of them only read."""
