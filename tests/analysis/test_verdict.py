from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.gate_report import Ending, GateLink, GateReport
from glueflow_tui.analysis.report import Severity, Verdict
from glueflow_tui.analysis.verdict import judge_report
from glueflow_tui.cli.check import judge_exit
from tests.output.hard_report import FINDINGS, HARD
from tests.output.judged import BASELINE

CRITICAL, INFO = FINDINGS
WORSE = replace(BASELINE, gaps=(), gap_jobs=())
UNSURE = replace(BASELINE, comparisons=())
SAME = replace(UNSURE, gaps=(), gap_jobs=())
LINK = GateLink("a", "b", ("r1",), 1.0, 60.0, 0.1, 0)
ENOUGH = GateReport(HARD.taken_at - timedelta(hours=1), 1, (LINK,))
DOUBTED = replace(ENOUGH, links=(replace(LINK, gaps=("why",)),))
SHORT = replace(ENOUGH, runs_wanted=2)
WARNING = replace(INFO, severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("facts", "verdict", "code"),
    [
        ({}, Verdict.HEALTHY, 0),
        ({"links": ()}, Verdict.INSUFFICIENT, 4),
        ({"links": (), "findings": (INFO,)}, Verdict.INSUFFICIENT, 4),
        ({"links": (), "findings": (WARNING,)}, Verdict.FINDINGS, 1),
        ({"gate": ENOUGH}, Verdict.HEALTHY, 0),
        ({"gate": DOUBTED}, Verdict.INSUFFICIENT, 4),
        ({"gate": DOUBTED, "findings": (WARNING,)}, Verdict.FINDINGS, 1),
        ({"gate": SHORT, "findings": (CRITICAL,)}, Verdict.INSUFFICIENT, 4),
        ({"gate": SHORT, "baseline": WORSE}, Verdict.INSUFFICIENT, 4),
        ({"gate": replace(SHORT, ending=Ending.INTERRUPTED)}, Verdict.INSUFFICIENT, 130),
        ({"baseline": SAME}, Verdict.HEALTHY, 0),
        ({"baseline": UNSURE}, Verdict.INSUFFICIENT, 4),
        ({"baseline": WORSE}, Verdict.FINDINGS, 1),
        ({"baseline": replace(WORSE, gaps=("why",))}, Verdict.FINDINGS, 1),
        ({"baseline": WORSE, "links": ()}, Verdict.FINDINGS, 1),
        ({"gate": DOUBTED, "baseline": WORSE}, Verdict.FINDINGS, 1),
    ],
)
def test_the_order_of_the_verdict_is_that_of_the_exit_code(
    facts: dict[str, object], verdict: Verdict, code: int
) -> None:
    report = replace(HARD, **{"findings": (), **facts})  # type: ignore[arg-type]  # many types

    assert judge_report(report) is verdict
    assert judge_exit(report, Severity.WARNING) == code


@given(st.sampled_from(Severity), st.sampled_from([None, ENOUGH, DOUBTED]))
def test_findings_that_do_not_count_leave_no_pass_that_was_none(
    severity: Severity, gate: GateReport | None
) -> None:
    bare = replace(HARD, findings=(), gate=gate)
    report = replace(bare, findings=(replace(INFO, severity=severity),))
    least = Severity(min(severity + 1, Severity.CRITICAL))
    if least > severity:
        assert judge_report(report, least) is judge_report(bare, least)
