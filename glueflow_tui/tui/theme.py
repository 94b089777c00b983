"""Colours by role; widgets name variables, never colours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

Colours = Mapping[str, str]
"""Colour by the name of its variable."""

_DARK: Colours = {
    "written": "#e05f53",
    "read": "#e0a458",
    "series-both": "#722420",
    "axis": "#7d8590",
    "muted": "#8b949e",
    "ok": "#3fb950",
    "info": "#58a6ff",
    "caution": "#e3b341",
    "critical": "#ff6a5e",
    "on-caution": "#0d1117",
}
"""Red for written and brown for read, as in the AWS document's own graphs."""

_LIGHT: Colours = {
    "written": "#c0392f",
    "read": "#7a4a0b",
    "series-both": "#f2c4bf",
    "axis": "#656d76",
    "muted": "#57606a",
    "ok": "#1a7431",
    "info": "#0757b8",
    "caution": "#855300",
    "critical": "#b3141d",
    "on-caution": "#ffffff",
}

_CONTRAST: Colours = {
    "written": "#ff5f52",
    "read": "#ffd75f",
    "series-both": "#8a0f0f",
    "axis": "#bcbcbc",
    "muted": "#d0d0d0",
    "ok": "#5fff5f",
    "info": "#87d7ff",
    "caution": "#ffff5f",
    "critical": "#ff8080",
    "on-caution": "#000000",
}

_COLOUR_BLIND: Colours = {
    "written": "#4a97d8",
    "read": "#f0c05a",
    "series-both": "#1f4f7a",
    "axis": "#7d8590",
    "muted": "#8b949e",
    "ok": "#56b4e9",
    "info": "#c8ccd1",
    "caution": "#f0e442",
    "critical": "#ff7a2f",
    "on-caution": "#0d1117",
}
"""Blue to yellow to vermilion: no two that matter differ by red and green alone."""

_TERMINAL: Colours = {
    "written": "ansi_bright_red",
    "read": "ansi_bright_yellow",
    "series-both": "ansi_default",
    "axis": "ansi_default",
    "muted": "ansi_default",
    "ok": "ansi_bright_green",
    "info": "ansi_bright_cyan",
    "caution": "ansi_bright_yellow",
    "critical": "ansi_bright_red",
    "on-caution": "ansi_black",
}
"""Of the sixteen that a terminal was set up with: those that most have bright on a dark ground."""

_TERMINAL_LIGHT: Colours = {
    "written": "ansi_red",
    "read": "ansi_magenta",
    "series-both": "ansi_default",
    "axis": "ansi_default",
    "muted": "ansi_default",
    "ok": "ansi_default",
    "info": "ansi_blue",
    "caution": "ansi_magenta",
    "critical": "ansi_red",
    "on-caution": "ansi_bright_white",
}
"""Those that most have dark on a light ground, where yellow, green and cyan fade."""


def _theme(name: str, colours: Colours, ground: tuple[str, str, str], *, dark: bool) -> Theme:
    """A theme of text, background and panel, in that order, and the named colours."""
    text, background, panel = ground
    return Theme(
        name=name,
        primary=colours["info"],
        secondary=colours["read"],
        accent=colours["read"],
        warning=colours["caution"],
        error=colours["critical"],
        success=colours["ok"],
        foreground=text,
        background=background,
        surface=background,
        panel=panel,
        dark=dark,
        variables=dict(colours),
    )


DARK = _theme("dark", _DARK, ("#d7dde4", "#0d1117", "#161b22"), dark=True)
LIGHT = _theme("light", _LIGHT, ("#1b2128", "#ffffff", "#f3f5f8"), dark=False)
CONTRAST = _theme("high-contrast", _CONTRAST, ("#ffffff", "#000000", "#000000"), dark=True)
COLOUR_BLIND = _theme("colour-blind", _COLOUR_BLIND, ("#d7dde4", "#0d1117", "#161b22"), dark=True)


def _ansi_theme(name: str, base: Theme, colours: Colours) -> Theme:
    """A theme of the terminal's own colours and ground."""
    return replace(base, name=name, variables={**base.variables, **colours})


TERMINAL = _ansi_theme("terminal", BUILTIN_THEMES["ansi-dark"], _TERMINAL)
TERMINAL_LIGHT = _ansi_theme("terminal-light", BUILTIN_THEMES["ansi-light"], _TERMINAL_LIGHT)

THEMES = (DARK, LIGHT, CONTRAST, COLOUR_BLIND, TERMINAL, TERMINAL_LIGHT)

_LIGHT_GROUNDS = frozenset({"7", "15"})

_ROLES: Mapping[str, str] = {
    "strong": "bold",
    "muted": "muted",
    "provisional": "muted",
    "axis": "axis",
    "written": "written",
    "read": "read",
    "both": "read on series-both",
    "cursor": "info",
    "upstream": "written",
    "downstream": "read",
    "ok": "ok",
    "info": "info",
    "warning": "caution",
    "critical": "bold critical",
    "badge": "bold on-caution on caution",
    "selected": "bold info",
}

_NAMED = sorted({word for words in _ROLES.values() for word in words.split()} - {"bold", "on"})
"""Variables that the roles are painted with."""

GROUNDED = frozenset(role for role, words in _ROLES.items() if " on " in words)
"""Roles with a ground of their own, which shows on blanks too."""


def choose_theme(environment: Mapping[str, str] = os.environ) -> str:
    """The theme for a terminal that says this about itself.

    One that does not claim all colours in COLORTERM gets its own sixteen, as does one without
    any, whose ground they leave alone; COLORFGBG, where a terminal sets it, tells a light ground.
    """
    all_colours = environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    own = bool(environment.get("NO_COLOR")) or not all_colours
    if environment.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT_GROUNDS:
        return TERMINAL_LIGHT.name if own else LIGHT.name
    return TERMINAL.name if own else DARK.name


def fill_in(theme: Theme) -> dict[str, str]:
    """Colours of the series and severities under a theme that does not name them."""
    if theme.ansi:
        return dict(_TERMINAL if theme.dark else _TERMINAL_LIGHT)
    return dict(_DARK if theme.dark else _LIGHT)


def role_styles(variables: Mapping[str, str]) -> Mapping[str, Style]:
    """How each role is painted, on the background of its panel, in a theme's colours."""
    return _styles(tuple((name, variables[name]) for name in _NAMED))


@lru_cache(maxsize=1)  # the same for each of a dozen panels
def _styles(variables: tuple[tuple[str, str], ...]) -> Mapping[str, Style]:
    return {role: _style(words, dict(variables)) for role, words in _ROLES.items()}


def bare_styles() -> dict[str, Style]:
    """How each role is painted without colours: what had a ground of its own is reversed."""
    return {
        role: Style(bold="bold" in words.split() or None, reverse=role in GROUNDED or None)
        for role, words in _ROLES.items()
    }


def _style(words: str, variables: Mapping[str, str]) -> Style:
    """Words as in a style of rich, with variables of the theme for colours."""
    parts = words.split(" on ")
    names = parts[0].split()
    colour = next((name for name in names if name != "bold"), None)
    return Style(
        bold="bold" in names or None,
        color=_colour(variables[colour]) if colour else None,
        bgcolor=_colour(variables[parts[1]]) if len(parts) > 1 else None,
    )


def _colour(value: str) -> RichColor:
    return Color.parse(value).rich_color
