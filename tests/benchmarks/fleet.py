"""A fleet of links, made by arithmetic: every job runs once an hour, for a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.jobs import Action, Condition, Job, JobRun, Trigger
from glueflow_tui.model.observation import ALL_RUNS, MINUTE, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType

WEEK = timedelta(days=7)
TAKEN_AT = datetime(2026, 3, 9, 12, 20, 15, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MINUTES = {"in": 10, "out": 12}
"""How long a run of either job of a link takes; one follows the other."""
_TRAIL = 15
"""Minutes that a steady poll reads again."""


def first_look(links: int, lookback: timedelta = WEEK) -> Observation:
    """A week of runs and minutes of all links."""
    return _observe(links, TAKEN_AT, lookback, lookback)


def next_look(links: int, minutes: int, lookback: timedelta = WEEK) -> Observation:
    """What a steady poll brings so many minutes later: the newest minutes and the newest runs."""
    return _observe(links, TAKEN_AT + minutes * MINUTE, lookback, _TRAIL * MINUTE)


def _observe(links: int, at: datetime, lookback: timedelta, reach: timedelta) -> Observation:
    numbers = range(links)
    since = max(at - reach, at - lookback)
    return Observation(
        taken_at=at,
        source=SourceInfo(SourceKind.AWS),
        chains=tuple(link_jobs([_name(number, "in"), _name(number, "out")]) for number in numbers),
        jobs=tuple(
            Job(
                _name(number, part),
                default_arguments=_ARGUMENTS,
                worker_type="G.1X",
                number_of_workers=10,
            )
            for number in numbers
            for part in _MINUTES
        )
        if reach == lookback
        else (),
        triggers=tuple(each for number in numbers for each in _triggers(number))
        if reach == lookback
        else None,
        runs=tuple(
            run
            for number in numbers
            for part in _MINUTES
            for run in _runs(number, part, since - _HOUR, at)
        ),
        metrics=tuple(
            series
            for number in numbers
            for part in _MINUTES
            for series in _series(number, part, since.replace(second=0), at)
        ),
        metrics_from=since.replace(second=0),
        calls=links,
    )


_ARGUMENTS = {"--enable-metrics": "true", "--job-bookmark-option": "job-bookmark-enable"}


def _name(number: int, part: str) -> str:
    return f"chain-{number:03}-{part}"


def _offset(number: int, part: str) -> timedelta:
    """When in the hour the job starts."""
    return (number * 7 % 60 + (_MINUTES["in"] if part == "out" else 0)) * MINUTE


def _runs(number: int, part: str, since: datetime, at: datetime) -> Iterator[JobRun]:
    name, length = _name(number, part), _MINUTES[part] * MINUTE
    hour = since.replace(minute=0, second=0) - 2 * _HOUR
    while (start := hour + _offset(number, part)) <= at:
        end = start + length - timedelta(seconds=20)
        if start >= since - _HOUR:
            is_over = end <= at
            yield JobRun(
                job=name,
                id=f"jr_{number}_{part}_{int(start.timestamp()) // 3600}",
                state=JobRunState.SUCCEEDED if is_over else JobRunState.RUNNING,
                started=start,
                completed=end if is_over else None,
                trigger=f"{name}-trigger",
                arguments={},
                execution_seconds=int((end - start).total_seconds()) if is_over else None,
                worker_type="G.1X",
                number_of_workers=10,
            )
        hour += _HOUR


def _series(number: int, part: str, since: datetime, at: datetime) -> Iterator[MetricSeries]:
    count = (at - since) // MINUTE
    first = (since - _offset(number, part)).minute
    length = _MINUTES[part]
    for metric, factor in ((Metric.BYTES_READ, 3), (Metric.BYTES_WRITTEN, 2)):
        shape = [
            float((1 + minute % 5) * (number + 1) * factor * 1_000_000) if minute < length else None
            for minute in range(60)
        ]
        values = tuple(shape[(first + minute) % 60] for minute in range(count))
        yield MetricSeries(_name(number, part), ALL_RUNS, metric, since, values)


def _triggers(number: int) -> tuple[Trigger, Trigger]:
    up, down = _name(number, "in"), _name(number, "out")
    return (
        Trigger(
            f"{up}-trigger",
            TriggerType.SCHEDULED,
            TriggerState.ACTIVATED,
            schedule=f"cron({number * 7 % 60} * * * ? *)",
            actions=(Action(up),),
        ),
        Trigger(
            f"{down}-trigger",
            TriggerType.CONDITIONAL,
            TriggerState.ACTIVATED,
            conditions=(Condition(up, state="SUCCEEDED"),),
            actions=(Action(down),),
        ),
    )
