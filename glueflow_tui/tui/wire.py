"""What goes over the wire: all of it as long as there is a terminal, colours where wanted."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from typing import TextIO, cast

from textual.driver import Driver

_STYLES = re.compile(r"\x1b\[([0-9;]*)m")
_EXTENDED = frozenset({"38", "48", "58"})
_COLOURED = frozenset(map(str, (*range(30, 50), 58, 59, *range(90, 108))))


class Lasting:
    """A terminal that may be lost at any moment: from then on nothing is written, and none waits.

    Textual writes in a thread that an error would end; its queue would fill up, and the program
    hang for ever, out of sight.
    """

    def __init__(self, file: TextIO, lost: Callable[[], None]) -> None:
        self._file = file
        self._lost = lost
        self._is_lost = False

    def write(self, text: str) -> None:
        """Write, as long as there is a terminal."""
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        """Hand on what was written."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Of the terminal."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it was one to begin with."""
        return self._file.isatty()

    def _try(self, act: Callable[[], object]) -> None:
        if self._is_lost:
            return
        try:
            act()
        except OSError:
            self._is_lost = True
            self._lost()


def hang_up() -> None:
    """As the system does it when a terminal is closed; it may have forgotten to tell us."""
    if hasattr(signal, "SIGHUP"):
        signal.raise_signal(signal.SIGHUP)


def uncolour(output: str) -> str:
    """The same without any colour; bold, reverse and the like stay."""
    return _STYLES.sub(_keep_attributes, output)


def _keep_attributes(style: re.Match[str]) -> str:
    numbers, kept = iter(style[1].split(";")), list[str]()
    for number in numbers:
        if number in _EXTENDED:
            # A colour of the palette is one number more, one of its own three.
            for _ in range(1 if next(numbers, "") == "5" else 3):
                next(numbers, "")
        elif number not in _COLOURED:
            kept.append(number)
    return f"\x1b[{';'.join(kept)}m" if kept else ""


def enduring(driver: type[Driver], *, colourless: bool = False) -> type[Driver]:
    """The driver, writing as long as there is a terminal; without colours on demand."""

    def write(self: Driver, data: str) -> None:
        driver.write(self, uncolour(data) if colourless else data)

    def start_application_mode(self: Driver) -> None:
        writer = getattr(self, "_writer_thread", None)
        if writer is not None and writer.is_alive():
            return  # continued by a signal, though it was not stopped
        file = getattr(self, "_file", None)
        if file is not None and not isinstance(file, Lasting):
            self._file = Lasting(file, hang_up)  # type: ignore[attr-defined]  # of two drivers
        try:
            driver.start_application_mode(self)
        except RuntimeError:  # no thread to be had: Textual would leave the terminal as it is now
            driver.stop_application_mode(self)
            raise

    own = {"write": write, "start_application_mode": start_application_mode}
    return cast(type[Driver], type("Enduring", (driver,), own))
