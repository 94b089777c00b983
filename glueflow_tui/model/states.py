"""State names in AWS's own words; a word not known here is kept as it came."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Self


class OpenEnum(StrEnum):
    """Accepts words not listed: such a member is named UNKNOWN and keeps the word."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this version knows the word."""
        return self.name != "UNKNOWN"


class JobRunState(OpenEnum):
    """JobRunState of the Glue API."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"
    WAITING = "WAITING"
    EXPIRED = "EXPIRED"

    # Asked of every run time and again: each state looks it up once. To name one of them in a
    # comparison takes Python 3.11 three times as long.

    @cached_property
    def is_success(self) -> bool:
        """The run did its work."""
        return self is JobRunState.SUCCEEDED

    @cached_property
    def is_waiting(self) -> bool:
        """The run is in the queue of its job."""
        return self is JobRunState.WAITING

    @cached_property
    def is_final(self) -> bool:
        """The run will not change any more."""
        return self in _FINAL

    @cached_property
    def is_active(self) -> bool:
        """The run holds workers now (a WAITING run does not)."""
        return self in _ACTIVE

    @cached_property
    def is_failure(self) -> bool:
        """The run ended without doing its work and nobody stopped it."""
        return self in _FAILURES


_FINAL = frozenset({"STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED"})
_ACTIVE = frozenset({"STARTING", "RUNNING", "STOPPING"})
_FAILURES = frozenset({"FAILED", "TIMEOUT", "ERROR", "EXPIRED"})


class TriggerType(OpenEnum):
    """TriggerType of the Glue API."""

    SCHEDULED = "SCHEDULED"
    CONDITIONAL = "CONDITIONAL"
    ON_DEMAND = "ON_DEMAND"
    EVENT = "EVENT"


class TriggerState(OpenEnum):
    """TriggerState of the Glue API."""

    CREATING = "CREATING"
    CREATED = "CREATED"
    ACTIVATING = "ACTIVATING"
    ACTIVATED = "ACTIVATED"
    DEACTIVATING = "DEACTIVATING"
    DEACTIVATED = "DEACTIVATED"
    DELETING = "DELETING"
    UPDATING = "UPDATING"


class BookmarkOption(OpenEnum):
    """Effective value of ``--job-bookmark-option``, without its ``job-bookmark-`` prefix."""

    ENABLE = "enable"
    DISABLE = "disable"
    PAUSE = "pause"

    @property
    def argument(self) -> str:
        """The value as Glue takes it."""
        return f"job-bookmark-{self}"


class Metric(StrEnum):
    """The byte metrics that the product rests on."""

    BYTES_READ = "bytes_read"
    BYTES_WRITTEN = "bytes_written"


class SourceKind(StrEnum):
    """Where an observation came from."""

    AWS = "aws"
    DEMO = "demo"
    REPLAY = "replay"
