"""History to report: every number and every judgement is made here."""

from __future__ import annotations

from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings


def analyse(history: History, settings: AnalysisSettings) -> Report:
    """Judge what was seen. Deterministic: the time is the history's ``taken_at``."""
    # pandas takes longer to import than all the rest: whoever only names Report must not wait.
    from glueflow_tui.analysis.judge import judge

    return judge(history, settings)
