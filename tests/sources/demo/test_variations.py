from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from glueflow_tui.model.chain import LinkOrigin
from glueflow_tui.model.observation import MINUTE, Observation
from glueflow_tui.model.states import JobRunState, TriggerState
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.demo.stories import find_story

from .looking import LONG_BACK, READ, WRITTEN, at, find_points, runs_of, window_ratio


def look(story: str, moment: datetime) -> Observation:
    return find_story(story).world().observe(moment, LONG_BACK)


def quarters(seen: Observation, count: int) -> list[float | None]:
    starts = (at(12) + number * 15 * MINUTE for number in range(count))
    return [window_ratio(seen, start, 15) for start in starts]


def total_read(seen: Observation) -> float:
    return sum(find_points(seen, "orders-out", READ).values())


def total_written(seen: Observation) -> float:
    return sum(find_points(seen, "orders-in", WRITTEN).values())


def test_bookmarked_reads_once_what_is_written_window_for_window() -> None:
    seen = look("bookmarked", at(20, 20))
    ratios = [window_ratio(seen, at(hour, half)) for hour in range(12, 20) for half in (0, 30)]

    assert all(ratio is not None and 0.98 <= ratio <= 1.02 for ratio in ratios)
    assert total_read(seen) == total_written(seen) > 0
    assert {run.state for run in seen.runs} == {JobRunState.SUCCEEDED}


def test_catch_up_has_one_ratio_about_2_and_then_1_again() -> None:
    seen = look("catch-up", at(14, 59))
    ratios = quarters(seen, 10)

    assert ratios[2] == 0
    assert ratios[3] is not None
    assert 1.9 < ratios[3] < 2.2
    assert [ratio for number, ratio in enumerate(ratios) if number not in {2, 3}] == [1.0] * 8
    assert total_read(seen) == total_written(seen)


def test_catch_up_comes_from_an_upstream_run_that_took_longer() -> None:
    seen = look("catch-up", at(13, 20))
    lengths = [
        run.completed - run.started
        for run in runs_of(seen, "orders-in")
        if run.completed and run.started
    ]
    read = [
        sum(find_points(seen, "orders-out", READ, run.id).values())
        for run in runs_of(seen, "orders-out")
    ]

    assert lengths.index(max(lengths)) == 2
    assert max(lengths) > 1.5 * min(lengths)
    assert read[2] == 0
    assert read[3] == pytest.approx(1970e6)
    assert {run.state for run in seen.runs} <= {JobRunState.SUCCEEDED, JobRunState.RUNNING}
    assert {trigger.state for trigger in seen.triggers or ()} == {TriggerState.ACTIVATED}
    assert [link.origin for chain in seen.chains for link in chain.links] == [LinkOrigin.CONFIG]


def test_ineffective_reads_all_again_although_the_option_is_on() -> None:
    seen = look("ineffective", at(13, 18))
    read = [
        sum(find_points(seen, "orders-out", READ, run.id).values())
        for run in runs_of(seen, "orders-out")
    ]
    written = [
        sum(find_points(seen, "orders-in", WRITTEN, run.id).values())
        for run in runs_of(seen, "orders-in")
    ]

    assert read == [sum(written[: number + 1]) for number in range(5)]
    assert seen.jobs[1].default_arguments["--job-bookmark-option"] == "job-bookmark-enable"
    assert "transformation_ctx" not in (seen.scripts[1].text or "")
    assert seen.bookmarks[1].run_id == runs_of(seen, "orders-out")[-1].id
    assert seen.bookmarks[1].contexts == ()


def test_ineffective_ends_in_refused_starts() -> None:
    refused = [run for run in look("ineffective", at(17)).runs if run.is_refused]

    assert refused
    assert {run.execution_seconds for run in refused} == {0}


def test_overridden_is_right_in_job_and_script_and_wrong_in_the_trigger() -> None:
    seen = look("overridden", at(13, 18))
    ratios = [ratio for ratio in quarters(seen, 5) if ratio is not None]
    option = "--job-bookmark-option"

    assert ratios == sorted(ratios)
    assert ratios[-1] > 4
    assert seen.jobs[1].default_arguments[option] == "job-bookmark-enable"
    assert 'transformation_ctx = "bookmark_ctx"' in (seen.scripts[1].text or "")
    assert seen.triggers is not None
    assert seen.triggers[1].actions[0].arguments == {option: "job-bookmark-disable"}
    assert {(run.arguments or {}).get(option) for run in runs_of(seen, "orders-out")} == {
        "job-bookmark-disable"
    }


def test_behind_reads_about_six_tenths_and_its_lag_grows() -> None:
    world = find_story("behind").world()
    lags = []
    for hour in (13, 14, 15, 16):
        seen = world.observe(at(hour, 58), LONG_BACK)
        lags.append(total_written(seen) - total_read(seen))
    ratios = [ratio for ratio in quarters(seen, 15) if ratio is not None]

    assert lags == sorted(set(lags))
    assert len(ratios) == 15
    assert all(0.45 < ratio < 0.7 for ratio in ratios)
    assert abs(total_read(seen) / total_written(seen) - 0.6) < 0.03
    assert {run.state for run in seen.runs} == {JobRunState.SUCCEEDED}


def test_failing_opens_with_the_newest_finished_run_failed_and_its_retry_too() -> None:
    seen = DemoSource("failing").poll()
    finished = [run for run in runs_of(seen, "orders-out") if run.completed is not None]
    *_, first, again = finished

    assert (first.state, again.state) == (JobRunState.FAILED, JobRunState.FAILED)
    assert again.id == f"{first.id}_attempt_1"
    assert again.previous_run_id == first.id
    assert "exit code 137" in (again.error or "")


def test_failing_loses_no_data() -> None:
    seen = look("failing", at(15, 14))
    succeeded = [run for run in runs_of(seen, "orders-out") if run.state is JobRunState.SUCCEEDED]
    read = sum(sum(find_points(seen, "orders-out", READ, run.id).values()) for run in succeeded)

    assert read == total_written(seen)
    assert total_read(seen) > read


def test_no_metrics_has_runs_of_the_downstream_job_but_no_series() -> None:
    seen = look("no-metrics", at(14))

    assert {series.job for series in seen.metrics} == {"orders-in"}
    assert "--enable-metrics" not in seen.jobs[1].default_arguments
    assert {run.state for run in runs_of(seen, "orders-out")} == {JobRunState.SUCCEEDED}
    assert look("no-metrics", at(14) + timedelta(hours=8)).bookmarks[1].contexts == (
        "bookmark_ctx",
    )
