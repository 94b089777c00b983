"""The keys of a recording, for every screen that can show one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.reactive import var

from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.keys import REPLAY_KEYS
from glueflow_tui.tui.messages import ReplayOrdered
from glueflow_tui.tui.player import Act
from glueflow_tui.tui.screens.telling import Telling


class Replaying(Telling):
    """Turns keys into orders for the recording; without one they are off."""

    BINDINGS: ClassVar[list[BindingType]] = [*REPLAY_KEYS]

    feed: var[Feed] = var(Feed())

    def action_replay(self, act: str) -> None:
        """Play, stand still, go on or back."""
        if self.feed.playback is not None:
            self.post_message(ReplayOrdered(Act(act)))

    def action_seek(self) -> None:
        """Ask for a time, and go there."""
        playback = self.feed.playback
        if playback is None:
            return
        from glueflow_tui.tui.screens.seek import Seek  # brings a box to type in

        self.app.push_screen(Seek(playback.start, playback.end, self.glyphs), self._go_to)

    def _go_to(self, moment: datetime | None) -> None:
        if moment is not None:
            self.post_message(ReplayOrdered(Act.SEEK, moment))
