"""Runs of a job as views show them: numbered, with their bytes, bookmark and cost."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from glueflow_tui.analysis.bookmarks import judge_bookmark, layers_of_run, option_words
from glueflow_tui.analysis.cost import Rate, rate_run, size_words
from glueflow_tui.analysis.frames import METRICS, Flows
from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport, RunReport
from glueflow_tui.analysis.runs import number_runs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.record import record
from glueflow_tui.model.series import epoch_minute, minute_after
from glueflow_tui.settings import Prices

Sums = tuple[float | None, float | None]
"""Bytes read and bytes written."""
Stretch = tuple[int, int]
"""Epoch minutes of a run: the one in which it started, and the one after its last."""

_Terms = tuple[BookmarkReport, Rate]
"""The bookmark that a run goes by, and how it is billed."""
_OPEN = sys.maxsize
"""The minute by which a run that has not ended is over."""


@record
class RunLog:
    """The runs of a job as they were reported at one time, in order of start."""

    facts: tuple[JobRun, ...] = ()
    numbers: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    """Epoch minutes in which they started; 0 when unknown."""
    reach: tuple[int, ...] = ()
    """For each, the epoch minute by which it and all before it were over."""
    reports: tuple[RunReport, ...] = ()
    terms: dict[Hashable, _Terms] = field(default_factory=dict)
    """Of all runs that went by the same words: to find them took longest of a run at work."""

    @property
    def open_runs(self) -> list[RunReport]:
        """Those that have not ended."""
        later = self.reports[bisect_left(self.reach, _OPEN) :]
        return [run for run in later if not run.state.is_final]

    def part(self, first: int, last: int) -> RunLog:
        """Some of the runs."""
        some = slice(first, last)
        return RunLog(
            self.facts[some],
            self.numbers[some],
            self.starts[some],
            self.reach[some],
            self.reports[some],
            self.terms,
        )

    def clear_cut(self, minute: int) -> int:
        """The last epoch minute up to this one that no run of the job goes across."""
        while True:
            past = bisect_right(self.reach, minute)
            if past == len(self.starts) or self.starts[past] >= minute:
                return minute
            minute = self.starts[past]

    def count_before(self, minute: int) -> int:
        """How many began before the epoch minute."""
        return bisect_left(self.starts, minute)


@dataclass(frozen=True, slots=True)
class RunReader:
    """Turns the runs of a history into reports."""

    history: History
    flows: Flows
    triggers: Mapping[str, Trigger]
    prices: Prices

    @property
    def known_triggers(self) -> Mapping[str, Trigger] | None:
        """By name; None when no poll could tell."""
        return None if self.history.triggers is None else self.triggers

    def number(self, name: str) -> tuple[int, ...]:
        """The numbers of the runs of a job."""
        return number_runs(self.history.runs.get(name, ()), self.history.forgotten.get(name, 0))

    def forgot_none(self, name: str, before: History) -> bool:
        """Whether as many runs were forgotten before."""
        return self.history.forgotten.get(name) == before.forgotten.get(name)

    def log_runs(
        self, name: str, numbers: tuple[int, ...], known: RunLog | None = None, count: int = 0
    ) -> RunLog:
        """All runs of a job, of which so many of the first are known already."""
        facts, past = self.history.runs.get(name, ()), known or RunLog()
        new = facts[count:]
        job, now = self.history.jobs.get(name), self.flows.span.end
        spans = [(start_minute(run), minute_after(run.completed or now)) for run in new]
        new_reports = [
            self._report(run, number, sums, self._find_terms(job, run, past.terms))
            for run, number, sums in zip(
                new, numbers[count:], self._sum_bytes(name, new, spans), strict=True
            )
        ]
        starts, reach = past.starts, past.reach
        if facts is not past.facts:
            over = map(_over_by, new, spans)
            last = reach[count - 1] if count else 0
            starts = starts[:count] + tuple([start for start, _ in spans])
            reach = reach[:count] + tuple(accumulate(over, max, initial=last))[1:]
        reports = past.reports[:count] + tuple(new_reports)
        return RunLog(facts, numbers, starts, reach, reports, past.terms)

    def forget_cut(self, log: RunLog) -> RunLog:
        """The log without the bytes of runs that the view no longer shows from their start."""
        asked = self.flows.span.asked_from
        cut = log.count_before(epoch_minute(asked)) if asked else len(log.reports)
        blank = [
            replace(run, bytes_read=None, bytes_written=None) if run.started else run
            for run in log.reports[:cut]
        ]
        return replace(log, reports=(*blank, *log.reports[cut:]))

    def _report(self, run: JobRun, number: int, sums: Sums, terms: _Terms) -> RunReport:
        mark, rate = terms
        hours = rate.bill(run, self.flows.span.taken_at)
        read, written = sums
        return RunReport(
            id=run.id,
            number=number,
            state=run.state,
            started=run.started,
            completed=run.completed,
            attempt=run.attempt,
            trigger=run.trigger,
            bytes_read=read,
            bytes_written=written,
            dpu_hours=hours,
            error=run.error,
            bookmark=mark,
            refused=run.is_refused,
            usd=None if hours is None else hours * rate.usd,
        )

    def _find_terms(self, job: Job | None, run: JobRun, known: dict[Hashable, _Terms]) -> _Terms:
        """The terms of the run; ``known`` are those of the job's runs that went by the same."""
        passed = run.arguments
        # All that decides; of a week of runs it is the same, and was a fifth of the time.
        key = run.trigger, None if passed is None else option_words(passed), size_words(run)
        terms = known.get(key)
        if terms is None:
            mark = judge_bookmark(layers_of_run(job, run, self.known_triggers))
            # Runs tell their own size; what only the definition tells is then left open.
            terms = mark, rate_run(job or Job(run.job), run, self.prices)
            if mark.origin is not BookmarkOrigin.RUN:  # that names the run
                known[key] = terms
        return terms

    def _sum_bytes(self, name: str, runs: Sequence[JobRun], spans: Sequence[Stretch]) -> list[Sums]:
        """Of each run, by its own minutes, or by those of the job where it ran alone."""
        sums: list[Sums] = [(None, None)] * len(runs)
        # A run cut by the left edge would show a part of its bytes as if it were all.
        whole = [self._is_whole(run) for run in runs]
        alone = [
            at for at, is_alone in enumerate(_run_alone(runs, spans)) if is_alone and whole[at]
        ]
        inside = [spans[at] for at in alone]
        totals = [self.flows.totals(name, metric, inside) for metric in METRICS]
        for at, read, written in zip(alone, *totals, strict=True):
            sums[at] = read, written
        if name in self.flows.own:
            for at, run in enumerate(runs):
                if whole[at]:
                    sums[at] = self._prefer_own(run, sums[at])
        return sums

    def _is_whole(self, run: JobRun) -> bool:
        started = run.started
        return started is not None and not run.is_refused and self.flows.span.was_asked(started)

    def _prefer_own(self, run: JobRun, sums: Sums) -> Sums:
        own = [self.flows.total_run(run, metric) for metric in METRICS]
        read, written = (one if mine is None else mine for mine, one in zip(own, sums, strict=True))
        return read, written


def _run_alone(runs: Sequence[JobRun], spans: Sequence[Stretch]) -> list[bool]:
    """Of each run, whether it shares none of its minutes with another run of the job."""
    alone = [run.started is not None and not run.is_refused for run in runs]
    order = sorted((*span, at) for at, span in enumerate(spans) if alone[at])
    latest = order[0] if order else None
    for one in order[1:]:
        if latest is not None and one[0] < latest[1]:
            alone[one[2]] = alone[latest[2]] = False
        if latest is None or one[1] > latest[1]:
            latest = one
    return alone


def start_minute(run: JobRun) -> int:
    """Epoch minute in which it started; 0 when that is unknown."""
    return 0 if run.started is None else epoch_minute(run.started)


def _over_by(run: JobRun, span: Stretch) -> int:
    """The epoch minute from which on the run is over, and its report does not age."""
    start, end = span
    if run.state.is_final and run.completed is not None:
        return max(end, start + 1)
    return start + 1 if run.is_refused else _OPEN
