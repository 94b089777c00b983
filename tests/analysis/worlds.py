"""Small worlds for the analysis: an upstream and a downstream job, period after period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Finding, JobReport, LinkReport, Report
from glueflow_tui.model.chain import Chain, link_jobs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import (
    Action,
    Bookmark,
    Condition,
    Job,
    JobRun,
    Script,
    Trigger,
)
from glueflow_tui.model.observation import (
    ALL_RUNS,
    Fault,
    MetricSeries,
    Observation,
    SourceInfo,
)
from glueflow_tui.model.states import (
    JobRunState,
    Metric,
    SourceKind,
    TriggerState,
    TriggerType,
)
from glueflow_tui.settings import AnalysisSettings

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
GB = 1e9
ENABLE = "job-bookmark-enable"
DISABLE = "job-bookmark-disable"
OPTION = "--job-bookmark-option"


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def run_of(job: str, run_id: str, start: float, length: float | None = 6, **facts: Any) -> JobRun:
    state = JobRunState.RUNNING if length is None else JobRunState.SUCCEEDED
    run = JobRun(
        job,
        run_id,
        state,
        at(start),
        completed=None if length is None else at(start + length),
        trigger="every-30" if job == "in" else "after-in",
    )
    return replace(run, **facts)


def spread(job: str, metric: Metric, start: float, length: int, total: float) -> MetricSeries:
    return MetricSeries(job, ALL_RUNS, metric, at(start), (total / length,) * length)


def job_of(name: str, option: str | None = None, **facts: Any) -> Job:
    arguments = {"--enable-metrics": "", **({OPTION: option} if option else {})}
    job = Job(
        name,
        default_arguments=arguments,
        worker_type="G.1X",
        number_of_workers=10,
        modified=at(-6000),
    )
    return replace(job, **facts)


def schedule_of(name: str, job: str, cron: str, **facts: Any) -> Trigger:
    trigger = Trigger(
        name,
        TriggerType.SCHEDULED,
        TriggerState.ACTIVATED,
        schedule=cron,
        actions=(Action(job),),
    )
    return replace(trigger, **facts)


EVERY_30 = schedule_of("every-30", "in", "cron(0/30 * * * ? *)")
AFTER_IN = Trigger(
    "after-in",
    TriggerType.CONDITIONAL,
    TriggerState.ACTIVATED,
    conditions=(Condition("in", state="SUCCEEDED"),),
    actions=(Action("out"),),
)


@dataclass(frozen=True, slots=True)
class World:
    taken_at: datetime = NOON
    jobs: tuple[Job, ...] = (job_of("in"), job_of("out", ENABLE))
    runs: tuple[JobRun, ...] = ()
    triggers: tuple[Trigger, ...] | None = (EVERY_30, AFTER_IN)
    metrics: tuple[MetricSeries, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    scripts: tuple[Script, ...] = ()
    faults: tuple[Fault, ...] = ()
    chains: tuple[Chain, ...] = (link_jobs(["in", "out"]),)
    metrics_from: datetime | None = field(default=NOON - timedelta(hours=9))

    def but(self, **changes: Any) -> World:
        return replace(self, **changes)

    def with_job(self, job: Job) -> World:
        return self.but(jobs=tuple(job if one.name == job.name else one for one in self.jobs))

    def with_runs(self, *runs: JobRun) -> World:
        ids = {run.id for run in runs}
        return self.but(runs=(*(run for run in self.runs if run.id not in ids), *runs))

    def without(self, *run_ids: str) -> World:
        return self.but(runs=tuple(run for run in self.runs if run.id not in run_ids))

    def silent(self, job: str) -> World:
        return self.but(metrics=tuple(one for one in self.metrics if one.job != job))

    def observation(self) -> Observation:
        names = ("jobs", "runs", "triggers", "metrics", "bookmarks", "scripts", "faults", "chains")
        return Observation(
            taken_at=self.taken_at,
            source=SourceInfo(SourceKind.DEMO),
            metrics_from=self.metrics_from,
            **{name: getattr(self, name) for name in names},
        )

    def history(self, keep: timedelta = timedelta(hours=3)) -> History:
        return History(keep=keep).absorb(self.observation())

    def report(self, settings: AnalysisSettings | None = None) -> Report:
        settings = settings or AnalysisSettings()
        return analyse(self.history(settings.lookback), settings)


def periods(
    written: Sequence[float],
    read: Sequence[float],
    *,
    until: float | None = None,
    reading: int = 12,
    every: int = 30,
) -> World:
    """One upstream and one downstream run a period, with their gigabytes."""
    runs: list[JobRun] = []
    metrics: list[MetricSeries] = []
    for index, (wrote, got) in enumerate(zip(written, read, strict=True)):
        start = index * every
        runs += [run_of("in", f"in{index + 1}", start), *_reader(index, start, reading)]
        metrics.append(spread("in", Metric.BYTES_WRITTEN, start, 6, wrote * GB))
        metrics.append(spread("out", Metric.BYTES_READ, start + 6, reading, got * GB))
    end = len(written) * every if until is None else until
    return World(taken_at=at(end), runs=tuple(runs), metrics=tuple(metrics))


def _reader(index: int, start: float, reading: int) -> Iterable[JobRun]:
    yield run_of("out", f"out{index + 1}", start + 6, reading)


def steady(count: int = 4) -> World:
    """All well: bookmarks on, every byte read once; five minutes before the next period."""
    sizes = [(1.0, 1.2, 0.9, 1.1)[index % 4] for index in range(count)]
    return periods(sizes, sizes, until=count * 30 - 5)


def climbing(count: int = 4) -> World:
    """Every run reads everything written so far; the bookmark is on, by its option."""
    return periods([1.0] * count, [float(n + 1) for n in range(count)], until=count * 30 - 5)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def found(report: Report, code: str) -> Finding:
    (finding,) = [finding for finding in report.findings if finding.code == code]
    return finding


def link(report: Report) -> LinkReport:
    (only,) = report.links
    return only


def job(report: Report, name: str) -> JobReport:
    found_job = report.job(name)
    assert found_job is not None
    return found_job
