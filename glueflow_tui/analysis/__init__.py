"""History to report: every number and every judgement is made here."""

from __future__ import annotations

from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever only wants a figure in words must not wait for all records
    from glueflow_tui.analysis.gate_report import Gate
    from glueflow_tui.analysis.memo import Memo
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History
    from glueflow_tui.settings import AnalysisSettings


def load_ahead() -> None:
    """Begin to load what judging takes, in a thread, while the source is asked.

    To be called when the source has asked: two that load at once only get into each other's way.
    """
    # Loaded here, for it signs up for the end of the interpreter: in a thread that outlives the
    # command that would be too late.
    import_module("concurrent.futures.thread")
    # No daemon: an interpreter that ends must not catch it in the middle of a C extension.
    Thread(target=import_module, args=("glueflow_tui.analysis.judge",)).start()


def analyse(history: History, settings: AnalysisSettings, memo: Memo | None = None) -> Report:
    """Judge what was seen. Deterministic: the time is the history's ``taken_at``.

    With the memo of the judgement before, of the same history, it is only faster.
    """
    # numpy takes longer to import than all the rest: whoever only names Report must not wait.
    from glueflow_tui.analysis.judge import judge

    return judge(history, settings, memo)


def analyse_gate(history: History, settings: AnalysisSettings, gate: Gate) -> Report:
    """Judge only what came after the gate's moment. Deterministic, as ``analyse`` is."""
    from glueflow_tui.analysis.gate import judge_gate

    return judge_gate(history, settings, gate)
