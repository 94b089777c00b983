"""How the job at the end of a link reads, by the bytes and by what is known of it beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.bounds import settle_bounded
from glueflow_tui.analysis.jobs import bookmark_in_force
from glueflow_tui.analysis.report import JobReport, Pattern
from glueflow_tui.analysis.reprocessing import fit_pattern
from glueflow_tui.analysis.waste import OFF
from glueflow_tui.settings import AnalysisSettings


def fit_reader(
    intakes: Sequence[Intake],
    down: JobReport,
    settings: AnalysisSettings,
    *,
    since: datetime | None = None,
) -> Pattern:
    """How the job reads, by its runs from ``since`` on.

    Earlier runs are no evidence, but tell what was no longer new for the first that is.
    """
    if since is not None:
        intakes = [replace(one, complete=one.complete and one.started >= since) for one in intakes]
    return settle_reader(fit_bytes(intakes, down, settings), intakes, down, settings)


def fit_bytes(intakes: Sequence[Intake], down: JobReport, settings: AnalysisSettings) -> Pattern:
    """How the job reads, by the bytes alone."""
    needed = settings.thresholds.minimum_runs
    return fit_pattern(intakes, minimum_runs=needed, bookmark_off=is_off(down))


def settle_reader(
    fitted: Pattern, intakes: Sequence[Intake], down: JobReport, settings: AnalysisSettings
) -> Pattern:
    """The pattern with what is known of the job beside."""
    settled = settle_bounded(fitted, intakes, down, below=settings.thresholds.ok_low)
    # Before any run tells, every misfit is unknown, not perfect.
    misfit = settled.misfit if settled.runs_used else dict.fromkeys(settled.misfit)
    return replace(settled, misfit=misfit, expected=down.name in settings.expect_full)


def needed_runs(down: JobReport, settings: AnalysisSettings) -> int:
    """Complete runs that a verdict on re-reading takes: one less when the bookmark is off."""
    return settings.thresholds.minimum_runs - is_off(down)


def is_off(job: JobReport) -> bool:
    """Whether the job's bookmark neither tracks nor advances now."""
    return bookmark_in_force(job).bookmark.option in OFF
