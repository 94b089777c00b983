"""The two lines on top: where the data comes from and how old it is, and the verdict."""

from __future__ import annotations

import re
from typing import NamedTuple

from rich.cells import cell_len

from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    fit_parts,
    shorten,
    shorten_sentence,
    squeeze,
    width_of,
    wrap,
)

_NAME_SHARE = 3
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_MOST_LINES = 3
"""Of a notice: the command at its end must be seen."""
_POSITION = 12
"""Cells of the bar that tells how far a recording is."""


class HeaderPicture(NamedTuple):
    """The header line."""

    chain: str = ""
    position: str = ""
    """Which link of how many; empty for one."""
    source: str = ""
    badge: str = ""
    """DEMO or REPLAY."""
    state: str = "LOADING"
    """LIVE, PAUSED, STALE, ENDED or LOADING, with its figures."""
    rhythm: str = ""
    age: str = ""
    clock: str = ""
    upcoming: str = ""
    cost: str = ""
    played: float | None = None
    """How much of a recording is past, 0 to 1; None for anything else."""


class VerdictPicture(NamedTuple):
    """The worst, in one line; ``notices`` are what could not be seen."""

    severity: str = "muted"
    word: str = ""
    text: str = ""
    since: str = ""
    more: int = 0
    badge: str = ""
    """What must be said of the source while the header is away."""


def draw_header(picture: HeaderPicture, width: int, glyphs: Glyphs) -> list[Line]:
    """One line; the least important parts go first when there is no room."""
    role, mark = _state_look(picture.state, glyphs)
    chain = shorten(picture.chain, max(width // _NAME_SHARE, 12))
    parts = [
        (10, _part("glueflow", "strong")),
        (1, _part(f"{picture.badge}", "badge")),
        (5, _part(f"{chain} {picture.position}".strip(), "strong")),
        (2, _part(picture.source, "plain")),
        (0, _part(f"{mark} {picture.state}", role)),
        (3, _position(picture.played, glyphs)),
        (9, _part(picture.rhythm, "muted")),
        (4, _part(picture.age, "plain")),
        (8, _part(picture.upcoming, "muted")),
        (7, _part(picture.cost, "muted")),
        (6, _part(picture.clock, "plain")),
    ]
    separator = Span(f" {glyphs.vertical} ", "axis")
    return [squeeze([Span(" "), *fit_parts(parts, separator, width - 1)])]


def _part(text: str, role: str) -> Line:
    return (Span(text, role),) if text else ()


def _position(played: float | None, glyphs: Glyphs) -> Line:
    if played is None:
        return ()
    past = round(min(max(played, 0.0), 1.0) * _POSITION)
    return Span(glyphs.gauge * past, "info"), Span(glyphs.gauge_rest * (_POSITION - past), "muted")


def _state_look(state: str, glyphs: Glyphs) -> tuple[str, str]:
    word = state.split(" ", 1)[0]
    if word == "REPLAY":
        still = "PAUSED" in state or "ENDED" in state
        return ("warning", glyphs.paused) if still else ("info", glyphs.running)
    looks = {
        "LIVE": ("ok", glyphs.live),
        "AT": ("info", glyphs.select),
        "UNTIL": ("info", glyphs.select),
        "PAUSED": ("warning", glyphs.paused),
        "SLOW": ("warning", glyphs.warning),
        "throttled,": ("warning", glyphs.warning),
        "STALE": ("critical", glyphs.critical),
    }
    return looks.get(word, ("muted", glyphs.dot))


def draw_verdict(picture: VerdictPicture, width: int, glyphs: Glyphs) -> list[Line]:
    """One line: glyph, word, sentence, and how many findings stand behind it."""
    mark = glyphs.dot if picture.severity == "muted" else glyphs.severity(picture.severity)
    since = (Span(f"since {picture.since}: ", "strong"),) if picture.since else ()
    head = (Span(f" {mark} {picture.word} ", picture.severity), *since)
    tail = (Span(f" +{picture.more} more ", "muted"),) if picture.more else ()
    badge = Span(f" {picture.badge} ", "badge") if picture.badge else Span("")
    room = width - width_of(head) - width_of((*tail, badge))
    return [squeeze([badge, *head, Span(shorten_sentence(picture.text, room)), *tail])]


def draw_notices(
    notices: tuple[tuple[str, str], ...], width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """The first notices that fit, and how many more there are; the worst is told to its end."""
    lines = _tell_whole(notices, width, height, glyphs)
    if lines:
        return lines
    for role, text in notices[:height]:
        head = Span(f" {glyphs.severity(role)} ", role)
        hidden = len(notices) - height if len(lines) == height - 1 else 0
        tail = (Span(f" +{hidden} more ", "muted"),) if hidden > 0 else ()
        room = width - width_of((head, *tail))
        lines.append(squeeze([head, Span(shorten_sentence(text, room), role), *tail]))
    return lines


def notices_height(notices: tuple[tuple[str, str], ...], width: int, glyphs: Glyphs) -> int:
    """Lines that the notices want: one, unless the worst does not fit in it."""
    return max(len(_tell_whole(notices, width, _MOST_LINES, glyphs)), 1)


def _tell_whole(
    notices: tuple[tuple[str, str], ...], width: int, height: int, glyphs: Glyphs
) -> list[Line]:
    """Lines of a critical notice too long for one; none when there is no such notice or room."""
    if not notices or notices[0][0] != "critical" or height <= 1:
        return []
    role, text = notices[0]
    head = (Span(f" {glyphs.severity(role)} ", role),)
    room = width - width_of(head) - 1
    if room <= 0 or cell_len(text) <= room:
        return []
    # Each sentence on lines of its own, where there is room: a command is copied whole.
    rows = tuple(row for sentence in _SENTENCE.split(text) for row in wrap(sentence, room, role))
    if len(rows) > height:
        rows = wrap(text, room, role, rows=height)
    blank = (Span(" " * width_of(head)),)
    return [squeeze([*(blank if number else head), *row]) for number, row in enumerate(rows)]
