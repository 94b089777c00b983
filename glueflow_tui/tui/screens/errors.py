"""What went wrong in this session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.journal import Entry, Journal
from glueflow_tui.tui.screens.dialog import Dialog, Styled


class Errors(Dialog):
    """The journal, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("exclamation_mark", "dismiss", "close")]

    def __init__(self, journal: Journal, clock: Clock) -> None:
        super().__init__("errors of this session", _list(journal, clock))


def _list(journal: Journal, clock: Clock) -> Iterator[Styled]:
    if not journal.entries:
        yield "", "No poll and no call has failed since the start."
    for entry in reversed(journal.entries):
        yield "", f"{_when(entry, clock)}  {sanitise(entry.text)}"


def _when(entry: Entry, clock: Clock) -> str:
    if entry.first is None:
        return "at the start"
    first = clock.tell_whole(entry.first)
    if entry.times == 1 or entry.last is None:
        return first
    return f"{first} to {clock.tell_whole(entry.last)}, {entry.times} times"
