from __future__ import annotations

import pytest

from tests.cloud.knobs import BROKEN
from tests.reliability.figures import survive, survive_outage
from tests.reliability.watching import WALL, keep_chains, open_watching
from tests.reliability.weather import LOCKED_OUT, PASSING, Fate, Weather, name_fate

STORIES = ("document", "failing")


@pytest.mark.parametrize("story", STORIES)
def test_with_every_third_call_failing_nothing_is_missed_and_nothing_is_invented(
    story: str,
) -> None:
    result = survive(story, seed=7, polls=20, rate=0.3)

    assert result.failed_calls > result.calls * 0.2
    assert result.missed == set()
    assert result.invented == set()
    assert result.polls_to_recover is not None


def test_after_ten_minutes_without_any_answer_the_report_is_as_if_nothing_had_been() -> None:
    result = survive_outage("document", seed=1)

    assert result.failed_polls == result.blind_polls == 10
    assert result.polls_to_recover == 1
    assert result.invented == set()


def test_the_wall_misses_and_invents_nothing_in_the_same_weather() -> None:
    stormy = survive(WALL, seed=7, polls=10, rate=0.3, arrange=keep_chains)
    dark = survive_outage(WALL, seed=7, arrange=keep_chains)

    assert dark.blind_polls > 5
    for result in (stormy, dark):
        assert result.failed_calls > result.calls * 0.1
        assert result.missed == set()
        assert result.invented == set()
        assert result.polls_to_recover is not None


def test_equal_seeds_bring_equal_weather() -> None:
    one, other = (survive("document", seed=3, polls=4, rate=0.5) for _ in range(2))
    assert one == other


def test_every_kind_of_fault_is_met() -> None:
    weather = Weather(seed=5, rate=1.0)
    fates = {weather.choose("GetJobRuns", str(number).encode()) for number in range(500)}
    assert fates == set(PASSING)
    assert len(weather.kinds) == len(PASSING)


@pytest.mark.parametrize("fate", [*PASSING, *LOCKED_OUT], ids=name_fate)
def test_each_fault_alone_on_every_call_ends_no_watch(fate: object) -> None:
    watching = open_watching(weather=Weather(fates=(fate,)))  # type: ignore[arg-type]
    before = watching.poll(2)
    watching.weather.rate = 1.0
    watching.poll(3)
    watching.weather.rate = 0.0
    seen = (watching.poll() for _ in range(17))
    after = next(report for report in seen if report is not None and not report.faults)

    assert before is not None
    assert after.links


def test_a_script_that_could_not_be_read_again_is_not_judged_by_a_newer_option() -> None:
    watching = open_watching("document")
    watching.poll(45)
    watching.transport.cloud.deny("GetObject", refusal=BROKEN)
    report = watching.poll()
    for _ in range(20):
        report = watching.poll()
        assert report is not None
        assert "transformation-ctx-missing" not in {each.code for each in report.findings}
    assert report is not None
    assert [fault.operation for fault in report.faults] == ["s3:GetObject"] * 2
    downstream = report.job("orders-out")
    assert downstream is not None
    assert str(downstream.bookmark.option) == "enable"


class Silence(Weather):
    """Nothing is heard of the runs of one job."""

    def choose(self, operation: str, asked: bytes) -> Fate | None:
        return BROKEN if operation == "GetJobRuns" and b"orders-in" in asked else None


def test_a_run_whose_end_could_not_be_read_overlaps_nothing_later() -> None:
    watching = open_watching("bookmarked")
    told: list[str] = []
    while not told or told[-1] != "RUNNING":
        report = watching.poll()
        assert report is not None
        told.append(str(report.jobs[0].state))
    watching.transport.weather = Silence()
    report = watching.poll(25)

    assert report is not None
    assert [job.runs_at is None for job in report.jobs] == [False, True]
    assert report.jobs[1].state is not None
    assert ("overlap", "orders-out") not in watching.seen
    assert ("long-run", "orders-in") not in watching.seen
