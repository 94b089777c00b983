"""A box to type the time between polls in."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from glueflow_tui.errors import UsageError
from glueflow_tui.output.units import format_seconds
from glueflow_tui.settings.fields import FLAGS
from glueflow_tui.tui.screens.drawn import Drawn

_FIELD = next(field for field in FLAGS if field.targets == ("view.interval",))


class Interval(ModalScreen[timedelta | None], Drawn[timedelta | None]):
    """Gives back a time between polls, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "close")]

    def __init__(self, now: timedelta) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        """The box, and what may be typed."""
        with Vertical() as box:
            box.border_title = "time between polls"
            typed = Input(placeholder="30s, 1m, 5m", compact=True)
            typed.cursor_blink = False
            yield typed
            yield Static(f"now every {format_seconds(self._now)}; {_FIELD.kind.expects}")

    @on(Input.Submitted)
    def take(self, typed: Input.Submitted) -> None:
        """Close with the time, or say what is wrong."""
        try:
            chosen = _FIELD.read(typed.value.strip(), "it")["view.interval"]
        except UsageError as error:
            self.query_one(Static).update(str(error))
            return
        if isinstance(chosen, timedelta):
            self.dismiss(chosen)
