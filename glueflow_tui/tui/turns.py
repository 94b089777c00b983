"""What is typed, acted upon in turn: what follows a key that opens a box is for that box.

A slow line brings several keys at once. Textual hands them all to whatever has the focus by then,
and acts upon them later, when they have come back; behind a slash they would be lost.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key, Paste

_Result = TypeVar("_Result")


class InTurn(App[_Result]):
    """Acts upon a key when all is done that those before it have begun."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Key | Paste] = deque()
        self._is_busy = False

    async def on_event(self, event: Event) -> None:
        """Put what is typed in line."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self._is_busy:
            self._typed.append(event)
            await self._go_on()
        elif isinstance(event, Paste) or not await self._interrupt(event):
            self._typed.append(event)

    @property
    def _taker(self) -> DOMNode:
        return self.focused or self.screen

    @property
    def _has_box(self) -> bool:
        """Whether what has the focus takes letters as text."""
        return self.focused is not None and self.focused.check_consume_key("x", "x")

    async def _go_on(self) -> None:
        """As far as nothing has to be waited for."""
        self._is_busy = False
        while self._typed and not self._is_busy:
            event, taker = self._typed.popleft(), self._taker
            if self._has_box:
                await super().on_event(event)
                self._follow(taker, None)
            elif isinstance(event, Key):
                await self._act(event)
                if self._taker is not taker:
                    self._follow(self._taker, self._taker)

    async def _act(self, key: Key) -> None:
        """At once, without the way down to the screen and back."""
        self.app_focus = True
        if not await self._interrupt(key):
            await self._on_key(key)

    async def _interrupt(self, key: Key) -> bool:
        """Whether the key was one of those that wait for nothing."""
        return await self._check_bindings(key.key, priority=True)

    def _follow(self, node: DOMNode | None, taker: DOMNode | None) -> None:
        """Come back behind all that a node was given, and that it hands to its parents.

        One that is closed takes no more, and is left out.
        """
        self._is_busy = True
        while node is not None and node is not self:
            if node.call_later(self._follow, node.parent, taker):
                return
            node = node.parent
        self.call_later(self._come_back, taker)

    async def _come_back(self, taker: DOMNode | None) -> None:
        """Once more unless the same one would take the next."""
        if self._taker is taker:
            await self._go_on()
        else:
            self._follow(self._taker, self._taker)
