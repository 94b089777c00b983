"""A chain as a tree: what starts it, which job follows which, and what each can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from glueflow_tui.output.units import format_ratio
from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, shorten, shorten_names, squeeze, width_of, wrap

_STEP = 2
_DEEPEST = 5
"""Further steps are drawn no further to the right."""
_NAME = 10
_MARK = 8
_TITLES = (("bookmark", "metrics", "script"), ("bookmark", "metrics"), ("bookmark",))
"""Of the marks, as many as leave room for names."""


class ChainNode(NamedTuple):
    """One line of the tree."""

    depth: int
    text: str
    """Name of a job, or what starts it."""
    is_job: bool = True
    severity: str = ""
    """Word of the job's worst finding; ``ok`` without any."""
    state: str = ""
    role: str = "plain"
    """Of the state."""


class ChainMarks(NamedTuple):
    """What is known of one job; words are ok, off, unknown or n/a."""

    job: str
    bookmark: str
    metrics: str
    script: str


class OtherChain(NamedTuple):
    """Another chain of the account in a line."""

    name: str
    jobs: int
    severity: str
    ratio: float | None


class ChainPicture(NamedTuple):
    """The tree, the marks of its jobs, and the other chains."""

    nodes: tuple[ChainNode, ...] = ()
    marks: tuple[ChainMarks, ...] = ()
    others: tuple[OtherChain, ...] = ()
    alone: str = ""
    """Why no other chains are known."""
    empty: str = "loading"
    key: str = "t"
    """That shows all of it."""


def draw_chain(picture: ChainPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Tree, marks, other chains; what does not fit is counted."""
    if not picture.nodes:
        return [(Span(" "), *line) for line in wrap(picture.empty, width - 2, "muted")]
    lines = [_draw_node(node, width, glyphs) for node in picture.nodes]
    lines += [(), *_draw_marks(picture.marks, width, glyphs)]
    lines += [(), (Span(" other chains", "strong"),)]
    if picture.others:
        lines += [_draw_other(chain, width, glyphs) for chain in picture.others]
    else:
        lines += [(Span(" "), *line) for line in wrap(picture.alone, width - 2, "muted")]
    return clip_lines(lines, (width, height), glyphs)


def _draw_node(node: ChainNode, width: int, glyphs: Glyphs) -> Line:
    indent = " " * (1 + _STEP * min(node.depth, _DEEPEST))
    if not node.is_job:
        return (Span(f"{indent}{shorten(node.text, width - len(indent))}", "muted"),)
    glyph = glyphs.severity(node.severity) if node.severity else glyphs.dot
    start = (
        Span(f"{indent}{glyphs.corner}{glyphs.select} ", "axis"),
        Span(f"{glyph} ", node.severity or "muted"),
    )
    room = width - width_of(start)
    name = shorten(node.text, max(room - len(node.state) - 1, _NAME))
    # The name tells more than the state, which the jobs panel says again.
    state = node.state if len(name) + 1 + len(node.state) <= room else ""
    return squeeze([*start, Span(f"{shorten(name, room)} ", "strong"), Span(state, node.role)])


def _draw_marks(marks: Sequence[ChainMarks], width: int, glyphs: Glyphs) -> list[Line]:
    """A row for each job under the titles that fit."""
    titles = next(some for some in _TITLES if width - _taken(some) >= _NAME or len(some) == 1)
    names = shorten_names([mark.job for mark in marks], width - _taken(titles))
    widest = max((cell_len(name) for name in names), default=0)
    head = f" {'':<{widest}}" + "".join(f" {title}" for title in titles)
    lines: list[Line] = [(Span(head, "muted"),)]
    for name, mark in zip(names, marks, strict=True):
        words = (mark.bookmark, mark.metrics, mark.script)
        cells = [Span(f" {name}{' ' * (widest - cell_len(name))}", "plain")]
        for title, word in zip(titles, words, strict=False):
            text, role = _mark_text(word, glyphs)
            cells.append(Span(f" {text:<{len(title)}}", role))
        lines.append(squeeze(cells))
    return lines


def _taken(titles: Sequence[str]) -> int:
    """Cells that the columns leave no name."""
    return 1 + sum(len(title) + 1 for title in titles)


def _mark_text(word: str, glyphs: Glyphs) -> tuple[str, str]:
    known = {
        "ok": (f"{glyphs.ok} on", "ok"),
        "read": (f"{glyphs.ok} read", "ok"),
        "off": (f"{glyphs.warning} OFF", "warning"),
        "n/a": ("-", "muted"),
        "unread": ("-", "muted"),
    }
    return known.get(word, (f"{glyphs.unknown} {word}"[:_MARK], "muted"))


def _draw_other(chain: OtherChain, width: int, glyphs: Glyphs) -> Line:
    glyph = glyphs.severity(chain.severity)
    tail = f" {chain.jobs} jobs {format_ratio(chain.ratio)}"
    name = shorten(chain.name, max(width - len(tail) - 3, _NAME))
    if width_of((Span(name + tail),)) + 3 > width:
        tail = f" {format_ratio(chain.ratio)}"
        name = shorten(chain.name, width - len(tail) - 3)
    return squeeze([Span(" "), Span(f"{glyph} ", chain.severity), Span(name), Span(tail, "muted")])


def chain_title(picture: ChainPicture) -> Line:
    """How many jobs, and the key that shows the tree alone."""
    jobs = sum(node.is_job for node in picture.nodes)
    return Span(f"chain, {jobs} jobs" if jobs else "chain"), Span(f"  {picture.key} tree", "muted")
