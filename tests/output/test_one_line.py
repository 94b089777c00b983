from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.report import Report, Verdict
from glueflow_tui.errors import ExitCode
from glueflow_tui.output.one_line import LONGEST, render_line
from glueflow_tui.output.sanitise import display_width
from tests.output.hard_report import FINDINGS, HARD
from tests.output.judged import BASELINE

CRITICAL, INFO = FINDINGS
PLAIN = replace(CRITICAL, job="out")
WELL = replace(HARD, findings=(), verdict=Verdict.HEALTHY)


@pytest.mark.parametrize(
    ("report", "code", "line"),
    [
        (WELL, 0, "✔ healthy 2.00x"),
        (replace(WELL, findings=(INFO,)), 0, "✔ healthy 2.00x, 1 noted"),
        (replace(WELL, links=()), 0, "✔ healthy"),
        (WELL, 4, "? not enough data 2.00x"),
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
    line = render_line(
        replace(WELL, findings=(replace(PLAIN, job="j" * 99),)), code, ascii_only=True
    )

    assert line.isascii()
    assert line.startswith(f"{mark} ")


@given(st.text(), st.sampled_from(list(ExitCode)))
def test_any_name_leaves_one_short_line(name: str, code: ExitCode) -> None:
    line = render_line(replace(WELL, findings=(replace(CRITICAL, job=name),)), code)

    assert display_width(line.removesuffix("\n")) <= LONGEST
    assert len(line.splitlines()) == 1
