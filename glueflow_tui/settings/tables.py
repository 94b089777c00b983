"""Tables of the configuration: what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import LONGEST, clip

Table = Mapping[str, object]


def open_table(content: object, said: str) -> Table:
    """The content as a table; anything else is a ``UsageError``."""
    if not isinstance(content, dict):
        raise UsageError(f"{said} must be a table, not {clip(content)}")
    return content


def refuse_key(key: str, said: str, known: Iterable[str]) -> UsageError:
    """The error for an unknown key, naming the nearest known one, or all."""
    # Only a mistake pays for importing it.
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(key, names, 1, 0.5)
    hint = f"did you mean {close[0]}?" if close else f"known here: {', '.join(names)}"
    return UsageError(f"{said}: unknown key {show_key(key)}; {hint}")


def show_key(key: str) -> str:
    """A key for an error message: as it is when harmless, else quoted."""
    return key if key and key.isprintable() and len(key) <= LONGEST else clip(key)
