"""The one thread beside the screen: it owns source, history and analysis, and posts news.

The source may have a process of its own, which only this thread talks to. A daemon thread: Textual
joins its own thread workers, so a poll that hangs would hold up quitting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue
from random import SystemRandom
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from textual.message import Message

from glueflow_tui.errors import find_limit
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.sources.base import Opener, Progress, Source, progress_of, use_wait
from glueflow_tui.tui.messages import PollFailed, Reopened, Reported, SourceEnded, Told
from glueflow_tui.tui.player import Act, Player
from glueflow_tui.tui.rhythm import Rhythm, stretch

if TYPE_CHECKING:  # loaded by the thread, when the first frame is there
    from glueflow_tui.model.details import JobGauges, RunLogs
    from glueflow_tui.monitor import Monitor
    from glueflow_tui.sources.apart import Process

_SPREAD = 0.1
"""Largest part of a lengthened wait that is left out."""
_CHANCE = SystemRandom()

Question = Callable[[Source], "RunLogs | JobGauges"]


class Poller:
    """Polls until stopped. A refresh during a slow poll makes one more poll, however many came."""

    def __init__(
        self,
        open_source: Callable[[], Source],
        settings: Settings,
        post: Callable[[Message], object],
        prepare: Callable[[], object],
        *,
        process: Process | None = None,
        jitter: Callable[[], float] = _CHANCE.random,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """``process`` is where the source is opened, None: here.

        ``jitter`` is from 0 to 1: of many screens, not all must come back at one moment.
        """
        self._open_source = open_source
        self._settings = settings
        self._post = post
        self._prepare = prepare
        self._process = process
        self._wake = Event()
        self._started = False
        self._stopping = False
        self._monitor: Monitor | None = None
        self._source: Source | None = None
        self._place = self._wanted = 0
        """Of the places that were wanted one after the other, which is looked at."""
        self._telling = Lock()
        self._chain: str | None = None
        self._player: Player | None = None
        self._asked: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._questions: SimpleQueue[Question] = SimpleQueue()
        self._is_due = False
        """A poll is wanted before the wait is over."""
        self._jitter = jitter
        self._clock = clock
        self._failures = 0
        self._rhythm = self._new_rhythm()

    def start(self) -> None:
        """Begin to poll; once."""
        if self._started:
            return
        self._started = True
        Thread(target=self._run, name="poller", daemon=True).start()

    def refresh(self) -> None:
        """Poll now rather than at the end of the wait."""
        self._hurry()

    def pace(self, interval: timedelta) -> None:
        """Poll at another interval from now on."""
        self._asked.put(partial(self._pace, interval))
        self._hurry()

    def ask(self, question: Question) -> None:
        """Have the source answer in the polling thread, without a poll: ``Told`` comes back."""
        self._questions.put(question)
        self._wake.set()

    def _hurry(self) -> None:
        self._is_due = True
        self._wake.set()

    def tell_progress(self) -> Progress | None:
        """How far the poll under way has come; None where the source does not tell."""
        if self._source is None or self._is_left:
            return Progress()
        return progress_of(self._source)

    def open_chain(self, name: str | None) -> None:
        """Look more closely at one chain from now on, at none with None."""
        self._chain = name
        # A demo shows all there is at every look, and would only go on sooner.
        if isinstance(self._source, Opener):
            self._hurry()

    def play(self, act: Act, moment: datetime | None = None) -> None:
        """Have something done with the recording, in the polling thread."""
        self._asked.put(partial(self._obey, act, moment))
        self._hurry()

    def reopen(self, source: SourceSettings, open_source: Callable[[], Source]) -> None:
        """Look at another source from now on, which the settings describe.

        What a look under way still brings is not told. Where it can be ended, it is.
        """
        with self._telling:
            self._wanted += 1
            self._post(Reopened(source))
        self._asked.put(partial(self._change, self._wanted, open_source))
        if self._process is not None:
            self._process.interrupt()
        self._hurry()

    def stop(self) -> None:
        """Poll no more; does not wait for a poll under way."""
        self._stopping = True
        self._hurry()

    def _run(self) -> None:
        due = self._clock()
        while not self._stopping:
            self._is_due = False
            due = self._rest(due, self._attempt())

    def _rest(self, due: float, wait: float | None) -> float:
        """Wait for the next poll, and answer questions meanwhile; when it was due.

        Counted from when this one was due, or its own time would add up over a day.
        """
        until = None if wait is None else max(due + wait, self._clock())
        while not (self._stopping or self._is_due):
            left = None if until is None else until - self._clock()
            if until is not None and left is not None and left <= 0:
                return until
            self._wake.wait(left)
            self._wake.clear()
            while not (self._stopping or self._questions.empty()):
                self._guard(partial(self._answer, self._questions.get()))
        return self._clock()

    def _answer(self, question: Question) -> None:
        if self._source is not None:
            self._send(Told(question(self._source)))

    def _attempt(self) -> float | None:
        """One poll; seconds until the next, None when it comes only if the user wants it."""
        return self._guard(self._poll)

    def _poll(self) -> float | None:
        while not self._asked.empty():
            self._asked.get()()
        self._open()
        return self._look() if self._player is None else self._play(self._player)

    def _guard(self, act: Callable[[], float | None]) -> float | None:
        """What the act says, else the seconds until the next try."""
        try:
            return act()
        except Exception as error:  # reported on the screen, and the next try may succeed
            self._failures += 1
            wait = self._spread(stretch(self._interval(), self._failures))
            self._send(PollFailed(find_limit(error) or error, wait))
            return wait

    def _open(self) -> None:
        if self._monitor is not None:
            return
        from glueflow_tui.monitor import Monitor
        from glueflow_tui.sources.recording.replay import ReplaySource

        start, process = self._open_source, self._process
        self._source = start() if process is None else process.open(start)
        use_wait(self._source, self._load)
        self._monitor = Monitor(self._source, self._settings.analysis)
        if isinstance(self._source, ReplaySource):
            self._player = Player(self._monitor, self._source, self._settings.view.speed)

    def _load(self) -> None:
        """Begin to load what the first report and its picture take."""
        from glueflow_tui.analysis import load_ahead

        load_ahead()
        Thread(target=self._prepare).start()

    @property
    def _is_left(self) -> bool:
        """Whether another place is wanted than the one that is looked at."""
        return self._place != self._wanted

    def _change(self, place: int, open_source: Callable[[], Source]) -> None:
        self._place, self._open_source = place, open_source
        self._monitor = self._source = self._player = self._chain = None
        self._questions = SimpleQueue()
        self._failures, self._rhythm = 0, self._new_rhythm()

    def _pace(self, interval: timedelta) -> None:
        view = self._settings.view._replace(interval=interval)
        self._settings = self._settings._replace(view=view)
        self._rhythm = self._new_rhythm()

    def _obey(self, act: Act, moment: datetime | None) -> None:
        if self._player is not None:
            self._player.obey(act, moment)

    def _play(self, player: Player) -> float | None:
        """As a look, at a recording."""
        report, wait = player.turn(), player.wait
        if report is not None and self._monitor is not None:
            history, pause = self._monitor.history, wait or 0.0
            every = self._settings.view.interval
            self._send(Reported(report, every, pause, history=history, playback=player.playback))
        if player.ended:
            self._send(SourceEnded())
        return wait

    def _look(self) -> float | None:
        if self._monitor is None:
            return None
        self._focus()
        report = self._monitor.step()
        if report is None:
            self._send(SourceEnded())
            return None
        self._failures = 0
        rest = self._rhythm.after(report)
        pause = self._interval() * rest.seconds / self._settings.view.interval.total_seconds()
        if rest.throttled:
            pause = self._spread(pause)
        news = Reported(
            report,
            timedelta(seconds=rest.seconds),
            pause,
            throttled=rest.throttled,
            quiet=rest.quiet,
            history=self._monitor.history,
        )
        self._send(news)
        return pause

    def _focus(self) -> None:
        if isinstance(self._source, Opener):
            self._source.open_chain(self._chain)

    def _new_rhythm(self) -> Rhythm:
        return Rhythm(self._settings.view.interval.total_seconds())

    def _spread(self, seconds: float) -> float:
        return seconds * (1.0 - _SPREAD * self._jitter())

    def _interval(self) -> float:
        """Seconds of the wall between polls: demo and replay run faster than it."""
        view = self._settings.view
        source = None if self._monitor is None else self._monitor.history.source
        faster = source is not None and source.kind is not SourceKind.AWS
        return view.interval.total_seconds() / (view.speed if faster else 1.0)

    def _send(self, message: Message) -> None:
        with self._telling:
            if not (self._stopping or self._is_left):
                self._post(message)
