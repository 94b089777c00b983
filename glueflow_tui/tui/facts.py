"""What is drawn: a report, and where the user stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.chains import ChainReport
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.settings import Settings, Thresholds
from glueflow_tui.tui.pictures.ghost import Baseline
from glueflow_tui.tui.player import Playback
from glueflow_tui.tui.roster import Roster
from glueflow_tui.tui.view import View


@dataclass(frozen=True, slots=True)
class Facts:
    """What the panels and the details are made from."""

    report: Report
    history: History | None
    view: View
    settings: Settings
    roster: Roster
    others: Sequence[ChainReport] = ()
    """Other chains, when there is a wall behind."""
    before: Baseline | None = None
    playback: Playback | None = None
    passed: float = 0.0
    """Seconds since the report was made, where time passes by the clock of the wall."""

    def key(self, name: str, usual: str) -> str:
        """What is pressed for that; the first, where the user chose several."""
        return self.settings.keys.get(name, usual).partition(",")[0].strip() or usual

    @property
    def limits(self) -> Thresholds:
        """What is judged by."""
        return self.settings.analysis.thresholds
