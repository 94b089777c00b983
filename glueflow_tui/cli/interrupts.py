"""Ctrl-C that is not lost, wherever the interpreter was when it came."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """While it is open, remembers that the user interrupted.

    Python drops what is raised in a destructor or a callback of its garbage collector, a
    KeyboardInterrupt included; who waits long asks again by ``check``.
    """

    def __init__(self) -> None:
        self._heard = False
        self._before: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if callable(self._before) or isinstance(self._before, int):
            signal.signal(signal.SIGINT, self._before)

    def check(self) -> None:
        """Raise ``KeyboardInterrupt`` when there was one."""
        if self._heard:
            raise KeyboardInterrupt

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._heard = True
        raise KeyboardInterrupt
