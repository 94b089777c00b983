from __future__ import annotations

import pytest

from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.stories import find_story

from .looking import LONG_BACK, READ, at, clock, find_points, runs_of, window_ratio

MB = 1_000_000


def seen_at(hour: int, minute: int = 0) -> Observation:
    return find_story("document").world().observe(at(hour, minute), LONG_BACK)


@pytest.mark.parametrize(("hour", "minute"), [(14, 0), (16, 0)])
def test_the_four_windows_have_the_ratios_of_the_document(hour: int, minute: int) -> None:
    seen = seen_at(hour, minute)
    starts = [at(12), at(12, 30), at(13), at(13, 30)]

    assert [f"{window_ratio(seen, start):.2f}" for start in starts] == [
        "1.00",
        "2.50",
        "0.83",
        "2.75",
    ]


def test_downstream_runs_start_and_end_when_the_document_says() -> None:
    runs = runs_of(seen_at(14, 55), "orders-out")

    assert [(clock(run.started), clock(run.completed)) for run in runs[:4]] == [
        ("12:06:00", "12:23:15"),
        ("12:36:00", "13:02:45"),
        ("13:17:00", "13:58:00"),
        ("13:58:00", "14:48:30"),
    ]


def test_downstream_runs_read_everything_staged_so_far() -> None:
    seen = seen_at(14, 55)
    read = [
        sum(find_points(seen, "orders-out", READ, run.id).values())
        for run in runs_of(seen, "orders-out")
    ]

    assert read[:4] == [1200 * MB, 2000 * MB, 3200 * MB, 4000 * MB]


def test_the_upstream_is_steady_but_for_its_third_run() -> None:
    runs = runs_of(seen_at(14, 59), "orders-in")

    assert [clock(run.started) for run in runs] == [
        f"{hour}:{minute}:00" for hour in (12, 13, 14) for minute in ("00", "30")
    ]
    assert [run.execution_seconds for run in runs] == [360, 360, 1020, 360, 360, 360]


def test_run_4_is_the_longest_and_overlaps_the_whole_fifth_upstream_run() -> None:
    seen = seen_at(14, 55)
    runs = runs_of(seen, "orders-out")
    longest = max(runs, key=lambda run: run.execution_seconds or 0)
    fifth = runs_of(seen, "orders-in")[4]

    assert longest == runs[3]
    assert longest.started is not None
    assert longest.completed is not None
    assert fifth.started is not None
    assert fifth.completed is not None
    assert longest.started <= fifth.started < fifth.completed <= longest.completed


def test_run_4_waits_under_its_own_id_until_run_3_ends() -> None:
    waiting = runs_of(seen_at(13, 45), "orders-out")[-1]
    running = runs_of(seen_at(14), "orders-out")[-1]

    assert (waiting.state, clock(waiting.started)) == (JobRunState.WAITING, "13:36:00")
    assert waiting.execution_seconds == 0
    assert "orders-out" in (waiting.state_detail or "")
    assert (running.state, clock(running.started)) == (JobRunState.RUNNING, "13:58:00")
    assert (running.id, running.state_detail) == (waiting.id, None)


def test_in_act_one_neither_option_nor_context_is_set() -> None:
    seen = seen_at(14)
    job, script = seen.jobs[1], seen.scripts[1]

    assert "--job-bookmark-option" not in job.default_arguments
    assert "transformation_ctx" not in (script.text or "")
    assert seen.bookmarks[1].run_id is None


def test_act_two_stops_what_runs_and_waits_and_sets_the_bookmark() -> None:
    seen = seen_at(15)
    *_, running, waiting = runs_of(seen, "orders-out")

    assert {running.state, waiting.state} == {JobRunState.STOPPED}
    assert clock(running.completed) == clock(waiting.completed) == "15:00:00"
    assert (running.execution_seconds, waiting.execution_seconds) == (690, 0)
    assert seen.jobs[1].default_arguments["--job-bookmark-option"] == "job-bookmark-enable"
    assert 'transformation_ctx = "bookmark_ctx"' in (seen.scripts[1].text or "")


def test_act_two_says_what_became_of_the_files_that_no_run_reads() -> None:
    seen = seen_at(23, 30)
    read = sum(find_points(seen, "orders-out", READ, runs_of(seen, "orders-out")[6].id).values())
    *_, last_act = find_story("document").acts

    assert read == 1200 * MB, "the first run after the repair leaves what lay there"
    assert "unread files archived, loaded by hand" in last_act.caption


def test_act_two_brings_the_ratios_back_to_1_for_good() -> None:
    seen = seen_at(23, 30)
    ratios = [window_ratio(seen, at(hour, half)) for hour in range(15, 23) for half in (0, 30)]

    assert all(ratio is not None and 0.98 <= ratio <= 1.02 for ratio in ratios)
    last = runs_of(seen, "orders-out")[-1]
    assert (seen.bookmarks[1].run_id, seen.bookmarks[1].contexts) == (last.id, ("bookmark_ctx",))


def test_the_past_keeps_the_job_as_it_was() -> None:
    world = find_story("document").world()
    world.observe(at(18), LONG_BACK)
    seen = world.observe(at(14), LONG_BACK)

    assert seen == seen_at(14)
    assert "--job-bookmark-option" not in seen.jobs[1].default_arguments
