from __future__ import annotations

import csv
import io
from dataclasses import replace

from glueflow_tui.output.export import export_tables
from tests.tui import reports


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_window_run_and_finding_is_a_row_with_the_report_s_own_numbers() -> None:
    report = reports.story()
    tables = {name: read(text) for name, text in export_tables(report).items()}
    windows = tables["windows"]

    assert [float(row["ratio"]) for row in windows if row["ratio"]] == [
        window.ratio for window in report.links[0].windows if window.ratio is not None
    ]
    assert windows[0]["start"].endswith("Z")
    assert {row["complete"] for row in windows} == {"true", "false"}
    assert [row["run_id"] for row in tables["runs"]] == [
        run.id for job in report.jobs for run in job.runs
    ]
    assert {row["run_id"]: float(row["ratio"]) for row in tables["runs"] if row["ratio"]} == {
        run.run_id: run.ratio for run in report.links[0].runs if run.ratio is not None
    }
    assert all(row["bytes_read"].isdecimal() for row in tables["windows"])
    assert [row["code"] for row in tables["findings"]] == [str(f.code) for f in report.findings]


def test_a_reader_of_several_jobs_has_a_row_for_each_run_alone() -> None:
    report = reports.story()
    other = replace(report.links[0], upstream="returns-in")
    both = replace(report, links=(*report.links, other))

    assert export_tables(both)["runs"] == export_tables(report)["runs"]


def test_what_is_unknown_is_an_empty_cell() -> None:
    report = reports.story("no-metrics")
    rows = read(export_tables(report)["windows"])

    assert rows
    assert {row["ratio"] for row in rows} == {""}
    assert {row["bytes_read"] for row in rows} == {""}


def test_a_name_becomes_neither_a_formula_nor_a_second_row() -> None:
    report = reports.renamed('=cmd|"x"!A1\n,\x1b[2J')
    rows = read(export_tables(report)["findings"])

    assert len(rows) == 1
    assert rows[0]["job"].startswith("'=cmd")
    assert "\x1b" not in rows[0]["job"]


def test_an_empty_report_has_titles_only() -> None:
    report = replace(reports.story(), jobs=(), links=(), findings=())

    assert [text.count("\n") for text in export_tables(report).values()] == [1, 1, 1]
