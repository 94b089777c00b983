from __future__ import annotations

from collections.abc import Collection

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.states import JobRunState, Metric
from glueflow_tui.sources.aws.cadence import POINTS_PER_CALL, QUERIES_PER_CALL
from glueflow_tui.sources.aws.metering import Metered, Metering, Plan
from tests.sources.aws.stubs import NOON, minutes

LOOKBACK = minutes(180)


def account(jobs: int) -> tuple[Metering, list[JobRun]]:
    """Jobs that all run."""
    names = [f"job-{number:04}" for number in range(jobs)]
    metering = Metering((), LOOKBACK)
    metering.watch(dict.fromkeys(names, (Metric.BYTES_READ,)))
    return metering, [
        JobRun(name, "jr", JobRunState.RUNNING, NOON - minutes(100)) for name in names
    ]


def settle(metering: Metering, minute: int, plan: Plan) -> Metered:
    """All calls answered, with no point at all."""
    for harvest in plan.harvests:
        ids = [{"Id": f"m{number}"} for number in range(len(harvest.batch.keys))]
        harvest.absorb({"MetricDataResults": ids})
        harvest.close()
    return metering.conclude(NOON + minutes(minute), plan, ())


def look(
    metering: Metering, runs: Collection[JobRun], minute: int, *opened: str
) -> tuple[int, int, bool]:
    """Calls, jobs asked about, and whether the bytes of all jobs are known after."""
    plan = metering.plan_busy(NOON + minutes(minute), runs, opened)
    asked = [harvest.batch for harvest in plan.harvests]
    for batch in asked:
        assert len(batch.keys) <= QUERIES_PER_CALL
        assert len(batch.keys) * ((batch.end - batch.start) // minutes(1)) <= POINTS_PER_CALL
    known = settle(metering, minute, plan).asked_from
    assert known in (None, NOON + minutes(minute) - LOOKBACK)
    return len(asked), len({key.job for batch in asked for key in batch.keys}), known is not None


def test_one_call_that_holds_all_is_made_at_each_poll() -> None:
    metering, runs = account(500)

    assert [look(metering, runs, minute) for minute in range(3)] == [(1, 500, True)] * 3


def test_of_more_jobs_than_one_call_may_name_all_become_known_together() -> None:
    metering, runs = account(1200)

    looks = [look(metering, runs, minute) for minute in range(6)]

    assert looks == [(3, 1200, True), (0, 0, False), (0, 0, False)] * 2


def test_an_opened_chain_is_asked_about_at_each_poll_all_the_same() -> None:
    metering, runs = account(1200)

    looks = [look(metering, runs, minute, "job-0007", "job-0008") for minute in range(4)]

    assert looks == [(3, 1200, True), (1, 2, False), (1, 2, False), (3, 1200, True)]


def test_a_poll_between_rounds_that_has_all_runs_opened_knows_all() -> None:
    metering, runs = account(600)
    names = tuple(run.job for run in runs)

    looks = [look(metering, runs, minute, *names) for minute in range(3)]

    assert [known for _, _, known in looks] == [True] * 3
