"""A source in a process of its own: it looks while the screen is loaded, and never holds that up.

Forked before anything heavy is loaded. It ends with this process, in whatever way that ends; should
it end first, or be stopped, the source is opened here.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from struct import pack
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeVar, cast
from weakref import finalize

from glueflow_tui.errors import GlueflowError
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.base import Opener, Progress, Source, progress_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from multiprocessing.connection import Connection

    from glueflow_tui.model.details import JobGauges, RunLogs
    from glueflow_tui.model.jobs import RunKey
    from glueflow_tui.model.observation import Observation

T = TypeVar("T")
Open = Callable[[], Source]

_TELLING = 0.5
"""Seconds between two words on how far a look has come."""
_SILENCE = 30
"""Seconds without a word after which it is given up: somebody has stopped it."""
_COLLECT_AFTER = (2_000, 10, 10)
"""Objects made between looks for garbage, once all is loaded."""


class Order(NamedTuple):
    """What is to be done there."""

    open_source: Open | None
    """With this one, from now on; None: with the one that was opened last."""
    act: Callable[[Source], object]


class Answer(NamedTuple):
    """What came of it; until then words of ``Progress`` are sent, or None."""

    result: object = None
    error: GlueflowError | None = None


def begin_apart(settings: SourceSettings, open_source: Open) -> Process | None:
    """A process that looks at AWS already; None for a source that is here, or is recorded here.

    None, too, where two processes would only be in each other's way, or no fork is safe or allowed.
    """
    if settings.demo is not None or settings.replay is not None or settings.record is not None:
        return None
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return None
    with suppress(OSError):
        return Process(open_source)
    return None


class Process:
    """The other process, as seen from this one; one thread asks it."""

    def __init__(self, open_source: Open) -> None:
        """No thread may run yet. The first look begins at once, before anybody asks for it."""
        from socket import SO_RCVTIMEO, SOL_SOCKET, socketpair

        ours, theirs = socketpair()
        with ours, theirs:
            pid = os.fork()
            if pid == 0:
                ours.close()
                _live_apart(theirs.detach(), open_source)
            ours.setsockopt(SOL_SOCKET, SO_RCVTIMEO, pack("ll", _SILENCE, 0))
            self._line: int | Connection = ours.detach()
        self._begun: Open | None = open_source
        self._is_asked = False
        self._end = finalize(self, _end, pid)
        self.progress: Progress | None = None
        """How far the look under way has come."""

    def open(self, open_source: Open) -> Source:
        """A source there in place of the last one, or here once there is no there."""
        if not self._end.alive:
            return open_source()
        order = None if open_source is self._begun else open_source
        self._begun, self.progress = None, None
        return Apart(self, open_source, order)

    def ask(self, order: Order) -> Answer:
        """What came of it; raises ``EOFError`` when the process is gone, or says nothing."""
        from multiprocessing.connection import Connection

        if isinstance(self._line, int):
            self._line = Connection(self._line)
        self._is_asked = True
        try:
            self._line.send(order)
            while not isinstance(words := self._line.recv(), Answer):
                self.progress = words
        except OSError:
            raise EOFError from None
        finally:
            self._is_asked = False
        return words

    def interrupt(self) -> None:
        """End it if somebody waits for what was asked, who then need not; any thread may."""
        if self._is_asked:
            self._end()

    def bury(self) -> bool:
        """Leave nothing of a process that is gone; False when it was ended from here.

        Until then the system gives its number to no other, which would be ended in its place.
        """
        return self._end() is not None


class Apart:
    """What the screen asks of a source: in the other process, or here once that is gone."""

    def __init__(self, process: Process, open_source: Open, order: Open | None) -> None:
        self._process = process
        self._open_source = open_source
        self._order = order
        self._source: Source | None = None
        """The one here."""
        self._chain: str | None = None

    def poll(self) -> Observation | None:
        """Look once; raises as the source does."""
        return self._ask(partial(_look, chain=self._chain))

    def tell_progress(self) -> Progress | None:
        """As the source tells it, if it does."""
        return self._process.progress if self._source is None else progress_of(self._source)

    def open_chain(self, name: str | None) -> None:
        """As the source does it, if it can."""
        self._chain = name

    def read_logs(self, run: RunKey) -> RunLogs:
        """As the source tells them, if it can."""
        from glueflow_tui.sources.inquiry import read_logs

        return self._ask(partial(read_logs, run=run))

    def read_gauges(self, job: str) -> JobGauges:
        """As the source tells them, if it can."""
        from glueflow_tui.sources.inquiry import read_gauges

        return self._ask(partial(read_gauges, job=job))

    def _ask(self, act: Callable[[Source], T]) -> T:
        if self._source is None:
            try:
                answer = self._process.ask(Order(self._order, act))
            except EOFError:
                if not self._process.bury():
                    raise
                self._source = self._open_source()
            else:
                self._order = None
                if answer.error is not None:
                    raise answer.error
                return cast("T", answer.result)
        return act(self._source)


def _look(source: Source, chain: str | None) -> Observation | None:
    if isinstance(source, Opener):
        source.open_chain(chain)
    return source.poll()


def _end(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # and what it has started
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
    return True


def _live_apart(line: int, open_source: Open) -> NoReturn:
    """The whole life of the other process: far from the terminal, and from its signals."""
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        from multiprocessing.connection import Connection

        _Desk(Connection(line), open_source).serve()
    finally:
        _leave()


def _leave() -> NoReturn:
    """With all that was started here, at once; no buffer of the first process is written again."""
    try:
        os.killpg(os.getpid(), signal.SIGKILL)
    finally:
        os._exit(1)


class _Desk:
    """Does what is asked, in a thread: so it is heard at once when nobody is there to ask."""

    def __init__(self, line: Connection, open_source: Open) -> None:
        self._line = line
        self._sending = Lock()
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._is_asked = False
        self._open_source = open_source
        self._source: Source | None = None

    def serve(self) -> None:
        """Until nobody is there; raises ``EOFError`` then."""
        Thread(target=self._work, daemon=True).start()
        while True:
            if self._line.poll(_TELLING if self._is_asked else None):
                order = self._line.recv()
                self._is_asked = True
                self._orders.put(order)
            elif self._is_asked:
                self._send(None if self._source is None else progress_of(self._source))

    def _work(self) -> None:
        try:
            # Not yet asked for: all panels are filled a tenth sooner.
            ahead = self._do(Order(None, partial(_look, chain=None)))
            order = self._orders.get()
            self._answer(ahead if order.open_source is None else self._do(order))
            del ahead
            # All is loaded, and stays; what comes from now on is little.
            gc.freeze()
            gc.collect()
            gc.set_threshold(*_COLLECT_AFTER)
            while True:
                self._answer(self._do(self._orders.get()))
        finally:
            # What nobody has thought of happens once more, where it can be shown.
            _leave()

    def _do(self, order: Order) -> Answer:
        try:
            if order.open_source is not None:
                self._open_source, self._source = order.open_source, None
            if self._source is None:
                self._source = self._open_source()
            return Answer(order.act(self._source))
        except GlueflowError as error:
            return Answer(error=error)

    def _answer(self, answer: Answer) -> None:
        self._is_asked = False
        self._send(answer)

    def _send(self, words: Answer | Progress | None) -> None:
        with self._sending:
            self._line.send(words)
