"""Old data read again, as the bytes show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.readers import is_off, needed_runs
from glueflow_tui.analysis.report import Evidence, Finding, PatternKind, Severity
from glueflow_tui.analysis.rules.case import (
    Case,
    Confidence,
    Section,
    is_on,
    is_untrackable,
    option_in_force,
    pair_of,
    prove,
)
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.options import say_switch
from glueflow_tui.analysis.waste import REREADING
from glueflow_tui.model.states import Metric

_GROWING = "its bookmark holds every read it can, so something read beside staging may be growing"


def find_reprocessing(case: Case) -> Iterable[Finding]:
    """Run ratios that fit 'everything so far' or 'the last n runs' better than 'new only'."""
    for link in case.readers():
        if case.is_full(link.report.downstream):
            continue
        intakes = link.told or link.intakes
        pair = pair_of(link.report)
        runs = case.memo.recall(("telling", pair), (intakes,), partial(_telling, intakes))
        shown = _is_fitted(case, link) or _is_climbing(case, link, runs)
        if shown and runs:
            report, job = link.report, link.report.downstream
            mark, script = case.history.bookmarks.get(job), case.jobs[job].script
            known = (report.pattern, report.waste, report.forecast, mark, script)
            yield case.memo.recall(
                ("reprocessing", pair),
                (runs, *known, case.facts(job)),
                partial(_state, case, link, runs),
            )


def _telling(intakes: Iterable[Intake]) -> tuple[Intake, ...]:
    return tuple(one for one in intakes if one.complete and one.ratio is not None)


def _is_fitted(case: Case, link: LinkCase) -> bool:
    pattern = link.report.pattern
    needed = needed_runs(case.jobs[link.report.downstream], case.settings)
    return pattern.kind in REREADING and pattern.runs_used >= needed


def _is_climbing(case: Case, link: LinkCase, runs: Sequence[Intake]) -> bool:
    """The fit cannot tell, but the option is off and each run read more than the one before."""
    down = case.jobs[link.report.downstream]
    if link.report.pattern.kind is not PatternKind.UNKNOWN or not is_off(down):
        return False
    ratios = [one.ratio for one in runs if one.ratio is not None]
    return (
        len(ratios) >= needed_runs(down, case.settings)
        and all(later > earlier for earlier, later in pairwise(ratios))
        # A table beside staging grows, too, but seldom by half within a view.
        and ratios[-1] > case.thresholds.warning * max(1.0, ratios[0])
    )


def _state(case: Case, link: LinkCase, runs: Sequence[Intake]) -> Finding:
    again = [one for one in runs if (one.ratio or 0) > case.thresholds.ok_high] or list(runs)
    last = again[-1]
    job = link.report.downstream
    contradicted = _is_tracking(case, job)
    return Finding(
        code=Code.REPROCESSING,
        severity=Severity.WARNING if contradicted else Code.REPROCESSING.severity,
        job=job,
        link=pair_of(link.report),
        runs=tuple(one.run_id for one in again),
        since=again[0].started,
        message=(
            f"{job} #{last.number} read {say_ratio(last.ratio or 0)} what was new for it: "
            f"{say_bytes(last.bytes_read or 0)} read, {say_bytes(last.bytes_new or 0)} new; "
            f"{_GROWING if contradicted else _say_pattern(link)}"
        ),
        evidence=_evidence(case, link, runs),
        remedy=_remedy(case, link, last),
    )


def _is_tracking(case: Case, job: str) -> bool:
    """Whether the bookmark is seen to hold every read of the script that it can hold.

    Bytes do not tell old files read again from a table beside staging that grows as fast.
    """
    mark, report = case.history.bookmarks.get(job), case.jobs[job]
    script = report.script
    if mark is None or script is None:
        return False
    held = [read for read in script.reads if read.bookmarkable]
    tracked = bool(held) and all(read.transformation_ctx in mark.contexts for read in held)
    newest = [run.id for run in report.runs if run.state.is_success][-2:]
    return is_on(report) and tracked and mark.run_id in newest


def _say_pattern(link: LinkCase) -> str:
    pattern = link.report.pattern
    if pattern.kind is PatternKind.LAST_N and pattern.n:
        return f"it reads the last {say_count(pattern.n, 'upstream run')} each time"
    if pattern.kind is PatternKind.EVERYTHING:
        return "it reads all earlier input again"
    return "the ratio climbs with every run"


def _evidence(case: Case, link: LinkCase, runs: Sequence[Intake]) -> Evidence:
    report, down = link.report, case.jobs[link.report.downstream]
    fitted = _is_fitted(case, link)
    rows = tuple(
        {
            "run": one.run_id,
            "number": one.number,
            "bytes_new": one.bytes_new,
            "bytes_read": one.bytes_read,
            "ratio": one.ratio,
        }
        for one in runs
    )
    told = {one.run_id for one in runs}
    named = [run for run in down.runs if run.id in told]
    inputs = {
        "runs": rows,
        "pattern": report.pattern.kind.value,
        "n": report.pattern.n,
        "misfit": dict(report.pattern.misfit),
        "margin": report.pattern.margin,
        "bytes_reread": report.waste.bytes,
        "dpu_hours_wasted": report.waste.dpu_hours,
        "usd_wasted": report.waste.usd,
        "run_longer_than_window": report.forecast.number if report.forecast else None,
    }
    return prove(
        "ratio = bytes read by the run / bytes written by upstream since the run before it began",
        inputs,
        Section.FLOW,
        _confide(case, down.name, fitted=fitted),
        case.count_minutes(down.name, Metric.BYTES_READ, named),
    )


def _confide(case: Case, job: str, *, fitted: bool) -> Confidence:
    if _is_tracking(case, job):
        return Confidence.LOW
    return Confidence.HIGH if fitted and is_off(case.jobs[job]) else Confidence.MEDIUM


def _remedy(case: Case, link: LinkCase, last: Intake) -> str:
    job = link.report.downstream
    definition = case.definition(job)
    modified = definition.modified if definition else None
    script = case.jobs[job].script
    reads = "give each read of the staging path a transformation_ctx"
    if script is not None and is_untrackable(script):
        reads = "read the staging path with create_dynamic_frame and a transformation_ctx"
    if is_off(case.jobs[job]):
        return (
            f"{say_switch(job, option_in_force(case.jobs[job]))}, {reads}, and end the script "
            "with job.commit()."
        )
    if option_in_force(case.jobs[job]).option is None:
        return (
            f"See that the option of {job} is job-bookmark-enable, which is not known, that each "
            "read of the staging path has a transformation_ctx, and that the script ends with "
            "job.commit()."
        )
    if _is_tracking(case, job):
        return (
            f"See what {job} reads beside staging, and whether files in staging are written anew: "
            "a bookmark takes a file whose modification time is new for a new one."
        )
    if script is not None and is_untrackable(script):
        return (
            f"In {job} {reads}, between job.init and job.commit: its bookmark is on, but nothing "
            "that the script calls now can be tracked."
        )
    if modified is not None and last.started < modified:
        return (
            f"See whether the next runs of {job} read only what is new: its definition changed "
            "after these runs began, and its bookmark is on now. The first may still read all."
        )
    return (
        f"Check that each read of {job} has a transformation_ctx of its own and that job.commit() "
        "is reached: its bookmark is on, but has no effect on what it reads."
    )


RULES = (find_reprocessing,)
