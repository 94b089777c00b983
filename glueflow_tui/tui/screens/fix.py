"""What to change about a job, to be read; glueflow applies nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.tui.screens.dialog import Dialog

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History


class ProposedFix(Dialog):
    """The fix of one job."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "dismiss", "close")]

    def __init__(self, history: History, report: Report, job: str) -> None:
        from glueflow_tui.tui.pictures.fix import fix_lines  # brings the report's records

        super().__init__(f"fix {job}", fix_lines(history, report, job))
