"""The wall as text: one row for each chain, and the chosen one in words below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.model.states import JobRunState
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_ratio, format_seconds
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.ratios import DEFAULTS, RatioMark, judge_mark, role_of
from glueflow_tui.tui.drawing.runs import state_text
from glueflow_tui.tui.drawing.sparkline import sparkline
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import (
    Line,
    Span,
    join,
    set_width,
    shorten,
    shorten_sentence,
    squeeze,
    wrap,
)

HISTORY = 12
"""Windows in the small history of a row."""
_LEAST_PEAK = 2.0
_LEAST_NAME = 8
_LONGEST_NAME = 32
_MOST_JOBS = 8
_LEAST_FINDING = 16
_WORDS = "IN WORDS"
_LEAST_WORDS = 40


class ChainRow(NamedTuple):
    """One chain; the name is its key."""

    name: str
    word: str
    """critical, warning, info, healthy, unknown or loading."""
    so_far: float | None = None
    """Ratio of the window in progress."""
    ratios: tuple[float | None, ...] = ()
    """Of complete windows, oldest first."""
    lag_bytes: float | None = None
    lag_seconds: float | None = None
    jobs: tuple[tuple[str, JobRunState | None], ...] = ()
    bookmarks: tuple[tuple[str, str], ...] = ()
    """Reading job, and on, off, pause or a question mark."""
    finding: str = ""
    since: str = ""
    message: str = ""
    remedy: str = ""
    age: str = ""
    inactive: bool = False


class WallPicture(NamedTuple):
    """All rows that pass the filter, in order."""

    rows: tuple[ChainRow, ...] = ()
    chosen: int = 0
    order: str = ""
    empty: str = ""
    """Why there is no row."""
    thresholds: Thresholds = DEFAULTS
    hidden: int = 0
    """Idle chains that are left out."""


class _Column(NamedTuple):
    """A column of a fixed width, so that nothing moves when a number changes."""

    title: str
    width: int
    rank: int
    order: str = ""
    right: bool = False


def draw_wall(picture: WallPicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Titles where there is room for them, then the rows around the chosen one."""
    if not picture.rows:
        return [(Span(" "), *line) for line in wrap(picture.empty, width - 2, "muted")]
    columns = _choose_columns(picture.rows, width)
    titled = height > len(picture.rows) or height >= _LEAST_NAME
    room = max(height - titled - bool(picture.hidden), 1)
    first = first_row(picture.chosen, len(picture.rows), room)
    peak = scale_of(picture.rows)
    lines = [_titles(columns, picture.order)] if titled else []
    for place, row in enumerate(picture.rows[first : first + room], first):
        cells = row_cells(row, peak, picture.thresholds, glyphs)
        mark = Span(glyphs.select if place == picture.chosen else " ", "selected")
        lines.append(squeeze([mark, *_join_cells(cells, columns)]))
    if picture.hidden:
        lines.append((Span(f"  {glyphs.more} {picture.hidden} idle (a shows them)", "muted"),))
    return lines


def first_row(chosen: int, rows: int, room: int) -> int:
    """The row at the top: pages, so that rows stand still while the choice moves on one."""
    if rows <= room:
        return 0
    return min(chosen // room * room, rows - room)


def scale_of(rows: Sequence[ChainRow]) -> float:
    """The top of all small histories: one scale from zero, up to four times at most."""
    known = [ratio for row in rows for ratio in row.ratios if ratio is not None]
    return min(max([*known, _LEAST_PEAK]), 2 * _LEAST_PEAK)


def row_cells(row: ChainRow, peak: float, limits: Thresholds, glyphs: Glyphs) -> dict[str, Line]:
    """What stands in each column of a row, by title."""
    role = {"healthy": "ok", "unknown": "muted", "loading": "muted"}.get(row.word, row.word)
    mark = glyphs.dot if role == "muted" else glyphs.severity(role)
    said = "no data" if row.word == "unknown" else row.word
    running = RatioMark("", row.so_far, complete=False)
    last = next((ratio for ratio in reversed(row.ratios) if ratio is not None), None)
    last_role = role_of(judge_ratio(last, limits))
    bars = sparkline(row.ratios[-HISTORY:], peak, glyphs).rjust(HISTORY)
    return {
        "VERDICT": (Span(f"{mark} {said}", role),),
        "CHAIN": (Span(row.name, "muted" if row.inactive else "strong"),),
        "SO FAR": (Span(format_ratio(row.so_far), role_of(judge_mark(running, limits))),),
        "HISTORY": (Span(bars, last_role),),
        "LAST": (Span(format_ratio(last), last_role),),
        "LAG": (Span(_lag_text(row), "plain" if row.lag_bytes else "muted"),),
        "JOBS": _job_marks(row.jobs, glyphs),
        "BOOKMARK": (_badge([word for _, word in row.bookmarks], glyphs),),
        "FINDING": (Span(row.finding or ("inactive" if row.inactive else "")),),
        _WORDS: (Span(row.message, "muted"),),
        "SINCE": (Span(row.since),),
        "AGE": (Span(row.age, "muted"),),
    }


def _lag_text(row: ChainRow) -> str:
    if row.lag_bytes is None:
        return UNKNOWN
    if not row.lag_bytes:
        return "none"
    # Five minutes more or less are no news, and would repaint every row at every look.
    seconds = None if row.lag_seconds is None else max(row.lag_seconds // 300 * 300, 60.0)
    return f"{format_bytes(row.lag_bytes)} {format_seconds(seconds)}"


def _job_marks(jobs: Sequence[tuple[str, JobRunState | None]], glyphs: Glyphs) -> Line:
    marks = [_job_mark(state, glyphs) for _, state in jobs[:_MOST_JOBS]]
    if len(jobs) > _MOST_JOBS:
        marks[-1] = Span(glyphs.more, "muted")
    return tuple(marks)


def _job_mark(state: JobRunState | None, glyphs: Glyphs) -> Span:
    if state is None:
        return Span(glyphs.dot, "muted")
    if state.is_failure:
        return Span(glyphs.critical, "critical")
    if state.is_active:
        return Span(glyphs.running, "info")
    return Span(glyphs.ok, "ok") if state is JobRunState.SUCCEEDED else Span(glyphs.dot)


def _badge(words: Sequence[str], glyphs: Glyphs) -> Span:
    """The worst of the bookmarks: off before pause before unknown before on."""
    for word, role in (("off", "warning"), ("pause", "warning"), ("?", "muted")):
        count = words.count(word)
        if count:
            more = f" {count}/{len(words)}" if len(words) > 1 else ""
            mark = glyphs.warning if role == "warning" else glyphs.unknown
            return Span(f"{mark} {word.upper()}{more}", role)
    return Span(f"{glyphs.ok} on", "ok") if "on" in words else Span(UNKNOWN, "muted")


def _choose_columns(rows: Sequence[ChainRow], width: int) -> list[_Column]:
    longest = max(len(row.name) for row in rows)
    jobs = max(len(row.jobs) for row in rows)
    name = min(max(longest, _LEAST_NAME), max(_LEAST_NAME, min(width // 4, _LONGEST_NAME)))
    columns = [
        _Column("VERDICT", 10, 0, "worst"),
        _Column("CHAIN", name, 0, "name"),
        _Column("SO FAR", 6, 1, "ratio", right=True),
        _Column("HISTORY", HISTORY, 3),
        _Column("LAST", 5, 9, right=True),
        _Column("LAG", 15, 4, "lag", right=True),
        _Column("AGE", 4, 8, "moved", right=True),
        _Column("JOBS", max(min(jobs, _MOST_JOBS), 4), 7),
        _Column("BOOKMARK", 9, 2),
        _Column("SINCE", 5, 5),
        _Column("FINDING", _LEAST_FINDING, 6),
        _Column(_WORDS, _LEAST_WORDS, 10),
    ]
    shown: list[_Column] = []
    for column in sorted(columns, key=lambda column: column.rank):
        if not shown or _total([*shown, column]) <= width:
            shown.append(column)
    spare = max(width - _total(shown), 0)
    # What is left over goes to the sentence, or to the names where there is none.
    titles = {one.title for one in shown}
    last = next((one for one in (_WORDS, "FINDING") if one in titles), "CHAIN")
    return [
        one._replace(width=one.width + spare) if one.title == last else one
        for one in columns
        if one in shown
    ]


def _total(columns: Sequence[_Column]) -> int:
    return 1 + sum(column.width for column in columns) + len(columns) - 1


def _join_cells(cells: dict[str, Line], columns: Sequence[_Column]) -> Line:
    spans: list[Span] = []
    for column in columns:
        spans += (
            [Span(" "), *_fit(cells[column.title], column)]
            if spans
            else _fit(cells[column.title], column)
        )
    return tuple(spans)


def _fit(cell: Line, column: _Column) -> Line:
    if len(cell) == 1:
        cut = shorten_sentence if column.title == _WORDS else shorten
        text = cut(cell[0].text, column.width)
        cell = (Span(text.rjust(column.width) if column.right else text, cell[0].role),)
    return set_width(cell, column.width)


def _titles(columns: Sequence[_Column], order: str) -> Line:
    spans: list[Span] = [Span(" ")]
    for place, column in enumerate(columns):
        role = "selected" if column.order and column.order == order else "muted"
        gap = (Span(" "),) if place else ()
        spans += [*gap, *_fit((Span(column.title, role),), column)]
    return squeeze(spans)


def draw_detail(row: ChainRow | None, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The chosen chain in words: its jobs and their bookmarks, its newest finding, what to do."""
    if row is None or height < 1:
        return []
    marks = dict(row.bookmarks)
    jobs = [_job_words(name, state, marks.get(name), glyphs) for name, state in row.jobs]
    separator = Span(f" {glyphs.arrow} ", "axis")
    since = f" since {row.since}" if row.since else ""
    finding = f"{row.finding}{since}: {row.message}" if row.message else "no finding"
    lines: list[Line] = [(Span(" "), *join(jobs, separator, width - 1))]
    told = wrap(finding, width - 2, rows=max(height - 2, 1))
    lines += [(Span(" "), *line) for line in told]
    if len(lines) < height:
        mark = f" {glyphs.arrow} "
        advice = wrap(row.remedy, width - 2 - len(mark), rows=height - len(lines))
        lines += [(Span(" " * len(mark) if n else mark, "info"), *x) for n, x in enumerate(advice)]
    return lines[:height]


def _job_words(name: str, state: JobRunState | None, mark: str | None, glyphs: Glyphs) -> Line:
    text, role = state_text(state, glyphs)
    spans = [Span(f"{name} ", "strong"), Span(text.lower(), role)]
    if mark is not None:
        ok = mark == "on"
        badge = f" bookmark {mark if ok else mark.upper()}"
        spans.append(Span(badge, "muted" if ok else "warning"))
    return tuple(spans)
