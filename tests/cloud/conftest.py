"""What the tests of a whole account share: an endpoint that shows the fleet, and a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from glueflow_tui.sources.aws.client import Clients
from tests.cloud.asking import REGION
from tests.cloud.following import Hands, MovedStory
from tests.cloud.hanging import NOTHING, NOW, PAGES
from tests.cloud.strict import StrictCloud, run_strict_cloud


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[StrictCloud, Clients]]:
    with run_strict_cloud(lambda: NOTHING) as cloud:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", "testing")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            clients = Clients(region=REGION, endpoint_url=cloud.url)
            clients.prepare()
            assert clients.endpoint == cloud.url
        yield cloud, clients


@pytest.fixture
def cloud(shared: tuple[StrictCloud, Clients]) -> StrictCloud:
    cloud = shared[0]
    cloud.calls.clear()
    cloud.pages, cloud.with_predecessors = PAGES, False
    return cloud


@pytest.fixture(scope="module")
def told() -> tuple[MovedStory, Hands]:
    """A morning of the fleet, simulated once; more is out of every look's view."""
    hands = Hands(NOW)
    past = timedelta(hours=6)
    return MovedStory("fleet", past=past, clock=hands, lookback=timedelta(hours=4)), hands


@pytest.fixture
def clock(told: tuple[MovedStory, Hands]) -> Hands:
    told[1].now = NOW
    return told[1]


@pytest.fixture
def fleet(cloud: StrictCloud, told: tuple[MovedStory, Hands]) -> StrictCloud:
    cloud.view = told[0]
    return cloud
