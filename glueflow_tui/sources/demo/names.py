"""Names of the demo stories: to be known before any of their worlds is loaded."""

from __future__ import annotations

from glueflow_tui.errors import UsageError

NAMES = (
    "document",
    "bookmarked",
    "catch-up",
    "ineffective",
    "overridden",
    "behind",
    "failing",
    "no-metrics",
    "fleet",
)
"""The default story first."""


def check_name(name: str) -> None:
    """Raise ``UsageError`` with the nearest names when there is no story of that name."""
    if name in NAMES:
        return
    import difflib

    near = difflib.get_close_matches(name.lower(), NAMES, n=2, cutoff=0.5)
    guess = f"did you mean {' or '.join(near)}? There are" if near else "there are"
    raise UsageError(f"no demo story is named {name!r}; {guess} {', '.join(NAMES)}")
