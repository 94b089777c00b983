from __future__ import annotations

import io
from threading import Thread, current_thread
from typing import cast

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from glueflow_tui.tui.wire import Lasting, enduring, uncolour

RED, BLUE = "38;2;255;0;0", "38;2;0;0;255"
NIGHT, DAY = "48;2;0;0;0", "48;2;255;255;255"

styles = st.sampled_from(
    ["0", "1", RED, f"{RED};{NIGHT}", f"{BLUE};{NIGHT}", f"{RED};{DAY}", f"1;{RED};{DAY}"]
).map(lambda words: f"\x1b[{words}m")
moves = st.sampled_from(["\x1b[2;3H", "\n", "\x1b[?2026h"])
texts = st.text("ab │", max_size=3)
outputs = st.lists(st.one_of(styles, moves, texts), max_size=30).map("".join)


def painted(output: str) -> list[list[pyte.screens.Char]]:
    screen = pyte.Screen(12, 6)
    pyte.Stream(screen).feed(output)
    return [[screen.buffer[y][x] for x in range(12)] for y in range(6)]


class Breaking(io.StringIO):
    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, text: str, /) -> int:
        self.room -= 1
        if self.room < 0:
            raise BrokenPipeError
        return super().write(text)


def test_a_lost_terminal_is_told_once_and_written_to_no_more() -> None:
    told: list[str] = []
    file = Breaking(room=1)
    lasting = Lasting(file, lambda: told.append("lost"))

    for text in "abc":
        lasting.write(text)
        lasting.flush()

    assert file.getvalue() == "a"
    assert told == ["lost"]
    assert not lasting.isatty()


@given(outputs)
def test_without_colours_nothing_else_differs(output: str) -> None:
    shown, bare = painted(output), painted(uncolour(output))

    assert [[cell._replace(fg="default", bg="default") for cell in row] for row in shown] == bare


@pytest.mark.parametrize(
    ("style", "left"),
    [
        ("1;38;2;1;2;3;48;5;7;7", "\x1b[1;7m"),
        ("31", ""),
        ("97;104", ""),
        ("39;49", ""),
        ("0", "\x1b[0m"),
        ("", "\x1b[m"),
        ("4;58;2;1;2;3", "\x1b[4m"),
        ("38;2;1", ""),
    ],
)
def test_every_way_of_setting_a_colour_goes(style: str, left: str) -> None:
    assert uncolour(f"\x1b[{style}m") == left


class Written(HeadlessDriver):
    """Keeps what was written."""

    output = ""

    def write(self, data: str) -> None:
        self.output += data


def test_colours_are_written_unless_none_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.driver.asyncio.get_running_loop", lambda: None)
    written: list[str] = []
    for kind in (enduring(Written), enduring(Written, colourless=True)):
        driver = cast(Written, kind(cast("App[object]", None)))
        driver.write("\x1b[1;31mx")
        written.append(driver.output)

    assert written == ["\x1b[1;31mx", "\x1b[1mx"]


class Starting(HeadlessDriver):
    """Counts how often it took the terminal; the thread writes to it while it has it."""

    starts = 0
    _writer_thread: Thread | None = None

    def start_application_mode(self) -> None:
        self.starts += 1


def test_a_program_that_is_continued_without_having_been_stopped_takes_no_second_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("textual.driver.asyncio.get_running_loop", lambda: None)
    driver = cast(Starting, enduring(Starting)(cast("App[object]", None)))
    driver.start_application_mode()
    driver._writer_thread = current_thread()
    driver.start_application_mode()
    assert driver.starts == 1

    driver._writer_thread = Thread()
    driver.start_application_mode()
    assert driver.starts == 2
