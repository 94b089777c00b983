"""Styled text as a terminal takes it: of each style no more than differs from the one before."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""What ends each attribute, by what begins it (ECMA-48, Select Graphic Rendition)."""
_DRAWN = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that are seen where there is no character."""


class Ink(NamedTuple):
    """Numbers that select a style; those of none, as after a reset."""

    attributes: frozenset[str] = frozenset()
    colour: str = "39"
    """Empty where any would do: of a blank only the ground is seen."""
    ground: str = "49"

    def join(self, other: Ink) -> Ink | None:
        """What does for both, if anything does: a blank takes any colour of its ground."""
        if other is self or other == self:
            return self
        if other.ground != self.ground or (self.attributes | other.attributes) & _DRAWN:
            return None
        if not other.colour:
            return self
        return None if self.colour else other

    def rank(self) -> tuple[object, ...]:
        """Orders inks so that neighbours differ in little; blanks follow those of their ground."""
        return self.ground, not self.colour, sorted(self.attributes), self.colour


_NONE = Ink()


class Pen:
    """Writes on a terminal that was reset."""

    def __init__(self) -> None:
        self._ink = _NONE

    def write(self, text: str, ink: Ink) -> str:
        """The text, and what has to be selected for it."""
        old = self._ink
        if ink is old:
            return text
        if not ink.colour:
            ink = Ink(old.attributes - _DRAWN, old.colour, ink.ground)
        self._ink = ink
        numbers = self._change(old.attributes, ink.attributes)
        if ink.colour != old.colour:
            numbers.append(ink.colour)
        if ink.ground != old.ground:
            numbers.append(ink.ground)
        return f"\x1b[{';'.join(numbers)}m{text}" if numbers else text

    @staticmethod
    def _change(old: frozenset[str], new: frozenset[str]) -> list[str]:
        if old == new:
            return []
        lost = old - new
        # One end may be that of several: what is to stay begins again.
        return [*sorted({_OFF[number] for number in lost}), *sorted(new if lost else new - old)]

    def end(self) -> str:
        """Leave the terminal as it was."""
        return "" if self._ink == _NONE else "\x1b[0m"


@lru_cache(maxsize=1024)
def mix(style: Style | None, system: ColorSystem) -> tuple[Ink, Ink]:
    """What a style selects: for characters, and for blanks."""
    if style is None:
        return _NONE, _NONE
    colour, ground = style.color, style.bgcolor
    attributes = Strip.render_ansi(style.without_color, system)
    ink = Ink(
        frozenset(attributes.split(";")) - {""},
        ";".join(colour.downgrade(system).get_ansi_codes()) if colour else "39",
        ";".join(ground.downgrade(system).get_ansi_codes(foreground=False)) if ground else "49",
    )
    return ink, ink if ink.attributes & _DRAWN else _leave_blank(ink.ground)


@lru_cache(maxsize=256)
def _leave_blank(ground: str) -> Ink:
    """One for all styles that look the same, which makes them quick to compare."""
    return Ink(colour="", ground=ground)
