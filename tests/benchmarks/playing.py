"""What polls write at every minute of an hour: a story's time, on a terminal that is kept."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from glueflow_tui.analysis.report import Report
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.tui.messages import Reported
from tests.benchmarks.figures import Figure
from tests.benchmarks.terminal import COLUMNS, ROWS
from tests.cloud.asking import REGION
from tests.cloud.following import HALF_HOUR, JOBS, TWO_HOURS, Hands, MovedStory
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS
from tests.tui.stage import MINUTE, never
from tests.tui.tape import Taped

_BEGINS = datetime(2024, 5, 6, 14, 30, tzinfo=UTC)
_MINUTES = 60
"""In which both jobs work at once, one of them does, and neither."""
_STORIES = ("document", "catch-up", "ineffective", "failing")
_OFTEN = (5, 25, 45)
_ONCE = (5,)
"""Both: seconds of each minute."""
_FIVE = 5
_DRAWN = 0.03
"""Seconds after which a report is drawn."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll brought, and what was written for it."""

    at: datetime
    written: int
    is_news: bool
    """The first of its minute, or one that brought bytes or what became of a run."""
    at_work: bool
    """A job was, or waited to be."""


def measure_hour() -> Iterator[Figure]:
    """The largest polls with news and without, and the worst five minutes at a poll a minute."""
    silent = [poll for poll in asyncio.run(_play("document", _OFTEN)) if not poll.is_news]
    busy = [poll.written for poll in silent if poll.at_work]
    quiet = [poll.written for poll in silent if not poll.at_work]
    yield Figure(
        "a poll that brings nothing new, at any minute",
        max(*busy, *quiet),
        200,
        "bytes",
        f"the largest of {len(busy)} with a job at work {max(busy)}, of {len(quiet)} without "
        f"{max(quiet)}",
    )
    hours = {
        story: [poll.written for poll in asyncio.run(_play(story, _ONCE))] for story in _STORIES
    }
    yield Figure(
        "one poll that brings one new minute, at any minute",
        max(map(max, hours.values())),
        8_000,
        "bytes",
        "the largest of an hour: "
        + ", ".join(f"{story} {max(polls):,}" for story, polls in hours.items()),
    )
    yield Figure(
        "bytes at rest, AWS, a poll a minute, the worst five minutes",
        max(map(_find_worst, hours.values())),
        150,
        "B/s",
        f"of {len(hours)} stories' hours, mean "
        f"{statistics.mean(map(statistics.mean, hours.values())) / 60:.0f}",
    )


def _find_worst(polls: Sequence[int]) -> float:
    """Bytes per second of the five minutes that wrote most."""
    starts = range(len(polls) - _FIVE + 1)
    return max(sum(polls[first : first + _FIVE]) for first in starts) / (_FIVE * 60)


async def _play(name: str, seconds: Sequence[int]) -> list[Poll]:
    """An hour of a story, with polls at those seconds of each minute."""
    hands = Hands(_BEGINS)
    story = MovedStory(name, past=TWO_HOURS + HALF_HOUR, clock=hands)
    settings = Settings(SourceSettings(jobs=JOBS))
    polls: list[Poll] = []
    with run_strict_cloud(story) as cloud:
        cloud.pages = GENEROUS
        clients = Clients(region=REGION, endpoint_url=cloud.url)
        monitor = Monitor(AwsSource(settings.source, clients=clients, now=hands), settings.analysis)
        app = Taped(never, settings, polls=False)
        async with app.run_test(headless=False, size=(COLUMNS, ROWS)) as pilot:
            app.watched._beat.stop()
            told: object = None
            for minute in range(-1, _MINUTES):
                for second in seconds:
                    hands.now = _BEGINS + timedelta(minutes=minute, seconds=second)
                    report = monitor.step()
                    if report is None:
                        raise RuntimeError("the endpoint has nothing more to show")
                    app.tell(Reported(report, MINUTE, 60.0, history=monitor.history))
                    await pilot.pause(_DRAWN)
                    written = len(app.take_output().encode())
                    before, told = told, _tell(report)
                    polls.append(Poll(hands.now, written, before != told, _is_at_work(report)))
    # All is new to the first, and the second tells what polls cost from then on.
    return [poll for poll in polls if poll.at >= _BEGINS]


def _tell(report: Report) -> object:
    """The minute, and what AWS told."""
    jobs = [
        (job.read.values, job.written.values, [(run.id, run.state) for run in job.runs])
        for job in report.jobs
    ]
    return report.taken_at.replace(second=0), jobs, [finding.code for finding in report.findings]


def _is_at_work(report: Report) -> bool:
    return any(not run.state.is_final for job in report.jobs for run in job.runs)
