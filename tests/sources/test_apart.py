from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.apart import begin_apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere sources stay at home")

HEAD = """
import os, signal, subprocess, sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from time import sleep
from glueflow_tui.errors import CredentialsError, GlueflowError, UsageError
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.apart import Process
from glueflow_tui.sources.base import Progress

HERE = os.getpid()
HELD = int(sys.argv[1])

class Source:
    def __init__(self, kind="first"):
        self.kind, self.polls, self.chain, self.progress = kind, 0, None, None
    def poll(self):
        self.polls += 1
        place = "here" if os.getpid() == HERE else "apart"
        self.act(place)
        return Observation(
            datetime(2026, 3, 4, tzinfo=UTC),
            SourceInfo(SourceKind.AWS, profile=self.kind, name=place, region=self.chain),
            calls=self.polls,
        )
    def act(self, place):
        pass
    def open_chain(self, name):
        self.chain = name
    def read_logs(self, run):
        return RunLogs(run, problem=f"logs {self.kind}")
    def read_gauges(self, job):
        return JobGauges(job, problem=f"gauges {self.kind}")
    def tell_progress(self):
        return self.progress

def tell(seen):
    print(seen.source.profile, seen.source.name, seen.source.region, seen.calls, flush=True)
"""

LINE = """
from queue import Queue
from glueflow_tui.sources.apart import Order, _Desk, _look

class Line:
    def __init__(self):
        self.waits, self.heard, self.orders = Queue(), Queue(), Queue()
    def poll(self, seconds):
        self.waits.put(seconds)
        self.order = self.orders.get()
        return self.order is not None
    def recv(self):
        return self.order
    def send(self, words):
        self.heard.put(words)
"""
"""What orders come by, put there by hand; None: nothing comes for as long as is waited."""


class Program:
    """A program with a process apart, and a pipe that both hold as long as they live."""

    def __init__(self, process: subprocess.Popen[str], held: int) -> None:
        self.process = process
        self._held = held

    def read_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def await_all_gone(self) -> None:
        """Reads the end of the pipe when nobody holds the other one any more."""
        assert os.read(self._held, 1) == b""

    def end(self) -> tuple[int, list[str]]:
        out, err = self.process.communicate(timeout=60)
        self.await_all_gone()
        assert err == ""
        return self.process.returncode, out.splitlines()


@contextmanager
def running(program: str) -> Iterator[Program]:
    held, holding = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", HEAD + program, str(holding)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=[holding],
    ) as process:
        os.close(holding)
        try:
            yield Program(process, held)
        finally:
            process.kill()
            os.close(held)


def outcome_of(program: str) -> tuple[int, list[str]]:
    with running(program) as run:
        return run.end()


def test_it_can_all_that_the_source_can_and_looks_before_it_is_asked() -> None:
    code, lines = outcome_of("""
class Early(Source):
    def act(self, place):
        if self.polls == 1:
            os.write(begun[1], place.encode())

begun = os.pipe()
process = Process(Early)
print("begun", os.read(begun[0], 5).decode())
source = process.open(Early)
tell(source.poll())
source.open_chain("orders")
tell(source.poll())
print(source.read_logs(RunKey("in", "jr_1")).problem, source.read_gauges("in").problem)
again = process.open(partial(Source, "second"))
tell(again.poll())
tell(again.poll())
""")

    assert code == 0
    assert lines == [
        "begun apart",
        "first apart None 1",
        "first apart orders 2",
        "logs first gauges first",
        "second apart None 1",
        "second apart None 2",
    ]


def test_another_source_can_be_opened_before_the_first_was_asked() -> None:
    code, lines = outcome_of("""
process = Process(Source)
tell(process.open(partial(Source, "second")).poll())
""")

    assert (code, lines) == (0, ["second apart None 1"])


def test_what_the_source_raises_is_raised_whole_and_the_next_look_may_do_better() -> None:
    code, lines = outcome_of("""
class Locked(Source):
    def act(self, place):
        if self.polls < 3:
            error = CredentialsError("expired", "(profile a)", "Run: aws sso login")
            error.since = datetime(2026, 3, 4, 9, 5, tzinfo=UTC)
            raise error if self.polls == 1 else UsageError("no such job")

def opened():
    sys.argv.append("tried")
    if len(sys.argv) < 4:
        raise GlueflowError("not at once")
    return Locked()

process = Process(opened)
source = process.open(opened)
for _ in range(4):
    try:
        tell(source.poll())
    except GlueflowError as error:
        print(type(error).__name__, error, getattr(error, "since", "-"))
""")

    assert code == 0
    assert lines == [
        "GlueflowError not at once -",
        "CredentialsError expired (profile a). Run: aws sso login 2026-03-04 09:05:00+00:00",
        "UsageError no such job -",
        "first apart None 3",
    ]


def test_how_far_a_look_has_come_is_told_while_it_goes_on() -> None:
    code, lines = outcome_of("""
import glueflow_tui.sources.apart as apart

go_on = os.pipe()
apart._TELLING = 0.01

class Slow(Source):
    def act(self, place):
        self.progress = Progress(runs=2, metrics=1)
        os.read(go_on[0], 1)

source = Process(Slow).open(Slow)
print(source.tell_progress())
Thread(target=lambda: tell(source.poll())).start()
while source.tell_progress() is None:
    sleep(0.01)
print(source.tell_progress(), flush=True)
os.write(go_on[1], b".")
""")

    assert code == 0
    assert lines == ["None", "Progress(runs=2, metrics=1)", "first apart None 1"]


def test_nothing_wakes_it_while_nothing_is_asked() -> None:
    code, lines = outcome_of(f"""{LINE}
line = Line()
Thread(target=_Desk(line, Source).serve, daemon=True).start()
print(line.waits.get())
line.orders.put(Order(None, partial(_look, chain=None)))
tell(line.heard.get().result)
line.waits.get()
line.orders.put(None)
print(line.waits.get(), line.heard.qsize(), flush=True)
os._exit(0)
""")

    assert (code, lines) == (0, ["None", "first here None 1", "None 0"])


def test_it_says_that_it_is_there_while_the_source_is_opened() -> None:
    code, lines = outcome_of(f"""{LINE}
def opened():
    go_on.wait()
    return Source()

line, go_on = Line(), Event()
Thread(target=_Desk(line, opened).serve, daemon=True).start()
line.orders.put(Order(None, partial(_look, chain=None)))
line.orders.put(None)
print(line.heard.get())
go_on.set()
tell(line.heard.get().result)
os._exit(0)
""")

    assert (code, lines) == (0, ["None", "first here None 1"])


def test_one_that_is_stopped_is_ended_and_the_source_opened_here() -> None:
    code, lines = outcome_of("""
import glueflow_tui.sources.apart as apart

class Stopped(Source):
    def act(self, place):
        if place == "apart":
            os.kill(os.getpid(), signal.SIGSTOP)

apart._SILENCE = 1
tell(Process(Stopped).open(Stopped).poll())
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nobody is left", flush=True)
""")

    assert (code, lines) == (0, ["first here None 1", "nobody is left"])


def test_when_it_ends_without_being_told_the_source_is_opened_here() -> None:
    code, lines = outcome_of("""
class Ending(Source):
    def act(self, place):
        if place == "apart" and self.polls == 2:
            end()

for end in (
    lambda: os.kill(os.getpid(), signal.SIGKILL),
    lambda: os._exit(0),
    lambda: 1 / 0,
    sys.exit,
):
    process = Process(Ending)
    source = process.open(Ending)
    for _ in range(3):
        tell(source.poll())
    tell(process.open(partial(Source, "second")).poll())
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("nobody is left", flush=True)
""")

    assert code == 0
    assert lines == 4 * [
        *("first apart None 1", "first here None 1", "first here None 2"),
        *("second here None 1", "nobody is left"),
    ]


def test_a_look_that_hangs_is_ended_and_one_that_nobody_waits_for_is_not() -> None:
    code, lines = outcome_of("""
class Hanging(Source):
    def act(self, place):
        if place == "apart" and self.polls == 2:
            os.write(hangs[1], b".")
            Event().wait()

def interrupt():
    os.read(hangs[0], 1)
    process.interrupt()

hangs = os.pipe()
process = Process(Hanging)
process.interrupt()
source = process.open(Hanging)
tell(source.poll())
process.interrupt()
Thread(target=interrupt).start()
try:
    source.poll()
except EOFError:
    print("ended")
tell(process.open(partial(Source, "second")).poll())
""")

    assert code == 0
    assert lines == ["first apart None 1", "ended", "second here None 1"]


def test_a_defect_of_the_source_rises_where_it_can_be_told() -> None:
    code, lines = outcome_of("""
class Defect(Source):
    def act(self, place):
        raise KeyError("canary")

try:
    Process(Defect).open(Defect).poll()
except KeyError as error:
    print(error.__traceback__.tb_next is not None)
""")

    assert (code, lines) == (0, ["True"])


WAYS_OUT = {
    "at its end": ("pass", 0),
    "by an error": ("raise SystemExit(3)", 3),
    "at once": ("os._exit(4)", 4),
    "killed": ("os.kill(HERE, signal.SIGKILL)", -signal.SIGKILL),
    "hung up": ("os.kill(HERE, signal.SIGHUP)", -signal.SIGHUP),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_it_ends_with_this_one_and_with_all_it_has_started(way: str) -> None:
    end, expected = WAYS_OUT[way]
    with running(f"""
class Hanging(Source):
    def act(self, place):
        print("noise", flush=True)
        print("noise", file=sys.stderr, flush=True)
        subprocess.Popen(["sleep", "600"], pass_fds=[HELD])
        os.write(hangs[1], b".")
        Event().wait()

hangs = os.pipe()
source = Process(Hanging).open(Hanging)


def ask():
    with suppress(EOFError):  # it was ended from here
        source.poll()

Thread(target=ask, daemon=True).start()
os.read(hangs[0], 1)
print("hangs", flush=True)
{end}
""") as run:
        assert run.end() == (expected, ["hangs"])


def test_neither_interrupts_nor_stops_of_the_terminal_reach_it() -> None:
    code, lines = outcome_of("""
os.setpgid(0, 0)
signal.signal(signal.SIGINT, lambda *_: None)
signal.signal(signal.SIGTSTP, lambda *_: None)
process = Process(Source)
source = process.open(Source)
tell(source.poll())
os.killpg(0, signal.SIGINT)
os.killpg(0, signal.SIGTSTP)
tell(source.poll())
""")

    assert (code, lines) == (0, ["first apart None 1", "first apart None 2"])


@pytest.mark.parametrize(
    "settings",
    [
        SourceSettings(demo="document"),
        SourceSettings(replay="a.jsonl"),
        SourceSettings(jobs=("a", "b"), record="b.jsonl"),
    ],
    ids=["demo", "replay", "record"],
)
def test_what_is_at_hand_or_is_recorded_stays_here(settings: SourceSettings) -> None:
    assert begin_apart(settings, lambda: pytest.fail("opened")) is None


def test_with_one_core_there_is_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})

    assert begin_apart(SourceSettings(jobs=("a", "b")), lambda: pytest.fail("opened")) is None


def test_elsewhere_than_on_linux_there_is_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert begin_apart(SourceSettings(jobs=("a", "b")), lambda: pytest.fail("opened")) is None


def test_where_no_more_processes_are_allowed_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})

    assert begin_apart(SourceSettings(jobs=("a", "b")), lambda: pytest.fail("opened")) is None
