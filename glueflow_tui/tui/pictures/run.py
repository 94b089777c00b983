"""One run in full: times, machines, bytes, what it was paired with, arguments, error and logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from glueflow_tui.analysis.arguments import ArgumentReport, list_arguments
from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.analysis.bookmarks import layers_of_run
from glueflow_tui.analysis.report import BookmarkOrigin
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import (
    UNKNOWN,
    format_bytes,
    format_dpu_hours,
    format_percent,
    format_ratio,
    format_seconds,
    format_usd,
)
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.drawing.ratios import role_of
from glueflow_tui.tui.drawing.sections import Fact, Section, Table
from glueflow_tui.tui.drawing.table import Column
from glueflow_tui.tui.pictures.logs import log_sections

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import JobReport, LinkReport, LinkRun, Report, RunReport
    from glueflow_tui.model.details import RunLogs
    from glueflow_tui.model.history import History
    from glueflow_tui.model.jobs import JobRun, RunKey

NO_FACTS = "what the API told of it is not at hand: only the report is"
_LAYERS = {
    BookmarkOrigin.NON_OVERRIDABLE: "non-overridable",
    BookmarkOrigin.RUN: "this run",
    BookmarkOrigin.TRIGGER: "trigger",
    BookmarkOrigin.JOB: "job default",
}
_ARGUMENTS = (Column("ARGUMENT"), Column("VALUE", rank=1), Column("SET BY", rank=2))
_PAIRED = (
    Column("JOB", rank=4),
    Column("RUN", right=True),
    Column("STARTED", rank=1),
    Column("TOOK", right=True, rank=3),
    Column("BYTES", right=True, rank=2),
)


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run, with all that is known around it."""

    report: Report
    history: History | None
    key: RunKey
    clock: Clock
    thresholds: Thresholds
    logs: RunLogs | None = None
    """None until they were asked for."""
    asking: bool = False


def run_sections(seen: RunSeen) -> tuple[Section, ...]:
    """All sections; a run that is out of view by now says so."""
    job = seen.report.job(seen.key.job)
    run = next((one for one in job.runs if one.id == seen.key.run_id), None) if job else None
    if job is None or run is None:
        gone = "this run is no longer in view: look further back with --lookback"
        return (Section("run", notes=(gone,)),)
    fact = _find_fact(seen)
    return (
        Section("run", tuple(_list_course(seen, run, fact))),
        Section("machines", tuple(_list_machines(run, fact))),
        *_say_bytes(seen, job, run),
        *_say_error(run, fact),
        _say_arguments(seen, fact),
        *log_sections(seen.logs, seen.clock, asking=seen.asking),
    )


def run_title(seen: RunSeen) -> str:
    """Job and number."""
    job = seen.report.job(seen.key.job)
    numbers = [one.number for one in job.runs if one.id == seen.key.run_id] if job else []
    return sanitise(f"{seen.key.job} #{numbers[0]}" if numbers else seen.key.job)


def _find_fact(seen: RunSeen) -> JobRun | None:
    runs = () if seen.history is None else seen.history.runs.get(seen.key.job, ())
    return next((run for run in runs if run.id == seen.key.run_id), None)


def _list_course(seen: RunSeen, run: RunReport, fact: JobRun | None) -> Iterator[Fact]:
    role = "critical" if run.state.is_failure else "info" if run.state.is_active else "plain"
    refused = ", refused: it never ran" if run.refused else ""
    yield Fact("state", sanitise(f"{run.state}{refused}"), role)
    if fact is not None and fact.state_detail:
        yield Fact("because", sanitise(fact.state_detail))
    yield Fact("id", sanitise(run.id))
    yield Fact("started", _say_time(seen, run.started))
    if run.completed is not None:
        yield Fact("ended", _say_time(seen, run.completed))
    yield Fact("took" if run.completed else "so far", _say_length(seen, run))
    if fact is not None and fact.execution_seconds is not None:
        yield Fact("billed", f"{format_seconds(fact.execution_seconds)} of execution")
    if fact is not None and fact.timeout_minutes is not None:
        yield Fact("timeout", format_seconds(fact.timeout_minutes * 60))
    yield Fact("started by", sanitise(run.trigger) if run.trigger else "no trigger")
    yield Fact("attempt", f"{run.attempt + 1}{_say_retries(seen)}")
    if fact is not None and fact.previous_run_id:
        yield Fact("retry of", sanitise(fact.previous_run_id))


def _say_retries(seen: RunSeen) -> str:
    job = None if seen.history is None else seen.history.jobs.get(seen.key.job)
    if job is None:
        return ""
    return f", of at most {job.max_retries + 1}"


def _say_time(seen: RunSeen, moment: datetime | None) -> str:
    if moment is None:
        return UNKNOWN
    day = seen.clock.turn(moment)
    zone = seen.clock.zone(moment)
    return f"{day:%Y-%m-%d %H:%M:%S}{zone if zone == 'Z' else f' {zone}'}"


def _say_length(seen: RunSeen, run: RunReport) -> str:
    if run.started is None:
        return UNKNOWN
    return format_seconds(((run.completed or seen.report.taken_at) - run.started).total_seconds())


def _list_machines(run: RunReport, fact: JobRun | None) -> Iterator[Fact]:
    if fact is None:
        yield Fact("", NO_FACTS, "muted")
    elif fact.worker_type and fact.number_of_workers:
        yield Fact("workers", sanitise(f"{fact.number_of_workers} x {fact.worker_type}"))
    elif fact.max_capacity is not None:
        yield Fact("capacity", f"{fact.max_capacity:g} DPU")
    if fact is not None:
        yield Fact("Glue version", sanitise(fact.glue_version or UNKNOWN))
        yield Fact("class", sanitise(fact.execution_class or "STANDARD"))
    so_far = "" if run.completed else " so far"
    yield Fact("used", f"{format_dpu_hours(run.dpu_hours)}{so_far}")
    yield Fact("cost", f"{format_usd(run.usd)}{so_far}, estimated")


def _say_bytes(seen: RunSeen, job: JobReport, run: RunReport) -> Iterator[Section]:
    moved = (
        Fact("read", format_bytes(run.bytes_read), "read"),
        Fact("written", format_bytes(run.bytes_written), "written"),
    )
    mine = [
        (link, one)
        for link in seen.report.links
        if link.downstream == job.name
        for one in link.runs
        if one.run_id == run.id
    ]
    notes = (
        ("no byte metrics: --enable-metrics is not set",) if job.metrics_enabled is False else ()
    )
    facts = tuple(_say_ratio(mine[0][1], seen.thresholds)) if mine else ()
    yield Section("bytes", (*moved, *facts), notes=notes)
    for link, one in mine:
        yield _say_upstream(seen, link, one)
    for link in seen.report.links:
        if link.upstream == job.name:
            yield _say_downstream(seen, link, run)


def _say_ratio(one: LinkRun, limits: Thresholds) -> Iterator[Fact]:
    yield Fact("new for it", format_bytes(one.bytes_new))
    again = one.bytes_reread
    share = again / one.bytes_read if again is not None and one.bytes_read else None
    yield Fact("read again", f"{format_bytes(again)} ({format_percent(share)} of what it read)")
    word = judge_ratio(one.ratio, limits)
    more = "" if one.complete else ", not complete yet"
    above, below = format_bytes(one.bytes_read), format_bytes(one.bytes_new)
    yield Fact(
        "ratio", f"{format_ratio(one.ratio)} {word} = {above} / {below}{more}", role_of(word)
    )
    if one.waste is not None and one.waste.dpu_hours:
        hours, usd = format_dpu_hours(one.waste.dpu_hours), format_usd(one.waste.usd)
        yield Fact("wasted", f"{hours}, {usd}: estimated by bytes", "warning")


def _say_upstream(seen: RunSeen, link: LinkReport, one: LinkRun) -> Section:
    """The runs whose bytes were new for this one."""
    names = (link.upstream, *(name for name in link.upstreams if name != link.upstream))
    rows = [
        _pair_row(seen, job, run, run.bytes_written)
        for name in names
        if (job := seen.report.job(name)) is not None
        for run in job.runs
        if run.id in one.upstream_run_ids
    ]
    empty = "no run wrote anything new for it" if one.bytes_new == 0 else "none is in view"
    table = Table(_PAIRED, tuple(rows)) if rows else None
    return Section("new for it was written by", table=table, notes=() if rows else (empty,))


def _say_downstream(seen: RunSeen, link: LinkReport, run: RunReport) -> Section:
    """The runs for which the bytes of this one were new."""
    reader = seen.report.job(link.downstream)
    ids = {one.run_id for one in link.runs if run.id in one.upstream_run_ids}
    rows = [
        _pair_row(seen, job, one, one.bytes_read)
        for job in ([] if reader is None else [reader])
        for one in job.runs
        if one.id in ids
    ]
    table = Table(_PAIRED, tuple(rows)) if rows else None
    title = sanitise(f"read as new by {link.downstream}")
    return Section(title, table=table, notes=() if rows else ("no run of it yet",))


def _pair_row(
    seen: RunSeen, job: JobReport, run: RunReport, amount: float | None
) -> tuple[tuple[str, str], ...]:
    return (
        (sanitise(job.name), "plain"),
        (f"#{run.number}", "plain"),
        (seen.clock.tell(run.started), "plain"),
        (_say_length(seen, run), "plain"),
        (format_bytes(amount), "strong"),
    )


def _say_error(run: RunReport, fact: JobRun | None) -> Iterator[Section]:
    error = run.error or (None if fact is None else fact.error)
    if error:
        yield Section("error", text=((sanitise(error), "critical"),), wide=True)


def _say_arguments(seen: RunSeen, fact: JobRun | None) -> Section:
    if fact is None or seen.history is None:
        return Section("arguments", notes=(NO_FACTS,))
    triggers = seen.history.triggers
    by_name = None if triggers is None else {one.name: one for one in triggers}
    layers = layers_of_run(seen.history.jobs.get(fact.job), fact, by_name)
    notes = []
    if not layers.is_defined:
        notes.append("the job's defaults are not known: its definition could not be read")
    if not layers.is_passed:
        notes.append("what its trigger passed is not known: triggers could not be read")
    rows = tuple(_argument_row(one) for one in list_arguments(layers))
    if not rows:
        notes.append("none is set, neither for the run nor by the job")
    return Section(
        "arguments, and the layer each came from",
        table=Table(_ARGUMENTS, rows) if rows else None,
        notes=tuple(notes),
        wide=True,
    )


def _argument_row(one: ArgumentReport) -> tuple[tuple[str, str], ...]:
    via = f" {one.via}" if one.via else ""
    over = f", over {one.overrides} of the job" if one.overrides else ""
    role = "warning" if one.overrides else "muted"
    return (
        (sanitise(one.key), "plain"),
        (sanitise(one.value) or "(empty)", "strong"),
        (sanitise(f"{_LAYERS[one.origin]}{via}{over}"), role),
    )
