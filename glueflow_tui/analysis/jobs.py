"""Jobs as views show them: effective settings, runs, minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import and_, attrgetter, eq, is_
from typing import TYPE_CHECKING

from glueflow_tui.analysis.bookmarks import (
    Layers,
    judge_bookmark,
    layers_of_job,
    layers_of_run,
    starting_trigger,
)
from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.report import BookmarkReport, JobReport, RunReport, leading_run
from glueflow_tui.analysis.runlog import RunLog, RunReader, start_minute
from glueflow_tui.analysis.runs import OPEN, Timeline, has_run, wall_intervals
from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.arguments import ENABLE_METRICS, JOB_LANGUAGE
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.record import record
from glueflow_tui.model.schedule import next_start, scheduled_triggers
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import JobRunState, Metric

if TYPE_CHECKING:  # a case is made of jobs
    from glueflow_tui.analysis.rules.case import Case

_STARTED = attrgetter("started")


@record
class JobCase:
    """A job's report, and what the links ask of its runs again and again."""

    report: JobReport
    log: RunLog
    real: tuple[RunReport, ...]
    """The runs that held workers, in order of start."""
    timeline: Timeline
    """The same by the clock."""
    since: int
    """Epoch minute before which the job is as it was in the case before; 0 without one."""
    is_cut: bool
    """Whether the left edge of the view came across a run since then."""
    lost: int
    """How many of its first runs, real ones that the edge had cut before, are past since then."""
    facts: tuple[object, ...]
    """For the memo: all that its runs are but their bytes, and what time changes.

    The very same tuple while all of that is as it was.
    """
    is_still: bool = False
    """Whether all but its minutes in view is as it was in the case before."""


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the view of the case before and that of now meet, in epoch minutes."""

    settled: int
    """Bytes of earlier ones were final."""
    edges: tuple[tuple[int, int], ...]
    """Where the view, and the bytes asked for in it, began before, and where they do now."""

    @classmethod
    def of(cls, before: Span, now: Span) -> Seam:
        """The seam of two spans of one history."""
        edges = [(before.start, now.start), (before.asked_from, now.asked_from)]
        minutes = [(epoch_minute(old), epoch_minute(new)) for old, new in edges if old and new]
        return cls(epoch_minute(before.complete_until), tuple(minutes))

    def misses(self, log: RunLog) -> bool:
        """Whether time changes nothing about these runs: all in view, over, and settled before."""
        if not log.starts:
            return True
        return log.reach[-1] <= self.settled and log.starts[0] >= max(new for _, new in self.edges)

    def cuts(self, log: RunLog, dropped: tuple[int, ...]) -> bool:
        """Whether the left edge came across a run, of those that are left or that began then."""
        return any(
            log.count_before(old) < log.count_before(new) or dropped[-1:] >= (old,)
            for old, new in self.edges
        )


@record
class _Course:
    """What became of a job since the case before; as in ``JobCase``."""

    since: int
    is_cut: bool
    lost: int = 0


@dataclass(frozen=True, slots=True)
class _Setup:
    """What a job is told to do, by its definition and its triggers."""

    bookmark: BookmarkReport
    metrics_enabled: bool | None
    timed: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class JobReader:
    """Turns the facts of a history into reports of its jobs."""

    history: History
    flows: Flows
    triggers: Mapping[str, tuple[Trigger, ...]]
    """By the job that they start."""
    runs: RunReader
    memo: Memo
    seam: Seam | None
    """None without a case before."""
    changed: frozenset[str]
    """Jobs of which other facts or bytes are known than in the case before."""

    def read_job(self, name: str) -> JobCase:
        """One job; of a job whose definition is unknown, what its runs and bytes say."""
        if self.memo.before and self.seam and self._is_still(name, self.memo.before, self.seam):
            return self._stay(self.memo.before.cases[name], self.seam)
        log, course = self._log(name)
        real, timeline = self._work(name, log, course)
        job = self.history.jobs.get(name)
        setup = self._set_up(name, job)
        told = self.history.triggers, job, log.facts, log.numbers
        facts = self.memo.recall(("facts", name), told, lambda: told)
        state = self.memo.recall(("state", name), (facts,), partial(_leading_state, log.reports))
        now = self.flows.span.taken_at
        report = JobReport(
            name=name,
            command=job.command if job else None,
            state=state,
            glue_version=job.glue_version if job else None,
            metrics_enabled=setup.metrics_enabled,
            max_concurrent_runs=job.max_concurrent_runs if job else None,
            bookmark=setup.bookmark,
            script=self._read_script(name, job),
            runs=log.reports,
            read=self.flows.minutes(name, Metric.BYTES_READ),
            written=self.flows.minutes(name, Metric.BYTES_WRITTEN),
            next_start=next_start(setup.timed, name, now) if setup.timed else None,
            schedule=setup.timed[0].schedule if setup.timed else None,
            runs_at=self.history.runs_at.get(name),
        )
        return JobCase(report, log, real, timeline, course.since, course.is_cut, course.lost, facts)

    def _is_still(self, name: str, before: Case, seam: Seam) -> bool:
        """Whether neither what is known of the job nor the time since makes a difference."""
        known = before.cases.get(name)
        if known is None or self.history.triggers is not before.history.triggers:
            return False
        fires = known.report.next_start
        return (
            name not in self.changed
            and seam.misses(known.log)
            and (fires is None or self.flows.span.taken_at < fires)
        )

    def _stay(self, known: JobCase, seam: Seam) -> JobCase:
        name = known.report.name
        return JobCase(
            known.report.move_on(
                self.flows.minutes(name, Metric.BYTES_READ),
                self.flows.minutes(name, Metric.BYTES_WRITTEN),
            ),
            known.log,
            known.real,
            known.timeline,
            since=seam.settled,
            is_cut=False,
            lost=0,
            facts=known.facts,
            is_still=True,
        )

    def _log(self, name: str) -> tuple[RunLog, _Course]:
        case = self.memo.before
        if case is None or self.seam is None or not self._is_defined_as_before(name):
            return self.runs.log_runs(name, self.runs.number(name)), _Course(0, is_cut=True)
        facts, known = self.history.runs.get(name, ()), case.cases[name].log
        is_same = facts is known.facts and self.runs.forgot_none(name, case.history)
        numbers = known.numbers if is_same else self.runs.number(name)
        dropped = 0 if is_same else _count_dropped(known.facts, facts)
        left = known.part(dropped, len(known.facts)) if dropped else known
        same = len(facts) if is_same else _count_same(left, facts, numbers)
        changes = [self.seam.settled, *left.starts[same : same + 1]]
        if same < len(facts):
            changes.append(start_minute(facts[same]))
        if dropped and known.reach[dropped - 1] > self.flows.span.first + 1:
            changes.append(known.starts[0])  # not past, but told otherwise
        if (news := self.flows.first_change(case.flows, name)) is not None:
            changes.append(news)
        own = self.flows.changed_runs(case.flows, name)
        if own:  # they count for the run whenever they came
            starts = zip(left.facts, left.starts, strict=True)
            changes += [start for run, start in starts if run.id in own]
        since = left.clear_cut(min(changes))
        past = left.count_before(since)
        is_cut = self.seam.cuts(left, known.starts[:dropped])
        real = sum(1 for run in known.reports[:dropped] if run.started and run.has_run)
        course = _Course(since, is_cut, real)
        if past == len(known.facts) == len(facts) and not is_cut:
            return known, course
        left = self.runs.forget_cut(left) if is_cut else left
        return self.runs.log_runs(name, numbers, left, past), course

    def _is_defined_as_before(self, name: str) -> bool:
        case = self.memo.before
        return (
            case is not None
            and name in case.cases
            and case.history.jobs.get(name) is self.history.jobs.get(name)
            and case.history.triggers is self.history.triggers
        )

    def _work(
        self, name: str, log: RunLog, course: _Course
    ) -> tuple[tuple[RunReport, ...], Timeline]:
        """The runs that held workers, and their times; those before ``since`` are known."""
        case = self.memo.before
        if case is None or not course.since:
            real = _list_real(log.reports)
            return real, Timeline().add(wall_intervals(real, OPEN))
        known = case.cases[name]
        if log is known.log:
            return known.real, known.timeline
        since, timeline = minute_start(course.since), known.timeline
        new = _list_real(log.reports[log.count_before(course.since) :])
        if log.facts is not known.log.facts or log.numbers is not known.log.numbers:
            lost = wall_intervals(known.real[: course.lost], OPEN)
            timeline = timeline.skip(len(lost)).add(wall_intervals(new, OPEN), since)
        if course.is_cut:  # some are without their bytes now
            return _list_real(log.reports), timeline
        past = bisect_left(known.real, since, key=_STARTED) - course.lost
        if past + len(new) == len(log.reports):
            return log.reports, timeline
        return known.real[course.lost : past + course.lost] + new, timeline

    def _set_up(self, name: str, job: Job | None) -> _Setup:
        newest = self._newest(name)
        mark = self.history.bookmarks.get(name)
        triggers = self.triggers.get(name, ())

        def work_out() -> _Setup:
            return _Setup(
                judge_bookmark(self._layers(name, job), mark.contexts if mark else None),
                self._has_metrics(name, job),
                scheduled_triggers(triggers, name),
            )

        return self.memo.recall(
            ("setup", name), (job, newest, mark, self.history.triggers), work_out
        )

    def _read_script(self, name: str, job: Job | None) -> ScriptReport | None:
        script, language = self.history.scripts.get(name), _language(job)
        if script is None:
            return None
        return self.memo.recall(
            ("script", name), (script, language), partial(read_script, script, language)
        )

    def _layers(self, name: str, job: Job | None) -> Layers:
        newest = self._newest(name)
        if self.runs.known_triggers is None:
            # What its newest run was passed is the best that is known of the next.
            if newest is None:
                return layers_of_job(job, None, is_passed=False)
            return layers_of_run(job, newest, None)
        return layers_of_job(job, starting_trigger(name, self.triggers.get(name, ()), newest))

    def _has_metrics(self, name: str, job: Job | None) -> bool | None:
        # The key alone switches metrics on; Glue ignores its value.
        newest = self._newest(name)
        said = [self._layers(name, job).has(ENABLE_METRICS)]
        if newest is not None:
            said.append(layers_of_run(job, newest, self.runs.known_triggers).has(ENABLE_METRICS))
        return True if True in said else None if None in said else False

    def _newest(self, name: str) -> JobRun | None:
        runs = self.history.runs.get(name, ())
        return next((run for run in reversed(runs) if not run.is_refused), None)


def _list_real(runs: tuple[RunReport, ...]) -> tuple[RunReport, ...]:
    real = tuple([run for run in runs if run.started and run.has_run])
    return runs if len(real) == len(runs) else real  # one of two, most often


def _leading_state(runs: Sequence[RunReport]) -> JobRunState | None:
    leading = leading_run(runs)
    return leading.state if leading else None


def _count_dropped(known: Sequence[JobRun], facts: Sequence[JobRun]) -> int:
    """How many of the first runs are no longer there."""
    first = facts[0] if facts else None
    return next((at for at, run in enumerate(known) if run is first), len(known))


def _count_same(known: RunLog, facts: Sequence[JobRun], numbers: Sequence[int]) -> int:
    """How many of the first runs are the very same, under the same number."""
    same = map(and_, map(is_, known.facts, facts), map(eq, known.numbers, numbers))
    return [*same, False].index(False)


def _language(job: Job | None) -> str | None:
    return job.default_arguments.get(JOB_LANGUAGE) if job else None


def bookmark_in_force(report: JobReport) -> RunReport | JobReport:
    """Whose bookmark option counts now: that of the newest run, else that of the job."""
    return next((run for run in reversed(report.runs) if has_run(run)), report)
