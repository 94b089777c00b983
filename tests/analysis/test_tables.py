from __future__ import annotations

from dataclasses import replace

from glueflow_tui.analysis.tables import frame_report
from tests.output.hard_report import HARD
from tests.tui import reports

TYPES = {
    "start": "datetime64[us, UTC]",
    "bytes_read": "Int64",
    "ratio": "Float64",
    "complete": "boolean",
    "upstream": "string",
}


def test_columns_have_their_types_whether_or_not_anything_is_known() -> None:
    empty = replace(HARD, jobs=(), links=(), findings=())
    for report in (reports.story(), HARD, empty):
        windows = frame_report(report)["windows"]

        assert {name: str(windows[name].dtype) for name in TYPES} == TYPES


def test_what_was_read_again_stands_beside_its_run_and_adds_up() -> None:
    report = reports.story()
    runs = frame_report(report)["runs"].set_index("run_id")
    known = runs.dropna(subset=["bytes_new", "bytes_read"])

    assert set(known["job"]) == {"orders-out"}
    assert (known["bytes_new"] + known["bytes_reread"] == known["bytes_read"]).all()
    assert runs.loc[runs["job"] == "orders-in", "bytes_new"].isna().all()


def test_what_is_no_number_is_missing() -> None:
    windows = frame_report(HARD)["windows"]

    assert windows["bytes_written"].isna().sum() == 1
    assert windows["ratio"].dropna().map(float).tolist() == [2.5, 123456.0]
