"""Shared by all tests: one hypothesis profile, no AWS settings of the machine, one contract."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import pytest
from botocore import session
from botocore.loaders import create_loader
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


@pytest.fixture(autouse=True, scope="session")
def one_copy_of_the_api() -> Iterator[None]:
    # Every session would read the models of Glue, CloudWatch and S3 anew: 0.1 s each time.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "create_loader", cache(create_loader))
        yield


@pytest.fixture(autouse=True)
def every_report_fits_its_schema() -> Iterator[None]:
    yield
    told = contracts.broken.copy()
    contracts.broken.clear()
    assert not told
