"""A program in a real pseudo-terminal: what it writes, when, and what it costs."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import pyte

COLUMNS, ROWS = 120, 40
_FULL = 0.3
"""Share of the rows that is not blank in a first full frame."""
_PAUSE = 0.002
"""Seconds without a byte that end what is drawn at once."""
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}
"""What programs ask a terminal when they start: its kind, its cursor, synchronised output."""
_BEGIN = b"\x1b[?2026h"
_UNKNOWN_TO_PYTE = (b"\x1b[>4;1m", b"\x1b[>1u", b"\x1b[<u")


class GoneError(Exception):
    """The program ended, or showed in time nothing of what was waited for."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was read at once."""

    at: float
    size: int


@dataclass(frozen=True, slots=True)
class Burden:
    """CPU seconds used so far, and memory held, by the program and its children."""

    cpu: float
    rss: int


class Terminal:
    """One running program; times are seconds since it was started."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.chunks: list[Chunk] = []
        self.raw = bytearray()
        """All that was written."""
        self._stream = pyte.ByteStream(self.screen)
        self._began = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), {**environment, "TERM": "xterm-256color"})
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, size)

    @property
    def age(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began

    @property
    def written(self) -> int:
        """Bytes so far."""
        return len(self.raw)

    def frames_since(self, written: int) -> list[int]:
        """Bytes of each repaint after so many: a program says where one begins."""
        return [len(part) for part in bytes(self.raw[written:]).split(_BEGIN)[1:]]

    def press(self, keys: str) -> None:
        """Send keys."""
        os.write(self._file, keys.encode())

    def await_frame(self, patience: float = 20.0) -> float:
        """When the first full frame was there."""
        return self._await(lambda rows: sum(map(bool, rows)) >= ROWS * _FULL, patience)

    def await_text(self, *words: str, patience: float = 20.0) -> float:
        """When all of the words were on the screen."""
        return self._await(lambda rows: all(any(w in row for row in rows) for w in words), patience)

    def await_gone(self, words: str, patience: float = 60.0) -> float:
        """When the words were no longer on the screen."""
        return self._await(lambda rows: not any(words in row for row in rows), patience)

    def await_output(self, patience: float) -> float | None:
        """When the next bytes came; None when none did."""
        end = self.age + patience
        while (left := end - self.age) > 0:
            chunk = self._read(left)
            if chunk is not None:
                return chunk.at
        return None

    def idle(self, seconds: float) -> None:
        """Let it run, and read what it writes."""
        end = self.age + seconds
        while (left := end - self.age) > 0:
            self._read(left)

    def weigh(self) -> Burden:
        """What it has cost so far."""
        parent = psutil.Process(self.pid)
        parts = [parent, *parent.children(recursive=True)]
        times = [part.cpu_times() for part in parts]
        return Burden(
            sum(each.user + each.system for each in times),
            sum(part.memory_info().rss for part in parts),
        )

    def close(self) -> None:
        """End it as a closed terminal would, and by force when that is not enough."""
        os.kill(self.pid, signal.SIGTERM)
        for _ in range(100):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            try:
                self._read(0.02)
            except GoneError:
                time.sleep(0.02)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._file)

    def _await(self, is_there: Callable[[list[str]], bool], patience: float) -> float:
        while (left := patience - self.age) > 0:
            chunk = self._read(left)
            if chunk is not None and is_there([row.strip() for row in self.screen.display]):
                return chunk.at
        raise GoneError("nothing of the kind in time:\n" + "\n".join(self.screen.display))

    def _read(self, seconds: float) -> Chunk | None:
        if not self._has_more(seconds):
            return None
        data = self._take()
        at = self.age
        # The rest of a frame at once: to draw it here takes longer than the program took.
        while self._has_more(_PAUSE):
            data += self._take()
            at = self.age
        chunk = Chunk(at, len(data))
        self.chunks.append(chunk)
        self.raw += data
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._file, answer)
        for sequence in _UNKNOWN_TO_PYTE:
            data = data.replace(sequence, b"")
        self._stream.feed(data)
        return chunk

    def _has_more(self, seconds: float) -> bool:
        return bool(select.select([self._file], [], [], max(0.0, seconds))[0])

    def _take(self) -> bytes:
        try:
            return os.read(self._file, 65536)
        except OSError:
            raise GoneError("it ended:\n" + "\n".join(self.screen.display)) from None


@contextmanager
def opened(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """The program in a terminal of its own while the block runs."""
    terminal = Terminal(command, environment)
    try:
        yield terminal
    finally:
        terminal.close()
