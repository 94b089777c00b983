"""The proposed change in short: what to set, and the diff of the script."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten, wrap

_ROLES = {"+": "ok", "-": "critical", "@": "info"}


@dataclass(frozen=True, slots=True)
class FixPicture:
    """The proposal for one job; ``empty`` says why there is none."""

    job: str = ""
    lines: tuple[str, ...] = ()
    """What to set, in words."""
    diff: tuple[str, ...] = ()
    empty: str = "loading"


def draw_fix(picture: FixPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Words wrapped; lines of the diff stay as they are, and end in an ellipsis where cut."""
    if not (picture.lines or picture.diff):
        return [(Span(" "), *line) for line in wrap(picture.empty, width - 2, "muted")]
    words = [(Span(" "), *line) for text in picture.lines for line in wrap(text, width - 2)]
    diff = [
        (Span(f" {shorten(line, width - 2)}", _ROLES.get(line[:1], "plain")),)
        for line in picture.diff
    ]
    return clip_lines([*words, *diff], height, glyphs, hint=", d shows all")


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
