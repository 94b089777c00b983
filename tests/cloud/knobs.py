"""What a test may do to an endpoint: refuse, deny, cut, hold; and the log of what was asked."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cloud.strict_glue import RefusedError


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answered in place of the facts."""

    status: int
    code: str
    message: str = "refused by the test"


THROTTLED = Refusal(400, "ThrottlingException", "Rate exceeded")
DENIED = Refusal(400, "AccessDeniedException", "User is not authorized to perform this action")
EXPIRED = Refusal(400, "ExpiredTokenException", "The security token included is expired")
BROKEN = Refusal(500, "InternalServiceException", "Internal error")
TIMED_OUT = Refusal(400, "OperationTimeoutException", "The operation timed out")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it arrived."""

    operation: str
    parameters: Mapping[str, Any]


class ConnectionCutError(Exception):
    """The connection is reset rather than answered."""


class DripError(Exception):
    """The answer comes byte by byte and never ends."""


@dataclass(slots=True)
class Knobs:
    """Operations are named as in the API: GetJobRuns, GetMetricData, GetObject, AssumeRole."""

    calls: list[Call] = field(default_factory=list)
    _denied: dict[str, Refusal] = field(default_factory=dict)
    _planned: dict[str, deque[Refusal | None]] = field(default_factory=dict)
    _held: dict[str, threading.Event] = field(default_factory=dict)
    _dripping: set[str] = field(default_factory=set)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """A client has closed the connection of an answer that drips."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refuse(self, operation: str, *refusals: Refusal) -> None:
        """Answer the next calls with these, one each, and then as usual."""
        self._planned.setdefault(operation, deque()).extend(refusals)

    def deny(self, *operations: str, refusal: Refusal = DENIED) -> None:
        """Answer all calls of these operations from now on with an error."""
        self._denied.update(dict.fromkeys(operations, refusal))

    def cut(self, operation: str, times: int = 1) -> None:
        """Reset the connection of the next calls."""
        self._planned.setdefault(operation, deque()).extend([None] * times)

    def hold(self, operation: str) -> threading.Event:
        """Leave calls unanswered until the event is set."""
        return self._held.setdefault(operation, threading.Event())

    def drip(self, *operations: str) -> None:
        """Answer all calls of these operations from now on a byte at a time; none: as usual."""
        self._dripping = set(operations)

    def count(self, operation: str) -> int:
        """How often it was asked, refused calls included."""
        return sum(call.operation == operation for call in self.calls)

    def take_call(self, operation: str, parameters: Mapping[str, Any]) -> None:
        """Log a call, then let it wait, fail or pass.

        Raises ``RefusedError``, ``ConnectionCutError`` and ``DripError``.
        """
        with self._lock:
            self.calls.append(Call(operation, parameters))
            planned = self._planned.get(operation)
            is_planned = bool(planned)
            verdict = planned.popleft() if planned else self._denied.get(operation)
        if operation in self._held:
            self._held[operation].wait()
        if verdict is not None:
            raise RefusedError(verdict.code, verdict.message, verdict.status)
        if is_planned:
            raise ConnectionCutError
        if operation in self._dripping:
            raise DripError

    def release_all(self) -> None:
        """End every wait, so that no thread of the server is left behind."""
        for event in self._held.values():
            event.set()
        self.hung_up.set()
