"""A report as data frames: for a CSV file, a notebook, or a question that no view answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

import pandas as pd

from glueflow_tui.analysis.report import Report

Cell = str | float | None | datetime
Row = tuple[Cell, ...]
Kind = pd.api.extensions.ExtensionDtype

_TEXT, _WHOLE, _NUMBER, _FLAG = (
    pd.StringDtype(),
    pd.Int64Dtype(),
    pd.Float64Dtype(),
    pd.BooleanDtype(),
)
_TIME = pd.DatetimeTZDtype("us", "UTC")
_WINDOWS: Mapping[str, Kind] = {
    "upstream": _TEXT,
    "downstream": _TEXT,
    "start": _TIME,
    "end": _TIME,
    "bytes_written": _WHOLE,
    "bytes_read": _WHOLE,
    "ratio": _NUMBER,
    "complete": _FLAG,
}
_RUNS: Mapping[str, Kind] = {
    "job": _TEXT,
    "run_id": _TEXT,
    "number": _WHOLE,
    "state": _TEXT,
    "started": _TIME,
    "completed": _TIME,
    "attempt": _WHOLE,
    "trigger": _TEXT,
    "bytes_read": _WHOLE,
    "bytes_written": _WHOLE,
    "dpu_hours": _NUMBER,
    "usd": _NUMBER,
    "error": _TEXT,
}
_INTAKES: Mapping[str, Kind] = {
    "job": _TEXT,
    "run_id": _TEXT,
    "bytes_new": _WHOLE,
    "bytes_reread": _WHOLE,
    "ratio": _NUMBER,
}
_FINDINGS: Mapping[str, Kind] = {
    "code": _TEXT,
    "severity": _TEXT,
    "job": _TEXT,
    "upstream": _TEXT,
    "downstream": _TEXT,
    "since": _TIME,
    "message": _TEXT,
    "remedy": _TEXT,
}


def frame_report(report: Report) -> dict[str, pd.DataFrame]:
    """Windows, runs and findings, a row each, in the order of the report.

    Columns are typed and may have gaps: bytes are whole numbers, times in UTC, unknown is missing.
    Beside a run stands what was new for it, where its job reads from another one.
    """
    runs = _frame(_run_rows(report), _RUNS)
    # A reader of several jobs has the same intake on each of its links.
    intakes = _frame(_intake_rows(report), _INTAKES).drop_duplicates(["job", "run_id"])
    return {
        "windows": _frame(_window_rows(report), _WINDOWS),
        "runs": runs.merge(intakes, how="left", on=["job", "run_id"]),
        "findings": _frame(_finding_rows(report), _FINDINGS),
    }


def _frame(rows: Iterable[Row], kinds: Mapping[str, Kind]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return pd.DataFrame(
        {
            name: pd.Series(cells, dtype="object").astype(kind)
            for (name, kind), cells in zip(kinds.items(), columns, strict=True)
        }
    )


def _window_rows(report: Report) -> Iterable[Row]:
    for link in report.links:
        for window in link.windows:
            yield (
                link.upstream,
                link.downstream,
                window.start,
                window.end,
                _whole(window.bytes_written),
                _whole(window.bytes_read),
                window.ratio,
                window.complete,
            )


def _run_rows(report: Report) -> Iterable[Row]:
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
                _whole(run.bytes_read),
                _whole(run.bytes_written),
                run.dpu_hours,
                run.usd,
                run.error,
            )


def _intake_rows(report: Report) -> Iterable[Row]:
    for link in report.links:
        for run in link.runs:
            yield (
                link.downstream,
                run.run_id,
                _whole(run.bytes_new),
                _whole(run.bytes_reread),
                run.ratio,
            )


def _finding_rows(report: Report) -> Iterable[Row]:
    for finding in report.findings:
        upstream, downstream = finding.link or (None, None)
        yield (
            str(finding.code),
            finding.severity.word,
            finding.job,
            upstream,
            downstream,
            finding.since,
            finding.message,
            finding.remedy,
        )


def _whole(count: float | None) -> int | None:
    return None if count is None or not math.isfinite(count) else round(count)
