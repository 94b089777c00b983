"""What the user chose for the screen, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import Settings
from glueflow_tui.settings.fields import clip
from glueflow_tui.tui.keys import APP_KEYS, KEEP_KEYS, KEYS, REPLAY_KEYS, WALL_KEYS


def check_choices(settings: Settings, themes: Collection[str]) -> None:
    """Raise ``UsageError`` for a theme or a binding id that does not exist."""
    theme = settings.view.theme
    if theme is not None and theme not in themes:
        raise UsageError(f"there is no theme {clip(theme)}; {name_nearest(theme, themes)}")
    keys = (*KEYS, *APP_KEYS, *KEEP_KEYS, *REPLAY_KEYS, *WALL_KEYS)
    known = [binding.id for binding in keys if binding.id]
    for name in settings.keys:
        if name not in known:
            raise UsageError(
                f"[keys] of the configuration: no key is called {clip(name)};"
                f" {name_nearest(name, known)}"
            )


def name_nearest(word: str, known: Collection[str]) -> str:
    """The names most like the word, or all of them."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f"nearest: {', '.join(close)}" if close else f"there are: {', '.join(sorted(known))}"
