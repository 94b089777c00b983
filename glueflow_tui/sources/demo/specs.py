"""What a world is made of: jobs, the triggers that start them, and what engineers do to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from glueflow_tui.model.jobs import Arguments
from glueflow_tui.settings import NamedChain

_PERIODS = (5, 6, 10, 12, 15, 20, 30)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one run of a feeding job writes."""

    writes: int
    seconds: int = 300
    """Length of the write phase."""
    shape: tuple[int, ...] = (2, 5, 6, 5, 2)
    """Weights of equal stretches of the write phase."""
    late: int = 0
    """Seconds by which its first byte comes later than usual."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Work that brings raw data in from outside the world: its amounts are given."""

    usual: tuple[Batch, ...]
    """By number of the run, over and over."""
    special: Mapping[int, Batch] = field(default_factory=dict)
    """Runs, counted from 1, that differ."""
    read_factor: Fraction = Fraction(5, 2)
    """Raw bytes read for one byte written."""

    def batch(self, number: int) -> Batch:
        """What the run of that number, from 1, writes."""
        return self.special.get(number) or self.usual[(number - 1) % len(self.usual)]


@dataclass(frozen=True, slots=True)
class Reader:
    """Work that reads staged files: how much follows from what lies there at its start."""

    paths: tuple[str, ...]
    bytes_per_minute: int
    transformation_ctx: str | None = None
    commits: bool = True
    """Whether the script ends with ``job.commit()``."""
    bounded_bytes: int | None = None
    """``boundedSize`` of the read: files beyond it are left to later runs."""
    read_factor: Fraction = Fraction(1)
    """Bytes read for one byte of a file: less than 1 where columns are pruned."""
    write_factor: Fraction = Fraction(3, 4)
    """Bytes written for one byte read."""
    output_share: Fraction = Fraction(3, 16)
    """Seconds of writing for one second of reading."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Runs that break: the number ``first``, and every so many after it."""

    first: int
    every: int
    seconds: int
    """From the start of the run to its end."""
    error: str
    attempts: int = 1
    """How many attempts of such a run break before one is good."""

    def hits(self, number: int, attempt: int) -> bool:
        """Whether it breaks that attempt of the run."""
        due = number >= self.first and (number - self.first) % self.every == 0
        return due and attempt < self.attempts


@dataclass(frozen=True, slots=True)
class JobSpec:
    """A job: its definition as Glue knows it, and how it behaves."""

    name: str
    work: Feed | Reader
    writes_to: str
    """S3 path."""
    startup_seconds: int = 60
    """From the start of a run to its first byte."""
    arguments: Arguments = field(default_factory=dict)
    """The job's default arguments."""
    non_overridable: Arguments = field(default_factory=dict)
    max_concurrent_runs: int = 1
    queuing: bool = False
    max_retries: int = 0
    failures: tuple[Failure, ...] = ()
    files_per_run: int = 12

    def effective(self, passed: Arguments) -> dict[str, str]:
        """Arguments of a run, by Glue's order of precedence."""
        return {**self.arguments, **passed, **self.non_overridable}

    def failure(self, number: int, attempt: int) -> Failure | None:
        """What breaks that attempt, if anything."""
        return next((one for one in self.failures if one.hits(number, attempt)), None)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A trigger that starts a job every so many minutes of the hour."""

    name: str
    job: str
    minutes: int = 30
    arguments: Arguments = field(default_factory=dict)
    offset: int = 0
    """Minute of its first fire in an hour."""

    def __post_init__(self) -> None:
        if self.minutes not in _PERIODS:
            raise ValueError(f"{self.minutes} minutes do not divide the hour as Glue's cron does")
        if not 0 <= self.offset < self.minutes:
            raise ValueError(f"minute {self.offset} is not within the first {self.minutes}")

    @property
    def cron(self) -> str:
        """As Glue writes it."""
        return f"cron({self.offset}/{self.minutes} * * * ? *)"


@dataclass(frozen=True, slots=True)
class AfterSuccess:
    """A trigger that starts a job when a triggered run of another one has succeeded."""

    name: str
    job: str
    after: str
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AfterAll:
    """A trigger that starts a job when triggered runs of all the others have succeeded."""

    name: str
    job: str
    after: tuple[str, ...]
    arguments: Arguments = field(default_factory=dict)


TriggerSpec = Schedule | AfterSuccess | AfterAll


@dataclass(frozen=True, slots=True)
class Deploy:
    """Put another definition and script in the place of a job's; running runs keep theirs."""

    job: JobSpec


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop all runs of a job, the waiting ones too."""

    job: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Move all files out of a path."""

    path: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Activate or deactivate a trigger."""

    trigger: str
    active: bool


@dataclass(frozen=True, slots=True)
class Start:
    """Start a job by hand, without a trigger."""

    job: str


@dataclass(frozen=True, slots=True)
class Change:
    """What engineers do at one moment, in order."""

    after: timedelta
    """Since the world began."""
    deeds: tuple[Deploy | Stop | Clear | Switch | Start, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything from which a world follows."""

    name: str
    jobs: tuple[JobSpec, ...]
    triggers: tuple[TriggerSpec, ...]
    changes: tuple[Change, ...] = ()
    named: tuple[NamedChain, ...] = ()
    """Chains that no trigger tells, as a user names them."""
