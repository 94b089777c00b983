"""All demo stories, by name."""

from __future__ import annotations

from glueflow_tui.sources.demo.document import DOCUMENT
from glueflow_tui.sources.demo.fleet import FLEET
from glueflow_tui.sources.demo.names import check_name
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
    check_name(name)
    return _STORIES[name]
