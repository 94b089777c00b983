from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.runs import Interval, Timeline, number_runs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.sources.demo.document import DOCUMENT
from tests.analysis.worlds import GB, World, at, job, run_of, spread, steady

LOOKBACK = timedelta(hours=3)
REFUSED: dict[str, Any] = {"state": JobRunState.FAILED, "error": "Concurrent runs exceeded for out"}


def test_retries_share_the_number_of_their_original_and_refusals_take_none() -> None:
    runs = (
        run_of("out", "a", 0, state=JobRunState.FAILED),
        run_of("out", "a_attempt_1", 10, attempt=1),
        run_of("out", "r", 20, 0, **REFUSED),
        run_of("out", "b", 30),
        run_of("out", "c", 60, attempt=1, previous_run_id="b"),
    )

    assert number_runs(runs, forgotten=0) == (1, 1, 1, 2, 2)
    assert number_runs(runs, forgotten=7) == (8, 8, 8, 9, 9)


def test_a_queued_run_keeps_its_number_when_it_starts_later_than_the_one_before_it() -> None:
    first, second = run_of("out", "a", 0), run_of("out", "b", 50, None)
    queued = run_of("out", "c", 40, None, state=JobRunState.WAITING)
    begun = run_of("out", "c", 90, None)

    assert number_runs((first, queued, second), forgotten=0) == (1, 3, 2)
    assert number_runs((first, second, begun), forgotten=0) == (1, 2, 3)


def test_no_run_of_a_story_changes_its_number_while_it_is_watched() -> None:
    world, numbers = DOCUMENT.world(), dict[str, int]()
    history = History()
    for minute in range(0, 360, 2):
        history = history.absorb(
            world.observe(DOCUMENT.begins + timedelta(minutes=minute), LOOKBACK)
        )
        runs = history.runs.get("orders-out", ())
        for run, number in zip(
            runs, number_runs(runs, history.forgotten.get("orders-out", 0)), strict=True
        ):
            assert numbers.setdefault(run.id, number) == number

    assert len(numbers) > 8


def test_a_retry_whose_original_is_gone_keeps_a_number() -> None:
    orphan = (run_of("out", "a_attempt_2", 0, attempt=2), run_of("out", "b", 30))

    assert number_runs(orphan, forgotten=0) == (1, 1)
    assert number_runs(orphan, forgotten=4) == (4, 5)


@given(st.lists(st.sampled_from(["run", "retry", "refused"]), max_size=12), st.integers(1, 60))
def test_numbers_stay_the_same_while_old_runs_are_forgotten(kinds: list[str], later: int) -> None:
    runs = []
    for index, kind in enumerate(kinds):
        facts = REFUSED if kind == "refused" else {"attempt": int(kind == "retry")}
        if kind == "retry" and index == 0:
            continue
        runs.append(run_of("out", f"r{index}", index * 10, 5, **facts))
    history = World(runs=tuple(runs), taken_at=at(0)).history()
    aged = history.absorb(World(taken_at=at(180 + later)).observation())
    first = history.runs.get("out", ())
    before = dict(zip((run.id for run in first), number_runs(first, 0), strict=True))
    kept = aged.runs.get("out", ())

    numbers = number_runs(kept, aged.forgotten.get("out", 0))
    assert list(numbers) == [before[run.id] for run in kept]


@pytest.mark.parametrize(
    "error",
    [
        "Max concurrent runs exceeded",
        "Concurrent run exceeded for job out",
        "The job exceeded its concurrency limit",
        "ConcurrentRunsExceededException: out",
    ],
)
def test_a_start_over_the_limit_is_refused_and_no_run(error: str) -> None:
    refused = run_of("out", "x", 118, 0, state=JobRunState.FAILED, error=error)
    (report,) = [
        run for run in job(steady().with_runs(refused).report(), "out").runs if run.id == "x"
    ]

    assert report.refused
    assert (report.dpu_hours, report.usd, report.bytes_read) == (0, 0, None)


def test_a_failed_run_with_another_error_is_not_refused() -> None:
    failed = run_of("out", "x", 118, 1, state=JobRunState.FAILED, error="Out of memory")

    assert not job(steady().with_runs(failed).report(), "out").runs[-1].refused


def test_the_state_of_a_job_is_that_of_its_newest_run_that_was_not_refused() -> None:
    refused = run_of("out", "x", 113, 0, **REFUSED)
    report = steady().with_runs(refused).report()

    assert job(report, "out").state is JobRunState.SUCCEEDED
    assert job(World().report(), "out").state is None


QUEUED: dict[str, Any] = {"length": None, "state": JobRunState.WAITING}


@pytest.mark.parametrize(
    ("more", "state", "waiting"),
    [
        ((run_of("out", "w1", 130, **QUEUED), run_of("out", "w2", 140, **QUEUED)), "SUCCEEDED", 2),
        ((run_of("out", "r", 125, None), run_of("out", "w", 130, **QUEUED)), "RUNNING", 1),
        ((run_of("out", "r", 125, None), run_of("out", "z", 130, 2)), "RUNNING", 0),
        (
            (run_of("out", "w", 130, 9, state=JobRunState.STOPPED, execution_seconds=0),),
            "SUCCEEDED",
            0,
        ),
        (
            (run_of("out", "e", 130, 9, state=JobRunState.EXPIRED, execution_seconds=0),),
            "EXPIRED",
            0,
        ),
    ],
)
def test_a_run_that_only_waits_or_waited_does_not_tell_how_a_job_is(
    more: tuple[JobRun, ...], state: str, waiting: int
) -> None:
    found = job(steady().with_runs(*more).report(), "out")

    assert (found.state, found.waiting) == (state, waiting)


def test_a_job_of_which_nothing_has_run_yet_is_waiting() -> None:
    runs = (run_of("out", "w1", 1, **QUEUED), run_of("out", "w2", 2, **QUEUED))
    found = job(World(runs=runs, taken_at=at(10)).report(), "out")

    assert (found.state, found.waiting) == ("WAITING", 1)


def test_bytes_of_a_run_are_its_own_series() -> None:
    own = MetricSeries("out", "out1", Metric.BYTES_READ, at(6), (5.0, None, 7.0))
    world = steady()

    report = world.but(metrics=(*world.metrics, own)).report()
    assert job(report, "out").runs[0].bytes_read == 12


def test_without_an_own_series_the_minutes_of_all_runs_count_when_it_ran_alone() -> None:
    assert job(steady().report(), "out").runs[0].bytes_read == pytest.approx(1 * GB)


def test_minutes_shared_with_another_run_belong_to_nobody() -> None:
    beside = run_of("out", "beside", 10, 3)
    runs = {run.id: run for run in job(steady().with_runs(beside).report(), "out").runs}

    assert runs["out1"].bytes_read is None
    assert runs["beside"].bytes_read is None
    assert runs["out2"].bytes_read == pytest.approx(1.2 * GB)


def test_a_run_cut_by_the_left_edge_has_unknown_bytes() -> None:
    world = steady().but(metrics_from=at(10))
    runs = job(world.report(), "out").runs

    assert runs[0].bytes_read is None
    assert runs[1].bytes_read == pytest.approx(1.2 * GB)


def test_a_run_without_a_point_has_unknown_bytes_and_not_none_read() -> None:
    assert job(steady().silent("out").report(), "out").runs[0].bytes_read is None


def test_negative_and_endless_points_are_no_points() -> None:
    world = World(
        taken_at=at(30),
        runs=(run_of("in", "in1", 0),),
        metrics=(
            MetricSeries(
                "in", ALL_RUNS, Metric.BYTES_WRITTEN, at(0), (1.0, -5.0, float("inf"), 2.0)
            ),
        ),
    )
    report = world.report()

    assert job(report, "in").runs[0].bytes_written == 3
    assert job(report, "in").written.values[180 - 30 : 180 - 26] == (1.0, None, None, 2.0)


def test_all_jobs_have_the_same_minutes_up_to_the_one_of_the_observation() -> None:
    report = steady().but(taken_at=at(115.5)).report()
    minutes = [getattr(one, name) for one in report.jobs for name in ("read", "written")]

    assert {one.start for one in minutes} == {report.start} == {at(115 - 180)}
    assert {len(one.values) for one in minutes} == {181}


def test_series_of_runs_add_up_when_there_is_none_of_all() -> None:
    world = steady().silent("out")
    parts = tuple(
        MetricSeries("out", name, Metric.BYTES_READ, at(6), (1.0, 2.0)) for name in ("x", "y")
    )
    report = world.but(metrics=(*world.metrics, *parts)).report()

    assert [value for value in job(report, "out").read.values if value] == [2.0, 4.0]


def test_data_until_is_the_end_of_the_newest_minute_with_data() -> None:
    world = steady().but(metrics=(spread("in", Metric.BYTES_WRITTEN, 90, 6, 1.0),))

    assert world.report().data_until == at(96)
    assert World().report().data_until is None


def test_a_run_that_starts_in_the_minute_another_ended_before_shares_nothing() -> None:
    world = steady().with_runs(run_of("out", "next", 18, 5))
    runs = {run.id: run for run in job(world.report(), "out").runs}

    assert runs["out1"].bytes_read == pytest.approx(1 * GB)
    half_a_minute_early = steady().with_runs(run_of("out", "next", 17.5, 5))
    runs = {run.id: run for run in job(half_a_minute_early.report(), "out").runs}
    assert runs["out1"].bytes_read is None


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)


def lay(spans: list[tuple[int, int]]) -> tuple[Interval, ...]:
    return tuple(
        Interval(str(number), number, at(start), at(start + length))
        for number, (start, length) in enumerate(sorted(spans))
    )


@given(SPANS, SPANS, st.integers(0, 60))
def test_a_timeline_that_goes_on_from_a_moment_equals_one_made_anew(
    before: list[tuple[int, int]], after: list[tuple[int, int]], minute: int
) -> None:
    kept = lay([span for span in before if span[0] < minute])
    later = lay([span for span in after if span[0] >= minute])

    went_on = Timeline().add(lay(before)).add(later, at(minute))
    anew = Timeline().add([*kept, *later])

    assert (went_on.intervals, went_on.reach) == (anew.intervals, anew.reach)
    assert anew.is_disjoint or not went_on.is_disjoint
