from __future__ import annotations

import time

import pytest

from glueflow_tui.errors import ObservationError
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.exceptions import OutOfTimeError
from glueflow_tui.sources.aws.patience import GRACE_SECONDS, POLL_SECONDS, Patience
from glueflow_tui.sources.aws.source import AwsSource
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, MovedStory
from tests.cloud.knobs import BROKEN
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS
from tests.reliability.watching import WALL, keep_chains, open_watching


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_requests_begin_until_time_is_up_and_outside_of_a_poll_always() -> None:
    clock = Seconds()
    patience = Patience(30.0, clock)
    clock.now = 1e6
    patience.check()
    with patience:
        clock.now += 29.9
        patience.check()
        clock.now += 0.1
        with pytest.raises(OutOfTimeError, match="30 s"):
            patience.check()
    patience.check()


def test_a_look_that_is_to_bring_more_gets_longer_and_only_that_one() -> None:
    clock = Seconds()
    patience = Patience(30.0, clock)
    with patience:
        patience.extend(97.0)
        clock.now += 126.9
        patience.check()
        clock.now += 0.1
        with pytest.raises(OutOfTimeError, match="127 s"):
            patience.check()
    patience.extend(97.0)
    with patience:
        clock.now += 30.0
        with pytest.raises(OutOfTimeError, match="30 s"):
            patience.check()


def test_a_look_at_all_chains_at_once_gets_a_second_more_for_each_job() -> None:
    left: list[float | None] = []
    watching = open_watching(WALL, whole=True, arrange=keep_chains)
    clients = watching.monitor._source._clients  # type: ignore[attr-defined]
    clients.patience._clock = Seconds()
    watching.transport.before = lambda operation: left.append(clients.patience.left)
    report = watching.poll()

    assert report is not None
    patient = POLL_SECONDS + GRACE_SECONDS
    assert left[0] == patient
    assert left[-1] == patient + len(report.jobs)


@pytest.mark.parametrize("slowness", [2.0, 13.0, 40.0])
def test_however_slow_the_answers_no_attempt_begins_after_the_poll_s_time(slowness: float) -> None:
    clock, began = Seconds(), []
    watching = open_watching()
    clients = watching.monitor._source._clients  # type: ignore[attr-defined]
    clients.patience._clock = clock

    def wait(operation: str) -> None:
        began.append(clock.now - start)
        clock.now += slowness

    watching.transport.before = wait
    watching.weather.fates, watching.weather.rate = (BROKEN,), 0.5
    for _ in range(4):
        start = clock.now
        watching.poll()

    assert max(began) < POLL_SECONDS
    # Without a bound, three attempts at each of ten calls would take far longer.
    assert len(began) <= 4 * (POLL_SECONDS / slowness + 1)


def test_what_was_not_asked_in_time_is_a_fault_and_is_asked_by_the_next_poll() -> None:
    clock = Seconds()
    watching = open_watching()
    clients = watching.monitor._source._clients  # type: ignore[attr-defined]
    clients.patience._clock = clock

    def dawdle(operation: str) -> None:
        clock.now += 31.0 if operation == "GetTriggers" else 0.0

    watching.transport.before = dawdle
    slow = watching.poll()
    watching.transport.before = lambda _: None
    quick = watching.poll()

    assert slow is not None
    assert quick is not None
    assert {fault.code for fault in slow.faults} == {"OutOfTimeError"}
    assert quick.faults == ()
    assert quick.links[0].windows


def test_a_poll_without_any_time_ends_with_one_line() -> None:
    clock = Seconds()
    watching = open_watching()
    clients = watching.monitor._source._clients  # type: ignore[attr-defined]
    clients.patience._clock = lambda: clock.now
    clients.patience._seconds = 0.0
    with pytest.raises(ObservationError, match="had already taken"):
        watching.monitor.step()


@pytest.mark.timeout(60)
def test_an_answer_that_comes_byte_by_byte_is_left_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("glueflow_tui.sources.aws.patience.GRACE_SECONDS", 0.0)
    with run_strict_cloud(MovedStory("document", past=TWO_HOURS)) as cloud:
        cloud.pages = GENEROUS
        clients = Clients(region=REGION, endpoint_url=cloud.url)
        clients.patience._seconds = 1.5
        source = AwsSource(SourceSettings(jobs=JOBS), clients=clients)
        monitor = Monitor(source, AnalysisSettings())
        cloud.drip("GetTriggers")
        began = time.monotonic()
        slow = monitor.step()
        took = time.monotonic() - began
        assert cloud.hung_up.wait(10)
        cloud.drip()
        quick = monitor.step()

        assert slow is not None
        assert quick is not None
        assert took < 10
        told = {fault.operation: fault for fault in slow.faults}["glue:GetTriggers"]
        assert told.code == "OutOfTimeError"
        assert told.consequence.startswith("schedule, state and arguments of triggers")
        assert all(job.runs for job in slow.jobs)
        assert quick.faults == ()
