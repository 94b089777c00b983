from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.gate_report import Ending, GateLink, GateReport
from glueflow_tui.analysis.report import Report, Verdict
from glueflow_tui.errors import ExitCode
from glueflow_tui.model.observation import Fault
from glueflow_tui.output.one_line import LONGEST, render_line
from glueflow_tui.output.sanitise import display_width
from tests.output.hard_report import FINDINGS, HARD, LINK
from tests.output.judged import BASELINE

CRITICAL, INFO = FINDINGS
PLAIN = replace(CRITICAL, job="out")
WELL = replace(HARD, findings=(), verdict=Verdict.HEALTHY)

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
RUN = HARD.jobs[0].runs[0]
IDLE = tuple(
    replace(HARD.jobs[0], name=name, runs=(), metrics_enabled=True) for name in ("in", "out")
)
RAN = tuple(replace(job, runs=(RUN,)) for job in IDLE)
OFF = replace(RAN[1], metrics_enabled=False)
SILENT = replace(LINK, upstream="in", downstream="out", windows=(), runs=())
BARE = replace(
    WELL, jobs=IDLE, links=(SILENT,), faults=(), verdict=Verdict.INSUFFICIENT, baseline=None
)
DENIED = Fault("GetMetricData", "Denied", "no", NOON, "no bytes", "in")
WAITED = GateLink("in", "out", ("jr_1",), 1.0, 60.0, 0.1, 0, gaps=("1 of 3 complete runs of out",))
GATE = GateReport(NOON, 3, (WAITED,), Ending.TIMED_OUT)


@pytest.mark.parametrize(
    ("report", "code", "line"),
    [
        (WELL, 0, "✔ healthy 2.00x"),
        (replace(WELL, findings=(INFO,)), 0, "✔ healthy 2.00x, 1 noted"),
        (replace(WELL, links=()), 0, "✔ healthy"),
        (replace(WELL, links=()), 4, "? not enough data: no link was seen"),
        (
            replace(BARE, faults=(DENIED,)),
            4,
            "? not enough data: GetMetricData of in failed: Denied",
        ),
        (BARE, 4, "? not enough data: no run of in and out in view"),
        (
            replace(BARE, jobs=RAN),
            4,
            "? not enough data: nothing complete has flowed from in to out yet",
        ),
        (replace(BARE, jobs=(RAN[0], OFF)), 4, "? not enough data: out publishes no byte metrics"),
        (replace(BARE, gate=GATE), 4, "? not enough data: 1 of 3 complete runs of out"),
        (WELL, 130, "? interrupted 2.00x"),
        (replace(WELL, findings=(PLAIN,)), 1, "✖ reprocessing out 2.00x"),
        (replace(WELL, findings=(PLAIN, INFO)), 1, "✖ reprocessing out 2.00x +1"),
        (replace(WELL, baseline=BASELINE), 1, "✖ 2 worse than the baseline"),
        (
            replace(WELL, findings=(PLAIN,), baseline=BASELINE),
            1,
            "✖ reprocessing out 2.00x, 2 worse than the baseline",
        ),
    ],
)
def test_the_line_says_the_verdict_and_its_figure(report: Report, code: int, line: str) -> None:
    assert render_line(report, code) == f"{line}\n"


@pytest.mark.parametrize(("code", "mark"), [(0, "ok"), (1, "x"), (4, "?"), (130, "?")])
def test_where_there_is_only_ascii_so_is_the_line(code: int, mark: str) -> None:
    long = replace(WELL, links=(), findings=(replace(PLAIN, job="j" * 99),))
    line = render_line(long, code, ascii_only=True)

    assert line.isascii()
    assert line.startswith(f"{mark} ")


@given(st.text(), st.sampled_from(list(ExitCode)))
def test_any_name_leaves_one_short_line(name: str, code: ExitCode) -> None:
    line = render_line(replace(WELL, findings=(replace(CRITICAL, job=name),)), code)

    assert display_width(line.removesuffix("\n")) <= LONGEST
    assert len(line.splitlines()) == 1
