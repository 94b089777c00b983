"""What comes from the terminal, waited for: Textual's own thread looks for it ten times a second.

Those looks cost more of a core than all else that a screen at rest does.
"""

from __future__ import annotations

import os
import re
from codecs import getincrementaldecoder
from select import select
from threading import Event
from typing import cast

from textual import constants
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver

_PAUSE = constants.ESCAPE_DELAY + 0.001
"""Seconds without a byte after which an escape character was a key, and begins no sequence."""
_AT_ONCE = 4096
_ESCAPE = "\x1b"
_KEY = re.compile(r"\x1b(?![\[Obf\t\x7f])")
"""The key of that name, though another follows: it begins none of the sequences in use."""
_NAMED = "\x1b[27u"
"""The same, as newer terminals write it."""


class Bell(Event):
    """An event that ``select`` can wait for beside a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._heard, self._rung = os.pipe()

    def fileno(self) -> int:
        """Of what can be read while the event is set."""
        return self._heard

    def set(self) -> None:
        """Ring, once."""
        if not self.is_set():
            super().set()
            os.write(self._rung, b".")

    def clear(self) -> None:
        """Ring no more."""
        if self.is_set():
            os.read(self._heard, 1)
            super().clear()


class Waiting(Driver):
    """Goes before a driver that reads a terminal in a thread, and reads in its place."""

    fileno: int

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.exit_event = Bell()

    def run_input_thread(self) -> None:
        """Hand on what is typed, until the event is set or the terminal is lost."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        stop, pause, held = self.exit_event.fileno(), None, ""
        while stop not in (ready := select([self.fileno, stop], [], [], pause)[0]):
            data = self._read() if ready else b""
            if ready and not data:
                self._app.call_later(self._app.exit)
                return
            text = held + decode(data)
            held = _ESCAPE if ready and text.endswith(_ESCAPE) else ""
            text = name_escapes(text.removesuffix(held))
            for message in parser.feed(text) if text else parser.tick():
                self.process_message(message)
            pause = _PAUSE if ready else None

    def _read(self) -> bytes:
        """What is there; nothing when the terminal is gone."""
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:
            return b""


def name_escapes(text: str) -> str:
    """What was typed, with escape keys that cannot be taken for the begin of something else.

    Alt is not known here: terminals write it as an escape before the other key.
    """
    return _KEY.sub(_NAMED, text)


def waiting(driver: type[Driver]) -> type[Driver]:
    """The driver, waiting for what is typed where it would look for it."""
    if not hasattr(driver, "run_input_thread"):
        return driver
    return cast(type[Driver], type("WaitingDriver", (Waiting, driver), {}))
