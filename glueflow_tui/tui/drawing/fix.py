"""The proposed change in short: what to set, and the diff of the script."""

from __future__ import annotations

from typing import NamedTuple

from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, fold_cells, shorten, wrap

_ROLES = {"+": "ok", "-": "critical", "@": "info"}


class FixPicture(NamedTuple):
    """The proposal for one job; ``empty`` says why there is none."""

    job: str = ""
    lines: tuple[str, ...] = ()
    """What to set, in words."""
    diff: tuple[str, ...] = ()
    empty: str = "loading"
    key: str = "d"
    """That shows all of it."""


def draw_fix(picture: FixPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Words wrapped, then what changes in the script: new lines whole, for they are to be read."""
    if not (picture.lines or picture.diff):
        return [(Span(" "), *line) for line in wrap(picture.empty, width - 2, "muted")]
    words = [(Span(" "), *line) for text in picture.lines for line in wrap(text, width - 2)]
    diff = [line for text in picture.diff for line in _draw_change(text, width)]
    return clip_lines([*words, *diff], (width, height), glyphs, f", {picture.key} shows all")


def _draw_change(text: str, width: int) -> list[Line]:
    """A line of the diff; what stays as it is, and the names of the files, are left out."""
    if text[:1] not in _ROLES or text.startswith(("---", "+++")):
        return []
    role, room = _ROLES[text[:1]], max(width - 2, 1)
    if not text.startswith("+"):
        return [(Span(f" {shorten(text, room)}", role),)]
    return [(Span(f" {row}", role),) for row in fold_cells(text, room)]


def fix_title(picture: FixPicture, width: int) -> Line:
    """Whose fix it is; nothing is ever applied."""
    if not picture.job:
        return (Span("suggested fix"),)
    room = width - len("suggested fix   d all")
    return (
        Span("suggested fix "),
        Span(shorten(picture.job, room), "strong"),
        Span("  d all", "muted"),
    )
