"""How long one poll may go on making calls, whatever the endpoint does."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from glueflow_tui.sources.aws.exceptions import OutOfTimeError

POLL_SECONDS = 30.0
"""From the start of a poll; a request under way then still has its own time-outs."""


class Patience:
    """Lets requests, retries and further pages begin until time is up; then it refuses them.

    A context for one poll; outside of it there is no limit. Read by many threads.
    """

    def __init__(
        self, seconds: float = POLL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: float | None = None

    def __enter__(self) -> None:
        self._until = self._clock() + self._seconds

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._until = None

    def check(self, **_: object) -> None:
        """Raise ``OutOfTimeError`` when time is up; fits botocore's ``before-send`` event."""
        if self._until is not None and self._clock() >= self._until:
            raise OutOfTimeError(seconds=round(self._seconds))
