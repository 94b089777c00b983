"""The keys that work on the screen below, made from its bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


class Help(ModalScreen[None]):
    """A list of keys; any of the keys that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1", "dismiss", "close"),
        Binding("q", "app.quit", "quit"),
    ]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """One line for each meaning."""
        text = Text()
        for meaning, keys in _by_meaning(self._keys).items():
            text.append(f"{' '.join(keys):>14}", "bold").append(f"  {meaning}\n")
        text.append("\nred is written by the upstream job, brown is read by the downstream job\n")
        text.append("esc closes", "dim")
        with VerticalScroll() as box:
            box.border_title = "keys"
            yield Static(text)


def _by_meaning(keys: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    meanings: dict[str, list[str]] = {}
    for key, meaning in keys:
        meanings.setdefault(meaning, []).append(key)
    return meanings
