"""Links as views show them: two jobs' bytes and runs against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    Overlap,
    Pattern,
    PatternKind,
    RunReport,
    Waste,
    WindowReport,
)
from glueflow_tui.analysis.reprocessing import fit_pattern
from glueflow_tui.analysis.runs import has_run, wall_intervals
from glueflow_tui.analysis.span import Span
from glueflow_tui.analysis.windows import Side, lay_grid, side_of, sum_windows
from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.states import BookmarkOption, Metric
from glueflow_tui.settings import AnalysisSettings

OFF = frozenset({BookmarkOption.DISABLE, BookmarkOption.PAUSE})
"""Options under which a run reads from where the bookmark stood, again and again."""

REREADING = frozenset({PatternKind.EVERYTHING, PatternKind.LAST_N})


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
    fitted = fit_pattern(intakes, minimum_runs=needed_runs(down, settings))
    pattern = settle_bounded(fitted, intakes, down, below=settings.thresholds.ok_low)
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
        runs=tuple(_link_run(intake) for intake in intakes),
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


def _pair_overlaps(
    up: JobReport, down: JobReport, span: Span, settings: AnalysisSettings
) -> tuple[Overlap, ...]:
    upstream, downstream = (wall_intervals(job.runs, span.taken_at) for job in (up, down))
    return find_overlaps(upstream, downstream, settings.thresholds.minimum_overlap)


def _side(job: JobReport, metric: Metric, span: Span) -> Side:
    return side_of(job.name, metric, job.runs, span, enabled=job.metrics_enabled is True)


def needed_runs(down: JobReport, settings: AnalysisSettings) -> int:
    """Complete runs that a verdict on re-reading takes: one less when the bookmark is off."""
    return settings.thresholds.minimum_runs - (bookmark_in_force(down).bookmark.option in OFF)


def _running_ratio(windows: Sequence[WindowReport]) -> float | None:
    return windows[-1].ratio if windows else None


def _link_run(intake: Intake) -> LinkRun:
    return LinkRun(
        run_id=intake.run_id,
        number=intake.number,
        upstream_run_ids=intake.upstream_run_ids,
        bytes_new=intake.bytes_new,
        bytes_read=intake.bytes_read,
        bytes_reread=intake.bytes_reread,
        ratio=intake.ratio,
        complete=intake.complete,
    )


def add_waste(intakes: Sequence[Intake], down: JobReport, pattern: Pattern) -> Waste:
    """What re-reading cost, where it is established; cost is taken as proportional to bytes."""
    is_off = bookmark_in_force(down).bookmark.option in OFF
    if pattern.kind not in REREADING and not is_off:
        none = pattern.kind is PatternKind.UNKNOWN
        return Waste(None, None, None) if none else Waste(0.0, 0.0, 0.0)
    runs = {run.id: run for run in down.runs}
    parts = [
        (intake.bytes_reread, intake.bytes_reread / intake.bytes_read, runs[intake.run_id])
        for intake in intakes
        if intake.complete and intake.bytes_reread is not None and intake.bytes_read
    ]
    if not parts:
        return Waste(None, None, None)
    return Waste(
        bytes=sum(reread for reread, _, _ in parts),
        dpu_hours=_sum_shares([(share, run.dpu_hours) for _, share, run in parts]),
        usd=_sum_shares([(share, run.usd) for _, share, run in parts]),
    )


def _sum_shares(parts: Sequence[tuple[float, float | None]]) -> float | None:
    known = [share * amount for share, amount in parts if amount is not None]
    return sum(known) if known else None


def run_named(job: JobReport, run_id: str) -> RunReport | None:
    """The run of that id."""
    return next((run for run in job.runs if run.id == run_id), None)
