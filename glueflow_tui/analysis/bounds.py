"""Readers that are bounded by their script: what they leave unread is left, not another format.

Bytes alone cannot always tell a constant part of what is new from a constant factor of size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.report import JobReport, Pattern, PatternKind

_FEWEST = 2
"""Runs below which too little may be one small listing."""

_OPEN = frozenset({PatternKind.NEW_ONLY, PatternKind.UNKNOWN})


def settle_bounded(
    pattern: Pattern, intakes: Sequence[Intake], down: JobReport, *, below: float
) -> Pattern:
    """The pattern as ``partial`` when the script bounds its reads and too little is read.

    ``below`` is the lower edge of the band of run ratios. The margin, which is about what the
    bytes alone say, is then left out.
    """
    bound = find_bound(down)
    if pattern.kind not in _OPEN or bound is None or pattern.runs_used < _FEWEST:
        return pattern
    told = [
        (one.bytes_read, one.bytes_new)
        for one in intakes
        if one.complete and one.succeeded and one.bytes_new and one.bytes_read is not None
    ][-pattern.runs_used :]
    if len(told) < _FEWEST or sum(read for read, _ in told) >= below * sum(new for _, new in told):
        return pattern
    return replace(pattern, kind=PatternKind.PARTIAL, n=None, factor=None, margin=None, bound=bound)


def find_bound(job: JobReport) -> str | None:
    """The limit of bounded execution, as the first read that names one has it."""
    reads = job.script.reads if job.script else ()
    return next((read.bounded for read in reads if read.bounded), None)
