"""What happens in the demo, in a line that can be put away: for every screen that watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from glueflow_tui.tui.keys import TELLING_KEYS
from glueflow_tui.tui.screens.hinting import Hinting

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report


class Telling(Hinting):
    """Tells the caption of the act that a demo's story has come to."""

    BINDINGS: ClassVar[list[BindingType]] = [*TELLING_KEYS]

    tells: bool | None = None
    """Whether the caption is shown; None where there is nothing to tell."""

    def caption(self, report: Report) -> tuple[tuple[str, str], ...]:
        """Role and sentence of the caption, after all that could not be seen."""
        if not self.tells or report.source.name is None:
            return ()
        from glueflow_tui.sources.demo.stories import find_story

        return (("info", find_story(report.source.name).caption_at(report.taken_at)),)

    def show(self) -> None:
        """Draw anew."""
        raise NotImplementedError

    def action_captions(self) -> None:
        """Put the line away, or take it out again."""
        if self.tells is not None:
            self.tells = not self.tells
            self.show()
