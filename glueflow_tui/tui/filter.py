"""The words by which rows are chosen: of chains on the wall, of jobs on the screen of a chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glueflow_tui.model.states import BookmarkOption, JobRunState

_OPTIONS = {BookmarkOption.ENABLE: "on", BookmarkOption.DISABLE: "off"}


def passes(wanted: str, names: Iterable[str], columns: Mapping[str, Iterable[str]]) -> bool:
    """Whether a row has every word of a filter.

    A word is a part of one of its names; ``state:`` and the like ask for the begin of what
    stands in a column; ``!`` before a word turns it round.
    """
    return all(_has_word(word, names, columns) for word in wanted.casefold().split())


def _has_word(word: str, names: Iterable[str], columns: Mapping[str, Iterable[str]]) -> bool:
    if word.startswith("!"):
        return len(word) == 1 or not _has_word(word[1:], names, columns)
    column, colon, value = word.partition(":")
    if colon and column in columns:
        return any(text.startswith(value) for text in columns[column])
    return any(word in text.casefold() for text in names)


def bookmark_word(option: BookmarkOption | None) -> str:
    """On, off, or AWS's word; a question mark when it is not known."""
    return "?" if option is None else _OPTIONS.get(option, str(option))


def state_words(states: Iterable[JobRunState | None]) -> list[str]:
    """The states of jobs; timeouts and errors are failures, too."""
    known = [state for state in states if state is not None]
    return [*(state.casefold() for state in known), *("failed" for one in known if one.is_failure)]
