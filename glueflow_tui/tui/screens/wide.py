"""The parts of a large screen, put up when there is one: none of them delays the first frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Container

from glueflow_tui.settings import Settings
from glueflow_tui.tui.drawing.findings import count_lines
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.screens.arranging import Arranging, is_shown
from glueflow_tui.tui.view import View
from glueflow_tui.tui.widgets.chart import Ratios
from glueflow_tui.tui.widgets.panel import Panel
from glueflow_tui.tui.widgets.tables import Findings
from glueflow_tui.tui.widgets.wide import ChainTree, Events, Evidence, FixDiff, Gate

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History
    from glueflow_tui.tui.drawing.fix import FixPicture

GRAND = 56
"""Rows from which fix and gate are shown too."""
_LEAST_ROOM = 5
"""Lines that are worth a list of events, its borders included."""
_BORDERS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen shows."""

    report: Report
    history: History | None
    view: View
    others: Sequence[ChainReport] = ()
    """Other chains, when there is a wall behind."""


class WideParts:
    """The parts beside and below those of every size; made with the first picture."""

    def __init__(self, screen: Arranging, glyphs: Glyphs) -> None:
        self._screen = screen
        self._glyphs = glyphs
        self._chain = ChainTree(glyphs)
        self._events = Events(glyphs)
        self._evidence = Evidence(glyphs)
        self._fix = FixDiff(glyphs)
        self._gate = Gate(glyphs)
        self._proposed: tuple[Shown, str | None, FixPicture] | None = None
        self._home = self._find_home()
        side = [self._chain, *([self._events] if self._home == "#side" else [])]
        screen.query_one("#body").mount(Container(*side, id="side"), before="#left")
        below = [self._evidence, *([self._events] if self._home == "#right" else [])]
        screen.query_one("#right").mount(*below, self._fix, self._gate)

    def show(self, shown: Shown, settings: Settings) -> None:
        """Hand every part in view its picture; what makes it is loaded with the first."""
        report, view, limits = shown.report, shown.view, settings.analysis.thresholds
        self._screen.set_class(self._screen.size.height >= GRAND, "-grand")
        self._place_events()
        if self._needs(self._chain):
            from glueflow_tui.tui.pictures.chain import chain_picture

            triggers = None if shown.history is None else shown.history.triggers
            self._chain.picture = chain_picture(report, triggers, shown.others)
        if self._needs(self._events):
            from glueflow_tui.tui.pictures.events import events_picture

            self._events.picture = events_picture(report, view, limits)
        if self._needs(self._evidence):
            from glueflow_tui.tui.pictures.evidence import evidence_picture

            self._evidence.picture = evidence_picture(report, view, limits)
        if self._needs(self._gate):
            from glueflow_tui.tui.pictures.gate import gate_picture

            self._gate.picture = gate_picture(report, view, settings.check.fail_on)
        if self._needs(self._fix):
            self._fix.picture = self._propose(shown)

    def _needs(self, panel: Panel) -> bool:
        """Whether it is in view; on a large screen it will be as soon as it is there."""
        return is_shown(panel) if panel.is_attached else self._home == "#side"

    def _find_home(self) -> str:
        """The column that the events stand in."""
        screen = self._screen
        is_large = screen.has_class("-huge") and screen.has_class("-high")
        return "#side" if is_large else "#right"

    def _place_events(self) -> None:
        """Below the chain on a large screen; on others below the findings, in what they leave."""
        screen, home = self._screen, self._find_home()
        if home != self._home:
            self._home = home
            self._events.remove()
            self._events = Events(self._glyphs)
            screen.query_one(home).mount(self._events)
        room = self._room_below()
        fits = home == "#right" and room >= _LEAST_ROOM and not screen.arrangement.alone
        screen.set_class(fits, "-news")
        if fits:
            self._events.styles.height = room
        else:
            self._events.styles.clear_rule("height")

    def _room_below(self) -> int:
        """Lines of the right column that the ratios and the selected finding leave."""
        if not self._screen.has_room:
            return 0
        ratios, findings = self._screen.query_one(Ratios), self._screen.query_one(Findings)
        width = findings.content_size.width
        if findings.picture is None or not width:
            return 0
        needed = count_lines(findings.picture, width, self._glyphs) + _BORDERS
        right = self._screen.query_one("#right").size.height
        return right - ratios.outer_size.height - needed

    def _propose(self, shown: Shown) -> FixPicture:
        """The fix, made anew only for another report or job: the script is parsed for it."""
        from glueflow_tui.tui.pictures.fix import fix_picture, job_to_fix

        job = job_to_fix(shown.report, shown.view)
        if self._proposed is not None:
            before, made_for, proposal = self._proposed
            if before.report is shown.report and made_for == job:
                return proposal
        proposal = fix_picture(shown.history, shown.report, job)
        self._proposed = (shown, job, proposal)
        return proposal
