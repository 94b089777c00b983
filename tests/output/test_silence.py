from __future__ import annotations

from dataclasses import replace

from glueflow_tui.output.silence import list_silences
from tests.output.hard_report import HARD, LINK

SILENT = replace(LINK, windows=(), runs=())
BARE = replace(HARD, faults=())


def test_a_report_without_links_says_so() -> None:
    assert list(list_silences(replace(BARE, links=()))) == ["no link was seen"]


def test_a_link_that_tells_something_is_not_silent() -> None:
    assert list(list_silences(replace(BARE, links=(LINK,)))) == []


def test_a_call_without_which_nothing_can_be_told_comes_first() -> None:
    fault = replace(HARD.faults[0], operation="cloudwatch:GetMetricData", subject=None, code="No")
    told = list(list_silences(replace(BARE, links=(SILENT,), faults=(fault,))))

    assert told[0] == "cloudwatch:GetMetricData failed: No"
    assert len(told) == 2


def test_jobs_that_did_not_run_are_named_before_those_without_metrics() -> None:
    idle = tuple(replace(job, runs=(), metrics_enabled=False) for job in HARD.jobs)
    (told,) = list_silences(replace(BARE, jobs=idle, links=(SILENT,)))

    assert told == f"no run of {LINK.upstream} and {LINK.downstream} in view"
