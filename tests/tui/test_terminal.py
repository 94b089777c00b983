"""The program in a real terminal: what is drawn on it, and how it is left behind."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pyte
import pytest

PATIENCE = 60.0
"""Seconds after which a test gives up; it goes on as soon as it has seen what it waits for."""

HANGING = """
from threading import Event
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.tui.app import watch

class Hanging:
    def poll(self):
        Event().wait(30)

try:
    watch(Hanging, Settings(source=SourceSettings(jobs=("in", "out"))))
except KeyboardInterrupt:
    raise SystemExit(130) from None
"""


class Terminal:
    """A child process on a pseudo terminal, and the screen it draws."""

    def __init__(self, arguments: list[str], columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
            os.execv(sys.executable, [sys.executable, *arguments])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.modes = termios.tcgetattr(self._fd)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text()):
            assert time.monotonic() < deadline, self.text()
            assert self._read(), self.text()
        return self.text()

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def wait_for_exit(self) -> tuple[int, float]:
        """Exit status, and seconds until it came."""
        begun = time.monotonic()
        while self._read():
            assert time.monotonic() < begun + PATIENCE, self.text()
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status), time.monotonic() - begun

    def _read(self) -> bool:
        """Whether the child still has the terminal; feeds the screen with what it wrote."""
        if not select.select([self._fd], [], [], 0.2)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.written += data
        # pyte draws the private sequences of newer keyboards as text.
        self._stream.feed(re.sub(rb"\x1b\[[<>=][\d;]*[a-zA-Z]", b"", data))
        return bool(data)

    def close(self) -> None:
        os.close(self._fd)


@contextmanager
def terminal(arguments: list[str], columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    shown = Terminal(arguments, columns, rows)
    try:
        yield shown
    finally:
        shown.close()


def assert_restored(shown: Terminal) -> None:
    left = shown.written[shown.written.rindex(b"\x1b[?1049l") :]
    assert b"\x1b[?25h" in left
    assert b"\x1b[?1049h" not in left
    for switched_on in (b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b[?2004h"):
        off = switched_on.replace(b"h", b"l")
        assert shown.written.rfind(off) >= shown.written.rfind(switched_on)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_live_demo_shows_ratios_overlaps_and_the_bookmark_warning(
    size: tuple[int, int],
) -> None:
    command = ["-m", "glueflow_tui", "--demo", "document", "--at", "14:35"]
    with terminal(command, *size) as shown:
        shown.wait_for("bookmark-disabled")
        text = shown.wait_for(r"2\.75x✖")
        overlap = next(line for line in text.splitlines() if "overlap│" in line)
        shown.press("q")
        status, seconds = shown.wait_for_exit()

    assert {"1.00x✔", "2.50x✖", "0.83x✔"} <= set(re.findall(r"\d\.\d\dx[✔✖]", text))
    assert "▲" in overlap
    assert "bookmark-disabled" in text
    assert "DEMO" in text
    assert status == 0
    assert seconds < 10
    assert_restored(shown)
    assert b"\x1b]2;\xe2\x9c\x96 reprocessing orders-out" in shown.written
    assert shown.written.count(b"\x1b[22;2t") == shown.written.count(b"\x1b[23;2t") == 1


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x03", 130)])
def test_quitting_or_interrupting_does_not_wait_for_a_poll_that_hangs(key: str, code: int) -> None:
    with terminal(["-c", HANGING]) as shown:
        shown.wait_for("LOADING")
        shown.wait_for("help")
        shown.press(key)
        status, seconds = shown.wait_for_exit()

    assert status == code
    assert seconds < 5
    assert_restored(shown)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    with terminal(["-c", HANGING]) as shown:
        shown.wait_for("help")
        os.kill(shown.pid, number)
        status, _ = shown.wait_for_exit()

    assert status == 0
    assert_restored(shown)
