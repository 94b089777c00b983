from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from errno import EMFILE
from pathlib import Path
from queue import Queue
from threading import Event, current_thread
from unittest.mock import create_autospec

import pytest
from textual.message import Message

from glueflow_tui.errors import CredentialsError, ObservationError
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Fault, Observation
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.apart import Process
from glueflow_tui.sources.base import Progress
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.inquiry import read_gauges, read_logs
from glueflow_tui.sources.recording.recorder import Recorder
from glueflow_tui.sources.recording.replay import ReplaySource
from glueflow_tui.tui.messages import PollFailed, Reopened, Reported, SourceEnded, Told
from glueflow_tui.tui.player import Act
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.rhythm import LONGEST_WAIT
from tests.tui import reports

SECONDS = 20.0
"""Longer than any of these ever waits, unless it fails."""
SLOW = Settings(view=ViewSettings(speed=1e-6))


class Gate:
    """A source that answers when the test says so, and counts how often it was asked."""

    def __init__(self) -> None:
        self.answers: Queue[Observation | Exception | None] = Queue()
        self.asked: Queue[int] = Queue()
        self.polls = 0

    def poll(self) -> Observation | None:
        self.polls += 1
        self.asked.put(self.polls)
        answer = self.answers.get(timeout=SECONDS)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Case:
    """A poller over a gate, with its news in a queue."""

    def __init__(self, settings: Settings = SLOW) -> None:
        self.gate = Gate()
        self.news: Queue[Message] = Queue()
        self.prepared = Event()
        self.poller = Poller(
            lambda: self.gate, settings, self.news.put, self.prepared.set, jitter=lambda: 0.0
        )

    def next_news(self) -> Message:
        return self.news.get(timeout=SECONDS)


@pytest.fixture
def start() -> Callable[[], Case]:
    return Case


@pytest.fixture
def case() -> Case:
    return Case()


def seen() -> Observation:
    return DemoSource("document").poll()


def test_it_loads_what_is_heavy_then_reports(case: Case) -> None:
    case.gate.answers.put(seen())
    case.poller.start()
    news = case.next_news()

    assert case.prepared.is_set()
    assert isinstance(news, Reported)
    assert news.report.links
    assert news.wait == timedelta(minutes=1)
    case.poller.stop()


def test_many_refreshes_during_a_slow_poll_make_one_more(case: Case) -> None:
    case.poller.start()
    case.gate.asked.get(timeout=SECONDS)
    for _ in range(5):
        case.poller.refresh()
    for _ in range(2):
        case.gate.answers.put(seen())
        case.next_news()

    assert case.gate.polls == 2
    case.poller.stop()


def test_failures_wait_longer_and_longer_up_to_a_limit_and_success_forgets_them(
    case: Case,
) -> None:
    fast = Case(Settings(view=ViewSettings(interval=timedelta(seconds=40))))
    waits: list[float] = []
    fast.poller.start()
    for _ in range(5):
        fast.gate.answers.put(ObservationError("unreachable"))
        news = fast.next_news()
        assert isinstance(news, PollFailed)
        waits.append(news.wait)
        fast.poller.refresh()
    fast.gate.answers.put(seen())
    assert isinstance(fast.next_news(), Reported)
    fast.poller.stop()

    assert waits == [80.0, 160.0, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert fast.poller._failures == 0


def throttled_at(code: str) -> Observation:
    observed = seen()
    fault = Fault("glue:GetJobRuns", code, "Rate exceeded", observed.taken_at, "unknown", "in")
    return replace(observed, faults=(fault,))


def test_throttling_doubles_the_wait_up_to_five_minutes_and_speed_comes_back() -> None:
    case = Case()
    told: list[tuple[float, bool]] = []
    case.poller.start()
    codes = ["ThrottlingException"] * 4 + ["InternalServiceException"]
    for code in codes:
        case.gate.answers.put(throttled_at(code))
        news = case.next_news()
        assert isinstance(news, Reported)
        told.append((news.wait.total_seconds(), news.throttled))
        case.poller.refresh()
    case.poller.stop()

    assert told == [(120, True), (240, True), (300, True), (300, True), (60, False)]


def test_lengthened_waits_are_spread_and_ordinary_ones_are_not() -> None:
    news: Queue[Message] = Queue()
    answers = [throttled_at("Throttling"), seen()]

    class Listed:
        def poll(self) -> Observation | None:
            return answers.pop(0)

    settings = Settings(view=ViewSettings(speed=60.0))
    poller = Poller(Listed, settings, news.put, lambda: None, jitter=lambda: 1.0)

    assert poller._attempt() == pytest.approx(2 * 0.9)
    assert poller._attempt() == 1.0


def test_the_error_travels_with_its_sentence(case: Case) -> None:
    case.gate.answers.put(CredentialsError("credentials expired: aws sso login"))
    case.poller.start()
    news = case.next_news()

    assert isinstance(news, PollFailed)
    assert str(news.error) == "credentials expired: aws sso login"
    case.poller.stop()


def test_a_defect_in_the_analysis_is_reported_not_swallowed(case: Case) -> None:
    case.gate.answers.put(ZeroDivisionError("what nobody may read"))
    case.poller.start()
    news = case.next_news()

    assert isinstance(news, PollFailed)
    assert isinstance(news.error, ZeroDivisionError)
    said = r"a defect of glueflow: ZeroDivisionError in test_poller.py, line \d+"
    assert re.fullmatch(said, news.sentence)
    case.poller.stop()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (RuntimeError("can't start new thread"), "no more threads can be started here; end other"),
        (OSError(EMFILE, "Too many open files"), "no more files can be opened here; raise the"),
    ],
)
def test_a_limit_of_the_system_is_told_as_one(case: Case, trouble: Exception, said: str) -> None:
    case.gate.answers.put(trouble)
    case.poller.start()
    news = case.next_news()

    assert isinstance(news, PollFailed)
    assert news.sentence.startswith(said)
    case.poller.stop()


def test_the_end_of_a_recording_is_the_end_of_polling(case: Case) -> None:
    case.gate.answers.put(None)
    case.poller.start()

    assert isinstance(case.next_news(), SourceEnded)
    assert case.poller._attempt is not None
    assert case.gate.polls == 1


def test_stopping_does_not_wait_for_a_poll_and_silences_it(case: Case) -> None:
    case.poller.start()
    case.gate.asked.get(timeout=SECONDS)
    case.poller.stop()
    case.gate.answers.put(seen())

    assert case.news.empty()


def test_demo_and_replay_are_polled_faster_than_their_time_passes() -> None:
    case = Case(Settings(view=ViewSettings(speed=60.0)))
    case.gate.answers.put(seen())
    case.poller.start()
    case.next_news()

    assert case.poller._interval() == 1.0
    case.poller.stop()


def test_only_the_newest_report_counts_for_a_screen_that_lags() -> None:
    case = Case()
    case.gate.answers.put(seen())
    case.poller.start()
    news = case.next_news()
    case.poller.stop()

    assert isinstance(news, Reported)
    assert news.can_replace(news)
    assert not news.can_replace(SourceEnded())


def test_another_source_is_opened_and_begins_from_nothing(case: Case) -> None:
    case.gate.answers.put(seen())
    case.poller.start()
    case.next_news()
    other = Gate()
    other.answers.put(seen())
    place = SourceSettings(profile="prod")
    case.poller.reopen(place, lambda: other)
    news = [case.next_news(), case.next_news()]
    case.poller.stop()

    assert isinstance(news[0], Reopened)
    assert news[0].source is place
    assert isinstance(news[1], Reported)
    assert other.polls == 1
    assert case.gate.polls == 1


@pytest.mark.parametrize("late", [seen(), ObservationError("no network")])
def test_another_place_is_shown_at_once_and_the_last_one_is_heard_of_no_more(
    case: Case, late: Observation | Exception
) -> None:
    case.poller.start()
    case.gate.asked.get(timeout=SECONDS)
    other = Gate()
    case.poller.reopen(SourceSettings(region="eu-west-1"), lambda: pytest.fail("opened"))
    case.poller.reopen(SourceSettings(region="eu-west-2"), lambda: other)
    wanted = [case.next_news(), case.next_news()]
    progress = case.poller.tell_progress()
    case.gate.answers.put(late)
    other.answers.put(seen())
    news = case.next_news()
    case.poller.stop()

    assert [isinstance(one, Reopened) for one in wanted] == [True, True]
    assert progress == Progress()
    assert isinstance(news, Reported)
    assert (case.gate.polls, other.polls) == (1, 1)


def test_a_look_that_hangs_elsewhere_is_ended_for_another_place() -> None:
    process, news = create_autospec(Process, instance=True), Queue[Message]()
    poller = Poller(Gate, SLOW, news.put, Event().set, process=process)
    poller.reopen(SourceSettings(region="eu-west-1"), Gate)
    process.interrupt.assert_called_once_with()
    assert isinstance(news.get_nowait(), Reopened)


class Closer(Gate):
    """Remembers which chain it was to look at at each look."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str | None] = []

    def open_chain(self, name: str | None) -> None:
        self.opened.append(name)


def test_a_chain_that_is_opened_is_looked_at_at_once_and_closely() -> None:
    case = Case()
    closer = Closer()
    case.gate = closer
    for _ in range(2):
        closer.answers.put(seen())
    case.poller.start()
    case.next_news()
    case.poller.open_chain("orders")
    case.next_news()
    case.poller.stop()

    assert closer.opened == [None, "orders"]


def test_a_recording_is_played_by_orders(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    recorder = Recorder(DemoSource("document", at=time(12, 30)), path)
    for _ in range(3):
        recorder.poll()
    recorder.close()
    news: Queue[Message] = Queue()
    settings = Settings(view=ViewSettings(speed=1800.0))
    poller = Poller(lambda: ReplaySource(path), settings, news.put, lambda: None)
    poller.start()
    while not isinstance(news.get(timeout=SECONDS), SourceEnded):
        pass
    poller.play(Act.BACK)
    shown = news.get(timeout=SECONDS)
    poller.stop()

    assert isinstance(shown, Reported)
    assert shown.playback is not None
    assert not shown.playback.playing
    assert f"{shown.report.taken_at:%H:%M}" == "12:31"


class Knowing(Gate):
    """The same, and it answers questions."""

    def read_logs(self, run: RunKey) -> RunLogs:
        return RunLogs(run, problem=current_thread().name)

    def read_gauges(self, job: str) -> JobGauges:
        return JobGauges(job, problem=current_thread().name)


def test_a_question_is_answered_by_the_polling_thread_without_a_poll(case: Case) -> None:
    case.gate = Knowing()
    case.gate.answers.put(seen())
    case.poller.start()
    case.next_news()
    run = RunKey("orders-out", "jr_1")
    for question in (
        lambda source: read_logs(source, run),
        lambda source: read_gauges(source, "j"),
    ):
        case.poller.ask(question)
        news = case.next_news()
        assert isinstance(news, Told)
        assert news.answer.problem == "poller"
    case.gate.answers.put(seen())
    case.poller.refresh()

    assert isinstance(case.next_news(), Reported)
    assert case.gate.polls == 2
    case.poller.stop()


def test_a_question_that_fails_is_told_and_the_next_one_is_answered(case: Case) -> None:
    def fail(_source: object) -> JobGauges:
        raise ObservationError("gone")

    case.gate = Knowing()
    case.gate.answers.put(seen())
    case.poller.start()
    case.next_news()
    case.poller.ask(fail)
    case.poller.ask(lambda source: read_gauges(source, "j"))

    assert isinstance(case.next_news(), PollFailed)
    assert isinstance(case.next_news(), Told)
    assert case.gate.polls == 1
    case.poller.stop()


def test_over_a_day_the_schedule_does_not_drift_however_long_polls_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, began, report = [0.0], list[float](), reports.story()
    story = DemoSource("document", at=time(14)).poll()

    class Slow:
        def poll(self) -> Observation | None:
            began.append(now[0])
            now[0] += (0.2, 3.0, 45.0)[len(began) % 3]
            if len(began) == 1440:
                poller.stop()
            return story

    class Wake(Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            now[0] += timeout + 0.004  # the system wakes a thread a little late
            return False

    settings = Settings(view=ViewSettings(speed=1.0))
    poller = Poller(Slow, settings, lambda _: None, lambda: None, clock=lambda: now[0])
    poller._wake = Wake()
    monkeypatch.setattr("glueflow_tui.monitor.Monitor.judge", lambda _: report)
    poller._run()

    late = [moment - number * 60.0 for number, moment in enumerate(began)]
    assert len(began) == 1440
    assert max(map(abs, late)) < 0.01
