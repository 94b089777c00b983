"""The course of events: triggers fire, runs start, read, write and end, engineers step in."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, deque
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from itertools import count

from glueflow_tui.model.arguments import BOOKMARK_OPTION
from glueflow_tui.model.jobs import Bookmark, RunKey
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.runs import Cause, Run
from glueflow_tui.sources.demo.specs import (
    AfterAll,
    AfterSuccess,
    Blueprint,
    Change,
    Clear,
    Deploy,
    Feed,
    Reader,
    Schedule,
    Start,
    Stop,
    Switch,
)
from glueflow_tui.sources.demo.staging import ReadMarks, StagedFile, Staging, take_bounded
from glueflow_tui.sources.demo.timeline import Timeline
from glueflow_tui.sources.demo.work import Workload, plan_feed, plan_read

RETRY_SECONDS = 30
"""Between a failed attempt and the next."""


class _Turn(IntEnum):
    """Order of events at one second: room is made before anything starts."""

    CHANGE = 0
    END = 1
    START = 2


class Simulation:
    """Everything that happened up to ``now``; advancing never alters what was."""

    def __init__(self, blueprint: Blueprint, begins: int) -> None:
        self.runs: list[Run] = []
        """In the order in which they were asked for."""
        self.specs = {job.name: Timeline(job) for job in blueprint.jobs}
        self.active = {trigger.name: Timeline(initial=True) for trigger in blueprint.triggers}
        self.bookmarks = {job.name: Timeline(Bookmark(job.name, None)) for job in blueprint.jobs}
        self.now = begins
        self._blueprint = blueprint
        self._staging = Staging()
        self._marks = ReadMarks()
        self._running: dict[str, list[Run]] = {job.name: [] for job in blueprint.jobs}
        self._waiting: dict[str, deque[Run]] = {job.name: deque() for job in blueprint.jobs}
        self._numbers: Counter[str] = Counter()
        self._saves: Counter[str] = Counter()
        self._agenda: list[tuple[int, _Turn, int, Callable[[], None]]] = []
        self._order = count()
        self._succeeded: dict[str, dict[str, RunKey]] = {}
        """By trigger: runs that succeeded since it last fired."""
        self._watching: dict[str, list[AfterSuccess | AfterAll]] = {
            job.name: [] for job in blueprint.jobs
        }
        for change in blueprint.changes:
            moment = begins + round(change.after.total_seconds())
            self._plan(moment, _Turn.CHANGE, partial(self._apply, change))
        for trigger in blueprint.triggers:
            if isinstance(trigger, Schedule):
                self._plan_fire(trigger, begins)
                continue
            for job in trigger.after if isinstance(trigger, AfterAll) else (trigger.after,):
                self._watching[job].append(trigger)

    def advance(self, until: int) -> None:
        """Let everything happen that is due up to the moment, that moment included."""
        while self._agenda and self._agenda[0][0] <= until:
            self.now, _, _, act = heapq.heappop(self._agenda)
            act()
        self.now = max(self.now, until)

    def _plan(self, moment: int, turn: _Turn, act: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, turn, next(self._order), act))

    def _plan_fire(self, trigger: Schedule, earliest: int) -> None:
        period, offset = trigger.minutes * 60, trigger.offset * 60
        due = -((offset - earliest) // period) * period + offset
        self._plan(due, _Turn.START, partial(self._fire_schedule, trigger))

    def _fire_schedule(self, trigger: Schedule) -> None:
        self._plan_fire(trigger, self.now + 1)
        if self.active[trigger.name].latest:
            self._request(trigger.job, Cause(trigger.name, trigger.arguments))

    def _fire_after(self, run: Run) -> None:
        # Glue: a conditional trigger watches only runs that were themselves started by triggers.
        if run.cause.trigger is None:
            return
        for trigger in self._watching[run.job]:
            if not self.active[trigger.name].latest:
                continue
            waited_for = trigger.after if isinstance(trigger, AfterAll) else (trigger.after,)
            succeeded = self._succeeded.setdefault(trigger.name, {})
            succeeded[run.job] = RunKey(run.job, run.id)
            if succeeded.keys() == set(waited_for):
                del self._succeeded[trigger.name]
                cause = Cause(trigger.name, trigger.arguments, tuple(succeeded.values()))
                self._request(trigger.job, cause)

    def _request(self, job: str, cause: Cause) -> None:
        self._numbers[job] += 1
        number = self._numbers[job]
        run_id = _run_id(self._blueprint.name, job, number)
        self._admit(Run(self.specs[job].latest, run_id, number, cause, self.now))

    def _admit(self, run: Run) -> None:
        self.runs.append(run)
        if len(self._running[run.job]) < run.spec.max_concurrent_runs:
            self._begin(run)
        elif run.spec.queuing:
            self._waiting[run.job].append(run)
        else:
            run.ended, run.outcome = self.now, JobRunState.FAILED
            run.error = (
                f"ConcurrentRunsExceededException: Concurrent runs exceeded for {run.job} "
                f"(max concurrent runs: {run.spec.max_concurrent_runs})"
            )

    def _begin(self, run: Run) -> None:
        run.started = self.now
        # A job deployed while the run waited is what starts now.
        run.spec = self.specs[run.job].latest
        self._running[run.job].append(run)
        load = self._take_up(run)
        run.reads, run.writes = load.reads, load.writes
        self._staging.expect(run.spec.writes_to, run, run.writes, run.spec.files_per_run)
        self._plan_end(run, load.end)

    def _take_up(self, run: Run) -> Workload:
        start = self.now + run.spec.startup_seconds
        work = run.spec.work
        if isinstance(work, Feed):
            return plan_feed(work, run.number, start)
        run.listed = self._choose_files(run, work)
        return plan_read(work, run.listed, start)

    def _choose_files(self, run: Run, reader: Reader) -> tuple[StagedFile, ...]:
        files = self._staging.list_files(reader.paths, self.now)
        if reader.transformation_ctx and _option(run) in {"enable", "pause"}:
            files = self._marks.unread(run.job, reader.transformation_ctx, files)
        return take_bounded(files, reader.bounded_bytes)

    def _plan_end(self, run: Run, due: int) -> None:
        failure = run.spec.failure(run.number, run.attempt)
        outcome, error = JobRunState.SUCCEEDED, None
        if failure is not None and self.now + failure.seconds < due:
            due, outcome, error = self.now + failure.seconds, JobRunState.FAILED, failure.error
        self._plan(due, _Turn.END, partial(self._end, run, outcome, error))

    def _end(self, run: Run, outcome: JobRunState, error: str | None = None) -> None:
        if run.ended is not None:
            return
        run.ended, run.outcome, run.error = self.now, outcome, error
        if run in self._running[run.job]:
            self._running[run.job].remove(run)
        if outcome is JobRunState.SUCCEEDED:
            self._save_bookmark(run)
            self._fire_after(run)
        if outcome is JobRunState.FAILED and run.attempt < run.spec.max_retries:
            due = self.now + RETRY_SECONDS
            self._plan(due, _Turn.START, partial(self._retry, run))
        self._admit_waiting(run.job)

    def _admit_waiting(self, job: str) -> None:
        limit = self.specs[job].latest.max_concurrent_runs
        while self._waiting[job] and len(self._running[job]) < limit:
            self._begin(self._waiting[job].popleft())

    def _retry(self, run: Run) -> None:
        attempt = run.attempt + 1
        base = run.id.partition("_attempt_")[0]
        spec = self.specs[run.job].latest
        again = Run(spec, f"{base}_attempt_{attempt}", run.number, run.cause, self.now)
        again.attempt, again.previous_run_id = attempt, run.id
        self._admit(again)

    def _save_bookmark(self, run: Run) -> None:
        work = run.spec.work
        if isinstance(work, Feed) or not work.commits or _option(run) != "enable":
            return
        context = work.transformation_ctx
        if context:
            self._marks.commit(run.job, context, run.listed)
        self._saves[run.job] += 1
        self.bookmarks[run.job].set(
            self.now,
            Bookmark(
                run.job,
                run.id,
                version=self._saves[run.job],
                run=run.number,
                attempt=run.attempt,
                contexts=(context,) if context else (),
            ),
        )

    def _apply(self, change: Change) -> None:
        for deed in change.deeds:
            match deed:
                case Deploy(job):
                    self.specs[job.name].set(self.now, job)
                case Stop(job=name):
                    self._stop(name)
                case Clear(path):
                    self._staging.clear(path, self.now)
                case Switch(trigger, active):
                    self.active[trigger].set(self.now, active)
                case Start(job=name):
                    self._request(name, Cause())

    def _stop(self, job: str) -> None:
        # The line is emptied first, or stopping a running one would start the next.
        waiting, self._waiting[job] = self._waiting[job], deque()
        for run in (*waiting, *self._running[job]):
            self._end(run, JobRunState.STOPPED)


def _option(run: Run) -> str:
    return run.arguments.get(BOOKMARK_OPTION, "").removeprefix("job-bookmark-")


def _run_id(world: str, job: str, number: int) -> str:
    return "jr_" + hashlib.sha256(f"{world}/{job}/{number}".encode()).hexdigest()
