"""Waiting for runs: look again until every link has its complete runs, or time is up."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from glueflow_tui.analysis.gate_report import Ending, Gate, GateReport
from glueflow_tui.analysis.report import Report
from glueflow_tui.analysis.span import ceil_minute
from glueflow_tui.cli.interrupts import Interrupts
from glueflow_tui.cli.progress import Progress, Waiting
from glueflow_tui.errors import CredentialsError, ObservationError, SetupError, UsageError
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.states import SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import CheckSettings, Settings

LONGEST_PAUSE = 300.0
"""Seconds between looks while no job runs and none is due."""
SHORTEST_PAUSE = 5.0
_TICK = 1.0
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Pace:
    """The time of the wall, and how to let it pass."""

    sleep: Callable[[float], None] = wall.sleep
    clock: Callable[[], float] = wall.monotonic
    """Monotonic seconds."""


def is_gated(check: CheckSettings) -> bool:
    """Whether only some runs are judged."""
    return check.after is not None or check.runs is not None or check.wait is not None


def check_gate(check: CheckSettings) -> None:
    """Raise ``UsageError`` for a number of runs that nothing says when to count from."""
    if check.runs is not None and check.after is None and check.wait is None:
        raise UsageError(
            "--runs counts runs after a moment; add --after TIME, or --wait TIME to wait for them"
        )


def widen_view(settings: Settings) -> Settings:
    """Settings that still see the first moment at the end of the wait."""
    wait = settings.check.wait
    if wait is None:
        return settings
    lookback = min(settings.analysis.lookback + wait, timedelta(days=15))
    return settings._replace(
        source=settings.source._replace(lookback=lookback),
        analysis=settings.analysis._replace(lookback=lookback),
    )


def place_moment(
    after: datetime | time | None, now: datetime, wait: timedelta | None = None
) -> datetime:
    """The moment that is meant: a time of day is the last such one, None is now.

    One that comes while we wait is waited for. Raises ``UsageError`` for one still to come that
    nobody can mean by its last time.
    """
    if after is None:
        return now
    if isinstance(after, datetime):
        return after.astimezone(UTC)
    moment = datetime.combine(now.date(), after, UTC)
    if moment <= now + (wait or timedelta()):
        return moment
    # Soon after midnight the evening before is meant.
    if moment - now >= _HALF_DAY:
        return moment - timedelta(days=1)
    raise UsageError(
        f"--after {after:%H:%M} has not come yet, it is {now:%H:%M}Z; "
        f"add --wait {_hours(moment - now)}h to wait for it, or name an earlier day, too"
    )


@dataclass(slots=True)
class Watch:
    """One wait: a monitor that is looked through until there is enough to judge."""

    monitor: Monitor
    settings: Settings
    progress: Progress
    pace: Pace
    interrupts: Interrupts = field(default_factory=Interrupts)

    def run(self) -> Report | None:
        """The report on the judged runs; None when the source shows nothing at all.

        Ctrl-C after the first look ends the wait with what was seen so far.
        """
        if not self._look_first():
            return None
        gate = self._open_gate()
        report = self.monitor.judge(gate)
        if self.settings.check.wait is None:
            return report
        try:
            with self.interrupts:
                report = self._wait(gate, report)
        except KeyboardInterrupt:
            report = _end(self.monitor.judge(gate), Ending.INTERRUPTED)
        self.progress.finish()
        return report

    def _look_first(self) -> bool:
        """The first look; without a wait, a recording is looked through to its end."""
        if not self.monitor.look():
            return False
        while self.settings.check.wait is None and self._kind() is SourceKind.REPLAY:
            if not self.monitor.look():
                break
        return True

    def _open_gate(self) -> Gate:
        check, seen = self.settings.check, self.monitor.history
        now = seen.taken_at or datetime.min.replace(tzinfo=UTC)
        after = place_moment(check.after, now, check.wait)
        lookback = self.settings.analysis.lookback
        if after < now - lookback:
            raise UsageError(
                f"--after {after:%Y-%m-%d %H:%M}Z is before what is looked at; "
                f"add --lookback {_hours(now - after)}h"
            )
        return Gate(after, check.runs or 1, has_baseline=check.baseline is not None)

    def _wait(self, gate: Gate, report: Report) -> Report:
        begun, first = self.pace.clock(), report.taken_at
        limit = (self.settings.check.wait or timedelta()).total_seconds()
        is_live = self._kind() is SourceKind.AWS
        while True:
            elapsed = (report.taken_at - first).total_seconds()
            if is_live:
                elapsed = self.pace.clock() - begun
            self.progress.show(Waiting(report, elapsed, limit))
            if _found(report).has_runs:
                return report
            if elapsed >= limit:
                return _end(report, Ending.TIMED_OUT)
            if is_live:
                pause = choose_pause(report, self.settings.view.interval.total_seconds())
                self._pass_time(min(pause, limit - elapsed), Waiting(report, elapsed, limit))
            seen = self._look_again()
            if seen is False:
                return _end(report, Ending.ENDED)
            report = self.monitor.judge(gate) if seen else report

    def _look_again(self) -> bool | None:
        """Whether there was more to see; None when nothing could be seen this time."""
        try:
            return self.monitor.look()
        except (CredentialsError, SetupError):
            raise
        except ObservationError as error:
            self.progress.say(f"{error}; trying again")
            return None

    def _pass_time(self, seconds: float, waiting: Waiting) -> None:
        begun = self.pace.clock()
        while (gone := self.pace.clock() - begun) < seconds:
            self.pace.sleep(min(_TICK, seconds - gone))
            self.interrupts.check()
            self.progress.show(
                replace(waiting, elapsed=waiting.elapsed + self.pace.clock() - begun)
            )

    def _kind(self) -> SourceKind:
        source = self.monitor.history.source
        return SourceKind.AWS if source is None else source.kind


def choose_pause(report: Report, interval: float) -> float:
    """Seconds until the next look: the interval, sooner when bytes settle, later when all rest."""
    now = report.taken_at
    delay = (now - report.complete_until) // MINUTE * MINUTE
    if not _is_resting(report):
        return interval
    settling = [
        (ceil_minute(run.completed) + delay - now).total_seconds()
        for job in report.jobs
        for run in job.runs
        if run.completed is not None and run.completed > report.complete_until
    ]
    if settling:
        return max(SHORTEST_PAUSE, min(interval, *settling))
    due = [(job.next_start - now).total_seconds() for job in report.jobs if job.next_start]
    return min(max(interval, min(due, default=interval)), max(interval, LONGEST_PAUSE))


def _is_resting(report: Report) -> bool:
    """Whether no job runs, and each downstream job has followed the newest upstream run."""
    newest = {job.name: job.runs[-1] for job in report.jobs if job.runs}
    if any(not run.state.is_final for run in newest.values()):
        return False
    pairs = ((newest.get(link.upstream), newest.get(link.downstream)) for link in report.links)
    return all(
        up is None
        or up.completed is None
        or (down is not None and down.started is not None and down.started >= up.completed)
        for up, down in pairs
    )


def _found(report: Report) -> GateReport:
    if report.gate is None:
        raise ValueError("a wait needs a report of judged runs")
    return report.gate


def _end(report: Report, ending: Ending) -> Report:
    return replace(report, gate=replace(_found(report), ending=ending))


def _hours(length: timedelta) -> int:
    return -(-length // timedelta(hours=1))
