from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS
from glueflow_tui.sources.aws.asks import CONSEQUENCES
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.exceptions import ForbiddenOperationError
from tests.sources.aws.stubs import Stubs


class Flaky(BaseHTTPRequestHandler):
    """Refuses the first request as overloaded, then answers."""

    seen: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.headers["X-Amz-Target"])
        body = json.dumps({"JobNames": []} if self.seen[1:] else {"__type": "Throttling"}).encode()
        self.send_response(200 if self.seen[1:] else 400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    handler = type("Handler", (Flaky,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


def test_an_operation_that_changes_something_is_refused_before_anything_is_sent(
    keys: None, endpoint: tuple[str, list[str]]
) -> None:
    url, seen = endpoint
    clients = Clients(endpoint_url=url)

    with pytest.raises(ForbiddenOperationError, match="glue:StartJobRun"):
        clients.glue.start_job_run(JobName="out")
    with pytest.raises(ForbiddenOperationError, match="s3:PutObject"):
        clients.s3.put_object(Bucket="b", Key="k", Body=b"x")
    with pytest.raises(ForbiddenOperationError, match="cloudwatch:PutMetricData"):
        clients.cloudwatch.put_metric_data(Namespace="Glue", MetricData=[])
    with pytest.raises(ForbiddenOperationError, match="sts:AssumeRole"):
        clients.sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/x", RoleSessionName="x")
    assert seen == []
    assert clients.count.take() == 0


def test_every_operation_that_may_fail_quietly_is_on_the_list_of_allowed_ones() -> None:
    named = {tuple(operation.split(":")) for operation in CONSEQUENCES}

    assert named <= ALLOWED_OPERATIONS
    assert ALLOWED_OPERATIONS - named == {("glue", "ListJobs"), ("logs", "GetLogEvents")}
    assert all(operation.startswith(("Get", "List")) for _, operation in ALLOWED_OPERATIONS)


def test_calls_are_counted_with_their_retries(keys: None, endpoint: tuple[str, list[str]]) -> None:
    url, seen = endpoint
    clients = Clients(endpoint_url=url)

    clients.glue.list_jobs()

    assert len(seen) == 2
    assert clients.count.take() == 2
    assert clients.count.take() == 0
    # botocore tried again and told nobody.
    assert clients.count.take_throttles() == 1
    assert clients.count.take_throttles() == 0


def test_a_role_is_assumed_by_botocore_itself_and_not_refused(
    keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile team]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/x\n"
        "credential_source = Environment\nsts_regional_endpoints = regional\n"
        "endpoint_url = http://127.0.0.1:9\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    clients = Clients(profile="team")

    with pytest.raises(Exception, match=r"127\.0\.0\.1:9") as raised:
        clients.glue.list_jobs()
    assert not isinstance(raised.value, ForbiddenOperationError)


def test_timeouts_are_short(clients: Clients) -> None:
    for client in (clients.glue, clients.cloudwatch, clients.s3, clients.sts):
        config: Any = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (3, 10)
        assert config.retries == {"mode": "standard", "total_max_attempts": 3}


@pytest.mark.parametrize(
    "url", ["127.0.0.1:5000", "localhost", "ftp://x", "http://", "http://[", "http://x:99999"]
)
def test_an_endpoint_that_is_no_url_is_told_by_name(keys: None, url: str) -> None:
    with pytest.raises(UsageError, match="--endpoint-url"):
        Clients(endpoint_url=url)


def test_an_endpoint_of_the_environment_that_is_no_url_is_told_too(
    keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")

    with pytest.raises(UsageError, match="AWS_ENDPOINT_URL"):
        _ = Clients().glue


def test_the_endpoint_of_the_environment_is_used(
    keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000")

    assert Clients().endpoint == "http://127.0.0.1:5000"
    assert Clients().cloudwatch.meta.endpoint_url == "http://127.0.0.1:5000"


def test_the_region_is_the_option_then_aws_region_then_the_rest_of_the_chain(
    keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Clients().region == "eu-west-1"
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    assert Clients().region == "ap-south-1"
    assert Clients(region="us-east-2").region == "us-east-2"


def test_buckets_are_named_in_the_path_away_from_aws(
    clients: Clients, keys: None, stubs: Stubs
) -> None:
    elsewhere: Any = clients.s3.meta.config
    at_aws: Any = Clients().s3.meta.config

    assert elsewhere.s3 == {"addressing_style": "path"}
    assert at_aws.s3 is None


def test_a_client_is_made_once(clients: Clients) -> None:
    assert clients.glue is clients.glue
    assert clients.s3 is clients.s3
