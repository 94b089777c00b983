from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from tests.sources.aws.stubs import NOON, Stubs, complete, minutes, refusal, run, script
from tests.sources.aws.worlds import Clock, by_job, define, trigger


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@cache
def shared_clients() -> Clients:
    # Made once: the model of Glue takes a tenth of a second to load. Nothing listens at the
    # endpoint: a call that got past the stubs would fail.
    return Clients(endpoint_url="http://127.0.0.1:9")


@pytest.fixture
def clients(keys: None) -> Clients:
    return shared_clients()


@pytest.fixture
def stubs(clients: Clients) -> Iterator[Stubs]:
    stubs = Stubs(clients)
    yield stubs
    stubs.release()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(stubs: Stubs) -> Stubs:
    """Two jobs that ran an hour ago, with all that can be asked answered."""
    runs = {"JobRuns": [run("jr_1", NOON - minutes(60))]}
    stubs.answer("GetJobRuns", by_job(other=runs))
    stubs.answer("GetJob", define)
    stubs.answer("GetTriggers", {"Triggers": [trigger("half-hourly", "in")]})
    stubs.answer("GetJobBookmark", refusal("EntityNotFoundException"))
    stubs.answer("GetCallerIdentity", {"Account": "123456789012"})
    stubs.answer("GetObject", lambda _: script(b"job.commit()\n"))
    stubs.answer("GetMetricData", complete)
    return stubs


@pytest.fixture
def source(world: Stubs, clock: Clock) -> AwsSource:
    return AwsSource(SourceSettings(jobs=("in", "out")), clients=world.clients, now=clock)
