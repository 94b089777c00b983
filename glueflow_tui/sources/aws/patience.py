"""How long one poll may go on making calls, whatever the endpoint does."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn

from glueflow_tui.sources.aws.exceptions import OutOfTimeError

POLL_SECONDS = 30.0
"""From the start of a poll; what is under way then still has its own time-outs."""
GRACE_SECONDS = 15.0
"""After that; an answer that comes byte by byte keeps every time-out alive."""


class Patience:
    """Lets requests, retries and further pages begin until time is up; then it refuses them.

    A context for one poll; outside of it there is no limit. Read by many threads.
    """

    def __init__(
        self, seconds: float = POLL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._taken = seconds
        self._until: float | None = None

    def __enter__(self) -> None:
        self._until, self._taken = self._clock() + self._seconds, self._seconds

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._until = None

    def extend(self, seconds: float) -> None:
        """Let the poll under way go on for so much longer."""
        if self._until is not None:
            self._until += seconds
            self._taken += seconds

    def check(self, **_: object) -> None:
        """Raise ``OutOfTimeError`` when time is up; fits botocore's ``before-send`` event."""
        if self._until is not None and self._clock() >= self._until:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raise ``OutOfTimeError``."""
        raise OutOfTimeError(seconds=round(self._taken))

    @property
    def left(self) -> float | None:
        """Seconds until what is under way is given up; None outside of a poll."""
        if self._until is None:
            return None
        return max(self._until + GRACE_SECONDS - self._clock(), 0.0)
