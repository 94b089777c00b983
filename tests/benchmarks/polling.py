"""API calls of the polls of a two-job chain, counted by the endpoint that answers them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from tests.benchmarks.figures import Figure
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, Hands, MovedStory, wall_clock
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS


def measure_calls(minutes: int = 30) -> Iterator[Figure]:
    """The median poll over half an hour of the story."""
    counts = [len(poll) for poll in list_calls(minutes)]
    detail = f"median of {len(counts)} polls, mean {sum(counts) / len(counts):.1f}"
    yield Figure("calls per poll, two-job chain", median(counts), 3, "calls", detail)


def list_calls(minutes: int, name: str = "document") -> list[tuple[str, ...]]:
    """Operations that arrived for each of the polls after the first, a minute apart."""
    hands = Hands(wall_clock())
    story = MovedStory(name, past=TWO_HOURS, clock=hands)
    polls: list[tuple[str, ...]] = []
    with run_strict_cloud(story) as cloud:
        cloud.pages = GENEROUS
        clients = Clients(region=REGION, endpoint_url=cloud.url)
        source = AwsSource(SourceSettings(jobs=JOBS), clients=clients, now=hands)
        source.poll()
        for _ in range(minutes):
            hands.now += timedelta(minutes=1)
            before = len(cloud.calls)
            source.poll()
            polls.append(tuple(sorted(call.operation for call in cloud.calls[before:])))
    return polls
