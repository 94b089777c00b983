"""What goes over the wire: Textual's output without colours that are set already, or any."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from typing import TextIO, cast

from textual.driver import Driver

_STYLES = re.compile(r"\x1b\[([0-9;]*)m")
_COLOURS = re.compile(r"(38;2;\d+;\d+;\d+);(48;2;\d+;\d+;\d+)")
_RESET = "\x1b[0m"
_EXTENDED = frozenset({"38", "48", "58"})
_COLOURED = frozenset(map(str, (*range(30, 50), 58, 59, *range(90, 108))))


def thin(output: str) -> str:
    """The same picture in fewer bytes.

    Textual resets after every piece of a line and sets both colours of the next anew, 40 bytes
    at a time; where one piece follows another, only the colour that differs is needed.
    """
    kept: list[str] = []
    colours: tuple[str, ...] = ()
    position, owes_reset, is_bare = 0, False, True
    for match in _STYLES.finditer(output):
        text, position = output[position : match.start()], match.end()
        if text and owes_reset:
            kept.append(_RESET)
            owes_reset, colours = False, ()
        kept.append(text)
        if match[1] in {"", "0"}:
            owes_reset = True
            continue
        new = _COLOURS.fullmatch(match[1])
        if owes_reset and new and colours and is_bare:
            differing = [colour for colour in new.groups() if colour not in colours]
            kept.append(f"\x1b[{';'.join(differing)}m" if differing else "")
        else:
            kept.append(f"{_RESET}{match[0]}" if owes_reset else match[0])
            # Bold and the like would outlast a reset that is left out.
            is_bare = new is not None and (owes_reset or is_bare)
        colours, owes_reset = new.groups() if new else (), False
    return "".join((*kept, _RESET if owes_reset else "", output[position:]))


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


def thinning(driver: type[Driver], *, colourless: bool = False) -> type[Driver]:
    """The driver of the terminal, writing what ``thin`` leaves, without colours on demand.

    It writes as long as there is a terminal.
    """

    def write(self: Driver, data: str) -> None:
        thinned = thin(data)
        driver.write(self, uncolour(thinned) if colourless else thinned)

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
    return cast(type[Driver], type("Thinning", (driver,), own))
