"""What Glue and CloudWatch would show of a simulated world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.jobs import Action, Condition, Job, JobRun, Trigger
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType
from tests.worlds.recipe import Recipe
from tests.worlds.simulation import START_UP, Step

BIRTH = datetime(2026, 3, 2, tzinfo=UTC)
UPSTREAM = "nightjar"
DOWNSTREAM = "siskin"
LATE_POINTS = 90.0
"""Seconds until CloudWatch shows a minute."""


def moment(seconds: float) -> datetime:
    """A time of the world as a date."""
    return BIRTH + timedelta(seconds=round(seconds, 3))


def view_of(recipe: Recipe) -> tuple[float, float]:
    """Begin of the view, and the look, in seconds; the begin is a whole minute."""
    begin = (recipe.cycles_before - recipe.lead) * recipe.period // 60 * 60
    return float(begin), recipe.looked_at


def observe(recipe: Recipe, upstream: Sequence[Step], downstream: Sequence[Step]) -> Observation:
    """One poll at the end of the view."""
    begin, look = view_of(recipe)
    dice = Random(recipe.seed ^ 0x5EED)
    written = _series(recipe, dice, (UPSTREAM, Metric.BYTES_WRITTEN), upstream)
    read = _series(recipe, dice, (DOWNSTREAM, Metric.BYTES_READ), downstream)
    return Observation(
        taken_at=moment(look),
        source=SourceInfo(SourceKind.DEMO),
        chains=(link_jobs((UPSTREAM, DOWNSTREAM)),),
        jobs=(_job(UPSTREAM), _job(DOWNSTREAM)),
        runs=tuple(
            _job_run(job, step, look)
            for job, steps in ((UPSTREAM, upstream), (DOWNSTREAM, downstream))
            for step in steps
            if step.started <= look and step.ended >= begin
        ),
        triggers=_triggers(recipe),
        metrics=(*written, *read),
        metrics_from=moment(begin),
    )


def _job(name: str) -> Job:
    # The same for every world: what the reader really does must show in its bytes alone.
    arguments = {"--enable-metrics": "true", "--job-bookmark-option": "job-bookmark-enable"}
    return Job(name, default_arguments=arguments, worker_type="G.1X", number_of_workers=4)


def _job_run(job: str, step: Step, look: float) -> JobRun:
    runs_on = step.ended > look
    return JobRun(
        job,
        step.id,
        JobRunState.RUNNING if runs_on else JobRunState(step.state),
        moment(step.started),
        None if runs_on else moment(step.ended),
        attempt=step.attempt,
        previous_run_id=step.previous,
        error=None if runs_on else step.error,
    )


def _triggers(recipe: Recipe) -> tuple[Trigger, ...]:
    minutes = recipe.period // 60
    schedule = (
        f"cron(0/{minutes} * * * ? *)" if minutes < 60 else f"cron(0 0/{minutes // 60} * * ? *)"
    )
    clock = Trigger(
        "clock",
        TriggerType.SCHEDULED,
        TriggerState.ACTIVATED,
        schedule,
        actions=(Action(UPSTREAM),),
    )
    if not recipe.follows:
        return (clock,)
    condition = Condition(UPSTREAM, state="SUCCEEDED")
    return (
        clock,
        Trigger(
            "then",
            TriggerType.CONDITIONAL,
            TriggerState.ACTIVATED,
            conditions=(condition,),
            actions=(Action(DOWNSTREAM),),
        ),
    )


def _series(
    recipe: Recipe, dice: Random, of: tuple[str, Metric], steps: Sequence[Step]
) -> list[MetricSeries]:
    job, metric = of
    begin, look = view_of(recipe)
    first, last = int(begin // 60), int((look - LATE_POINTS) // 60)
    lost = _lost(recipe, dice, first, last)
    whole: dict[int, float] = {}
    found: list[MetricSeries] = []
    for step in steps:
        points = {
            minute: value
            for minute, value in _points(recipe, dice, step).items()
            if first <= minute < last and minute not in lost
        }
        for minute, value in points.items():
            whole[minute] = whole.get(minute, 0.0) + value
        if points:
            found.append(_metric_series(job, step.id, metric, points))
    if whole:
        found.append(_metric_series(job, ALL_RUNS, metric, whole))
    return found


def _points(recipe: Recipe, dice: Random, step: Step) -> dict[int, float]:
    """Bytes per minute since the begin of the world."""
    start, end = step.started + START_UP, step.ended - 5.0
    if end <= start or step.moved <= 0.0:
        return {}
    minutes = range(int(start // 60), int(end // 60) + 1)
    shares = [
        max(0.0, min(end, (minute + 1) * 60) - max(start, minute * 60)) * dice.uniform(0.7, 1.3)
        for minute in minutes
    ]
    total = sum(shares)
    points: dict[int, float] = {}
    held = 0.0
    for minute, share in zip(minutes, shares, strict=True):
        held += step.moved * share / total
        if minute == minutes[-1] or (minute - minutes[0]) % recipe.lumpy == recipe.lumpy - 1:
            points[minute] = held
            held = 0.0
    return points


def _lost(recipe: Recipe, dice: Random, first: int, last: int) -> set[int]:
    lost = {minute for minute in range(first, last) if dice.random() < recipe.lost}
    if recipe.lost_block and last > first:
        begin = dice.randrange(first, last)
        lost |= set(range(begin, begin + dice.randint(2, 10)))
    return lost


def _metric_series(job: str, run: str, metric: Metric, points: dict[int, float]) -> MetricSeries:
    first, last = min(points), max(points)
    values = tuple(points.get(minute) for minute in range(first, last + 1))
    return MetricSeries(job, run, metric, moment(first * 60.0), values)
