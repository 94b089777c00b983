"""The parts that only a large screen has room for: chain, events, evidence, fix and gate."""

from __future__ import annotations

from textual.reactive import var

from glueflow_tui.tui.drawing.chain import ChainPicture, chain_title, draw_chain
from glueflow_tui.tui.drawing.events import EventsPicture, draw_events, events_title
from glueflow_tui.tui.drawing.evidence import EvidencePicture, draw_evidence, evidence_title
from glueflow_tui.tui.drawing.fix import FixPicture, draw_fix, fix_title
from glueflow_tui.tui.drawing.gate import GatePicture, draw_gate, gate_title
from glueflow_tui.tui.lines import Line
from glueflow_tui.tui.widgets.panel import TITLE_EDGES, Panel

_MOST = 5_000
"""Lines that no panel is higher than: drawn once to learn how many there are."""


class ChainTree(Panel):
    """What starts the chain, and which job follows which."""

    picture: var[ChainPicture] = var(ChainPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """All its lines."""
        return len(draw_chain(self.picture, width, _MOST, self.glyphs))

    def draw(self, width: int, height: int) -> list[Line]:
        """Tree, marks, other chains."""
        self.show_title(chain_title(self.picture))
        return draw_chain(self.picture, width, height, self.glyphs)


class Events(Panel):
    """What happened when."""

    picture: var[EventsPicture] = var(EventsPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """All its lines."""
        return len(draw_events(self.picture, width, _MOST, self.glyphs))

    def draw(self, width: int, height: int) -> list[Line]:
        """Newest first."""
        self.show_title(events_title(self.picture))
        return draw_events(self.picture, width, height, self.glyphs)


class Evidence(Panel):
    """The arithmetic of the selected finding."""

    picture: var[EvidencePicture] = var(EvidencePicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """All its lines."""
        return len(draw_evidence(self.picture, width, _MOST, self.glyphs))

    def draw(self, width: int, height: int) -> list[Line]:
        """Runs, fits, words."""
        self.show_title(evidence_title(self.picture))
        return draw_evidence(self.picture, width, height, self.glyphs)


class FixDiff(Panel):
    """The proposed change."""

    picture: var[FixPicture] = var(FixPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """What to set, then the diff."""
        self.show_title(fix_title(self.picture, width - TITLE_EDGES))
        return draw_fix(self.picture, width, height, self.glyphs)


class Gate(Panel):
    """The verdict against a baseline."""

    picture: var[GatePicture] = var(GatePicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, _container: object, _viewport: object, width: int) -> int:
        """All its lines."""
        return len(draw_gate(self.picture, width, _MOST, self.glyphs))

    def draw(self, width: int, height: int) -> list[Line]:
        """Measures then and now."""
        self.show_title(gate_title(self.picture, width - TITLE_EDGES))
        return draw_gate(self.picture, width, height, self.glyphs)
