"""What the user chose for the screen, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from textual.binding import Binding, InvalidBinding

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import Settings
from glueflow_tui.settings.fields import clip
from glueflow_tui.tui.keys import SCREENS

_NAMED = (
    *("enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end"),
    *("pageup", "pagedown", "up", "down", "left", "right", "comma", "colon", "semicolon"),
    *("minus", "plus", "slash", "backslash", "underscore", "tilde", "at"),
    *(f"f{number}" for number in range(1, 25)),
)
_HELD = frozenset(("ctrl", "shift", "super"))
"""Not alt: most terminals write it as the escape key before the other."""
RESERVED = ("ctrl+c",)
"""Interrupts, whatever is configured."""


def check_choices(settings: Settings, themes: Collection[str]) -> None:
    """Raise ``UsageError`` for a theme, binding id or key that cannot be, or a key taken twice."""
    theme = settings.view.theme
    if theme is not None and theme not in themes:
        raise UsageError(f"there is no theme {clip(theme)}; {name_nearest(theme, themes)}")
    check_keys(settings.keys)


def check_keys(chosen: Mapping[str, str]) -> None:
    """Raise ``UsageError`` for an id or key that does not exist, or a key with two meanings."""
    said = "[keys] of the configuration"
    known = [binding.id for keys in SCREENS.values() for binding in keys if binding.id]
    for name, text in chosen.items():
        if name not in known:
            raise UsageError(f"{said}: no key is called {clip(name)}; {name_nearest(name, known)}")
        for key in split_keys(text):
            if key in RESERVED or not is_key(key):
                raise UsageError(f"{said}: {name} cannot be {clip(key)}; try f9, ctrl+x, comma, %")
    for keys in SCREENS.values():
        for key, one, other in _clashes(keys, chosen):
            raise UsageError(f"{said}: {clip(key)} would be {one} as well as {other}; move one")


def split_keys(text: str) -> tuple[str, ...]:
    """The keys of a list with commas, characters by their names; a lone comma is the comma."""
    try:
        named = Binding.make_bindings([Binding("comma" if text == "," else text, "none")])
        return tuple(binding.key for binding in named)
    except InvalidBinding:
        return (text,)


def is_key(text: str) -> bool:
    """Whether a terminal can send it."""
    *held, key = text.split("+")
    spelled_out = key.replace("_", "").isalpha() and "_" in key
    return _HELD.issuperset(held) and (len(key) == 1 or key in _NAMED or spelled_out)


def _clashes(keys: Sequence[Binding], chosen: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Keys of one screen that would mean two things, and did not before."""
    now = {key.id or "": set(split_keys(chosen.get(key.id or "", key.key))) for key in keys}
    was = {key.id or "": set(split_keys(key.key)) for key in keys}
    for one, other in combinations(now, 2):
        if one in chosen or other in chosen:
            for key in sorted((now[one] & now[other]) - (was[one] & was[other])):
                yield key, one, other


def name_nearest(word: str, known: Collection[str]) -> str:
    """The names most like the word, or all of them."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f"nearest: {', '.join(close)}" if close else f"there are: {', '.join(sorted(known))}"
