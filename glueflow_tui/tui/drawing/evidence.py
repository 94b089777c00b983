"""The arithmetic behind a finding: bytes written and read run by run, and what fits them."""

from __future__ import annotations

from typing import NamedTuple

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.output.units import UNKNOWN, format_bytes, format_percent, format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.drawing.ratios import DEFAULTS, role_of
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.lines import Line, Span, squeeze, wrap

_COLUMNS = (
    Column(" RUN", rank=0),
    Column("WRITTEN W", right=True, rank=1),
    Column("READ R", right=True, rank=1),
    Column("SUM W", right=True, rank=4),
    Column("R/SUM", right=True, rank=3),
    Column("R/W", right=True, rank=0),
)


_LEAST_ROWS = 3


class EvidenceRow(NamedTuple):
    """One downstream run against what was new for it, and against all since the first."""

    number: int
    written: float | None
    read: float | None
    written_so_far: float | None
    """W of this run and of all above it; None from the first unknown one on."""
    ratio: float | None
    complete: bool

    @property
    def share(self) -> float | None:
        """Bytes read per byte written so far: 1 when everything was read again."""
        if self.read is None or not self.written_so_far:
            return None
        return self.read / self.written_so_far


class Fit(NamedTuple):
    """How far a way of reading is from the bytes."""

    words: str
    misfit: float | None
    """Relative; None when it was not fitted."""
    best: bool = False


class EvidencePicture(NamedTuple):
    """Evidence of the selected finding; ``lines`` are its words when no bytes tell."""

    rows: tuple[EvidenceRow, ...] = ()
    fits: tuple[Fit, ...] = ()
    lines: tuple[str, ...] = ()
    title: str = ""
    thresholds: Thresholds = DEFAULTS
    empty: str = "loading"
    key: str = "x"
    """That shows all of it."""


def draw_evidence(picture: EvidencePicture, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The table, the fits below it, and then the words as far as there is room."""
    if not (picture.rows or picture.lines):
        return [(Span(" "), *line) for line in wrap(picture.empty, width - 2, "muted")]
    fits = _draw_fits(picture, glyphs)
    words = [line for text in picture.lines for line in wrap(text, width - 2, "muted")]
    lines: list[Line] = []
    if picture.rows:
        room = max(height - len(fits) - len(words) - 1, _LEAST_ROWS)
        shown = picture.rows[-room:]
        cells = [_cells(row, picture.thresholds, glyphs) for row in shown]
        lines += draw_table(_COLUMNS, cells, width)
    lines += fits
    lines += [(Span(" "), *line) for line in words]
    return clip_lines(lines, (width, height), glyphs, f", {picture.key} explains")


def _cells(row: EvidenceRow, limits: Thresholds, glyphs: Glyphs) -> tuple[Line, ...]:
    more = "" if row.complete else glyphs.more
    share = UNKNOWN if row.share is None else f"{row.share:.2f}"
    texts = (
        (f" #{row.number}", "plain"),
        (format_bytes(row.written), "written"),
        (f"{format_bytes(row.read)}{more}", "read"),
        (format_bytes(row.written_so_far), "plain"),
        (share if row.share is None else f"{share}{more}", "plain"),
        (format_ratio(row.ratio) + more, role_of(judge_ratio(row.ratio, limits))),
    )
    return tuple((Span(*text),) for text in texts)


def _draw_fits(picture: EvidencePicture, glyphs: Glyphs) -> list[Line]:
    widest = max((len(fit.words) for fit in picture.fits), default=0)
    return [
        squeeze(
            [
                Span(f" {fit.words:<{widest}}  off by {format_percent(fit.misfit):>5}", "plain"),
                Span(f"  {glyphs.select} best fit" if fit.best else "", "strong"),
            ]
        )
        for fit in picture.fits
    ]


def evidence_title(picture: EvidencePicture) -> Line:
    """What the evidence is of."""
    return Span("evidence"), Span(f"  {picture.title}" if picture.title else "", "muted")
