"""Links as views show them: two jobs' bytes and runs against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from glueflow_tui.analysis.attribution import Intake, Writing, attribute
from glueflow_tui.analysis.bounds import settle_bounded
from glueflow_tui.analysis.forecast import forecast_long_run
from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.jobs import bookmark_in_force
from glueflow_tui.analysis.lag import Unread, meter_lag
from glueflow_tui.analysis.overlap import find_overlaps
from glueflow_tui.analysis.report import (
    JobReport,
    Lag,
    LinkReport,
    LinkRun,
    Pattern,
    RunReport,
    Waste,
    WindowReport,
)
from glueflow_tui.analysis.reprocessing import fit_pattern
from glueflow_tui.analysis.runs import has_run, wall_intervals
from glueflow_tui.analysis.span import Span
from glueflow_tui.analysis.waste import OFF, add_waste, run_wastes
from glueflow_tui.analysis.windows import Side, lay_grid, side_of, sum_windows
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.states import Metric
from glueflow_tui.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class LinkCase:
    """A link's report, and what its rules need beside it."""

    report: LinkReport
    intakes: tuple[Intake, ...]
    course: tuple[Unread, ...] | None
    """Unread bytes at the end of the last complete windows; None when unknown."""


def judge_link(
    up: JobReport,
    down: JobReport,
    flows: Flows,
    triggers: Sequence[Trigger],
    settings: AnalysisSettings,
    *,
    others: Sequence[JobReport] = (),
) -> LinkCase:
    """Everything about one link.

    A reader cannot tell whose bytes it reads: written, new and lag count the ``others`` too, the
    jobs that feed the same reader. Only the windows and overlaps are those of the pair.
    """
    span = flows.span
    intakes = _attribute_all(up, down, others, span)
    pattern = fit_reader(intakes, down, settings)
    grid = lay_grid(triggers, up.name, up.runs, span, option=settings.window)
    feeding = (up, *others)
    sides = [_side(job, Metric.BYTES_WRITTEN, span) for job in feeding]
    reader = _side(down, Metric.BYTES_READ, span)
    windows = sum_windows(grid, flows, sides, reader) if grid else ()
    meter = meter_lag(
        flows, [(job.name, job.runs) for job in feeding], (down.name, down.runs), intakes, pattern
    )
    report = LinkReport(
        upstream=up.name,
        downstream=down.name,
        upstreams=tuple(sorted(job.name for job in feeding)),
        window=grid.spec if grid else None,
        windows=windows,
        running_ratio=_running_ratio(windows),
        lag=meter.measure() if meter else Lag(None, None),
        runs=_link_runs(intakes, run_wastes(intakes, down, pattern)),
        pattern=pattern,
        overlaps=find_overlaps(
            wall_intervals(up.runs, up.runs_at or span.taken_at),
            wall_intervals(down.runs, down.runs_at or span.taken_at),
            settings.thresholds.minimum_overlap,
        ),
        waste=add_waste(intakes, down, pattern),
        forecast=forecast_long_run(
            down,
            grid.spec.seconds if grid else None,
            minimum_runs=settings.thresholds.minimum_runs,
        ),
    )
    return LinkCase(report, intakes, meter.course(windows) if meter else None)


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
    fitted = fit_pattern(intakes, minimum_runs=needed_runs(down, settings))
    settled = settle_bounded(fitted, intakes, down, below=settings.thresholds.ok_low)
    # Before any run tells, every misfit is unknown, not perfect.
    misfit = settled.misfit if settled.runs_used else dict.fromkeys(settled.misfit)
    return replace(settled, misfit=misfit, expected=down.name in settings.expect_full)


def _attribute_all(
    up: JobReport, down: JobReport, others: Sequence[JobReport], span: Span
) -> tuple[Intake, ...]:
    return attribute(
        _real_runs(up),
        _real_runs(down),
        up.written,
        span.complete_until,
        read=down.read,
        others=[Writing(_real_runs(job), job.written) for job in others],
    )


def _real_runs(job: JobReport) -> tuple[RunReport, ...]:
    return tuple(filter(has_run, job.runs))


def _side(job: JobReport, metric: Metric, span: Span) -> Side:
    return side_of(job.name, metric, job.runs, span, enabled=job.metrics_enabled is True)


def needed_runs(down: JobReport, settings: AnalysisSettings) -> int:
    """Complete runs that a verdict on re-reading takes: one less when the bookmark is off."""
    return settings.thresholds.minimum_runs - (bookmark_in_force(down).bookmark.option in OFF)


def _running_ratio(windows: Sequence[WindowReport]) -> float | None:
    return windows[-1].ratio if windows else None


def _link_runs(
    intakes: Sequence[Intake], wastes: Mapping[str, Waste | None]
) -> tuple[LinkRun, ...]:
    return tuple(
        LinkRun(
            run_id=intake.run_id,
            number=intake.number,
            upstream_run_ids=intake.upstream_run_ids,
            bytes_new=intake.bytes_new,
            bytes_read=intake.bytes_read,
            bytes_reread=intake.bytes_reread,
            ratio=intake.ratio,
            complete=intake.complete,
            waste=wastes[intake.run_id],
        )
        for intake in intakes
    )


def run_named(job: JobReport, run_id: str) -> RunReport | None:
    """The run of that id."""
    return next((run for run in job.runs if run.id == run_id), None)
