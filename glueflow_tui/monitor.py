"""One step of watching: poll, absorb, analyse. The screen loops it, ``check`` calls it."""

from __future__ import annotations

from glueflow_tui.analysis import analyse, analyse_gate
from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.base import Source


class Monitor:
    """Owns a source and the history of what it showed; used by one thread."""

    def __init__(self, source: Source, settings: AnalysisSettings) -> None:
        self._source = source
        self._settings = settings
        self.history = History(keep=settings.lookback)

    def step(self) -> Report | None:
        """Look once more and judge; None when the source has nothing more to show."""
        return analyse(self.history, self._settings) if self.look() else None

    def look(self) -> bool:
        """Look once more without judging; False when the source has nothing more to show."""
        seen = self._source.poll()
        if seen is None:
            return False
        self.history = self.history.absorb(seen)
        return True

    def judge(self, gate: Gate | None = None) -> Report:
        """Judge what was seen so far, or only what came after the gate's moment."""
        if gate is None:
            return analyse(self.history, self._settings)
        return analyse_gate(self.history, self._settings, gate)
