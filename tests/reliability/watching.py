"""Watching a story through the transport: polls in simulated time, and what came out of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import ObservationError
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import report_document
from glueflow_tui.settings import AnalysisSettings, SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.aws.wall import WallSource
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, Hands, MovedStory
from tests.cloud.strict import StrictCloud
from tests.cloud.strict_glue import GENEROUS
from tests.reliability.transport import NOWHERE, Transport
from tests.reliability.weather import Weather

NOON = datetime(2026, 3, 4, 12, 7, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WALL = "fleet"
"""The story of a whole account."""
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTING", "AWS_SECRET_ACCESS_KEY": "testing"}


def make_clients() -> Clients:
    """Real clients; the keys must be in the environment."""
    clients = Clients(region=REGION, endpoint_url=NOWHERE)
    clients.prepare()
    return clients


@dataclass
class Watching:
    """One monitor on a story."""

    clock: Hands
    transport: Transport
    monitor: Monitor
    reports: list[Report] = field(default_factory=list)
    failed_polls: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)
    """Code and job of every finding that was ever shown."""

    @property
    def weather(self) -> Weather:
        """What becomes of calls."""
        return self.transport.weather

    def poll(self, times: int = 1) -> Report | None:
        """That many minutes, a poll in each; the last report, None when that poll failed."""
        report: Report | None = None
        for _ in range(times):
            self.clock.now += MINUTE
            self.weather.hour += 1
            try:
                report = self.monitor.step()
            except ObservationError:
                self.failed_polls += 1
                report = None
                continue
            assert report is not None
            self.seen |= {(finding.code, finding.job) for finding in report.findings}
        return report


def open_watching(
    story: str = "document",
    *,
    past: timedelta = TWO_HOURS,
    weather: Weather | None = None,
    clients: Clients | None = None,
    whole: bool = False,
    arrange: Callable[[StrictCloud], None] = lambda _: None,
) -> Watching:
    """A watch of the story from simulated noon on; of the fleet on the wall, as nobody names it."""
    clock = Hands(NOON)
    lookback = timedelta(hours=3)
    view = MovedStory(story, past=past, clock=clock, lookback=lookback + MINUTE * 30)
    cloud = StrictCloud(view=view, pages=GENEROUS, with_arguments=True)
    arrange(cloud)
    transport = Transport(cloud, weather or Weather())
    clients = clients or make_clients()
    transport.attach(clients)
    source = (
        WallSource(SourceSettings(whole=whole), clients=clients, now=clock)
        if story == WALL
        else AwsSource(SourceSettings(jobs=JOBS), clients=clients, now=clock)
    )
    return Watching(clock, transport, Monitor(source, AnalysisSettings()))


def keep_chains(cloud: StrictCloud, number: int = 3) -> None:
    """Leave only the first chains of an account, and the triggers and jobs that they are of."""
    shown = cloud.view

    def view() -> Observation:
        seen = shown()
        kept = {job for chain in seen.chains[:number] for job in chain.jobs}
        return replace(
            seen,
            jobs=tuple(job for job in seen.jobs if job.name in kept),
            runs=tuple(run for run in seen.runs if run.job in kept),
            metrics=tuple(points for points in seen.metrics if points.job in kept),
            triggers=tuple(
                trigger
                for trigger in seen.triggers or ()
                if any(action.job in kept for action in trigger.actions)
            ),
        )

    cloud.view = view


def judged(report: Report) -> str:
    """Links and findings as JSON, byte for byte."""
    document = report_document(report, 0)
    return json.dumps({part: document[part] for part in ("links", "findings")}, sort_keys=True)
