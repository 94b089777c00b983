from __future__ import annotations

import pytest

from glueflow_tui.sources.aws.client import Clients
from tests.sources.aws.stubs import Stubs


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture
def clients(keys: None) -> Clients:
    # Nothing listens there: a call that got past the stubs would fail.
    return Clients(endpoint_url="http://127.0.0.1:9")


@pytest.fixture
def stubs(clients: Clients) -> Stubs:
    return Stubs(clients)
