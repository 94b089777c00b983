"""Colours by role; widgets name variables, never colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

VARIABLES = {
    "written": "#d2493f",
    "read": "#e0a458",
    "series-both": "#8c2f28",
    "upstream": "#a8443c",
    "downstream": "#9a6b34",
    "lane-text": "#ffffff",
    "axis": "#7d8590",
    "muted": "#8b949e",
    "ok": "#3fb950",
    "info": "#58a6ff",
    "caution": "#e3b341",
    "critical": "#ff6a5e",
}
"""Red for written and brown for read, as in the AWS document's own graphs."""

GLUEFLOW = Theme(
    name="glueflow",
    primary="#58a6ff",
    secondary="#9a6b34",
    accent="#e0a458",
    warning=VARIABLES["caution"],
    error=VARIABLES["critical"],
    success=VARIABLES["ok"],
    foreground="#d7dde4",
    background="#0d1117",
    surface="#0d1117",
    panel="#161b22",
    dark=True,
    variables=VARIABLES,
)

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
    "badge": "bold background on caution",
    "selected": "bold info",
}

GROUNDED = frozenset(role for role, words in _ROLES.items() if " on " in words)
"""Roles with a ground of their own, which shows on blanks too."""


def role_styles(variables: Mapping[str, str]) -> dict[str, Style]:
    """How each role is painted, on the background of its panel, in a theme's colours."""
    return {role: _style(words, variables) for role, words in _ROLES.items()}


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
