"""boto3 clients on an endpoint of the tests, and the queries that CloudWatch is asked."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

REGION = "us-east-1"


@cache
def _session() -> Any:
    # One for all tests: a session parses the models of the API anew.
    return boto3.Session("testing", "testing", region_name=REGION)


def make_client(service: str, url: str, read_timeout: float = 5) -> Any:
    """Client with made-up credentials that asks only once."""
    patience = Config(
        connect_timeout=2, read_timeout=read_timeout, retries={"total_max_attempts": 1}
    )
    return _session().client(service, endpoint_url=url, config=patience)


def query_bytes(job: str, **changes: Any) -> dict[str, Any]:
    """MetricDataQuery for what all runs of a job read."""
    dimensions = {"Type": "gauge", "JobRunId": "ALL", "JobName": job}
    asked: dict[str, Any] = {
        "Id": "q0",
        "Namespace": "Glue",
        "MetricName": "glue.ALL.s3.filesystem.read_bytes",
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
        "Period": 60,
        "Stat": "Sum",
        **changes,
    }
    metric = {name: asked[name] for name in ("Namespace", "MetricName", "Dimensions")}
    stat = {"Metric": metric, "Period": asked["Period"], "Stat": asked["Stat"]}
    return {"Id": asked["Id"], "MetricStat": stat}
