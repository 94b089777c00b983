"""The chain as a tree, and all events, each alone on the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.tui.facts import Facts
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.pictures.chain import chain_picture
from glueflow_tui.tui.pictures.events import events_picture
from glueflow_tui.tui.screens.details import Details
from glueflow_tui.tui.widgets.wide import ChainTree, Events


class Tree(Details):
    """What starts the chain, and which job follows which."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "dismiss", "close")]

    def __init__(self, facts: Facts, glyphs: Glyphs) -> None:
        self._chain = ChainTree(glyphs)
        super().__init__(facts, self._chain)

    def draw_part(self) -> str:
        """The chain."""
        history = self.facts.history
        triggers = None if history is None else history.triggers
        self._chain.picture = chain_picture(self.facts.report, triggers, self.facts.others)
        return "chain"


class EventLog(Details):
    """What happened, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "dismiss", "close")]

    def __init__(self, facts: Facts, glyphs: Glyphs) -> None:
        self._events = Events(glyphs)
        super().__init__(facts, self._events)

    def draw_part(self) -> str:
        """How many there are."""
        facts = self.facts
        self._events.picture = events_picture(facts.report, facts.view, facts.limits)
        return f"events {len(self._events.picture.rows)}"
