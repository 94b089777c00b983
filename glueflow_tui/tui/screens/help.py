"""The keys that work on the screen below, made from its bindings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.output.explain import list_hidden
from glueflow_tui.tui.screens.dialog import Dialog, Styled


class Help(Dialog):
    """A list of keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "dismiss", "close")]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__("keys", _by_meaning(keys))


def _by_meaning(keys: Sequence[tuple[str, str]]) -> Iterator[Styled]:
    meanings: dict[str, list[str]] = {}
    for key, meaning in keys:
        meanings.setdefault(meaning, []).append(key)
    yield from (("", f"{' '.join(keys):>14}  {meaning}") for meaning, keys in meanings.items())
    yield "", ""
    yield (
        "dim",
        "filled: written by the upstream job; the line over it: read by the downstream job",
    )
    yield "", ""
    yield "", "what else makes a job read data again, and cannot be checked:"
    yield from (("dim", f"- {line}") for line in list_hidden())
