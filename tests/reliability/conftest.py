from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from tests.reliability.watching import KEYS


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up credentials, and no waiting between the attempts of botocore."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    hurried = SimpleNamespace(sleep=lambda _: None, time=time.time)
    monkeypatch.setattr("botocore.endpoint.time", hurried)
