"""Strings from outside made safe to show: one line, nothing that moves or hides, known width."""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
STACKED_MARKS = 2
"""Combining marks kept on one character; more would reach into the lines above."""

# A colour or cursor sequence is one thing: it leaves one mark, not a litter of parameters.
_CONTROL_SEQUENCE = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]")
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_WIDE = {"W", "F"}


def sanitise(text: str) -> str:
    """The text on one line, every invisible or control character replaced by a visible one.

    Bidirectional marks, zero-width characters, variation selectors, controls, private and
    unassigned code points go; runs of them leave one mark. Letters of every script stay.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub(" ", text)
    text = _CONTROL_SEQUENCE.sub(REPLACEMENT, text)
    shown: list[str] = []
    marks = STACKED_MARKS  # nothing stands before the first character that could carry a mark
    for char in text:
        if unicodedata.category(char) in _MARKS and not _is_selector(char):
            kept = char if marks < STACKED_MARKS else REPLACEMENT
            marks += 1
        else:
            kept = REPLACEMENT if _is_hidden(char) else char
            marks = STACKED_MARKS if kept in (REPLACEMENT, " ") else 0
        if kept != REPLACEMENT or shown[-1:] != [REPLACEMENT]:
            shown.append(kept)
    return "".join(shown)


def display_width(text: str) -> int:
    """Terminal columns of a sanitised text: two for wide East Asian characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """The text, sanitised, in at most ``width`` columns; what is cut leaves an ellipsis."""
    text = sanitise(text)
    if display_width(text) <= width:
        return text
    room = width - display_width(ellipsis)
    if room < 0:
        return ""
    kept = 0
    for index, char in enumerate(text):
        kept += _char_width(char)
        if kept > room:
            return text[:index] + ellipsis
    return text


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly ``width`` columns, cut or filled up; ``right`` aligns it there."""
    text = fit(text, width)
    blank = " " * (width - display_width(text))
    return blank + text if right else text + blank


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN or _is_selector(char) or char in _BLANK_LETTERS


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


# Letters by category, yet nothing is seen of them.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800\u034f\u180b\u180c\u180d\u180f\u17b4\u17b5"


def _char_width(char: str) -> int:
    if unicodedata.category(char) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
