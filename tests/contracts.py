"""The JSON contract, held against every report that any test makes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema_rs

from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import ExitCode
from glueflow_tui.output.contract import report_document

SCHEMA: dict[str, Any] = json.loads(
    files("glueflow_tui.output").joinpath("report.schema.json").read_text()
)
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)

broken: list[str] = []
"""What did not fit since it was last looked at: a test may catch what is raised."""
_plain_init = Report.__init__


def read_report(text: str) -> Any:
    """A report that the program printed, as its schema says."""
    document = json.loads(text)
    VALIDATOR.validate(document)
    return document


def hold_reports() -> None:
    """From now on each new report is written and held against the schema."""

    def make(self: Report, *values: Any, **named: Any) -> None:
        _plain_init(self, *values, **named)
        _hold(self)

    Report.__init__ = make  # type: ignore[method-assign]  # every report, however it is made


def _hold(report: Report) -> None:
    try:
        VALIDATOR.validate(report_document(report, ExitCode.HEALTHY))
    except jsonschema_rs.ValidationError as error:
        broken.append(str(error))
