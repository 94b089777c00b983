"""Reports to draw: the demo's, judged by the ordinary analysis, and changed copies of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache

from glueflow_tui.analysis.report import LinkReport, Report
from glueflow_tui.model.observation import Fault
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource

DAY = datetime(2024, 5, 6, tzinfo=UTC)
HOSTILE = "a[b]\x1b[31m\u202eevil[/b]\n\u200b"


@cache
def story(name: str = "document", at: str = "14:00") -> Report:
    report = Monitor(DemoSource(name, at=time.fromisoformat(at)), AnalysisSettings()).step()
    assert report is not None
    return report


def link_of(report: Report) -> LinkReport:
    return report.links[0]


def three_jobs() -> Report:
    """A chain of three: the third reads what the second wrote."""
    report = story()
    up, down = report.jobs
    third = replace(down, name="orders-mart", read=down.written, written=up.written)
    link = replace(report.links[0], upstream=down.name, downstream=third.name)
    return replace(report, jobs=(up, down, third), links=(report.links[0], link))


def renamed(name: str) -> Report:
    """The same world, the upstream job under another name, spoken of everywhere."""
    report = story()
    up, down = report.jobs
    link = replace(report.links[0], upstream=name)
    said = replace(report.findings[0], message=f"{name} said", remedy=name, job=name)
    return replace(report, jobs=(replace(up, name=name), down), links=(link,), findings=(said,))


def unlinked() -> Report:
    return replace(story(), links=(), findings=())


def faulty() -> Report:
    fault = Fault(
        operation="glue:GetTriggers",
        code="AccessDeniedException",
        message="not authorized",
        since=DAY + timedelta(hours=13),
        consequence="windows are taken from observed starts",
    )
    return replace(story(), faults=(fault,))
