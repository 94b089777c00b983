"""Every exit code, from the command line, over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, tell
from tests.cloud.knobs import EXPIRED
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.contracts import read_report

EVERYTHING = (
    *("GetJob", "GetJobRuns", "GetTriggers", "GetJobBookmark", "GetMetricData"),
    *("ListJobs", "GetCallerIdentity", "GetObject"),
)
Tamper = Callable[[StrictCloud], object]


def leave(_: StrictCloud) -> None:
    pass


def expire(cloud: StrictCloud) -> None:
    cloud.deny(*EVERYTHING, refusal=EXPIRED)


def deny(cloud: StrictCloud) -> None:
    cloud.deny("GetJobRuns")


def environment() -> dict[str, str]:
    ours = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": REGION,
        "XDG_CONFIG_HOME": "/nonexistent",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **ours}


def command(url: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "glueflow_tui", "check", *JOBS, "--endpoint-url", url, *words]


def check(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(url, *words),
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
        timeout=90,
    )


@pytest.mark.parametrize(
    ("story", "tamper", "words", "code"),
    [
        ("bookmarked", leave, "", 0),
        ("bookmarked", leave, "--runs 1 --after", 0),
        ("document", leave, "", 1),
        ("document", leave, "--lookbck 3h", 2),
        ("document", leave, "--json --markdown", 2),
        ("document", leave, "--runs 2", 2),
        ("document", deny, "", 3),
        ("document", expire, "", 3),
        ("bookmarked", leave, "--after 2099-01-01T00:00Z", 4),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)) or "plain",
)
def test_every_ending_has_its_documented_code(
    story: str, tamper: Tamper, words: str, code: int
) -> None:
    with run_strict_cloud(tell(story)) as cloud:
        tamper(cloud)
        given = words.split()
        if given[-1:] == ["--after"]:
            given.append(run_start(cloud.url))
        ended = check(cloud.url, *given)

    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr
    assert bool(ended.stdout) == (code in (0, 1, 4))
    assert ended.stderr.count("\n") == (code in (2, 3))


def run_start(url: str) -> str:
    """When the newest complete downstream run started."""
    document = read_report(check(url, "--json").stdout)
    link = document["links"][0]
    newest = [run["run_id"] for run in link["runs"] if run["complete"]][-1]
    runs = {run["id"]: run["started"] for job in document["jobs"] for run in job["runs"]}
    return str(runs[newest])


def test_nobody_at_the_other_end_is_three() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        ended = check(f"http://127.0.0.1:{bound.getsockname()[1]}")

    assert (ended.returncode, ended.stdout) == (3, "")


def test_ctrl_c_is_130_with_the_partial_verdict_printed() -> None:
    with run_strict_cloud(tell("bookmarked")) as cloud:
        process = subprocess.Popen(
            command(cloud.url, "--runs", "9", "--wait", "2h", "--json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert process.stderr is not None
        assert "orders-out 0/9 runs" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    document = read_report(out)

    assert (process.returncode, document["exit_code"]) == (130, 130)
    assert document["gate"]["ending"] == "interrupted"
    assert err == ""


class _NotFound(BaseHTTPRequestHandler):
    """A server that is no AWS."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_that_is_no_aws_is_not_taken_for_one_without_the_job() -> None:
    server = HTTPServer(("127.0.0.1", 0), _NotFound)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = check(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()

    assert (done.returncode, done.stdout) == (3, "")
    assert "does not answer like an AWS service (HTTP status 404)" in done.stderr
    assert "no Glue job" not in done.stderr
