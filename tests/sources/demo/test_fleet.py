from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from glueflow_tui.model.chain import Chain, order_steps
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.fleet import FLEET

from .looking import LONG_BACK, at, runs_of


@pytest.fixture(scope="module")
def seen() -> Observation:
    return FLEET.world().observe(at(13, 20), LONG_BACK)


def shape_of(chain: Chain) -> tuple[int, ...]:
    return tuple(len(step) for step in order_steps(chain.links))


def test_there_are_forty_chains_of_five_shapes_each_named_after_its_subject(
    seen: Observation,
) -> None:
    shapes = Counter(shape_of(chain) for chain in seen.chains)

    assert len(seen.chains) == 40
    assert all(job.startswith(f"{one.name}-") for one in seen.chains for job in one.jobs)
    assert set(shapes) == {(1, 1), (1, 1, 1), (1, 2), (2, 1), (1, 2, 1)}
    assert all(count >= 2 for count in shapes.values())


def test_every_job_belongs_to_one_chain_and_runs_by_its_schedule(seen: Observation) -> None:
    jobs = [job for chain in seen.chains for job in chain.jobs]

    assert sorted(jobs) == sorted(job.name for job in seen.jobs)
    assert len(set(jobs)) == len(jobs)
    for chain in seen.chains:
        assert chain.window_seconds in {900, 1200, 1800}
        for job in chain.jobs:
            assert runs_of(seen, job), job


def test_the_two_chains_whose_trigger_was_switched_off_are_not_active(seen: Observation) -> None:
    inactive = {chain.name: chain.notes for chain in seen.chains if not chain.active}

    assert inactive == {
        "maps": ("trigger after-maps-in is not activated",),
        "surveys": ("trigger surveys is not activated",),
    }


def test_only_the_two_failing_chains_and_those_too_slow_for_their_clock_see_failures(
    seen: Observation,
) -> None:
    failed = {
        run.job for run in seen.runs if run.state is JobRunState.FAILED and not run.is_refused
    }

    assert failed == {"shipments-out", "fuel-out"}


def test_a_reader_of_two_writers_starts_when_both_have_succeeded(seen: Observation) -> None:
    by_id = {run.id: run for run in seen.runs}
    for run in runs_of(seen, "payments-out"):
        before = [by_id[key.run_id] for key in run.predecessors]

        assert {one.job for one in before} == {"payments-in", "payments-in-web"}
        assert run.started == max(one.completed for one in before if one.completed)


def test_the_fleet_is_the_same_whenever_it_is_told() -> None:
    once, again = (FLEET.world().observe(at(12, 50), timedelta(hours=1)) for _ in range(2))

    assert once == again
