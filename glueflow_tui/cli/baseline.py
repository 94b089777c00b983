"""``--baseline RECORDING``: an earlier recording, judged by today's rules, to compare with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.baseline import Tolerance, compare_reports
from glueflow_tui.analysis.report import Report
from glueflow_tui.analysis.verdict import judge_report
from glueflow_tui.errors import RecordingError
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import Settings
from glueflow_tui.sources.recording.replay import ReplaySource

LONGEST = timedelta(days=15)
"""As far back as a baseline is looked at from its end."""


def read_baseline(settings: Settings) -> Report:
    """The report on the whole recording; raises ``RecordingError`` when it is none."""
    path = Path(settings.check.baseline or "")
    source = ReplaySource(path)
    monitor = Monitor(source, settings.analysis._replace(lookback=LONGEST))
    if not monitor.look():
        raise RecordingError(f"the baseline {path.name} holds no observation; record a longer one")
    while monitor.look():
        pass
    return analyse(monitor.history, settings.analysis._replace(lookback=_reach(monitor.history)))


def _reach(history: History) -> timedelta:
    """From the end back to the first known minute: what lies before was never asked for."""
    if history.taken_at is None or history.metrics_from is None:
        return LONGEST
    return min(LONGEST, max(MINUTE, history.taken_at - history.metrics_from))


def compare_baseline(before: Report, now: Report, settings: Settings) -> Report:
    """The report with its comparison; the verdict follows it."""
    check = settings.check
    found = compare_reports(
        Path(check.baseline or "").name,
        before,
        now,
        Tolerance(check.tolerance, settings.analysis.thresholds.ok_low),
    )
    report = replace(now, baseline=found)
    return replace(report, verdict=judge_report(report))
