"""What may happen to a call on its way: every kind of fault, chosen by seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from tests.cloud.knobs import BROKEN, DENIED, EXPIRED, THROTTLED, TIMED_OUT, Refusal

_URL = "http://127.0.0.1:9"
SERVICE_DOWN = Refusal(503, "ServiceUnavailable", "Try again later")
SKEWED = Refusal(
    403, "InvalidSignatureException", "Signature not yet current: 20260304T150000Z is later"
)


class Spoiling(Enum):
    """Ways to spoil an answer that came."""

    CUT = "an answer that ends in the middle"
    EMPTY = "an answer without any byte"
    WEB_PAGE = "a web page with status 200"
    PARTIAL = "PartialData, and no page that brings the rest"
    LOOP = "a NextToken that leads back to itself"


Fate = Refusal | Spoiling | Callable[[], Exception]
"""An error of the service, a spoiled answer, or an exception of the network."""

PASSING: tuple[Fate, ...] = (
    THROTTLED,
    BROKEN,
    SERVICE_DOWN,
    TIMED_OUT,
    DENIED,
    *Spoiling,
    lambda: ConnectionClosedError(endpoint_url=_URL),
    lambda: EndpointConnectionError(endpoint_url=_URL),
    lambda: ConnectTimeoutError(endpoint_url=_URL),
    lambda: ReadTimeoutError(endpoint_url=_URL),
)
"""Faults that concern one call."""
OUTAGE: tuple[Fate, ...] = (THROTTLED, BROKEN, SERVICE_DOWN, TIMED_OUT, *PASSING[-4:])
"""Faults that bring no answer at all."""
LOCKED_OUT: tuple[Fate, ...] = (EXPIRED, SKEWED)
"""Faults that end a poll: every call of the session would fail."""


@dataclass(slots=True)
class Weather:
    """Decides what becomes of each call; equal seeds decide alike, in whatever order calls come."""

    seed: int = 0
    rate: float = 0.0
    """Part of the calls that fail, all their attempts included."""
    fates: tuple[Fate, ...] = PASSING
    hour: int = 0
    """To be moved from poll to poll, so that a call asked again has a new chance."""
    failed: int = 0
    calls: int = 0
    kinds: set[str] = field(default_factory=set)

    def choose(self, operation: str, asked: bytes) -> Fate | None:
        """None when all goes well."""
        self.calls += 1
        said = f"{self.seed}/{self.hour}/{operation}/".encode() + asked
        draw = int.from_bytes(hashlib.sha256(said).digest()[:8], "big")
        chance, pick = divmod(draw, 1 << 32)
        if chance / (1 << 32) >= self.rate:
            return None
        self.failed += 1
        fate = self.fates[pick % len(self.fates)]
        self.kinds.add(name_fate(fate))
        return fate


def name_fate(fate: Fate) -> str:
    """A word for it."""
    if isinstance(fate, Refusal):
        return fate.code
    return fate.name if isinstance(fate, Spoiling) else type(fate()).__name__
