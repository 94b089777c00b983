from __future__ import annotations

import math
import unicodedata
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.causes import CAUSES, Reach
from glueflow_tui.analysis.report import BookmarkReport, Evidence, Report
from glueflow_tui.model.states import BookmarkOption
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.explain import KEYS, explain_finding, list_causes, list_hidden
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.demo.stories import story_names
from tests.output.hard_report import FINDINGS, HARD, LONG_ID


def explain(evidence: Evidence, report: Report = HARD) -> list[str]:
    return list(explain_finding(replace(FINDINGS[0], evidence=evidence), report))


def test_every_explanation_has_one_order() -> None:
    proof = {
        "section": "Fix the Processing of Files",
        "confidence": "high",
        "minutes_missing": 2,
        "minutes_used": 1200,
        "inputs": {"ratio": 2.5, "bytes_new": 8e8, "seconds": 90.0, "limit_seconds": 1800},
        "formula": "ratio = read / new",
    }

    assert explain(proof) == [
        "formula: ratio = read / new",
        "inputs:",
        "  ratio: 2.50x",
        "  bytes new: 800.00 MB",
        "  length: 1m30s",
        "  limit: 30m",
        "minutes: 1,200 with data, 2 without",
        "confidence: high",
        "AWS guide: Fix the Processing of Files",
    ]


def test_what_rests_on_no_minutes_says_so() -> None:
    assert explain({"minutes_used": None, "minutes_missing": None}) == [
        "minutes: none: it rests on times, states and settings"
    ]


def test_rows_stand_in_a_table_under_their_names_and_runs_have_their_numbers() -> None:
    rows = ({"run": LONG_ID, "bytes_new": 1.0}, {"run": "jr_" + "7" * 60, "ratio": 2.0})
    name = HARD.jobs[1].name

    lines = explain({"inputs": {"runs": rows}})

    assert lines[:2] == ["inputs:", "  runs:"]
    assert lines[2].split() == ["run", "bytes", "new", "ratio"]
    assert lines[3].endswith("1 B        -")
    assert " #2 " in lines[3]
    assert name not in lines[3]
    assert lines[4].split() == ["jr_7777777777…", "-", "2.00x"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("misfit", {"new-only": 0.44, "everything": math.nan}, "new-only 44%, everything -"),
        ("margin", 10.36, "10.4 (log-odds, 0 is undecided)"),
        ("run_longer_than_window", 10, "first run to outlast the window: #10"),
        ("limit", "2x its usual length", "what limits it: 2x its usual length"),
        ("unread", (1e6, 2e6), "1.00 MB, 2.00 MB"),
        ("usd_wasted", 3.062, "$3.06"),
        ("dpu_hours_wasted", 6.954, "6.95 DPU-h"),
        ("start", "2024-05-06T13:00:00Z", "2024-05-06 13:00Z"),
        ("window_starts", ("2024-05-06T13:00:00+00:00",), "2024-05-06 13:00Z"),
        ("contexts", (), "none"),
        ("metrics_enabled", False, "no"),
        ("runs", 1234, "1,234"),
        ("share", 0.12345, "0.1235"),
        ("n", None, "-"),
    ],
)
def test_a_value_is_told_in_the_unit_of_its_name(name: str, value: object, told: str) -> None:
    assert f": {told}" in f": {explain({'inputs': {name: value}})[-1].strip()}"


CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), VALUES, max_size=6))
def test_no_evidence_however_odd_breaks_a_line_or_steers_a_terminal(evidence: Evidence) -> None:
    for line in explain(evidence):
        assert {unicodedata.category(char) for char in line}.isdisjoint(CONTROLS), line


@pytest.mark.parametrize("story", story_names())
def test_every_finding_of_every_story_has_all_parts(story: str) -> None:
    # Forty chains show at one hour what one shows at three.
    for hour in (14,) if story == "fleet" else (13, 14, 16):
        report = Monitor(DemoSource(story, at=time(hour)), AnalysisSettings()).step()
        assert report is not None
        for finding in report.findings:
            assert set(finding.evidence) == set(KEYS)
            told = explain_finding(finding, report)
            assert [line.partition(":")[0] for line in told if not line.startswith(" ")] == [
                "formula",
                "inputs",
                "minutes",
                "confidence",
                "AWS guide",
            ]


def test_all_causes_are_listed_with_how_they_stand_here() -> None:
    title, *lines = list_causes(HARD)

    assert title == "why a job reads data again, or too little: 17 known causes"
    assert len(lines) == len(CAUSES)
    assert {line.split("  ")[1].strip() for line in lines} == {
        "no finding",
        "no effect seen",
        "possible",
        "not checkable",
        "found (evil�name [prod] line 14)",
        "not known (evil�name [prod] no call seen)",
    }
    disabled = replace(FINDINGS[0], code="bookmark-disabled")
    assert list_causes(replace(HARD, findings=(disabled,)))[1].split("  ")[1] == "found"


def test_what_cannot_be_checked_is_told_with_the_reason() -> None:
    told = list_hidden()

    assert len(told) == sum(cause.reach is Reach.NOT_CHECKABLE for cause in CAUSES) == 3
    assert "The keys of a JDBC source do not only grow: that is in the source's rows" in told[1]


def test_a_cause_that_the_script_shows_is_found_though_its_rule_is_silent() -> None:
    report = Monitor(DemoSource("document", at=time(14)), AnalysisSettings()).step()
    assert report is not None
    assert "transformation-ctx-missing" not in {one.code for one in report.findings}

    (cause,) = [line for line in list_causes(report) if "names no transformation_ctx" in line]

    assert cause.strip().startswith("found (line 20) ")


def test_a_cause_that_the_script_leaves_open_is_neither_found_nor_denied() -> None:
    report = Monitor(DemoSource("bookmarked", at=time(14)), AnalysisSettings()).step()
    assert report is not None
    jobs = tuple(
        replace(job, script=job.script and replace(job.script, has_commit=None))
        for job in report.jobs
    )
    [before], [after] = (
        [line for line in list_causes(one) if "job.commit is never called" in line]
        for one in (report, replace(report, jobs=jobs))
    )

    assert before.strip().startswith("no finding ")
    assert after.strip().startswith("not known (no call seen) ")


def test_nothing_that_was_not_seen_is_denied() -> None:
    report = Monitor(DemoSource("bookmarked", at=time(14)), AnalysisSettings()).step()
    assert report is not None
    hidden = tuple(
        replace(job, bookmark=BookmarkReport(None, None), script=None, max_concurrent_runs=None)
        for job in report.jobs
    )
    seen, unseen = ("\n".join(list_causes(one)) for one in (report, replace(report, jobs=hidden)))

    checked = sum(cause.reach is Reach.CHECKED for cause in CAUSES)
    assert (seen.count("no finding"), seen.count("not known (")) == (checked, 0)
    assert (unseen.count("no finding"), unseen.count("not known (")) == (0, checked)
    assert unseen.count("not known (option not known)") == 3
    empty = replace(hidden[1], bookmark=BookmarkReport(BookmarkOption.ENABLE, None, tracked=()))
    untold = "\n".join(list_causes(replace(report, jobs=(hidden[0], empty))))
    assert "not known (script not read)      A read names no transformation_ctx." in untold


def test_with_several_readers_the_job_is_named_too() -> None:
    report = Monitor(DemoSource("document", at=time(14)), AnalysisSettings()).step()
    assert report is not None
    other = replace(report.links[0], downstream="another")
    told = list_causes(replace(report, links=(*report.links, other)))

    assert any("found (orders-out line 20) " in line for line in told)


def test_a_job_that_is_meant_to_read_everything_shows_no_cause() -> None:
    settings = AnalysisSettings(expect_full=frozenset({"orders-out"}))
    report = Monitor(DemoSource("document", at=time(14)), settings).step()
    assert report is not None

    assert not any("found (line" in line for line in list_causes(report))
