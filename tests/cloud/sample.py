"""A small observation made by hand: two jobs with awkward names, seven runs each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from glueflow_tui.model.jobs import Action, Bookmark, Condition, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType

UP, DOWN = "orders [in] (v2)", "поток заказов"
TAKEN_AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
FIRST = TAKEN_AT - 7 * HALF_HOUR
RUNS = 7


def sample_observation() -> Observation:
    """Seven runs of 20 minutes a job, half an hour apart; minute n of a series holds n bytes."""
    jobs = tuple(_sample_job(name) for name in (UP, DOWN))
    return Observation(
        TAKEN_AT,
        SourceInfo(SourceKind.DEMO),
        jobs=jobs,
        runs=tuple(_sample_run(job.name, number) for job in jobs for number in range(RUNS)),
        triggers=_sample_triggers(),
        bookmarks=(Bookmark(DOWN, f"jr_{DOWN}_6", 7, 7, 0, ("ctx",)), Bookmark(UP, None)),
        scripts=tuple(Script(job.name, str(job.script_location), "print(1)\n") for job in jobs),
        metrics=tuple(series for job in jobs for series in _sample_series(job.name)),
        metrics_from=FIRST,
    )


def _sample_job(name: str) -> Job:
    return Job(
        name,
        script_location=f"s3://scripts/{name}.py",
        glue_version="4.0",
        default_arguments={"--enable-metrics": "true"},
        worker_type="G.1X",
        number_of_workers=5,
    )


def _sample_run(job: str, number: int) -> JobRun:
    started = FIRST + number * HALF_HOUR
    is_last = number == RUNS - 1
    return JobRun(
        job,
        f"jr_{job}_{number}",
        JobRunState.RUNNING if is_last else JobRunState.SUCCEEDED,
        started,
        None if is_last else started + timedelta(minutes=20),
        trigger="every half hour" if job == UP else "after in",
        arguments={"--day": "monday"},
    )


def _sample_triggers() -> tuple[Trigger, ...]:
    return (
        Trigger(
            "every half hour",
            TriggerType.SCHEDULED,
            TriggerState.ACTIVATED,
            schedule="cron(0/30 * * * ? *)",
            actions=(Action(UP),),
        ),
        Trigger(
            "after in",
            TriggerType.CONDITIONAL,
            TriggerState.DEACTIVATED,
            conditions=(Condition(UP, state="SUCCEEDED"),),
            actions=(Action(DOWN, arguments={"--day": "monday"}),),
        ),
    )


def _sample_series(job: str) -> tuple[MetricSeries, ...]:
    minutes = int((TAKEN_AT - FIRST) / timedelta(minutes=1))
    values = tuple(float(minute) for minute in range(minutes + 1))
    return tuple(MetricSeries(job, ALL_RUNS, metric, FIRST, values) for metric in Metric)
