"""Every call that may leave the program; known without boto3."""

from __future__ import annotations

ALLOWED_OPERATIONS = frozenset(
    {
        ("glue", "GetJob"),
        ("glue", "GetJobBookmark"),
        ("glue", "GetJobRuns"),
        ("glue", "GetJobs"),
        ("glue", "GetTriggers"),
        ("glue", "ListJobs"),
        ("cloudwatch", "GetMetricData"),
        ("s3", "GetObject"),
        ("sts", "GetCallerIdentity"),
    }
)
"""Service and operation, as boto3 names them; all of them only read."""
