"""A fact that changes: what it was at any moment, so that the past can be asked again."""

from __future__ import annotations

from bisect import bisect_right
from typing import Generic, TypeVar

T = TypeVar("T")


class Timeline(Generic[T]):
    """Values with the second from which each holds; only the present can be set."""

    def __init__(self, initial: T) -> None:
        self._initial = initial
        self._times: list[int] = []
        self._values: list[T] = []

    def set(self, moment: int, value: T) -> None:
        """Let the value hold from this moment on."""
        self._times.append(moment)
        self._values.append(value)

    def as_of(self, moment: int) -> T:
        """The value that held at the moment."""
        count = bisect_right(self._times, moment)
        return self._values[count - 1] if count else self._initial

    def since(self, moment: int) -> int | None:
        """The second from which that value held; None when it held from the beginning."""
        count = bisect_right(self._times, moment)
        return self._times[count - 1] if count else None

    @property
    def latest(self) -> T:
        """The value that holds now."""
        return self._values[-1] if self._values else self._initial
