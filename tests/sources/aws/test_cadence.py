from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.history import SeriesKey
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.sources.aws.asks import GET_ACCOUNT, GET_JOB, Ask
from glueflow_tui.sources.aws.cadence import (
    POINTS_PER_CALL,
    QUERIES_PER_CALL,
    SOON,
    MetricCadence,
    Need,
    Timetable,
    pack,
    round_down,
    round_up,
)
from glueflow_tui.sources.aws.metrics import Batch
from tests.sources.aws.stubs import NOON, minutes

LOOKBACK = minutes(180)


def cadence(*jobs: str) -> MetricCadence:
    return MetricCadence(jobs or ("in", "out"), LOOKBACK)


def ended(run_id: str, started: datetime) -> JobRun:
    return JobRun("in", run_id, JobRunState.SUCCEEDED, started, started + minutes(10))


def running(run_id: str, started: datetime | None) -> JobRun:
    return JobRun("in", run_id, JobRunState.RUNNING, started)


def answer(told: MetricCadence, at: datetime, *runs: JobRun) -> Batch:
    """The one batch of a poll that is answered in full."""
    [batch] = told.plan(at, runs)
    told.settle(at, batch.keys, ())
    return batch


def ids(batch: Batch) -> set[str]:
    return {key.run_id for key in batch.keys}


def test_the_first_poll_asks_for_the_whole_lookback_of_jobs_and_runs() -> None:
    at = NOON + timedelta(seconds=20)

    batch = answer(cadence(), at, ended("jr_1", NOON - minutes(40)), running("jr_2", NOON))

    assert (batch.start, batch.end) == (NOON - minutes(180), NOON + minutes(1))
    assert ids(batch) == {ALL_RUNS, "jr_1", "jr_2"}
    assert len(batch.keys) == 8


def test_later_polls_ask_for_the_last_fifteen_minutes() -> None:
    told = cadence()
    answer(told, NOON)

    batch = answer(told, NOON + minutes(1))

    assert batch.start == NOON - minutes(14)
    assert batch.end == NOON + minutes(1)


def test_after_a_gap_all_minutes_since_the_last_answer_are_asked_for() -> None:
    told = cadence()
    answer(told, NOON)
    later = NOON + minutes(60)

    [unanswered] = told.plan(later, ())
    told.settle(later, unanswered.keys, unanswered.keys)
    batch = answer(told, later + minutes(1))

    assert NOON - minutes(15) <= batch.start <= NOON


def test_a_gap_longer_than_the_lookback_is_not_filled_beyond_it() -> None:
    told = cadence()
    answer(told, NOON)

    assert answer(told, NOON + minutes(600)).start == NOON + minutes(420)


def test_a_run_long_over_is_asked_about_once() -> None:
    told = cadence()
    old = ended("jr_1", NOON - minutes(60))

    assert "jr_1" in ids(answer(told, NOON, old))
    assert "jr_1" not in ids(answer(told, NOON + minutes(1), old))


def test_a_run_that_just_ended_is_asked_about_until_its_bytes_must_be_published() -> None:
    told = cadence()
    fresh = ended("jr_1", NOON - minutes(11))

    asked = ["jr_1" in ids(answer(told, NOON + minutes(minute), fresh)) for minute in range(12)]

    assert asked == [True] * 10 + [False] * 2


def test_a_run_in_progress_is_asked_about_every_time() -> None:
    told = cadence()

    for minute in range(30):
        assert "jr_1" in ids(answer(told, NOON + minutes(minute), running("jr_1", NOON)))


def test_a_run_whose_series_failed_is_asked_about_from_its_start_again() -> None:
    told = cadence()
    fresh = running("jr_1", NOON - minutes(40))
    [batch] = told.plan(NOON, [fresh])
    told.settle(NOON, batch.keys, [SeriesKey("in", "jr_1", Metric.BYTES_READ)])

    again = answer(told, NOON + minutes(1), fresh)

    assert again.start == NOON - minutes(40)


def test_a_run_that_has_not_started_or_starts_in_the_future_breaks_nothing() -> None:
    batch = answer(cadence(), NOON, running("jr_1", None), running("jr_2", NOON + minutes(999)))

    assert ids(batch) == {ALL_RUNS, "jr_2"}
    assert batch.end <= NOON + minutes(1)


def test_a_look_back_of_two_weeks_is_asked_for_in_calls_that_cloudwatch_accepts() -> None:
    told = MetricCadence(("in", "out"), timedelta(days=14))
    runs = [ended(f"jr_{n}", NOON - minutes(30 * (n + 1))) for n in range(14 * 48)]

    batches = told.plan(NOON, runs)

    assert sum(len(batch.keys) for batch in batches) == 4 + 2 * 14 * 48
    assert len(batches) < 30


series = st.builds(
    SeriesKey, st.sampled_from(["in", "out"]), st.integers().map(str), st.sampled_from(Metric)
)


@st.composite
def needs(draw: st.DrawFn) -> Need:
    start = NOON - minutes(draw(st.integers(1, 20_000)))
    length = draw(st.integers(1, 20_000))
    return Need(draw(series), start, start + minutes(length))


@given(st.lists(needs(), max_size=30))
def test_packing_covers_every_need_within_the_limits(wanted: list[Need]) -> None:
    batches = list(pack(wanted))

    assert sorted(map(repr, (key for batch in batches for key in batch.keys))) == sorted(
        repr(need.key) for need in wanted
    )
    for batch in batches:
        length = (batch.end - batch.start) // minutes(1)
        assert len(batch.keys) <= QUERIES_PER_CALL
        assert len(batch.keys) == 1 or len(batch.keys) * length <= POINTS_PER_CALL
    for need in wanted:
        assert any(
            need.key in batch.keys and batch.start <= need.start and need.end <= batch.end
            for batch in batches
        )


def test_more_series_than_one_call_may_name_take_a_second_call() -> None:
    wanted = [
        Need(SeriesKey("in", str(n), Metric.BYTES_READ), NOON, NOON + minutes(15))
        for n in range(501)
    ]

    assert [len(batch.keys) for batch in pack(wanted)] == [500, 1]


def test_minutes_are_rounded_outwards() -> None:
    moment = NOON + timedelta(seconds=1)

    assert (round_down(moment), round_up(moment)) == (NOON, NOON + minutes(1))
    assert (round_down(NOON), round_up(NOON)) == (NOON, NOON)


def test_what_was_answered_is_left_alone_for_as_long_as_it_holds() -> None:
    timetable = Timetable()
    definition, account = Ask(GET_JOB, "in"), Ask(GET_ACCOUNT)

    assert timetable.is_due(definition, NOON)
    timetable.postpone(definition, NOON)
    timetable.postpone(account, NOON)

    assert not timetable.is_due(definition, NOON + minutes(4))
    assert timetable.is_due(definition, NOON + minutes(5))
    assert timetable.is_due(Ask(GET_JOB, "out"), NOON)
    assert not timetable.is_due(account, NOON + minutes(60))


def test_runs_that_left_the_view_are_forgotten() -> None:
    told = cadence()
    for hour in range(48):
        at = NOON + minutes(60 * hour)
        answer(told, at, ended(f"jr_{hour}", at - minutes(30)))

    assert len(told._answered) == 6


def test_looks_that_follow_at_once_ask_for_no_series_twice() -> None:
    told = cadence()
    told.wanted = {"in": (Metric.BYTES_WRITTEN,)}
    runs = [JobRun("in", "jr", JobRunState.RUNNING, NOON)]
    [first] = told.plan_busy(NOON, runs, ())
    told.settle(NOON, first.keys, ())

    assert told.plan_busy(NOON + timedelta(seconds=2), runs, (), SOON) == ()
    assert len(told.plan_busy(NOON + timedelta(seconds=30), runs, (), SOON)) == 1
    # Whoever asks without haste wants to know.
    assert len(told.plan_busy(NOON + timedelta(seconds=2), runs, ())) == 1
