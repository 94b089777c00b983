from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.cost import rate_run, size_words
from glueflow_tui.model.jobs import Job, JobRun
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import Prices
from tests.analysis.worlds import at, job_of, run_of

JOB = job_of("out")
RUN = run_of("out", "a", 0, 30, execution_seconds=1800)


def bill_run(job: Job, run: JobRun, now: datetime) -> float | None:
    return rate_run(job, run, Prices()).bill(run, now)


def price_run(job: Job, run: JobRun, prices: Prices) -> float:
    return rate_run(job, run, prices).usd


@pytest.mark.parametrize(
    ("worker", "count", "hours"),
    [
        ("G.025X", 2, 0.25),
        ("G.1X", 10, 5.0),
        ("G.2X", 10, 10.0),
        ("G.4X", 3, 6.0),
        ("G.8X", 3, 12.0),
        ("G.12X", 2, 12.0),
        ("G.16X", 2, 16.0),
        ("R.1X", 3, 1.5),
        ("R.2X", 5, 5.0),
        ("R.4X", 2, 4.0),
        ("R.8X", 2, 8.0),
        ("Z.2X", 4, 4.0),
        ("Standard", 10, 5.0),
    ],
)
def test_workers_count_by_their_type(worker: str, count: int, hours: float) -> None:
    run = replace(RUN, worker_type=worker, number_of_workers=count)

    assert bill_run(JOB, run, at(40)) == pytest.approx(hours)


def test_a_run_without_sizes_has_those_of_its_job() -> None:
    assert bill_run(JOB, RUN, at(40)) == pytest.approx(5.0)
    assert bill_run(Job("out", max_capacity=4.0), RUN, at(40)) == pytest.approx(2.0)
    assert bill_run(Job("out"), RUN, at(40)) is None


def test_an_unknown_worker_type_falls_back_to_the_capacity() -> None:
    run = replace(RUN, worker_type="G.99X", number_of_workers=2, max_capacity=7.0)

    assert bill_run(JOB, run, at(40)) == pytest.approx(3.5)


def test_reported_dpu_seconds_win() -> None:
    assert bill_run(JOB, replace(RUN, dpu_seconds=7200.0), at(40)) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("version", "seconds", "minutes"),
    [("4.0", 10, 1), ("5.1", 61, 61 / 60), ("0.9", 10, 10), ("1.0", 700, 700 / 60), (None, 5, 1)],
)
def test_the_least_that_is_billed_depends_on_the_version(
    version: str | None, seconds: int, minutes: float
) -> None:
    run = replace(RUN, execution_seconds=seconds, glue_version=version)

    assert bill_run(JOB, run, at(40)) == pytest.approx(10 * minutes / 60)


def test_a_running_run_costs_what_it_ran_so_far() -> None:
    run = run_of("out", "a", 0, None, execution_seconds=0, dpu_seconds=1.0)

    assert bill_run(JOB, run, at(12)) == pytest.approx(2.0)
    assert bill_run(JOB, run, at(-5)) == pytest.approx(10 / 60)


def test_what_never_ran_costs_nothing() -> None:
    refused = replace(RUN, state=JobRunState.FAILED, error="Max concurrent runs exceeded")
    waiting = run_of("out", "b", 0, None, state=JobRunState.WAITING)
    stopped = replace(RUN, state=JobRunState.STOPPED, execution_seconds=0)

    assert [bill_run(JOB, run, at(40)) for run in (refused, waiting, stopped)] == [0, 0, 0]


def test_without_execution_time_the_wall_clock_counts_and_without_any_nothing_is_known() -> None:
    assert bill_run(JOB, replace(RUN, execution_seconds=None), at(90)) == pytest.approx(5.0)
    lost = replace(RUN, execution_seconds=None, completed=None)
    assert bill_run(JOB, lost, at(90)) is None


@pytest.mark.parametrize(
    ("facts", "price"),
    [
        ({}, 0.44),
        ({"execution_class": "FLEX"}, 0.29),
        ({"worker_type": "R.1X"}, 0.52),
        ({"glue_version": "6.0"}, 0.308),
        ({"glue_version": "6.0", "execution_class": "FLEX"}, 0.203),
        ({"glue_version": "6.0", "worker_type": "R.4X"}, 0.364),
        ({"worker_type": "Z.2X"}, 0.44),
        ({"glue_version": "auto"}, 0.44),
        ({"glue_version": "10.0"}, 0.308),
    ],
)
def test_the_price_follows_class_workers_and_version(facts: dict[str, Any], price: float) -> None:
    run = replace(RUN, **facts)

    assert price_run(JOB, run, Prices()) == pytest.approx(price)


sizes = st.fixed_dictionaries(
    {
        "glue_version": st.sampled_from([None, "1.0", "5.0", "6.0"]),
        "worker_type": st.sampled_from([None, "G.1X", "R.1X"]),
        "number_of_workers": st.sampled_from([None, 2, 5]),
        "max_capacity": st.sampled_from([None, 7.0]),
        "execution_class": st.sampled_from([None, "FLEX"]),
    }
)


@given(sizes, st.integers(0, 9), st.sampled_from(JobRunState))
def test_runs_of_one_size_have_one_rate(
    size: dict[str, Any], seconds: int, state: JobRunState
) -> None:
    plain = replace(RUN, **size)
    other = replace(plain, execution_seconds=seconds, state=state, attempt=1, trigger="t")

    assert size_words(plain) == size_words(other)
    assert rate_run(JOB, plain, Prices()) == rate_run(JOB, other, Prices())
    assert set(size_words(plain)) == set(size.values())


def test_python_shell_has_its_own_size_and_price() -> None:
    shell = Job("out", command="pythonshell", glue_version="6.0")

    short = replace(RUN, execution_seconds=10, glue_version="1.0")

    assert bill_run(shell, RUN, at(40)) == pytest.approx(0.03125)
    assert bill_run(shell, short, at(40)) == pytest.approx(0.0625 / 60)
    assert bill_run(replace(shell, max_capacity=1.0), RUN, at(40)) == pytest.approx(0.5)
    assert price_run(shell, RUN, Prices(python_shell=0.5)) == 0.5


odd = st.one_of(st.none(), st.floats(), st.sampled_from([-1.0, math.nan, math.inf]))


@given(odd, odd, st.one_of(st.none(), st.integers(-5, 10**6)), st.sampled_from(JobRunState))
def test_a_cost_is_never_negative_nor_nonsense(
    dpu_seconds: float | None, capacity: float | None, seconds: int | None, state: JobRunState
) -> None:
    job = Job("out", max_capacity=capacity)
    run = replace(RUN, dpu_seconds=dpu_seconds, execution_seconds=seconds, state=state)
    hours = bill_run(job, run, at(10))

    assert hours is None or (hours >= 0 and math.isfinite(hours))
