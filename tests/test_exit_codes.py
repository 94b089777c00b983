"""Every exit code, from the command line, over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from glueflow_tui.errors import ExitCode
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


def check(url: str, *words: str, interrupt_at: str | None = None) -> Ended:
    """The command, run to its end, or interrupted when its stderr tells that much."""
    line = [sys.executable, "-m", "glueflow_tui", "check", *JOBS, "--endpoint-url", url, *words]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        if interrupt_at is not None and process.stderr is not None:
            assert interrupt_at in process.stderr.readline()
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=90)
    return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@contextmanager
def nobody(_: StrictCloud) -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def there(cloud: StrictCloud) -> Iterator[str]:
    yield cloud.url


@dataclass(frozen=True)
class Trial:
    code: int
    story: str
    words: str = ""
    tamper: Tamper = leave
    reach: Callable[[StrictCloud], AbstractContextManager[str]] = there
    interrupt_at: str | None = None
    """What stderr tells first."""


TRIALS = {
    "healthy": Trial(0, "bookmarked"),
    "healthy runs": Trial(0, "bookmarked", "--runs 1 --after"),
    "findings": Trial(1, "document"),
    "usage, unknown option": Trial(2, "document", "--lookbck 3h"),
    "usage, two outputs": Trial(2, "document", "--json --markdown"),
    "usage, runs of no moment": Trial(2, "document", "--runs 2"),
    "unreachable": Trial(3, "document", reach=nobody),
    "denied": Trial(3, "document", tamper=deny),
    "expired": Trial(3, "document", tamper=expire),
    "not enough data": Trial(4, "bookmarked", "--after 2099-01-01T00:00Z"),
    "interrupted": Trial(
        130, "bookmarked", "--runs 9 --wait 2h", interrupt_at="orders-out 0/9 runs"
    ),
}


@pytest.mark.parametrize("name", TRIALS)
def test_every_ending_has_its_documented_code(name: str) -> None:
    trial = TRIALS[name]
    with run_strict_cloud(tell(trial.story)) as cloud, trial.reach(cloud) as url:
        trial.tamper(cloud)
        given = trial.words.split()
        if given[-1:] == ["--after"]:
            given.append(run_start(cloud.url))
        ended = check(url, *given, interrupt_at=trial.interrupt_at)

    assert ended.code == trial.code, ended.err
    assert "Traceback" not in ended.err
    # A report where there is a verdict, even a partial one; else one line that says why not.
    assert bool(ended.out) == (trial.code not in (2, 3))
    assert ended.err.count("\n") == (trial.code in (2, 3))
    if trial.interrupt_at is not None:
        assert "not enough: interrupted; the verdict is partial" in ended.out


def test_every_documented_code_is_tried() -> None:
    assert {trial.code for trial in TRIALS.values()} == set(ExitCode)


def run_start(url: str) -> str:
    """When the newest complete downstream run started."""
    document = read_report(check(url, "--json").out)
    link = document["links"][0]
    newest = [run["run_id"] for run in link["runs"] if run["complete"]][-1]
    runs = {run["id"]: run["started"] for job in document["jobs"] for run in job["runs"]}
    return str(runs[newest])


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

    assert (done.code, done.out) == (3, "")
    assert "does not answer like an AWS service (HTTP status 404)" in done.err
    assert "no Glue job" not in done.err
