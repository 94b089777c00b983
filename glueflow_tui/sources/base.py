"""The port that every source of facts fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.model.details import JobGauges, RunLogs
    from glueflow_tui.model.jobs import RunKey
    from glueflow_tui.model.observation import Observation


class Source(Protocol):
    """Something that can be looked at again and again."""

    def poll(self) -> Observation | None:
        """Look once; None when there is nothing more to see (the end of a recording).

        Raises ``ObservationError`` only when nothing at all could be seen; a failed call among
        others is a ``Fault`` in the observation.
        """
        ...


@runtime_checkable
class Surveyor(Source, Protocol):
    """A source that can tell which chains there are without looking at what they do."""

    def survey(self) -> Observation | None:
        """Jobs, triggers and the chains they make; returns and raises as ``poll`` does."""
        ...


@runtime_checkable
class Waiter(Source, Protocol):
    """A source that waits for answers, and has time for something else meanwhile."""

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Do that once, when the first questions are under way."""
        ...


class Progress(NamedTuple):
    """How far a look has come."""

    runs: int = 0
    """Jobs whose runs have come."""
    metrics: int = 0
    """Jobs whose bytes have come."""


@runtime_checkable
class Teller(Source, Protocol):
    """A source whose looks take long enough to ask how far one has come."""

    def tell_progress(self) -> Progress | None:
        """Of the look under way, None when that is not known; any thread may ask."""
        ...


@runtime_checkable
class Opener(Source, Protocol):
    """A source of many chains that asks more about one of them when it is looked at."""

    def open_chain(self, name: str | None) -> None:
        """From the next look on, all about that chain, too; None: as little about each again."""
        ...


@runtime_checkable
class Informant(Source, Protocol):
    """A source that answers questions about one run or job, while its details are looked at.

    Never raises what a failed call raises: the answer then says what is missing, and why.
    """

    def read_logs(self, run: RunKey) -> RunLogs:
        """The ends of the run's logs."""
        ...

    def read_gauges(self, job: str) -> JobGauges:
        """Heap, processors and executors of the job over the time looked back on."""
        ...


def progress_of(source: Source) -> Progress | None:
    """How far the source's look has come; None when it does not tell."""
    return source.tell_progress() if isinstance(source, Teller) else None


def use_wait(source: Source, act: Callable[[], object]) -> None:
    """Do something while the source first waits for answers; at once when it waits for none.

    Two threads that load modules only get into each other's way: all panels are filled a twentieth
    sooner when the source can ask first.
    """
    if isinstance(source, Waiter):
        source.meanwhile(act)
    else:
        act()
