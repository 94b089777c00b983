from __future__ import annotations

import os
import pty
import tty
from collections.abc import Callable, Iterator
from queue import Queue
from select import select
from threading import Event, Thread
from typing import cast

import pytest
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message

from glueflow_tui.tui import keyboard
from glueflow_tui.tui.keyboard import Bell, waiting

PATIENCE = 20.0


class Reading(HeadlessDriver):
    """As the driver of a terminal, which reads in a thread; here it is the end of a pair."""

    fileno: int
    exit_event: Event

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.heard: Queue[Message] = Queue()

    def process_message(self, message: Message) -> None:
        self.heard.put(message)

    def run_input_thread(self) -> None:
        raise AssertionError("looks for input")


class Program:
    """As much of a program as a driver needs."""

    def __init__(self) -> None:
        self.wanted: Queue[Callable[[], None]] = Queue()
        self.call_later = self.wanted.put

    def exit(self) -> None:
        raise AssertionError("not from here")


class Keyboard:
    """What is typed at one end of a pseudo terminal, and heard at the other."""

    def __init__(self) -> None:
        self.app = Program()
        self.driver = cast(Reading, waiting(Reading)(cast("App[object]", self.app)))
        self._hand, self.driver.fileno = pty.openpty()
        tty.setraw(self.driver.fileno)
        self.start()

    def start(self) -> None:
        self._thread = Thread(target=self.driver.run_input_thread, daemon=True)
        self._thread.start()

    def type(self, data: bytes) -> None:
        os.write(self._hand, data)

    def hear(self) -> str:
        message = self.driver.heard.get(timeout=PATIENCE)
        assert isinstance(message, events.Key)
        return message.key

    def lose(self) -> None:
        os.close(self._hand)
        self._hand = -1

    def stop(self) -> None:
        self.driver.exit_event.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def close(self) -> None:
        self.stop()
        for end in (self._hand, self.driver.fileno):
            if end >= 0:
                os.close(end)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyboard]:
    monkeypatch.setattr("textual.driver.asyncio.get_running_loop", lambda: None)
    keys = Keyboard()
    yield keys
    keys.close()


def test_keys_are_heard_one_by_one(keys: Keyboard) -> None:
    keys.type(b"q\x1b[A")

    assert [keys.hear(), keys.hear()] == ["q", "up"]


def test_an_escape_alone_is_heard_though_nothing_follows(keys: Keyboard) -> None:
    keys.type(b"\x1b")

    assert keys.hear() == "escape"


def test_an_escape_right_before_another_key_is_heard_as_such(keys: Keyboard) -> None:
    keys.type(b"\x1bq\x1b/\x1b\r\x1b\x1b[A")
    heard = [keys.hear() for _ in range(8)]
    keys.type(b"\x1b")
    keys.type(b"q")

    assert heard == ["escape", "q", "escape", "slash", "escape", "enter", "escape", "up"]
    assert [keys.hear(), keys.hear()] == ["escape", "q"]


def test_a_sequence_in_two_halves_is_one_key(keys: Keyboard) -> None:
    keys.type(b"\x1b[")
    keys.type(b"B")

    assert keys.hear() == "down"


def test_a_letter_in_two_halves_is_one_letter_and_rubbish_ends_nothing(keys: Keyboard) -> None:
    keys.type("ä".encode()[:1])
    while select([keys.driver.fileno], [], [], 0)[0]:
        pass  # not read yet
    keys.type("ä".encode()[1:] + b"\xffq")

    assert keys.hear() == "ä"
    assert [keys.hear(), keys.hear()] == ["replacement_character", "q"]


def test_it_can_be_stopped_and_begun_again(keys: Keyboard) -> None:
    keys.stop()
    keys.driver.exit_event.clear()
    keys.start()
    keys.type(b"q")

    assert keys.hear() == "q"


def test_nothing_wakes_it_while_nothing_is_typed(
    keys: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: Queue[float | None] = Queue()

    def noting(
        read: list[int], write: list[int], other: list[int], pause: float | None
    ) -> tuple[list[int], list[int], list[int]]:
        waits.put(pause)
        return select(read, write, other, pause)

    keys.stop()
    keys.driver.exit_event.clear()
    monkeypatch.setattr(keyboard, "select", noting)
    keys.start()
    first = waits.get(timeout=PATIENCE)
    keys.type(b"\x1b")
    after, last = waits.get(timeout=PATIENCE), waits.get(timeout=PATIENCE)

    assert (first, last) == (None, None)
    assert after is not None
    assert after < 0.2


def test_a_terminal_that_is_gone_ends_the_program(keys: Keyboard) -> None:
    keys.lose()

    assert keys.app.wanted.get(timeout=PATIENCE) == keys.app.exit


def test_a_bell_rings_until_it_is_cleared_however_often_it_was_rung() -> None:
    bell = Bell()
    bell.set()
    bell.set()
    assert select([bell], [], [], 0)[0] == [bell]

    bell.clear()
    bell.clear()
    assert select([bell], [], [], 0)[0] == []


def test_a_driver_that_reads_no_terminal_stays_as_it_is() -> None:
    assert waiting(HeadlessDriver) is HeadlessDriver
    assert issubclass(waiting(Reading), Driver)
