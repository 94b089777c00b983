"""What goes over the wire: Textual's output without colours that are set already, or any."""

from __future__ import annotations

import re
from typing import cast

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
    """The driver of the terminal, writing what ``thin`` leaves, and of that no colour on demand."""

    def write(self: Driver, data: str) -> None:
        thinned = thin(data)
        driver.write(self, uncolour(thinned) if colourless else thinned)

    return cast(type[Driver], type("Thinning", (driver,), {"write": write}))
