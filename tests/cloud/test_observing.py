from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.base import use_wait
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.demo.stories import story_names
from glueflow_tui.sources.relay import Relay
from tests.cloud.asking import REGION
from tests.cloud.following import (
    DOCUMENT_RATIOS,
    JOBS,
    SETTLED,
    TWO_HOURS,
    Hands,
    MovedStory,
    half_hour_before,
    tell,
)
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.cloud.strict_glue import GENEROUS, Pages

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 3, 4, 14, 17, 40, tzinfo=UTC)

Opener = Callable[[Hands], AwsSource]
T = TypeVar("T")


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[StrictCloud, Clients]]:
    # Clients are slow to make: these tests share theirs, and change what the endpoint shows.
    with run_strict_cloud(tell("document")) as cloud:
        session = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in session.items():
                patch.setenv(name.upper(), value)
            clients = Clients(region=REGION, endpoint_url=cloud.url)
            clients.prepare()
            assert clients.endpoint == cloud.url
        yield cloud, clients


@pytest.fixture
def cloud(shared: tuple[StrictCloud, Clients]) -> StrictCloud:
    cloud = shared[0]
    cloud.calls.clear()
    cloud.pages, cloud.with_arguments = Pages(), False
    return cloud


@pytest.fixture
def open_source(shared: tuple[StrictCloud, Clients]) -> Opener:
    def opened(clock: Hands) -> AwsSource:
        return AwsSource(SourceSettings(jobs=JOBS), clients=shared[1], now=clock)

    return opened


def look(source: AwsSource) -> Observation:
    seen = source.poll()
    assert seen is not None
    return seen


def bytes_by_minute(seen: Observation, until: datetime) -> dict[tuple[Any, ...], float]:
    minutes: dict[tuple[Any, ...], float] = {}
    for series in seen.metrics:
        for offset, value in enumerate(series.values):
            minute = series.start + offset * MINUTE
            if value is not None and minute < until:
                minutes[series.job, series.run_id, series.metric, minute] = value
    return minutes


def by_key(facts: Iterable[T], key: str) -> dict[str, T]:
    return {getattr(fact, key): fact for fact in facts}


@pytest.mark.parametrize("name", [name for name in story_names() if name != "fleet"])
def test_the_facts_that_arrive_are_the_facts_of_the_world(
    cloud: StrictCloud, open_source: Opener, name: str
) -> None:
    clock = Hands(NOW)
    cloud.view = MovedStory(name, past=TWO_HOURS, clock=clock, lookback=timedelta(hours=3))
    cloud.with_arguments = True
    arrived, true = look(open_source(clock)), cloud.view()
    assert arrived.faults == ()
    assert by_key(arrived.jobs, "name") == by_key(true.jobs, "name")
    assert by_key(arrived.bookmarks, "job").items() <= by_key(true.bookmarks, "job").items()
    assert by_key(arrived.scripts, "job") == by_key(true.scripts, "job")
    triggers = by_key(arrived.triggers or (), "name")
    assert {**triggers, **by_key(true.triggers or (), "name")} == triggers
    ended = by_key((run for run in true.runs if run.state.is_final), "id")
    runs = by_key(arrived.runs, "id")
    assert {key: runs[key] for key in ended} == {
        key: replace(run, predecessors=()) for key, run in ended.items()
    }
    assert {run.id: run.state for run in arrived.runs} == {run.id: run.state for run in true.runs}
    until = half_hour_before(clock.now)
    assert bytes_by_minute(arrived, until) == bytes_by_minute(true, until)


@pytest.mark.parametrize("minute", [0, 2, 3, 14, 29, 30, 33, 59])
def test_the_documents_ratios_hold_at_any_minute_of_the_hour(
    cloud: StrictCloud, open_source: Opener, minute: int
) -> None:
    clock = Hands(datetime(2026, 3, 4, 14, minute, 1, tzinfo=UTC))
    story = MovedStory("document", past=TWO_HOURS, clock=clock, settled=SETTLED)
    cloud.view = story
    report = Monitor(open_source(clock), AnalysisSettings()).step()
    assert report is not None
    windows = [one for one in report.links[0].windows if one.complete and one.ratio is not None]
    assert [f"{one.ratio:.2f}" for one in windows[:4]] == DOCUMENT_RATIOS
    assert windows[0].start == story.begins


def count_calls(cloud: StrictCloud) -> Counter[str]:
    counted = Counter(call.operation for call in cloud.calls)
    cloud.calls.clear()
    return counted


def test_a_steady_poll_is_one_call_for_each_jobs_runs_and_one_for_all_metrics(
    cloud: StrictCloud, open_source: Opener
) -> None:
    clock = Hands(NOW)
    cloud.view = MovedStory("document", past=TWO_HOURS, clock=clock)
    cloud.pages = GENEROUS
    source = open_source(clock)
    look(source)
    count_calls(cloud)
    for _ in range(3):
        clock.now += MINUTE
        seen = look(source)
        asked = next(call.parameters for call in cloud.calls if call.operation == "GetMetricData")
        assert asked["StartTime"] == (clock.now.replace(second=0) - 15 * MINUTE).timestamp()
        assert count_calls(cloud) == {"GetJobRuns": 2, "GetMetricData": 1}
        assert seen.calls == 3


def test_the_history_of_runs_is_not_read_to_its_end(
    cloud: StrictCloud, open_source: Opener
) -> None:
    clock = Hands(NOW)
    day = 12 * TWO_HOURS
    cloud.view = MovedStory("bookmarked", past=day, clock=clock, lookback=day)
    assert len(cloud.view().runs) > 90
    source = open_source(clock)
    horizon = clock.now - timedelta(hours=3)
    in_view = {run.id for run in cloud.view().runs if (run.completed or clock.now) >= horizon}
    assert {run.id for run in look(source).runs} == in_view
    # Six or seven runs of each job: at most three pages of three.
    assert count_calls(cloud)["GetJobRuns"] <= 2 * 3
    clock.now += MINUTE
    look(source)
    assert count_calls(cloud)["GetJobRuns"] == 2


def test_time_is_used_once_while_the_first_answers_are_awaited(
    cloud: StrictCloud, open_source: Opener
) -> None:
    clock = Hands(NOW)
    cloud.view = MovedStory("document", past=TWO_HOURS, clock=clock)
    held, used = cloud.hold("GetJobRuns"), list[str]()
    source = open_source(clock)

    def use() -> None:
        used.append("now")
        held.set()

    Relay(source).meanwhile(use)
    assert used == []
    # Runs are answered only when the time has been used.
    assert look(source).runs
    look(source)
    assert used == ["now"]


def test_where_nothing_is_awaited_it_is_used_at_once() -> None:
    used: list[str] = []
    use_wait(DemoSource("document"), lambda: used.append("now"))
    assert used == ["now"]
