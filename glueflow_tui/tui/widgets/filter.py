"""A line to type words in, by which rows are chosen."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from glueflow_tui.tui.messages import Filtered


class Filter(Input):
    """Tells its words while they are typed."""

    def __init__(self) -> None:
        super().__init__(placeholder="name  state:failed  bookmark:off  !inverse", compact=True)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """As of any box to type in; of two keys Textual does not know the character."""
        return key in {"minus", "plus"} or super().check_consume_key(key, character)

    @on(Input.Changed)
    def tell_words(self, typed: Input.Changed) -> None:
        """The filter works at once."""
        typed.stop()
        self.post_message(Filtered(typed.value))

    @on(Input.Submitted)
    def leave(self, done: Input.Submitted) -> None:
        """The words stay; the keys are the screen's again."""
        done.stop()
        self.screen.set_focus(None)
