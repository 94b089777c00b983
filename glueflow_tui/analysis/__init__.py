"""History to report: every number and every judgement is made here."""

from __future__ import annotations

from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings


def analyse(history: History, settings: AnalysisSettings) -> Report:
    """Judge what was seen. Deterministic: the time is the history's ``taken_at``."""
    # pandas takes longer to import than all the rest: whoever only names Report must not wait.
    from glueflow_tui.analysis.judge import judge

    return judge(history, settings)


def analyse_gate(history: History, settings: AnalysisSettings, gate: Gate) -> Report:
    """Judge only what came after the gate's moment. Deterministic, as ``analyse`` is."""
    from glueflow_tui.analysis.gate import judge_gate

    return judge_gate(history, settings, gate)
