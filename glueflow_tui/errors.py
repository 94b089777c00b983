"""What ends a command, each with the exit code that says so.

GlueflowError
├── UsageError            2  the words of the command, the configuration or a file are off
│   └── RecordingError    2  the file is not a recording that this version can read
├── LimitError            3  the system allows too little: a higher limit helps
└── ObservationError      3  nothing can be observed: network, denied
    ├── CredentialsError  3  no credentials, expired, refused: a login elsewhere helps
    ├── SetupError        3  unknown profile, no region: another command line helps
    └── NoChainsError     3  all could be seen, and there is no chain
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from errno import EMFILE, ENFILE


class ExitCode(IntEnum):
    """Exit codes of every command; part of the public contract."""

    HEALTHY = 0
    FINDINGS = 1
    USAGE = 2
    UNOBSERVED = 3
    INSUFFICIENT = 4
    INTERRUPTED = 130


class GlueflowError(Exception):
    """An expected end: one sentence for the user that names the thing and the remedy."""

    exit_code = ExitCode.UNOBSERVED


class UsageError(GlueflowError):
    """The command line, the configuration or a file named there cannot be used."""

    exit_code = ExitCode.USAGE


class RecordingError(UsageError):
    """A file is not a recording that this version can read."""


class LimitError(GlueflowError):
    """The system allows less than the program takes."""


class ObservationError(GlueflowError):
    """Nothing can be observed at all; a single failed call is a ``Fault`` instead."""


class CredentialsError(ObservationError):
    """AWS credentials are missing, expired or refused; a new session may find better ones."""

    def __init__(self, what: str, whose: str = "", remedy: str = "") -> None:
        self.what = what
        self.whose = whose
        """Profile and kind, in brackets."""
        self.remedy = remedy
        """The exact command that renews them."""
        self.since: datetime | None = None
        """When it was first found; None when nobody looked at a clock."""
        super().__init__(self.tell())

    def tell(self, since: str = "") -> str:
        """The sentence, with the time of day that it holds since."""
        head = " ".join(filter(None, (self.what, since, self.whose)))
        return f"{head}. {self.remedy}" if self.remedy else head


class SetupError(ObservationError):
    """The AWS profile or region cannot be used: no login helps, but another choice does."""


class NoChainsError(ObservationError):
    """No chain is found in the account; the sentence says how much was looked at."""


def find_limit(error: Exception) -> LimitError | None:
    """The limit of the system that an error comes from, whoever met it; None if it has no such."""
    if isinstance(error, RuntimeError) and error.args == ("can't start new thread",):
        return LimitError(
            "no more threads can be started here; end other programs, or raise the limit: "
            "ulimit -u, in a container its number of processes"
        )
    if isinstance(error, OSError) and error.errno in {EMFILE, ENFILE}:
        return LimitError("no more files can be opened here; raise the limit: ulimit -n 256")
    return None
