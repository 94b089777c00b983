from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis.report import PatternKind, Severity, Verdict
from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.model.states import JobRunState
from glueflow_tui.settings import AnalysisSettings
from tests.analysis.worlds import (
    DISABLE,
    ENABLE,
    GB,
    World,
    at,
    climbing,
    codes,
    found,
    job_of,
    link,
    periods,
    run_of,
    steady,
)

CODE = "reprocessing"


def test_runs_that_read_everything_so_far_reprocess() -> None:
    finding = found(climbing().report(), CODE)

    assert finding.severity is Severity.CRITICAL
    assert finding.link == ("in", "out")
    assert finding.since == at(36)
    assert finding.runs == ("out2", "out3", "out4")
    assert finding.message == (
        "out #4 read 4.00x what was new for it: 4.00 GB read, 1.00 GB new; "
        "it reads all earlier input again"
    )


def test_runs_that_read_the_last_few_upstream_runs_each_time_reprocess_those() -> None:
    sizes = [1.0, 1.2, 0.9, 1.1, 1.3, 0.8]
    read = [sum(sizes[max(0, at - 1) : at + 1]) for at in range(len(sizes))]
    finding = found(periods(sizes, read, until=178).report(), CODE)

    assert finding.message.endswith("; it reads the last 2 upstream runs each time")


def test_runs_that_read_what_is_new_do_not() -> None:
    assert codes(steady().report()) == set()


def test_a_constant_factor_is_a_format_and_no_reprocessing() -> None:
    assert CODE not in codes(periods([1.0, 1.2, 0.9, 1.1], [2.4, 2.88, 2.16, 2.64]).report())


def test_two_runs_are_enough_when_the_bookmark_is_off_and_not_when_it_is_on() -> None:
    two = climbing(2).with_job(job_of("out", DISABLE))

    assert CODE in codes(two.report())
    assert CODE not in codes(climbing(2).report())


def test_one_is_surest_where_bytes_and_option_say_the_same() -> None:
    off = climbing().with_job(job_of("out", DISABLE))

    assert found(off.report(), CODE).evidence["confidence"] == "high"
    assert found(climbing().report(), CODE).evidence["confidence"] == "medium"


def test_one_run_is_never_enough() -> None:
    assert CODE not in codes(climbing(1).with_job(job_of("out", DISABLE)).report())


def test_a_single_window_above_the_band_is_nothing_by_itself() -> None:
    world = periods([1.0] * 4, [1.0] * 4, until=130)
    late = world.with_runs(run_of("out", "out2", 50, 20))
    assert CODE not in codes(late.report())


@pytest.mark.parametrize(
    ("read", "option", "accused"),
    [
        ([1.0, 1.3, 1.7, 2.0], DISABLE, True),
        ([1.0, 1.3, 1.7, 2.0], ENABLE, False),
        ([1.0, 1.2, 1.3, 1.4], DISABLE, False),
        ([2.0, 2.05, 2.1, 2.15, 2.2, 2.25], DISABLE, False),
    ],
    ids=["by half and more", "under a bookmark", "by less", "as a table beside staging grows"],
)
def test_where_the_fit_cannot_tell_only_a_climb_without_a_bookmark_accuses(
    read: list[float], option: str, *, accused: bool
) -> None:
    world = periods([1.0] * len(read), read, until=len(read) * 30 - 5)
    report = world.with_job(job_of("out", option)).report()

    assert link(report).pattern.kind is PatternKind.UNKNOWN
    assert (CODE in codes(report)) is accused
    if accused:
        assert found(report, CODE).message.endswith("; the ratio climbs with every run")


def test_a_job_that_is_meant_to_read_everything_is_left_alone() -> None:
    settings = AnalysisSettings(expect_full=frozenset({"out"}))
    world = climbing().with_job(job_of("out", DISABLE))

    assert codes(world.report(settings)) & {CODE, "bookmark-disabled"} == set()


def test_minutes_that_may_still_grow_prove_nothing() -> None:
    world = climbing(3).with_job(job_of("out", DISABLE))
    early = world.but(taken_at=at(37)).without("in3", "out3")
    running = early.with_runs(run_of("out", "out2", 36, None))

    assert CODE not in codes(running.report())


def test_waste_is_the_share_that_was_read_again() -> None:
    waste = link(climbing().report()).waste

    assert waste.bytes == pytest.approx((1 + 2 + 3) * GB)
    assert waste.dpu_hours == pytest.approx((1 / 2 + 2 / 3 + 3 / 4) * 10 * 12 / 60)
    assert waste.usd == pytest.approx((waste.dpu_hours or 0) * 0.44)


def test_where_only_new_data_is_read_nothing_is_wasted() -> None:
    waste = link(steady().report()).waste

    assert (waste.bytes, waste.dpu_hours, waste.usd) == (0, 0, 0)


def test_waste_is_unknown_while_the_way_of_reading_is() -> None:
    assert link(steady(1).report()).waste.bytes is None


def test_the_remedy_follows_the_option() -> None:
    on = found(climbing().report(), CODE)
    off = found(climbing().with_job(job_of("out", DISABLE)).report(), CODE)

    assert "has no effect" in on.remedy
    assert "job-bookmark-enable" in off.remedy


@pytest.mark.parametrize("option", [ENABLE, DISABLE])
@pytest.mark.parametrize("is_tracked", [True, False])
def test_what_no_bookmark_can_track_gets_no_transformation_ctx(
    option: str, *, is_tracked: bool
) -> None:
    text = SCRIPT if is_tracked else 'spark.read.json("s3://bucket/staging/")\njob.commit()\n'
    script = Script("out", "s3://bucket/out.py", text)
    world = climbing().with_job(job_of("out", option)).but(scripts=(script,))

    assert ("with create_dynamic_frame" in found(world.report(), CODE).remedy) is not is_tracked


@pytest.mark.parametrize(("minute", "waits"), [(100, True), (90, False)])
def test_a_definition_that_changed_after_the_runs_is_not_blamed_for_them(
    minute: float, *, waits: bool
) -> None:
    changed = job_of("out", ENABLE, modified=at(minute))
    remedy = found(climbing().with_job(changed).report(), CODE).remedy

    assert ("read only what is new: its definition changed" in remedy) == waits


def test_the_evidence_is_the_same_arithmetic_as_the_link() -> None:
    report = climbing().report()
    inputs = found(report, CODE).evidence["inputs"]
    assert isinstance(inputs, dict)

    assert [row["ratio"] for row in inputs["runs"]] == [one.ratio for one in link(report).runs]
    assert inputs["usd_wasted"] == link(report).waste.usd
    assert found(report, CODE).evidence["minutes_used"] == 4 * 12
    assert found(report, CODE).evidence["minutes_missing"] == 0


def test_a_failed_run_alone_does_not_make_a_reprocessing() -> None:
    world = steady()
    failed = world.with_runs(
        replace(run_of("out", "out2", 36, 12, state=JobRunState.FAILED), error="Out of memory")
    )
    report = failed.report()

    assert CODE not in codes(report)
    assert report.verdict is not Verdict.INSUFFICIENT


def test_the_run_that_will_outlast_the_window_is_predicted_from_the_growth() -> None:
    world = climbing().with_runs(
        *(run_of("out", f"out{n}", 30 * n - 24, 8 + 4 * n) for n in range(1, 5))
    )
    grown = found(world.but(taken_at=at(128)).report(), CODE).evidence["inputs"]
    level = found(climbing().report(), CODE).evidence["inputs"]
    assert isinstance(grown, dict)
    assert isinstance(level, dict)

    # 12, 16, 20, 24 minutes: the fifth would take 28, the sixth 32 of the window's 30.
    assert grown["run_longer_than_window"] == 6
    assert level["run_longer_than_window"] is None


def test_waste_counts_while_the_bookmark_is_off_even_before_the_bytes_are_clear() -> None:
    off = climbing(1).with_job(job_of("out", DISABLE))

    assert link(off.report()).pattern.kind == "unknown"
    assert link(off.report()).waste.bytes == pytest.approx(0, abs=1)
    assert link(climbing(1).report()).waste.bytes is None


SCRIPT = """
job.init(args["JOB_NAME"], args)
source = glueContext.create_dynamic_frame.from_options("s3", transformation_ctx="ctx")
job.commit()
"""


def with_bookmark(run_id: str | None, *contexts: str) -> World:
    script = Script("out", "s3://bucket/out.py", SCRIPT)
    mark = Bookmark("out", run_id, contexts=contexts)
    return climbing().with_job(job_of("out", ENABLE)).but(scripts=(script,), bookmarks=(mark,))


def test_a_bookmark_that_holds_every_read_speaks_for_something_beside_staging() -> None:
    finding = found(with_bookmark("out4", "ctx").report(), CODE)

    assert finding.severity is Severity.WARNING
    assert finding.evidence["confidence"] == "low"
    assert "beside staging may be growing" in finding.message
    assert "written anew" in finding.remedy


UNTRACKED = Script("out", "s3://bucket/out.py", 'spark.read.json("s3://bucket/staging")')


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(with_bookmark(None), id="never saved"),
        pytest.param(with_bookmark("out4", "other"), id="another context"),
        pytest.param(with_bookmark("out1", "ctx"), id="not advancing"),
        pytest.param(with_bookmark("out4", "ctx").but(scripts=(UNTRACKED,)), id="nothing to hold"),
        pytest.param(with_bookmark("out4", "ctx").with_job(job_of("out", DISABLE)), id="off now"),
    ],
)
def test_a_bookmark_that_does_not_hold_the_reads_excuses_nothing(world: World) -> None:
    assert found(world.report(), CODE).severity is Severity.CRITICAL
