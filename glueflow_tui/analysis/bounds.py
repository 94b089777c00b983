"""Readers that are bounded by their script: what they leave unread is left, not another format.

Bytes alone cannot always tell a constant part of what is new from a constant factor of size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.report import JobReport, Pattern, PatternKind

_OPEN = frozenset({PatternKind.NEW_ONLY, PatternKind.UNKNOWN})


def settle_bounded(
    pattern: Pattern, intakes: Sequence[Intake], down: JobReport, *, below: float
) -> Pattern:
    """The pattern as ``partial`` when the script bounds its reads and too little is read.

    ``below`` is the lower edge of the band of run ratios.
    """
    if pattern.kind not in _OPEN or not is_bounded(down):
        return pattern
    told = [
        (one.bytes_read, one.bytes_new)
        for one in intakes
        if one.complete and one.succeeded and one.bytes_new and one.bytes_read is not None
    ][-pattern.runs_used :]
    if not told or sum(read for read, _ in told) >= below * sum(new for _, new in told):
        return pattern
    return replace(pattern, kind=PatternKind.PARTIAL, n=None, factor=None)


def is_bounded(job: JobReport) -> bool:
    """Whether a read of the script names boundedSize or boundedFiles."""
    return job.script is not None and any(read.bounded for read in job.script.reads)
