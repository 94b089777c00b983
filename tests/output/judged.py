"""A comparison with a baseline in which each outcome stands once."""

from __future__ import annotations

from datetime import UTC, datetime

from glueflow_tui.analysis.gate_report import BaselineReport, Comparison, Measure

BASELINE = BaselineReport(
    name="before.jsonl",
    taken_at=datetime(2024, 5, 5, 12, tzinfo=UTC),
    tolerance=0.2,
    comparisons=(
        Comparison(Measure.RATIO, "out", ("in", "out"), 1.0, 2.5, regressed=True),
        Comparison(Measure.SECONDS, "out", None, 600.0, 610.0, regressed=False),
        Comparison(Measure.FAILURES, "out", None, 0.0, 0.5, regressed=True),
        Comparison(Measure.DPU_HOURS, "in", None, None, 0.25, regressed=None),
    ),
    gaps=("the baseline holds no link a to b",),
    gap_jobs=("b",),
)
