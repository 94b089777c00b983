"""A box to type a time in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from glueflow_tui.settings.values import parse_moment
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.player import resolve_moment
from glueflow_tui.tui.screens.drawn import Drawn


class Seek(ModalScreen[datetime | None], Drawn[datetime | None]):
    """Gives back a moment of the recording, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "close")]

    def __init__(self, start: datetime, end: datetime, clock: Clock) -> None:
        super().__init__()
        self._start = start
        self._end = end
        self._clock = clock

    @property
    def _range(self) -> str:
        return (
            f"recorded: {self._clock.tell_date(self._start)} to {self._clock.tell_date(self._end)}"
        )

    def compose(self) -> ComposeResult:
        """The box, and what may be typed."""
        with Vertical() as box:
            box.border_title = "go to"
            typed = Input(placeholder="13:17, or 2024-05-06T13:17Z", compact=True)
            typed.cursor_blink = False
            yield typed
            yield Static(self._range, markup=False)

    @on(Input.Submitted)
    def take(self, typed: Input.Submitted) -> None:
        """Close with the moment, or say what is wrong."""
        try:
            at = self._clock.read(parse_moment(typed.value.strip()), self._end)
        except (ValueError, OverflowError):
            self.query_one(Static).update(f"no time of day, nor a date with one; {self._range}")
            return
        moment = resolve_moment(at, self._start, self._end)
        if moment is None:
            self.query_one(Static).update(f"not in there; {self._range}")
        else:
            self.dismiss(moment)
