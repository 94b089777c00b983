"""A report against an earlier one: ratio, run time, failures and DPU-hours of the same jobs.

The rule of every measure is one: worse by more than the tolerance, as a fraction of before. A
ratio is also worse when it fell by more than that and below the band: then less is read than is
new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.gate_report import BaselineReport, Comparison, Measure
from glueflow_tui.analysis.report import LinkReport, Report, RunReport
from glueflow_tui.analysis.tries import complete_runs, find_middle, measure_run

_MARGIN = 1e-9
"""Sums of the same facts may differ in their last digit."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a measure may move."""

    fraction: float = 0.2
    ok_low: float = 0.8
    """Ratios below it read less than is new."""

    def is_worse(self, measure: Measure, before: float, now: float) -> bool:
        """Whether the measure got worse beyond the tolerance."""
        if now > before * (1 + self.fraction) + _MARGIN:
            return True
        fell = now < before * (1 - self.fraction) - _MARGIN
        return measure is Measure.RATIO and fell and now < self.ok_low


def compare_reports(name: str, before: Report, now: Report, tolerance: Tolerance) -> BaselineReport:
    """The comparison of what both hold; ``name`` is that of the baseline."""
    comparisons: list[Comparison] = []
    gaps: list[tuple[str, str]] = []
    for link in now.links:
        earlier = _find_link(before, link)
        if earlier is None:
            told = f"the baseline holds no link {link.upstream} to {link.downstream}"
            gaps.append((told, link.downstream))
            continue
        sides = _ratio_of(before, earlier), _ratio_of(now, link)
        pair = (link.upstream, link.downstream)
        comparisons.append(_compare(Measure.RATIO, (link.downstream, pair), sides, tolerance))
        told = f"run ratio of {link.upstream} to {link.downstream}"
        gaps += [(gap, link.downstream) for gap in _name_gaps(told, sides)]
    jobs = dict.fromkeys(name for link in now.links for name in (link.upstream, link.downstream))
    downstream = {link.downstream for link in now.links}
    for job in jobs:
        for one in _compare_job(job, before, now, tolerance):
            comparisons.append(one)
            if one.measure is Measure.SECONDS and job in downstream:
                told = f"run time of {job}"
                gaps += [(gap, job) for gap in _name_gaps(told, (one.before, one.now))]
    return BaselineReport(
        name=name,
        taken_at=before.taken_at,
        tolerance=tolerance.fraction,
        comparisons=tuple(comparisons),
        gaps=tuple(gap for gap, _ in gaps),
        gap_jobs=tuple(job for _, job in gaps),
    )


def _compare_job(
    job: str, before: Report, now: Report, tolerance: Tolerance
) -> Iterator[Comparison]:
    then, current = _complete_runs(before, job), _complete_runs(now, job)
    for measure, measured in (
        (Measure.SECONDS, _usual_seconds),
        (Measure.FAILURES, _failure_rate),
        (Measure.DPU_HOURS, _usual_hours),
    ):
        sides = measured(then), measured(current)
        yield _compare(measure, (job, None), sides, tolerance)


def _compare(
    measure: Measure,
    subject: tuple[str, tuple[str, str] | None],
    sides: tuple[float | None, float | None],
    tolerance: Tolerance,
) -> Comparison:
    before, now = sides
    known = before is not None and now is not None
    return Comparison(
        measure=measure,
        job=subject[0],
        link=subject[1],
        before=before,
        now=now,
        regressed=tolerance.is_worse(measure, before or 0.0, now or 0.0) if known else None,
    )


def _name_gaps(what: str, sides: tuple[float | None, float | None]) -> Iterator[str]:
    for side, where in zip(sides, ("the baseline", "the judged runs"), strict=True):
        if side is None:
            yield f"the {what} is unknown in {where}"


def _find_link(report: Report, link: LinkReport) -> LinkReport | None:
    pair = (link.upstream, link.downstream)
    return next((one for one in report.links if (one.upstream, one.downstream) == pair), None)


def _ratio_of(report: Report, link: LinkReport) -> float | None:
    job = report.job(link.downstream)
    done = {run.id for run in job.runs if run.state.is_success} if job else set()
    return find_middle(run.ratio for run in link.runs if run.complete and run.run_id in done)


def _complete_runs(report: Report, name: str) -> tuple[RunReport, ...]:
    job = report.job(name)
    after = report.gate.after if report.gate else report.start
    return complete_runs(job, after, report.complete_until) if job else ()


def _usual_seconds(runs: Sequence[RunReport]) -> float | None:
    return find_middle(measure_run(run) for run in runs if not run.state.is_failure)


def _failure_rate(runs: Sequence[RunReport]) -> float | None:
    return sum(run.state.is_failure for run in runs) / len(runs) if runs else None


def _usual_hours(runs: Sequence[RunReport]) -> float | None:
    return find_middle(run.dpu_hours for run in runs)
