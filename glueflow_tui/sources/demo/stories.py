"""All demo stories, by name."""

from __future__ import annotations

import difflib

from glueflow_tui.errors import UsageError
from glueflow_tui.sources.demo.document import DOCUMENT
from glueflow_tui.sources.demo.fleet import FLEET
from glueflow_tui.sources.demo.story import Act, Story
from glueflow_tui.sources.demo.variations import (
    BEHIND,
    BOOKMARKED_STORY,
    CATCH_UP,
    FAILING,
    INEFFECTIVE,
    NO_METRICS,
    OVERRIDDEN,
)

__all__ = ["Act", "Story", "find_story", "story_names"]

_STORIES = {
    story.name: story
    for story in (
        DOCUMENT,
        BOOKMARKED_STORY,
        CATCH_UP,
        INEFFECTIVE,
        OVERRIDDEN,
        BEHIND,
        FAILING,
        NO_METRICS,
        FLEET,
    )
}


def story_names() -> tuple[str, ...]:
    """Names of all stories, the default one first."""
    return tuple(_STORIES)


def find_story(name: str) -> Story:
    """The story of that name; ``UsageError`` with the nearest names when there is none."""
    if name in _STORIES:
        return _STORIES[name]
    near = difflib.get_close_matches(name.lower(), _STORIES, n=2, cutoff=0.5)
    guess = f" did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"No demo story {name!r}:{guess} Choose from {', '.join(_STORIES)}.")
