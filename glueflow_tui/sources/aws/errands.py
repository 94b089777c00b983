"""Calls done side by side: what to ask, and what to do with the answer."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock, Thread
from types import TracebackType
from typing import Generic, TypeVar

from glueflow_tui.sources.aws.asks import Ask
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.faults import Trouble, attempt
from glueflow_tui.sources.aws.patience import Patience

T = TypeVar("T")

_WIDTH = 4
"""Calls under way at once: Glue throttles accounts, not clients."""

Outcome = Trouble | Callable[[], None]
"""What went wrong, or the keeping of the answer, to be done in the thread that asked."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One call and where its answer goes."""

    ask: Ask
    fetch: Callable[[], Outcome]
    """Made in any thread."""
    lose: Callable[[Trouble], None]
    """To be told of the trouble instead, in the asking thread."""
    urgent: bool
    """To be made now, whatever the timetable says."""


def send(
    ask: Ask,
    call: Callable[[], T],
    keep: Callable[[T], None],
    *,
    lose: Callable[[Trouble], None] = lambda _: None,
    urgent: bool = False,
    profile: str | None,
) -> Errand:
    """Errand that makes the call in any thread and keeps the answer in the asking one."""

    def fetch() -> Outcome:
        answer = attempt(call, profile=profile)
        return answer if isinstance(answer, Trouble) else partial(keep, answer)

    return Errand(ask, fetch, lose, urgent)


def run_all(
    calls: Sequence[Callable[[], T]],
    patience: Patience,
    meanwhile: Callable[[], object] | None = None,
) -> list[T | Trouble]:
    """Answers of the calls, in their order, made by a few threads; ``meanwhile`` is made here.

    A call that has not come to an end when patience has is ended, and is trouble. The threads are
    daemons, unlike those of ``concurrent.futures``, which Python joins when it exits: a call that
    hangs must not hold up quitting.
    """
    crew = _Crew(calls)
    threads = [Thread(target=crew.work, daemon=True) for _ in range(min(_WIDTH, len(calls)))]
    for thread in threads:
        thread.start()
    if meanwhile is not None:
        meanwhile()
    for thread in threads:
        thread.join(patience.left)
    crew.dismiss()
    for thread in threads:
        _cut_off(thread)
    return crew.take(lambda: attempt(patience.refuse, profile=None))


class Awaited(Generic[T]):
    """One call that may never end: each look waits a while, the next one for the same call."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._under_way: tuple[_Crew[T], Thread] | None = None

    def wait(self, call: Callable[[], T], late: Callable[[], Trouble]) -> T | Trouble:
        """Its answer, or that of an earlier one that was still under way."""
        if self._under_way is None:
            crew = _Crew([call])
            self._under_way = crew, Thread(target=crew.work, daemon=True)
            self._under_way[1].start()
        crew, thread = self._under_way
        thread.join(self._seconds)
        if not thread.is_alive():
            self._under_way = None
        [answer] = crew.take(late)
        return answer


def ask_alone(clients: Clients, call: Callable[[], T]) -> T | Trouble:
    """The answer of one call, or what went wrong with it; no later than patience ends."""
    [answer] = run_all([partial(attempt, call, profile=clients.profile)], clients.patience)
    return answer


class _CutOff(BaseException):
    """Rises in a thread whose answer nobody waits for any more, and closes its connection."""


def _cut_off(thread: Thread) -> None:
    """End the thread at the next byte that it gets; without one its own time-out ends it.

    Nothing in botocore bounds how long an answer may take as a whole.
    """
    if thread.is_alive() and thread.ident is not None:
        number, end = ctypes.c_ulong(thread.ident), ctypes.py_object(_CutOff)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, end)


class _Crew(Generic[T]):
    def __init__(self, calls: Sequence[Callable[[], T]]) -> None:
        self._calls = len(calls)
        self._todo: Iterator[tuple[int, Callable[[], T]]] = iter(enumerate(calls))
        self._lock = Lock()
        self._done: dict[int, T] = {}
        self._relay = _Relay()

    def work(self) -> None:
        with self._relay:
            while (task := self._next()) is not None:
                number, call = task
                self._done[number] = call()

    def dismiss(self) -> None:
        """No call is begun any more."""
        with self._lock:
            self._todo = iter(())

    def take(self, late: Callable[[], Trouble]) -> list[T | Trouble]:
        if self._relay.problem is not None:
            raise self._relay.problem
        done = dict(self._done)
        return [done[number] if number in done else late() for number in range(self._calls)]

    def _next(self) -> tuple[int, Callable[[], T]] | None:
        with self._lock:
            return next(self._todo, None)


class _Relay:
    """Carries an exception from the thread where it rose to the one that waits."""

    def __init__(self) -> None:
        self.problem: BaseException | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(problem, _CutOff):
            self.problem = self.problem or problem
        return True
