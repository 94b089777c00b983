"""A fleet of links, made by arithmetic: every job runs once an hour, for a week.

Of four links one is always the same, so that bytes cannot tell how it reads; one reads everything
again; two are uneven and well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.jobs import Action, Condition, Job, JobRun, Trigger
from glueflow_tui.model.observation import ALL_RUNS, MINUTE, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType

WEEK = timedelta(days=7)
TAKEN_AT = datetime(2026, 3, 9, 12, 20, 15, tzinfo=UTC)
_BEGAN = (TAKEN_AT - WEEK).replace(hour=0, minute=0, second=0)
_HOUR = timedelta(hours=1)
_MINUTES = {"in": 10, "out": 12}
"""How long a run of either job of a link takes; one follows the other."""
_TRAIL = 15
"""Minutes that a steady poll reads again."""
APART = 7
"""Minutes from the start of one link to that of the next."""


def first_look(links: int, lookback: timedelta = WEEK, *, apart: int = APART) -> Observation:
    """A week of runs and minutes of all links."""
    return _observe(_starts(links, apart), TAKEN_AT, lookback, lookback)


def next_look(
    links: int, minutes: int, lookback: timedelta = WEEK, *, apart: int = APART
) -> Observation:
    """What a steady poll brings so many minutes later: the newest minutes and the newest runs."""
    at = TAKEN_AT + minutes * MINUTE
    return _observe(_starts(links, apart), at, lookback, _TRAIL * MINUTE)


def _starts(links: int, apart: int) -> list[int]:
    """Minutes of the hour; all at once, every second job is at work from the first look on."""
    return [(5 + number * apart) % 60 for number in range(links)]


def _observe(
    starts: Sequence[int], at: datetime, lookback: timedelta, reach: timedelta
) -> Observation:
    numbers = range(len(starts))
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
        triggers=tuple(each for number in numbers for each in _triggers(number, starts[number]))
        if reach == lookback
        else None,
        runs=tuple(
            run
            for number in numbers
            for part in _MINUTES
            for run in _runs(number, part, starts[number], (since - _HOUR, at))
        ),
        metrics=tuple(
            series
            for number in numbers
            for part in _MINUTES
            for series in _series(number, part, starts[number], (since.replace(second=0), at))
        ),
        metrics_from=since.replace(second=0),
        calls=len(starts),
    )


_ARGUMENTS = {"--enable-metrics": "true", "--job-bookmark-option": "job-bookmark-enable"}


def _name(number: int, part: str) -> str:
    return f"chain-{number:03}-{part}"


def _offset(start: int, part: str) -> timedelta:
    """When in the hour the job starts."""
    return (start + (_MINUTES["in"] if part == "out" else 0)) * MINUTE


def _runs(number: int, part: str, minute: int, span: tuple[datetime, datetime]) -> Iterator[JobRun]:
    since, at = span
    name, length = _name(number, part), _MINUTES[part] * MINUTE
    hour = since.replace(minute=0, second=0) - 2 * _HOUR
    while (start := hour + _offset(minute, part)) <= at:
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


def _series(
    number: int, part: str, minute: int, span: tuple[datetime, datetime]
) -> Iterator[MetricSeries]:
    since, at = span
    count = (at - since) // MINUTE
    first, skipped = divmod((since - _offset(minute, part) - _BEGAN) // MINUTE, 60)
    for metric, factor in ((Metric.BYTES_READ, 3), (Metric.BYTES_WRITTEN, 2)):
        usual = (number + 1) * factor * 1_000_000.0
        takes = _reads if (part, metric) == ("out", Metric.BYTES_READ) else _writes
        hours = (
            _hour_of(usual * takes(number, run), _MINUTES[part])
            for run in range(first, first + count // 60 + 2)
        )
        values = tuple(islice(chain.from_iterable(hours), skipped, skipped + count))
        yield MetricSeries(_name(number, part), ALL_RUNS, metric, since, values)


def _hour_of(usual: float, length: int) -> list[float | None]:
    """An hour of a job that runs for the first minutes of it."""
    return [usual * (1 + one % 5) if one < length else None for one in range(60)]


def _writes(number: int, run: int) -> float:
    """What a run writes, in the usual; of one link in four it is always as much."""
    return 1.0 if number % 4 == 0 else 0.8 + (37 * run + 11 * number) % 41 / 100


def _reads(number: int, run: int) -> float:
    """What the run after it reads of that: one in four reads everything again."""
    since = 0 if number % 4 == 1 else run
    return sum(_writes(number, one) for one in range(since, run + 1))


def _triggers(number: int, minute: int) -> tuple[Trigger, Trigger]:
    up, down = _name(number, "in"), _name(number, "out")
    return (
        Trigger(
            f"{up}-trigger",
            TriggerType.SCHEDULED,
            TriggerState.ACTIVATED,
            schedule=f"cron({minute} * * * ? *)",
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
