from __future__ import annotations

import re
from dataclasses import replace

import pytest

from glueflow_tui.analysis.report import Finding, Report
from glueflow_tui.output.units import format_bytes, format_ratio
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.lines import plain
from glueflow_tui.tui.widgets.chart import Flow, Lanes, Ratios
from glueflow_tui.tui.widgets.panel import Panel
from glueflow_tui.tui.widgets.tables import Findings, Jobs, Runs
from tests.tui import reports
from tests.tui.stage import lines_of, on_stage, text_of

SIZES = [(80, 24), (80, 30), (100, 24), (100, 30), (100, 36), (120, 40), (160, 50), (200, 60)]
FREE = {(120, 40), (200, 60)}


def named(length: int) -> Report:
    """The document with a queue, both jobs under names of a length."""
    report = reports.story(at="14:40")
    names = {
        job.name: f"{job.name[-2:]}{place}".ljust(length, "n")
        for place, job in enumerate(report.jobs)
    }
    link = reports.link_of(report)
    return replace(
        report,
        jobs=tuple(replace(job, name=names[job.name]) for job in report.jobs),
        links=(replace(link, upstream=names[link.upstream], downstream=names[link.downstream]),),
        findings=tuple(rename(finding, names) for finding in report.findings),
    )


def rename(finding: Finding, names: dict[str, str]) -> Finding:
    message = finding.message
    for old, new in names.items():
        message = message.replace(old, new)
    link = (names[finding.link[0]], names[finding.link[1]]) if finding.link else None
    return replace(finding, job=names[finding.job], link=link, message=message)


def drawn(panel: Panel) -> list[str]:
    return [plain(line) for line in panel.draw(*panel.content_size)]


@pytest.mark.parametrize("length", [3, 255])
async def test_no_number_is_cut_and_nothing_overflows_whatever_the_names(length: int) -> None:
    report = named(length)
    async with on_stage(report, size=SIZES[0]) as (app, pilot):
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            hold_numbers_whole(app, report)


def hold_numbers_whole(app: GlueflowApp, report: Report) -> None:
    """Assert that every number is one of the report's."""
    ratios = {format_ratio(window.ratio) for window in reports.link_of(report).windows}
    totals = {
        format_bytes(total)
        for job in report.jobs
        for run in job.runs
        for total in (run.bytes_read, run.bytes_written)
    }
    lanes = drawn(app.screen.query_one(Lanes))
    jobs, runs = app.screen.query_one(Jobs), app.screen.query_one(Runs)
    rows = drawn(jobs) if jobs.display else []
    table = drawn(runs) if runs.display else []
    panels = [panel for panel in app.screen.query(Panel) if panel.display]
    wide = [len(line) - panel.content_size.width for panel in panels for line in drawn(panel)]

    assert {len(line) for line in lines_of(app)} == {app.size.width}
    assert max(wide) <= 0
    assert app.screen.query_one(Flow).content_size.height - 2 >= 8
    assert set(re.findall(r"#(\d*)", lanes[1])) <= {str(run.number) for run in report.jobs[1].runs}
    assert "▐#4" in lanes[1]
    assert set(re.findall(r"[\d.]+x", lanes[-1])) <= ratios
    assert lanes[-1].count("▏") == len(reports.link_of(report).windows)
    told = r"read +(\S+(?: \w?B)?)  written +(\S+(?: \w?B)?)"
    assert {total for row in rows[::3] for total in re.findall(told, row)[0]} <= totals
    assert all(len(line.rstrip()) <= len(table[0]) for line in table[1:])
    assert "oldest 1h5m" in " ".join(drawn(app.screen.query_one(Ratios)))
    assert "+2 waiting" in text_of(app) or "+2w" in lanes[1]
    assert "▸" in lanes[1].rstrip()[-2:]
    assert "▐#5" not in lanes[1]


@pytest.mark.parametrize(("size", "length"), [((80, 24), 255), ((120, 40), 255), ((200, 60), 3)])
async def test_nothing_overflows_in_any_mode_whatever_the_names(
    size: tuple[int, int], length: int
) -> None:
    async with on_stage(named(length), size=size) as (app, pilot):
        for key in ("o", "m", "left_curly_bracket", "minus", "z", "p", "p"):
            await pilot.press(key)
            await pilot.pause()
            strips = app.screen._compositor.render_strips(app.size)
            over = [
                (key, type(panel).__name__, line)
                for panel in app.screen._compositor.visible_widgets
                if isinstance(panel, Panel)
                for line in drawn(panel)
                if len(line) > panel.content_size.width
            ]

            assert {strip.cell_length for strip in strips} == {size[0]}, key
            assert over == []


async def test_many_jobs_leave_the_overlay_its_rows_and_those_of_the_link_come_first() -> None:
    report = named(3)
    more = tuple(replace(report.jobs[1], name=f"mart-{n}") for n in range(10))
    async with on_stage(replace(report, jobs=(*more, *report.jobs)), size=(120, 40)) as (app, _):
        plot = app.screen.query_one(Flow).content_size.height - 2
        jobs = drawn(app.screen.query_one(Jobs))

    assert plot >= 7
    assert [line.split()[0] for line in jobs[0:6:3]] == [job.name for job in report.jobs]
    assert "more jobs" in jobs[-1]


async def test_a_notice_takes_no_line_that_the_overlay_needs() -> None:
    async with on_stage(reports.faulty(), size=SIZES[0]) as (app, pilot):
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            findings = app.screen.query_one(Findings).content_size.height
            assert app.screen.query_one(Flow).content_size.height - 2 >= 8
            assert findings >= (4 if size[0] >= 100 else 2)
            assert "AccessDenied" in text_of(app)
            assert "reprocessing" in text_of(app)


@pytest.mark.parametrize("size", sorted(FREE))
async def test_free_rows_hold_the_selected_finding_whole_and_what_to_do(
    size: tuple[int, int],
) -> None:
    report = reports.story(at="14:40")
    async with on_stage(report, size=size) as (app, _):
        said = re.sub(r"[│\s]+", " ", text_of(app))

    for word in (*report.findings[0].message.split()[-3:], *report.findings[0].remedy.split()[-3:]):
        assert word in said
