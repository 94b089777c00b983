from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, TestCase

from glueflow_tui.analysis.gate_report import GateReport
from glueflow_tui.analysis.report import Finding, Report, Severity, Verdict
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.output.junit import render_junit
from tests.output.hard_report import FINDINGS, HARD
from tests.output.judged import BASELINE

CRITICAL, INFO = FINDINGS
WELL = replace(HARD, findings=(), faults=(), verdict=Verdict.HEALTHY)


def read(report: Report, fail_on: Severity = Severity.WARNING) -> list[TestCase]:
    suites = JUnitXml.fromstring(render_junit(report, fail_on))
    (suite,) = list(suites)
    cases = list(suite)
    assert (suite.tests, suite.failures, suite.errors) == (
        len(cases),
        sum(isinstance(one, Failure) for case in cases for one in case.result),
        sum(isinstance(one, Error) for case in cases for one in case.result),
    )
    return cases


def failing(cases: list[TestCase]) -> list[tuple[str, str]]:
    return [(case.name, case.classname) for case in cases if case.result]


def test_a_healthy_report_has_a_case_for_each_code_and_each_job_or_link() -> None:
    cases = read(WELL)
    names = [(case.name, case.classname) for case in cases]

    assert failing(cases) == []
    assert len(set(names)) == len(names)
    of_links = [case for case in cases if case.name == Code.REPROCESSING]
    of_jobs = [case for case in cases if case.name == Code.BOOKMARK_DISABLED]
    assert len(of_links) == len(WELL.links)
    assert len(of_jobs) == len(WELL.jobs)
    assert {case.name for case in cases} == {*(code.value for code in Code), "enough data"}


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("INFO", ["reprocessing", "late-start"]), ("WARNING", ["reprocessing"])],
)
def test_findings_fail_their_case_from_the_chosen_severity_on(
    fail_on: str, codes: list[str]
) -> None:
    cases = read(replace(WELL, findings=FINDINGS), Severity[fail_on])

    assert [name for name, _ in failing(cases)] == codes
    told = [case for case in cases if case.name == "late-start" and case.system_out]
    assert len(told) == (fail_on == "WARNING")


def test_a_code_that_is_not_listed_still_has_its_case() -> None:
    finding = replace(CRITICAL, code="brand-new", link=None, job="somebody")
    assert failing(read(replace(WELL, findings=(finding,)))) == [("brand-new", "somebody")]


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (
            replace(WELL, verdict=Verdict.INSUFFICIENT),
            "evil\ufffdname [prod] publishes no byte metrics",
        ),
        (replace(WELL, baseline=BASELINE), "the baseline holds no link a to b"),
        (
            replace(WELL, gate=GateReport(datetime(2024, 5, 6, tzinfo=UTC), 2, ())),
            "no link was seen",
        ),
    ],
    ids=["nothing", "baseline", "gate"],
)
def test_too_little_data_is_an_error_and_no_pass(report: Report, told: str) -> None:
    (result,) = read(report)[-1].result

    assert isinstance(result, Error)
    assert result.message == told


def test_what_got_worse_than_the_baseline_fails() -> None:
    cases = [case for case in read(replace(WELL, baseline=BASELINE)) if "baseline" in case.name]

    assert [case.name for case in cases if case.result] == [
        "baseline run ratio",
        "baseline failures",
    ]
    assert [case.name for case in cases if case.system_out] == [
        "baseline run time",
        "baseline DPU-hours per run",
    ]


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_from_outside_is_read_by_a_parser(words: str) -> None:
    finding = Finding(words, Severity.WARNING, words, None, (words,), None, words, {}, words)
    job = replace(WELL.jobs[0], name=words)
    cases = read(replace(WELL, jobs=(job,), findings=(finding,)))

    assert len(failing(cases)) == 1


def test_several_findings_of_one_case_are_one_failure_and_the_milder_stand_beside_it() -> None:
    same = [replace(CRITICAL, severity=severity) for severity in Severity]
    (case,) = [one for one in read(replace(WELL, findings=tuple(same))) if one.result]

    assert len(case.result) == 1
    assert case.result[0].text.count("fix: ") == 2
    assert "info" in (case.system_out or "")
