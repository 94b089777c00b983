"""One step of watching: poll, absorb, analyse. The screen loops it, ``check`` calls it."""

from __future__ import annotations

from datetime import datetime

from glueflow_tui.analysis import analyse, analyse_gate
from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.base import Source
from glueflow_tui.sources.recording.replay import ReplaySource


class Monitor:
    """Owns a source and the history of what it showed; used by one thread."""

    def __init__(self, source: Source, settings: AnalysisSettings) -> None:
        self._source = source
        self._settings = settings
        self.history = History(keep=settings.lookback)
        self._memo = Memo()

    def step(self) -> Report | None:
        """Look once more and judge; None when the source has nothing more to show."""
        return self.judge() if self.look() else None

    def look(self) -> bool:
        """Look once more without judging; False when the source has nothing more to show."""
        seen = self._source.poll()
        if seen is None:
            return False
        self.history = self.history.absorb(seen)
        return True

    def finish(self) -> Report | None:
        """Judge all there is at once: a recording to its end, of anything else one look."""
        if not self.look():
            return None
        while self._is_replay() and self.look():
            pass
        return self.judge()

    def seek(self, replay: ReplaySource, moment: datetime) -> Report | None:
        """Judge the replay that is this monitor's source as of a moment, forward or back.

        Before the first observation it is judged as of that one; None when there is none.
        """
        if replay.shown_at is None or moment < replay.shown_at:
            replay.rewind()
            self.history = History(keep=self._settings.lookback)
        for seen in replay.play_to(moment):
            self.history = self.history.absorb(seen)
        if self.history.taken_at is None and not self.look():
            return None
        return self.judge()

    def _is_replay(self) -> bool:
        source = self.history.source
        return source is not None and source.kind is SourceKind.REPLAY

    def judge(self, gate: Gate | None = None) -> Report:
        """Judge what was seen so far, or only what came after the gate's moment."""
        if gate is None:
            return analyse(self.history, self._settings, self._memo)
        return analyse_gate(self.history, self._settings, gate)
