"""Windows, runs and findings as CSV tables: numbers unrounded, times ISO 8601 in UTC."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from glueflow_tui.analysis.report import Report
from glueflow_tui.output.contract import time_word
from glueflow_tui.output.sanitise import sanitise

Cell = str | float | None | datetime

_FORMULA = ("=", "+", "-", "@")


def export_tables(report: Report) -> dict[str, str]:
    """Each table as CSV text, by its name; an empty cell is what is not known."""
    return {
        "windows": _table(
            "upstream,downstream,start,end,bytes_written,bytes_read,ratio,complete",
            _window_rows(report),
        ),
        "runs": _table(
            "job,run_id,number,state,started,completed,attempt,trigger,bytes_read,bytes_written,"
            "dpu_hours,usd,error",
            _run_rows(report),
        ),
        "findings": _table(
            "code,severity,job,upstream,downstream,since,message,remedy", _finding_rows(report)
        ),
    }


def _window_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for link in report.links:
        for window in link.windows:
            yield (
                link.upstream,
                link.downstream,
                window.start,
                window.end,
                window.bytes_written,
                window.bytes_read,
                window.ratio,
                _word(value=window.complete),
            )


def _run_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for job in report.jobs:
        for run in job.runs:
            yield (
                job.name,
                run.id,
                run.number,
                "REFUSED" if run.refused else str(run.state),
                run.started,
                run.completed,
                run.attempt,
                run.trigger,
                run.bytes_read,
                run.bytes_written,
                run.dpu_hours,
                run.usd,
                run.error,
            )


def _finding_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for finding in report.findings:
        yield (
            str(finding.code),
            finding.severity.word,
            finding.job,
            *(finding.link or (None, None)),
            finding.since,
            finding.message,
            finding.remedy,
        )


def _word(*, value: bool) -> str:
    return "true" if value else "false"


def _table(titles: str, rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(titles.split(","))
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Cell) -> str | float | None:
    if isinstance(value, datetime):
        return time_word(value)
    if isinstance(value, str):
        # A name must not become a formula in a spreadsheet.
        safe = sanitise(value)
        return f"'{safe}" if safe.startswith(_FORMULA) else safe
    return value
