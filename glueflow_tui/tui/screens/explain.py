"""Why a finding fired: its figures, how they were computed, and what to do."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from glueflow_tui.analysis.report import Finding, Report
from glueflow_tui.tui.pictures.evidence import explain


class Explain(ModalScreen[None]):
    """One finding in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,x", "dismiss", "close"),
        Binding("q", "app.quit", "quit"),
    ]

    def __init__(self, report: Report, finding: Finding) -> None:
        super().__init__()
        self._report = report
        self._finding = finding

    def compose(self) -> ComposeResult:
        """The whole explanation, scrolling where it is long."""
        text = Text()
        for style, line in explain(self._report, self._finding):
            text.append(f"{line}\n", style)
        text.append("\nesc closes", "dim")
        with VerticalScroll() as box:
            box.border_title = self._finding.code
            yield Static(text)
