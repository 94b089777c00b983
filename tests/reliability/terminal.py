"""The program on a real pseudo terminal: every byte it writes, and the screen they make."""

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import pyte

PATIENCE = 60.0
"""Seconds after which a test gives up."""
_PLAIN = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
_KEYBOARD = re.compile(rb"\x1b\[[<>=?][\d;$]*[a-zA-Z]|\x1b_[^\x1b]*\x1b\\|\x1bP[^\x1b]*\x1b\\")

_SWITCH = re.compile(rb"\x1b\[\?(\d+)([hl])")
_PUSHED = re.compile(rb"\x1b\[>\d+u")
_POPPED = re.compile(rb"\x1b\[<\d*u")
_USUALLY_ON = frozenset({b"7", b"25"})
"""Wrapping of lines, and the cursor."""
_HARMLESS = frozenset({"2026"})
"""Synchronised output: a bracket around each frame, not a mode that lasts."""


class Child:
    """A program on a pseudo terminal."""

    def __init__(self, arguments: list[str], size: tuple[int, int], env: Mapping[str, str]) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # Readline puts a size of its own into the environment, behind the back of os.environ,
            # and that would count for more than the terminal's.
            inherited = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
            os.execve(sys.executable, [sys.executable, *arguments], {**inherited, **_PLAIN, **env})
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """As when the window is dragged."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.reset()
        if columns > 20 and rows > 5:  # pyte cannot draw on less
            self.screen.resize(rows, columns)

    def settings(self) -> list[object]:
        """Modes of the line, as ``stty -a`` shows them."""
        return list(termios.tcgetattr(self._fd))

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str) -> str:
        """Read until the screen shows it."""
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text()):
            assert time.monotonic() < deadline, self.text()
            assert self.read(), self.text() or self.written[-2000:]
        return self.text()

    def wait_for_bytes(self, part: bytes, after: int = 0) -> None:
        """Read until the child has written it."""
        deadline = time.monotonic() + PATIENCE
        while part not in self.written[after:]:
            assert time.monotonic() < deadline, self.text()
            assert self.read(), self.text()

    def settle(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for so long."""
        quiet = time.monotonic()
        while time.monotonic() - quiet < seconds:
            length = len(self.written)
            if not self.read(0.05):
                return
            if len(self.written) > length:
                quiet = time.monotonic()

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def kill(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def wait_for_exit(self) -> tuple[int, float]:
        """Exit status, negative for a signal, and seconds until it came."""
        begun = time.monotonic()
        while self.read():
            assert time.monotonic() < begun + PATIENCE, self.text()
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status), time.monotonic() - begun

    def hang_up(self) -> None:
        """Close the terminal under the child."""
        os.close(self._fd)
        self._fd = -1

    def reap(self, seconds: float = PATIENCE) -> int | None:
        """Exit status of a child whose terminal is gone; None when it goes on."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            select.select([], [], [], 0.05)
        return None

    def wait_for_answer(self) -> bool:
        """Whether a byte is there to be read; drawing it would take time of its own."""
        return bool(select.select([self._fd], [], [], PATIENCE)[0])

    def read(self, seconds: float = 0.2) -> bool:
        """Whether the child still has the terminal."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.written += data
        # pyte draws the private sequences of newer keyboards as text.
        self._stream.feed(_KEYBOARD.sub(b"", data))
        return bool(data)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._fd >= 0:
            os.close(self._fd)
        if self.pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)

    def left_on(self) -> set[str]:
        """Modes that are not as they were: numbers of DEC private modes, or ``keyboard``."""
        last = dict(_SWITCH.findall(self.written))
        left = {
            number.decode()
            for number, state in last.items()
            if (state == b"l") is (number in _USUALLY_ON)
        } - _HARMLESS
        if len(_PUSHED.findall(self.written)) > len(_POPPED.findall(self.written)):
            left.add("keyboard")
        return left


@contextmanager
def on_terminal(
    arguments: list[str],
    size: tuple[int, int] = (100, 30),
    env: Mapping[str, str] | None = None,
) -> Iterator[Child]:
    """A child that is gone when the block ends."""
    child = Child(arguments, size, env or {})
    try:
        yield child
    finally:
        child.close()
