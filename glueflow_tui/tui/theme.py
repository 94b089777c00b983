"""Colours by role; widgets name variables, never colours."""

from __future__ import annotations

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
