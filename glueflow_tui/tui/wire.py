"""What goes over the wire: Textual's output with the colours that are set already left out."""

from __future__ import annotations

import re
from typing import cast

from textual.driver import Driver

_STYLES = re.compile(r"\x1b\[([0-9;]*)m")
_COLOURS = re.compile(r"(38;2;\d+;\d+;\d+);(48;2;\d+;\d+;\d+)")
_RESET = "\x1b[0m"


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


def thinning(driver: type[Driver]) -> type[Driver]:
    """The driver of the terminal, writing what ``thin`` leaves."""

    def write(self: Driver, data: str) -> None:
        driver.write(self, thin(data))

    return cast(type[Driver], type("Thinning", (driver,), {"write": write}))
