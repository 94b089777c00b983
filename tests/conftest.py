"""Shared by all tests: one hypothesis profile, no AWS settings of the machine, one contract."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import contracts

contracts.hold_reports()

settings.register_profile(
    "suite", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # Names of jobs that tests make up are not for the completion of anybody's shell.
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")


@pytest.fixture(autouse=True)
def every_report_fits_its_schema() -> Iterator[None]:
    yield
    told = contracts.broken.copy()
    contracts.broken.clear()
    assert not told
