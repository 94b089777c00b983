from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Trigger
from glueflow_tui.model.observation import ALL_RUNS, Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType
from tests.strategies import NOON, observations

HOUR = timedelta(hours=1)
EMPTY = History(keep=3 * HOUR)


def seen(hours: float, **facts: object) -> Observation:
    plain = Observation(taken_at=NOON + hours * HOUR, source=SourceInfo(SourceKind.AWS))
    return replace(plain, **facts)  # type: ignore[arg-type]  # keyword facts of many types


def ended_run(name: str, hours: float) -> JobRun:
    started = NOON + hours * HOUR
    return JobRun("in", name, JobRunState.SUCCEEDED, started, started + timedelta(minutes=5))


def run_ids(history: History) -> list[str]:
    return [run.id for run in history.runs["in"]]


def test_runs_stand_in_order_of_start_whatever_order_they_came_in() -> None:
    history = EMPTY.absorb(seen(1, runs=(ended_run("b", 0.5), ended_run("a", 0.1))))

    assert run_ids(history) == ["a", "b"]


def test_a_run_seen_again_is_replaced() -> None:
    running = JobRun("in", "a", JobRunState.RUNNING, NOON)
    history = EMPTY.absorb(seen(0, runs=(running,))).absorb(seen(1, runs=(ended_run("a", 0),)))

    assert history.runs["in"] == (ended_run("a", 0),)


def test_one_run_twice_in_a_poll_is_kept_in_its_ended_form() -> None:
    running = JobRun("in", "a", JobRunState.RUNNING, NOON)
    both = (ended_run("a", 0), running)

    assert EMPTY.absorb(seen(1, runs=both)).runs["in"] == (ended_run("a", 0),)
    assert EMPTY.absorb(seen(1, runs=both[::-1])).runs["in"] == (ended_run("a", 0),)


def test_runs_that_ended_before_the_lookback_are_forgotten_and_counted_once() -> None:
    old, young = ended_run("old", 0), ended_run("young", 4)
    history = EMPTY.absorb(seen(1, runs=(old,))).absorb(seen(5, runs=(old, young)))

    assert run_ids(history) == ["young"]
    assert history.forgotten == {"in": 1}
    again = history.absorb(seen(5, runs=(old, young)))
    assert again == history


def test_runs_that_were_past_when_first_seen_are_not_counted() -> None:
    history = EMPTY.absorb(seen(9, runs=(ended_run("old", 0),)))

    assert run_ids(history) == []
    assert history.forgotten == {}


def test_a_long_run_that_has_not_ended_is_never_forgotten() -> None:
    running = JobRun("in", "a", JobRunState.RUNNING, NOON)

    assert run_ids(EMPTY.absorb(seen(0, runs=(running,))).absorb(seen(40))) == ["a"]


def test_minutes_before_the_lookback_are_dropped() -> None:
    points = MetricSeries("in", ALL_RUNS, Metric.BYTES_READ, NOON, (1.0,) * 120)
    history = EMPTY.absorb(seen(2, metrics=(points,))).absorb(seen(4))

    assert len(history.job_series("in", ALL_RUNS, Metric.BYTES_READ).values) == 60
    gone = history.absorb(seen(9))
    assert gone.series == {}
    assert not gone.job_series("in", ALL_RUNS, Metric.BYTES_READ).values


def test_what_a_poll_did_not_ask_stays_known() -> None:
    job, mark = Job("in"), Bookmark("in", "jr_1")
    history = EMPTY.absorb(seen(0, jobs=(job,), bookmarks=(mark,), triggers=())).absorb(seen(1))

    assert history.jobs == {"in": job}
    assert history.bookmarks == {"in": mark}
    assert history.triggers == ()
    assert EMPTY.absorb(seen(0)).triggers is None


def test_a_fault_keeps_the_time_it_was_first_seen_until_it_is_gone() -> None:
    def fault(hours: float) -> Fault:
        return Fault("glue:GetTriggers", "AccessDenied", "no", NOON + hours * HOUR, "")

    history = EMPTY.absorb(seen(0, faults=(fault(0),))).absorb(seen(1, faults=(fault(1),)))
    assert history.faults == (fault(0),)
    back = history.absorb(seen(2))
    assert back.faults == ()
    assert back.absorb(seen(3, faults=(fault(3),))).faults == (fault(3),)


def test_runs_that_could_not_be_read_are_dated_by_the_source_or_else_by_the_look_before() -> None:
    fault = Fault("glue:GetJobRuns", "Throttling", "no", NOON, "unknown", subject="in")
    before = EMPTY.absorb(seen(0))
    assert before.runs_at == {}
    assert before.absorb(seen(1, faults=(fault,))).runs_at == {"in": NOON}
    told = {"in": NOON - HOUR, "out": NOON}
    assert before.absorb(seen(1, faults=(fault,), runs_at=told)).runs_at == told


def test_the_span_asked_of_cloudwatch_grows_and_a_failed_ask_is_remembered() -> None:
    history = EMPTY.absorb(seen(3, metrics_from=NOON)).absorb(seen(4))

    assert history.metrics_from == NOON
    assert history.metrics_until == NOON + 3 * HOUR
    assert history.taken_at == NOON + 4 * HOUR


@given(st.lists(observations(), max_size=5), observations())
def test_absorbing_an_observation_twice_is_absorbing_it_once(
    before: list[Observation], last: Observation
) -> None:
    history = EMPTY
    for observation in before:
        history = history.absorb(observation)
    once = history.absorb(last)

    assert once.absorb(last) == once


minutes_of_one_key = st.builds(
    lambda start, values: MetricSeries(
        "in", ALL_RUNS, Metric.BYTES_READ, NOON + start * HOUR, tuple(values)
    ),
    st.integers(-5, 5),
    st.lists(st.one_of(st.none(), st.floats(0, 1e12)), min_size=1, max_size=2),
)


@given(st.lists(st.lists(minutes_of_one_key, max_size=6), min_size=1, max_size=2))
def test_many_series_of_one_key_far_apart_are_one_however_often_they_are_told(
    polls: list[list[MetricSeries]],
) -> None:
    history = EMPTY
    for number, told in enumerate(polls):
        look = seen(number, metrics=tuple(told))
        history = history.absorb(look)
        assert history.absorb(look) == history


def test_minutes_between_others_that_lie_too_far_apart_are_the_same_told_again() -> None:
    told = tuple(
        MetricSeries("in", ALL_RUNS, Metric.BYTES_READ, NOON + start * HOUR, (1.0,))
        for start in (-2, 4, 1)
    )
    once = EMPTY.absorb(seen(0, metrics=told))

    assert once.absorb(seen(0, metrics=told)) == once


@given(observations(), st.integers(0, 1000))
def test_the_order_of_runs_in_a_poll_is_irrelevant(observation: Observation, seed: int) -> None:
    shuffled = list(observation.runs)
    Random(seed).shuffle(shuffled)

    assert EMPTY.absorb(observation) == EMPTY.absorb(replace(observation, runs=tuple(shuffled)))


@given(observations())
def test_no_run_within_the_lookback_is_lost(observation: Observation) -> None:
    history = EMPTY.absorb(observation)
    kept = {run.key for runs in history.runs.values() for run in runs}

    for run in observation.runs:
        if run.completed is None or run.completed >= observation.taken_at - EMPTY.keep:
            assert run.key in kept


@given(st.lists(st.integers(-200_000, 200_000), min_size=1, max_size=6))
def test_a_clock_that_leaps_by_years_leaves_no_years_of_gaps(leaps: list[int]) -> None:
    history, hours = EMPTY, 0
    for leap in leaps:
        hours += leap
        start = NOON + hours * HOUR
        points = MetricSeries("in", ALL_RUNS, Metric.BYTES_WRITTEN, start, (1.0, 2.0))
        history = history.absorb(seen(hours, metrics=(points,)))
        series = history.job_series("in", ALL_RUNS, Metric.BYTES_WRITTEN)
        assert 0 < len(series.values) <= 60 * 4 * (len(leaps) + 1)
        assert series.between(epoch_minute(start), epoch_minute(start) + 2) == (1.0, 2.0)


def test_what_has_not_changed_stays_the_same_object() -> None:
    job, trigger = Job("in"), Trigger("every", TriggerType.SCHEDULED, TriggerState.ACTIVATED)
    once = EMPTY.absorb(seen(1, jobs=(job,), triggers=(trigger,)))
    again = once.absorb(seen(2, jobs=(replace(job),), triggers=(replace(trigger),)))

    assert again.jobs["in"] is once.jobs["in"]
    assert again.triggers is once.triggers


def test_what_has_changed_is_replaced() -> None:
    once = EMPTY.absorb(seen(1, jobs=(Job("in"),), triggers=()))
    again = once.absorb(seen(2, jobs=(Job("in", command="pythonshell"),)))

    assert again.jobs["in"].command == "pythonshell"
    assert again.triggers == ()
