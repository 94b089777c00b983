from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from glueflow_tui.analysis.fixes import fix_job
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.fix import render_fixes
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.pictures.fix import fix_lines, job_to_fix
from glueflow_tui.tui.view import View
from tests.tui import reports


def seen(story: str) -> tuple[History, Report]:
    monitor = Monitor(DemoSource(story, at=time(14)), AnalysisSettings())
    report = monitor.step()
    assert report is not None
    return monitor.history, report


@pytest.mark.parametrize("story", ["document", "overridden", "bookmarked"])
def test_the_dialog_has_every_line_that_the_command_prints(story: str) -> None:
    history, report = seen(story)
    fix = fix_job(history, report, "orders-out")
    assert fix is not None
    printed = [line.removeprefix("== ") for line in render_fixes([fix], report).splitlines()]

    shown = [line for _, line in fix_lines(history, report, "orders-out")]

    assert shown[: len(printed)] == printed
    assert shown[-1] == "as text to copy: glueflow fix orders-out"


def test_lines_of_the_diff_have_their_colours() -> None:
    history, report = seen("document")
    styles = {line[:1]: style for style, line in fix_lines(history, report, "orders-out") if style}

    assert styles["+"] == "ok"
    assert styles["@"] == "info"


def test_without_a_definition_the_dialog_says_so() -> None:
    history, report = seen("document")
    (_, line), *rest = fix_lines(replace(history, jobs={}), report, "orders-out")

    assert line == "The definition of orders-out could not be read, so no change is known."
    assert rest == []


def test_the_selected_finding_chooses_the_job_when_it_is_one_that_reads() -> None:
    report = reports.three_jobs()
    mart = replace(report.findings[0], job="orders-mart")
    upstream = replace(report.findings[0], job="orders-in")

    assert job_to_fix(replace(report, findings=(mart,)), View()) == "orders-mart"
    assert job_to_fix(replace(report, findings=(upstream,)), View(link=1)) == "orders-mart"
    assert job_to_fix(replace(report, findings=()), View()) == "orders-out"
    assert job_to_fix(reports.unlinked(), View()) is None
