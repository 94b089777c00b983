from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from glueflow_tui.analysis.report import Report
from glueflow_tui.output.contract import report_document
from glueflow_tui.output.text import render_text
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS
from glueflow_tui.sources.aws.asks import CONSEQUENCES
from tests.cloud.following import JOBS
from tests.cloud.strict import StrictCloud
from tests.reliability.watching import WALL, judged, keep_chains, open_watching
from tests.tui.reports import story
from tests.tui.stage import on_stage, text_of

POLLS = 3
ESSENTIAL = frozenset({"glue:GetJobRuns"})
ON_THE_WALL = frozenset({"glue:GetJobs"})
ELSEWHERE = {
    "glue:GetJobRun": "tests/cloud/test_predecessors.py",
    "glue:ListJobs": "tests/sources/aws/test_unknown.py",
    "logs:GetLogEvents": "tests/sources/aws/test_logs.py",
}
"""Asked only of jobs without a chain, to name the nearest of an unknown job, or on request; and
where it is denied."""


def options(report: Report) -> set[object]:
    runs = [run for job in report.jobs for run in job.runs]
    marks = [job.bookmark for job in report.jobs] + [run.bookmark for run in runs]
    return {mark.option for mark in marks}


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def windows(report: Report) -> set[str]:
    return {str(link.window.origin) for link in report.links if link.window}


@dataclass(frozen=True)
class Row:
    """What a denied action takes away, and nothing else."""

    lost: frozenset[str]
    """Codes of findings that rest on it, in the document's story."""
    holds: Callable[[Report], bool]
    """What the report says in place of it."""


ROWS = {
    "glue:GetJob": Row(
        frozenset({"bookmark-disabled", "transformation-ctx-missing"}),
        lambda report: (
            options(report) == {None}
            and all(job.metrics_enabled is None for job in report.jobs)
            and all(job.max_concurrent_runs is None for job in report.jobs)
            and all(job.command is None and job.script is None for job in report.jobs)
        ),
    ),
    "glue:GetTriggers": Row(
        # Runs that do not show their arguments may have been passed any by their trigger.
        frozenset({"trigger-inactive", "bookmark-disabled"}),
        lambda report: (
            options(report) == {None}
            and windows(report) == {"observed"}
            and all(job.schedule is None and job.next_start is None for job in report.jobs)
        ),
    ),
    "glue:GetJobBookmark": Row(
        frozenset({"bookmark-not-advancing"}),
        lambda report: all(job.bookmark.tracked is None for job in report.jobs),
    ),
    "cloudwatch:GetMetricData": Row(
        frozenset({"reprocessing", "falling-behind", "catch-up", "metrics-missing"}),
        lambda report: (
            all(window.ratio is None for link in report.links for window in link.windows)
            and all(run.bytes_read is None for job in report.jobs for run in job.runs)
            and all(link.lag.bytes is None for link in report.links)
        ),
    ),
    "s3:GetObject": Row(
        frozenset({"transformation-ctx-missing", "job-init-missing", "job-commit-missing"}),
        lambda report: all(job.script is not None and not job.script.read for job in report.jobs),
    ),
    "sts:GetCallerIdentity": Row(frozenset(), lambda report: report.source.account is None),
}


@cache
def report_without(*actions: str) -> Report:
    watching = open_watching(
        arrange=lambda cloud: cloud.deny(*(action.partition(":")[2] for action in actions))
    )
    report = watching.poll(POLLS)
    assert report is not None
    return report


def test_every_call_that_may_leave_the_program_has_its_place_here() -> None:
    may_leave = {f"{service}:{name}" for service, name in ALLOWED_OPERATIONS}
    assert may_leave == {*ROWS, *ESSENTIAL, *ON_THE_WALL, *ELSEWHERE}
    assert set(CONSEQUENCES) <= may_leave
    for action, file in ELSEWHERE.items():
        test = (Path(__file__).parents[2] / file).read_text(encoding="utf-8")
        assert action in test
        assert "denied" in test.lower()


@pytest.mark.parametrize("action", ROWS)
def test_a_denied_action_takes_its_own_feature_and_no_other(action: str) -> None:
    whole, without, row = report_without(), report_without(action), ROWS[action]

    assert not whole.faults
    assert {fault.operation for fault in without.faults} == {action}
    assert all(fault.consequence == CONSEQUENCES[action] for fault in without.faults)
    assert row.holds(without)
    assert not row.holds(whole)
    assert codes(whole) - codes(without) <= row.lost
    assert codes(without) <= codes(whole)
    others = {run.id: run.state for job in whole.jobs for run in job.runs}
    assert {run.id: run.state for job in without.jobs for run in job.runs} == others


@pytest.mark.parametrize("action", ROWS)
def test_the_text_and_the_json_name_the_missing_action_and_what_is_unknown(action: str) -> None:
    without = report_without(action)

    assert f"{action} " in render_text(without)
    assert CONSEQUENCES[action] in render_text(without)
    document: Any = report_document(without, 0)
    assert {fault["operation"] for fault in document["faults"]} == {action}


@pytest.mark.parametrize("action", ["glue:GetTriggers", "s3:GetObject", "sts:GetCallerIdentity"])
def test_the_bytes_of_a_link_do_not_depend_on_the_other_permissions(action: str) -> None:
    whole, without = report_without(), report_without(action)

    for one, other in zip(whole.links, without.links, strict=True):
        assert one.runs == other.runs
        assert one.lag == other.lag
        # How sure it is rests on the bookmark's option, too, which a trigger may set.
        assert replace(one.pattern, margin=0.0) == replace(other.pattern, margin=0.0)


def test_with_all_of_them_denied_the_runs_and_overlaps_remain() -> None:
    report = report_without(*ROWS)
    # Nobody asks for a script whose place is not known.
    assert {fault.operation for fault in report.faults} == set(ROWS) - {"s3:GetObject"}
    assert all(job.runs for job in report.jobs)
    assert "overlap" in codes(report)
    assert codes(report) <= codes(report_without())
    for action, row in ROWS.items():
        if action != "s3:GetObject":
            assert row.holds(report), action


def test_what_was_denied_is_found_once_it_is_allowed() -> None:
    whole, watching = open_watching(), open_watching()
    denied = [action.partition(":")[2] for action in ROWS]
    watching.transport.cloud.deny(*denied)
    watching.poll(POLLS)
    watching.transport.cloud._denied.clear()
    recovered, expected = watching.poll(40), whole.poll(40 + POLLS)

    assert recovered is not None
    assert expected is not None
    assert recovered.faults == ()
    assert judged(recovered) == judged(expected)


def test_without_the_definitions_of_all_jobs_the_wall_has_its_chains_runs_and_bytes() -> None:
    [whole, without] = [open_watching(WALL, arrange=arrange) for arrange in (keep_chains, narrow)]
    for _ in range(POLLS):
        seen, blind = whole.poll(), without.poll()

    assert seen is not None
    assert blind is not None
    assert {fault.operation for fault in blind.faults} == ON_THE_WALL
    assert {chain.name for chain in blind.chains} == {chain.name for chain in seen.chains}
    assert all(job.metrics_enabled is None and job.command is None for job in blind.jobs)
    assert codes(blind) <= codes(seen)
    for one, other in zip(seen.links, blind.links, strict=True):
        assert one.windows == other.windows
        assert one.lag == other.lag


def narrow(cloud: StrictCloud) -> None:
    keep_chains(cloud)
    cloud.deny("GetJobs")


def test_unknown_is_drawn_as_a_question_and_not_as_off() -> None:
    text = render_text(report_without("glue:GetJob"))
    [row] = [line for line in text.splitlines() if line.startswith(f"{JOBS[1]} ")]
    assert "disable" not in row
    assert " off" not in row
    assert row.count("?") + row.count("-") >= 2


async def test_the_screen_shows_an_unknown_option_as_a_question() -> None:
    report = replace(report_without("glue:GetJob"), source=story().source)
    async with on_stage(report, size=(160, 50)) as (app, _):
        text = text_of(app)
    assert "OFF" not in text
    assert "(default)" not in text
    assert "--enable-metrics is not set" not in text
