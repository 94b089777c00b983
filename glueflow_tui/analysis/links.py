"""Links as views show them: two jobs' bytes and runs against each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from glueflow_tui.analysis.attribution import Attribution, Intake, Writing, follow, is_quiet
from glueflow_tui.analysis.forecast import drop_past, forecast_long_run
from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.jobs import JobCase
from glueflow_tui.analysis.lag import LagMeter, Unread, meter_lag
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.overlap import cross_timelines, find_overlaps
from glueflow_tui.analysis.readers import fit_bytes, is_off, settle_reader
from glueflow_tui.analysis.report import (
    Forecast,
    JobReport,
    Lag,
    LinkReport,
    LinkRun,
    Overlap,
    Pattern,
    RunReport,
    Waste,
    WindowReport,
)
from glueflow_tui.analysis.runs import wall_intervals
from glueflow_tui.analysis.staging import list_recent
from glueflow_tui.analysis.waste import Habit, find_habit, sum_wastes
from glueflow_tui.analysis.windows import Grid, Side, lay_grid, sum_windows
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.record import record
from glueflow_tui.model.series import minute_start
from glueflow_tui.model.states import Metric
from glueflow_tui.settings import AnalysisSettings


@record
class LinkCase:
    """A link's report, and what its rules need beside it."""

    report: LinkReport
    intakes: tuple[Intake, ...]
    course: tuple[Unread, ...] | None
    """Unread bytes at the end of the last complete windows; None when unknown."""
    told: tuple[Intake, ...] = ()
    """The intakes up to the last complete one; the same tuple while nothing in it changed."""
    trace: _Trace | None = None
    """From where the next judgement can go on."""


@record
class _Reading:
    """What the intakes that are told say of their reader."""

    pattern: Pattern
    habit: Habit
    runs: tuple[LinkRun, ...]
    """One for each."""


@record
class _Trace:
    attribution: Attribution
    reading: _Reading
    triggers: tuple[Trigger, ...]
    """Those that start the job that writes."""
    grid: Grid | None
    blind: tuple[bool, ...]
    """Of each job that writes, and the one that reads, whether nothing is known of its bytes."""


@record
class _Past:
    """What is known of a link from the judgement before."""

    link: LinkCase
    trace: _Trace
    until: int
    """Epoch minute before which all of it is as it was then."""
    written: int
    """Epoch minute before which the jobs that write are as they were then."""
    is_cut: bool
    """Whether the left edge of the view came across a run since then."""


_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Judges the links of a history, each on top of what was known of it before."""

    flows: Flows
    settings: AnalysisSettings
    memo: Memo

    def judge_link(
        self,
        up: JobCase,
        down: JobCase,
        triggers: tuple[Trigger, ...],
        *,
        others: Sequence[JobCase] = (),
    ) -> LinkCase:
        """Everything about one link.

        A reader cannot tell whose bytes it reads: written, new and lag count the ``others`` too,
        the jobs that feed the same reader. Only the windows and overlaps are those of the pair.
        """
        feeding, pair = (up, *others), (up.report.name, down.report.name)
        jobs = (*feeding, down)
        known = self._recall(pair, feeding)
        grid = self._lay_grid(up, triggers, known)
        sides = [Writing(job.real, job.report.written) for job in feeding]
        is_still = known is not None and all(job.is_still for job in jobs)
        if known and is_still and self._is_still(known, grid, quiet=is_quiet(sides, down.real)):
            return known
        past = _look_back(known, jobs) if known else None
        attribution = self._attribute(sides, down, past)
        reading = self._read(pair, attribution, down, past.trace if past else None)
        pattern = reading.pattern
        cut, later = _link_untold(attribution, down, reading.habit)
        flowing = _list_sides(feeding, down)
        blind = tuple(side.is_blind(self.flows) for side in flowing)
        windows = self._sum_windows(grid, flowing, blind, past) if grid else ()
        meter = meter_lag(self.flows, (feeding, down), attribution.intakes, pattern, windows)
        report = LinkReport(
            upstream=up.report.name,
            downstream=down.report.name,
            upstreams=tuple(sorted(job.report.name for job in feeding)),
            window=grid.spec if grid else None,
            windows=windows,
            running_ratio=windows[-1].ratio if windows else None,
            lag=meter.measure() if meter else Lag(None, None),
            runs=(*cut, *reading.runs, *later),
            pattern=pattern,
            overlaps=self._find_overlaps(up, down, past),
            waste=self._add_wastes(pair, reading, (*cut, *later)),
            forecast=self._forecast(pair, down, grid),
        )
        trace = _Trace(attribution, reading, triggers, grid, blind)
        course = self._follow_lag(meter, pattern, down, past) if meter else None
        return LinkCase(report, attribution.intakes, course, attribution.told, trace)

    def _read(
        self,
        pair: tuple[str, str],
        attribution: Attribution,
        down: JobCase,
        known: _Trace | None,
    ) -> _Reading:
        """How the job reads; a minute in which no run was completed leaves that as it was."""
        told, job = attribution.told, down.report
        off = is_off(job)

        def work_out() -> _Reading:
            # The oldest of many runs leave the view as often as new ones come: they tell nothing.
            recent = list_recent(told)
            fit = partial(fit_bytes, recent, job, self.settings)
            fitted = self.memo.recall(("fit", pair), (off, *recent), fit)
            pattern = settle_reader(fitted, told, job, self.settings)
            habit = find_habit(told, pattern, is_off=off)
            return _Reading(pattern, habit, _link_told(attribution, down, habit, known))

        return self.memo.recall(("reading", pair), (told, off, job.script), work_out)

    def _recall(self, pair: tuple[str, str], feeding: Sequence[JobCase]) -> LinkCase | None:
        """The link as it was before, unless others fed its reader."""
        link = self.memo.links.get(pair)
        names = tuple(sorted([job.report.name for job in feeding]))
        return link if link and names == link.report.upstreams else None

    def _lay_grid(
        self, up: JobCase, triggers: tuple[Trigger, ...], link: LinkCase | None
    ) -> Grid | None:
        span, known = self.flows.span, link.trace if link else None
        # Of all that is asked of a link at rest, to look for the next fires took longest.
        if known and known.grid and known.triggers is triggers and known.grid.lasts(span):
            return known.grid
        return lay_grid(triggers, up, span, self.memo, option=self.settings.window)

    def _is_still(self, known: LinkCase, grid: Grid | None, *, quiet: bool) -> bool:
        """Whether time makes no difference to a link of which nothing new is known.

        Unread bytes grow older, and no window must have ended or become complete.
        """
        before, trace = self.memo.before, known.trace
        if before is None or trace is None or known.report.lag.bytes != 0:
            return False
        if grid is not trace.grid or quiet != trace.attribution.quiet:
            return False
        edges = grid.edges if grid else ()
        settled = before.span.complete_until, self.flows.span.complete_until
        return bisect_right(edges, settled[0]) == bisect_right(edges, settled[1])

    def _attribute(
        self, sides: Sequence[Writing], down: JobCase, past: _Past | None
    ) -> Attribution:
        known = None
        if past is not None:
            moments = minute_start(past.until), minute_start(past.written)
            known = past.trace.attribution.before(*moments).skip(down.lost)
        return follow(
            sides,
            down.real,
            self.flows.span.complete_until,
            read=down.report.read,
            known=known,
            is_cut=past is not None and past.is_cut,
        )

    def _sum_windows(
        self, grid: Grid, sides: Sequence[Side], blind: tuple[bool, ...], past: _Past | None
    ) -> tuple[WindowReport, ...]:
        *writers, reader = sides
        known: tuple[WindowReport, ...] = ()
        if past is not None and past.trace.blind == blind:
            windows, until = past.link.report.windows, minute_start(past.until)
            if past.trace.grid is grid:
                known = windows[: bisect_right(windows, until, key=_END)]
            else:
                known = grid.find_same(windows, until)
        return sum_windows(grid, self.flows, writers, reader, known)

    def _find_overlaps(self, up: JobCase, down: JobCase, past: _Past | None) -> tuple[Overlap, ...]:
        minimum, now = self.settings.thresholds.minimum_overlap, self.flows.span.taken_at
        if up.report.runs_at or down.report.runs_at:
            # What went on when the runs were last read may have ended since.
            return find_overlaps(
                wall_intervals(up.real, up.report.runs_at or now),
                wall_intervals(down.real, down.report.runs_at or now),
                minimum,
            )
        known = past.link.report.overlaps if past else ()
        # Of runs that are past since, any may have been among the overlaps.
        if past is None or (known and (up.lost or down.lost)):
            return cross_timelines(up.timeline, down.timeline, minimum, now)
        moment = minute_start(past.until)
        later = up.timeline.since(moment), down.timeline.since(moment)
        new = cross_timelines(*later, minimum, now)
        return (*known[: bisect_left(known, moment, key=_START)], *new)

    def _forecast(self, pair: tuple[str, str], down: JobCase, grid: Grid | None) -> Forecast | None:
        seconds, least = grid.spec.seconds if grid else None, self.settings.thresholds.minimum_runs
        forecast = self.memo.recall(
            ("forecast", pair),
            (seconds, down.facts),
            partial(forecast_long_run, down.report, seconds, minimum_runs=least),
        )
        return drop_past(forecast, self.flows.span.taken_at)

    def _follow_lag(
        self, meter: LagMeter, pattern: Pattern, down: JobCase, past: _Past | None
    ) -> tuple[Unread, ...]:
        """The course of the lag, most of which is known until another run is told."""
        if past is None or past.link.report.pattern is not pattern:
            return meter.course()
        if past.is_cut or down.lost or not meter.is_anchored:
            return meter.course()
        until = minute_start(past.until)
        return meter.course([one for one in past.link.course or () if one.at <= until])

    def _add_wastes(
        self, pair: tuple[str, str], reading: _Reading, others: tuple[LinkRun, ...]
    ) -> Waste:
        wastes, pattern = [run.waste for run in others], reading.pattern
        return self.memo.recall(
            ("waste", pair),
            (reading, *wastes),
            lambda: sum_wastes([*(run.waste for run in reading.runs), *wastes], pattern),
        )


def _look_back(link: LinkCase, jobs: Sequence[JobCase]) -> _Past | None:
    """What is left of a link by what its jobs did since, the reader last; None when nothing is."""
    if link.trace is None or not all(job.since for job in jobs):
        return None
    written = min(job.since for job in jobs[:-1])
    until = min(written, jobs[-1].since)
    while (cut := min(job.log.clear_cut(until) for job in jobs)) < until:
        until = cut
    is_cut = any(job.is_cut for job in jobs) or any(job.lost for job in jobs[:-1])
    return _Past(link, link.trace, until, written, is_cut)


def _list_sides(feeding: Sequence[JobCase], down: JobCase) -> list[Side]:
    """What the windows need of each job that writes, and last of the one that reads."""
    written = [_side(job, Metric.BYTES_WRITTEN) for job in feeding]
    return [*written, _side(down, Metric.BYTES_READ)]


def _side(job: JobCase, metric: Metric) -> Side:
    return Side(job.report.name, metric, job.report.metrics_enabled is True, job.timeline)


def _link_told(
    attribution: Attribution, down: JobCase, habit: Habit, known: _Trace | None
) -> tuple[LinkRun, ...]:
    """The runs that are told, of which some may be known."""
    told, head = attribution.told, attribution.head
    same: dict[int, LinkRun] = {}
    if known is not None and known.reading.habit == habit:
        same = dict(zip(map(id, known.attribution.told), known.reading.runs, strict=True))
    return tuple(
        same.get(id(one)) or _link_run(one, habit.waste(one, run))
        for one, run in zip(told, down.real[head:], strict=False)
    )


def _link_untold(
    attribution: Attribution, down: JobCase, habit: Habit
) -> tuple[tuple[LinkRun, ...], ...]:
    """The runs that the left edge cut, and those after the ones that are told."""
    head, intakes = attribution.head, attribution.intakes
    last = head + len(attribution.told)
    later = _link_some(intakes, down, habit, range(last, len(down.real)))
    return _link_some(intakes, down, habit, range(head)), later


def _link_some(
    intakes: Sequence[Intake], down: JobCase, habit: Habit, places: range
) -> tuple[LinkRun, ...]:
    pairs = ((intakes[at], down.real[at]) for at in places)
    return tuple(_link_run(intake, habit.waste(intake, run)) for intake, run in pairs)


def _link_run(intake: Intake, waste: Waste | None) -> LinkRun:
    return LinkRun(
        run_id=intake.run_id,
        number=intake.number,
        upstream_run_ids=intake.upstream_run_ids,
        bytes_new=intake.bytes_new,
        bytes_read=intake.bytes_read,
        bytes_reread=intake.bytes_reread,
        ratio=intake.ratio,
        complete=intake.complete,
        waste=waste,
    )


def run_named(job: JobReport, run_id: str) -> RunReport | None:
    """The run of that id."""
    return next((run for run in job.runs if run.id == run_id), None)
