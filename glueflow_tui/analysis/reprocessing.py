"""Which way of reading explains the bytes best: only what is new, or old data again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.report import Pattern, PatternKind


THIN = 0.1


def fit_pattern(intakes: Sequence[Intake], *, minimum_runs: int = 3) -> Pattern:
    """What the downstream runs read, judged from bytes alone."""
    used = [
        (run.bytes_new, run.bytes_read, _listed(run))
        for run in intakes
        if run.complete and run.succeeded and run.bytes_new and run.bytes_read
    ]
    if not used:
        misfit = {PatternKind.NEW_ONLY.value: 0.0, PatternKind.EVERYTHING.value: 0.0}
        return Pattern(PatternKind.UNKNOWN, None, misfit, 0)
    new, read, listed = (np.array(column, dtype=float) for column in zip(*used, strict=True))
    misfit = {
        PatternKind.NEW_ONLY.value: _misfit(new, read),
        PatternKind.EVERYTHING.value: _misfit(listed, read),
    }
    best = min(misfit, key=misfit.__getitem__)
    margin = abs(misfit["new-only"] - misfit["everything"])
    if len(used) < minimum_runs or margin < THIN or misfit[best] > THIN:
        return Pattern(PatternKind.UNKNOWN, None, misfit, len(used), margin=margin)
    return Pattern(PatternKind(best), None, misfit, len(used), margin=margin)


def _listed(run: Intake) -> float:
    return sum(batch.bytes or 0.0 for batch in run.batches)


def _misfit(basis: np.ndarray, read: np.ndarray) -> float:
    scaled = basis / read
    factor = scaled.sum() / (scaled @ scaled)
    return float(np.sqrt(np.mean((factor * scaled - 1) ** 2)))
