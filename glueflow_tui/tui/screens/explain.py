"""Why a finding fired: its figures, how they were computed, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.screens.dialog import Dialog

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Finding, Report


class Explain(Dialog):
    """One finding in full."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "dismiss", "close")]

    def __init__(self, report: Report, finding: Finding, clock: Clock) -> None:
        from glueflow_tui.tui.pictures.evidence import explain  # brings the report's records

        super().__init__(finding.code, explain(report, finding, clock))
