"""The parts of a large screen, put up when there is one: none of them delays the first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from glueflow_tui.tui.drawing.findings import count_lines
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.screens.body import Body, is_shown
from glueflow_tui.tui.widgets.chart import Ratios
from glueflow_tui.tui.widgets.panel import Panel
from glueflow_tui.tui.widgets.tables import Findings
from glueflow_tui.tui.widgets.wide import ChainTree, Events, Evidence, FixDiff, Gate

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.tui.drawing.fix import FixPicture
    from glueflow_tui.tui.facts import Facts

GRAND = 56
"""Rows from which fix and gate are shown too."""
_LEAST_ROOM = 5
"""Lines that are worth a list of events, its borders included."""
_BORDERS = 2


class WideParts:
    """The parts beside and below those of every size; made with the first picture."""

    def __init__(self, body: Body, glyphs: Glyphs) -> None:
        self._body = body
        self._glyphs = glyphs
        self._chain = ChainTree(glyphs)
        self._events = Events(glyphs)
        self._evidence = Evidence(glyphs)
        self._fix = FixDiff(glyphs)
        self._gate = Gate(glyphs)
        self._proposed: tuple[Facts, str | None, FixPicture] | None = None
        self._home = self._find_home()
        side = [self._chain, *([self._events] if self._home == "#side" else [])]
        body.mount(Container(*side, id="side"), before="#left")
        below = [self._evidence, *([self._events] if self._home == "#right" else [])]
        body.query_one("#right").mount(*below, self._fix, self._gate)

    def show(self, facts: Facts) -> None:
        """Hand every part in view its picture; what makes it is loaded with the first."""
        report, view, limits = facts.report, facts.view, facts.limits
        self._body.set_class(self._body.screen.size.height >= GRAND, "-grand")
        self._place_events()
        if self._needs(self._chain):
            from glueflow_tui.tui.pictures.chain import chain_picture

            triggers = None if facts.history is None else facts.history.triggers
            chain = chain_picture(report, triggers, facts.others)
            self._chain.picture = chain._replace(key=facts.key("tree", "t"))
        if self._needs(self._events):
            from glueflow_tui.tui.pictures.events import events_picture

            events = events_picture(report, view, limits)
            self._events.picture = events._replace(key=facts.key("events", "e"))
        if self._needs(self._evidence):
            from glueflow_tui.tui.pictures.evidence import evidence_picture

            evidence = evidence_picture(report, view, limits)
            self._evidence.picture = evidence._replace(key=facts.key("explain", "x"))
        if self._needs(self._gate):
            from glueflow_tui.tui.pictures.gate import gate_picture

            self._gate.picture = gate_picture(report, view, facts.settings.check.fail_on)
        if self._needs(self._fix):
            self._fix.picture = self._propose(facts)._replace(key=facts.key("fix", "d"))

    def _needs(self, panel: Panel) -> bool:
        """Whether it is in view; on a large screen it will be as soon as it is there."""
        return is_shown(panel) if panel.is_attached else self._home == "#side"

    def _find_home(self) -> str:
        """The column that the events stand in."""
        return "#side" if self._body.is_large else "#right"

    def _place_events(self) -> None:
        """Below the chain on a large screen; on others below the findings, in what they leave."""
        body, home = self._body, self._find_home()
        if home != self._home:
            self._home = home
            self._events.remove()
            self._events = Events(self._glyphs)
            body.query_one(home).mount(self._events)
        room = self._room_below()
        fits = home == "#right" and room >= _LEAST_ROOM and not body.arrangement.alone
        self._events.set_class(fits, "-fits")
        if fits:
            self._events.styles.height = room
        else:
            self._events.styles.clear_rule("height")

    def _room_below(self) -> int:
        """Lines of the right column that the ratios and the selected finding leave."""
        if not self._body.has_room:
            return 0
        ratios, findings = self._body.query_one(Ratios), self._body.query_one(Findings)
        width = findings.content_size.width
        if findings.picture is None or not width:
            return 0
        needed = count_lines(findings.picture, width, self._glyphs) + _BORDERS
        right = self._body.query_one("#right").size.height
        return right - ratios.outer_size.height - needed

    def _propose(self, facts: Facts) -> FixPicture:
        """The fix, made anew only for another report or job: the script is parsed for it."""
        from glueflow_tui.tui.pictures.fix import fix_picture, job_to_fix

        job = job_to_fix(facts.report, facts.view)
        if self._proposed is not None:
            before, made_for, proposal = self._proposed
            if before.report is facts.report and made_for == job:
                return proposal
        proposal = fix_picture(facts.history, facts.report, job)
        self._proposed = (facts, job, proposal)
        return proposal
