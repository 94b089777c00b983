"""A chain that was opened from the wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from glueflow_tui.settings import Settings
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.keys import BACK
from glueflow_tui.tui.screens.live import Need
from glueflow_tui.tui.screens.watch import Watch

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.model.chain import Chain
    from glueflow_tui.tui.pictures.ghost import Baseline


class OpenedChain(Watch):
    """The watch screen of one chain among many; left by the key that lets the cursor go."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK]

    def __init__(
        self,
        settings: Settings,
        glyphs: Glyphs,
        chain: Chain,
        feed: Feed,
        *,
        before: Baseline | None = None,
    ) -> None:
        super().__init__(settings, glyphs, before)
        self.chain = chain
        self.set_reactive(Watch.feed, feed)

    def list_needs(self) -> Mapping[str, Need]:
        """As of one chain, and there is always a wall to go back to."""
        return {**super().list_needs(), "back": lambda: True}

    def action_back(self) -> None:
        """As of one chain; from the plain screen back to the wall."""
        if self.can_go_back:
            super().action_back()
        else:
            self.dismiss()
