"""One job in full: definition, bookmark, script, machines, runs and default arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.analysis.report import BookmarkOrigin
from glueflow_tui.model.details import FRACTIONS, SUMS, Gauge, GaugeSeries
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import (
    UNKNOWN,
    format_bytes,
    format_percent,
    format_ratio,
    format_seconds,
)
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.drawing.ratios import role_of
from glueflow_tui.tui.drawing.sections import Curve, Fact, Section, Table
from glueflow_tui.tui.drawing.table import Column

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import JobReport, Report, RunReport
    from glueflow_tui.analysis.script_report import ScriptRead
    from glueflow_tui.model.details import JobGauges
    from glueflow_tui.model.history import History
    from glueflow_tui.model.jobs import Bookmark, Job, Trigger

_RUNS = 10
"""Newest runs that are listed."""
_ORIGINS = {
    BookmarkOrigin.NON_OVERRIDABLE: "set by the job, not to be overridden",
    BookmarkOrigin.RUN: "passed to run {}",
    BookmarkOrigin.TRIGGER: "passed by trigger {}",
    BookmarkOrigin.JOB: "set by the job's defaults",
    BookmarkOrigin.DEFAULT: "set nowhere: Glue's own default",
}
_READS = (
    Column("LINE", right=True),
    Column("READ", rank=2),
    Column("TRANSFORMATION_CTX", rank=1),
    Column("TRACKED", rank=0),
)
_COURSE = (
    Column("RUN", right=True),
    Column("STARTED", rank=1),
    Column("TOOK", right=True, rank=2),
    Column("STATE", rank=1),
    Column("READ", right=True, rank=3),
    Column("WROTE", right=True, rank=4),
    Column("RATIO", right=True, rank=1),
)


@dataclass(frozen=True, slots=True)
class JobSeen:
    """A job, with all that is known around it."""

    report: Report
    history: History | None
    name: str
    clock: Clock
    thresholds: Thresholds
    gauges: JobGauges | None = None
    """None until the source answered."""


def job_sections(seen: JobSeen) -> tuple[Section, ...]:
    """All sections."""
    job = seen.report.job(seen.name)
    if job is None:
        return (Section("job", notes=("this job is no longer watched",)),)
    fact = None if seen.history is None else seen.history.jobs.get(seen.name)
    return (
        Section("definition", tuple(_list_definition(seen, job, fact))),
        _say_bookmark(seen, job),
        _say_script(job),
        _say_machines(seen.gauges),
        _say_runs(seen, job),
        _say_defaults(fact),
    )


def _list_definition(seen: JobSeen, job: JobReport, fact: Job | None) -> Iterator[Fact]:
    yield Fact("job", sanitise(job.name), "strong")
    if fact is None:
        yield Fact("", "its definition could not be read: glue:GetJob", "warning")
    else:
        yield Fact("command", sanitise(fact.command))
        yield Fact("script", sanitise(fact.script_location or UNKNOWN))
        yield Fact("Glue version", sanitise(fact.glue_version or "Glue's own default"))
        yield Fact("workers", sanitise(_say_size(fact)))
        yield Fact("class", sanitise(fact.execution_class or "STANDARD"))
        minutes = fact.timeout_minutes
        yield Fact("timeout", format_seconds(minutes * 60) if minutes else "Glue's own default")
        yield Fact("retries", str(fact.max_retries))
        queue = "further starts wait" if fact.queuing else "further starts are refused"
        yield Fact("concurrent runs", f"at most {fact.max_concurrent_runs}; {queue}")
        if fact.modified is not None:
            yield Fact("changed", seen.clock.tell_date(fact.modified))
    for trigger in _starting(seen):
        when = f" {trigger.schedule}" if trigger.schedule else ""
        yield Fact("started by", sanitise(f"{trigger.name}{when}, {trigger.state}"))
    if job.next_start is not None:
        yield Fact("next start", seen.clock.tell_whole(job.next_start))
    metrics = {True: "on", False: "off: --enable-metrics is not set", None: "not known"}
    yield Fact("byte metrics", metrics[job.metrics_enabled])


def _starting(seen: JobSeen) -> Iterator[Trigger]:
    triggers = None if seen.history is None else seen.history.triggers
    return (trigger for trigger in triggers or () if trigger.starts(seen.name))


def _say_size(fact: Job) -> str:
    if fact.worker_type and fact.number_of_workers:
        return f"{fact.number_of_workers} x {fact.worker_type}"
    return UNKNOWN if fact.max_capacity is None else f"{fact.max_capacity:g} DPU"


def _say_bookmark(seen: JobSeen, job: JobReport) -> Section:
    mark = job.bookmark
    option = "not known"
    if mark.option is not None and mark.origin is not None:
        option = f"{mark.option}, {_ORIGINS[mark.origin].format(mark.via or '')}".rstrip()
    role = {"enable": "ok", "disable": "warning", "pause": "warning"}.get(str(mark.option), "muted")
    saved = None if seen.history is None else seen.history.bookmarks.get(seen.name)
    at = None if seen.history is None else seen.history.bookmarks_at.get(seen.name)
    facts = [Fact("option", sanitise(option), role), *_list_saved(job, saved)]
    if at is not None:
        facts.append(Fact("looked at", seen.clock.tell_whole(at)))
    notes = () if saved is not None else (_why_unsaved(seen),)
    return Section("bookmark", tuple(facts), notes=notes)


def _why_unsaved(seen: JobSeen) -> str:
    if any(fault.operation == "glue:GetJobBookmark" for fault in seen.report.faults):
        return "its saved state could not be read: glue:GetJobBookmark"
    reads = any(link.downstream == seen.name for link in seen.report.links)
    return "its saved state was not asked for" + (
        "" if reads else ": it reads no other job's files"
    )


def _list_saved(job: JobReport, saved: Bookmark | None) -> Iterator[Fact]:
    if saved is None:
        return
    if saved.run_id is None:
        yield Fact("saved", "never", "warning")
        return
    numbers = [f"#{run.number} " for run in job.runs if run.id == saved.run_id]
    yield Fact("saved by", sanitise(f"{numbers[0] if numbers else ''}{saved.run_id}"))
    counts = (("version", saved.version), ("run", saved.run), ("attempt", saved.attempt))
    yield Fact("counts", ", ".join(f"{word} {'-' if n is None else n}" for word, n in counts))
    yield Fact("tracks", sanitise(", ".join(saved.contexts)) or "nothing: no context was saved")


def _say_script(job: JobReport) -> Section:
    script = job.script
    if script is None:
        return Section("script", notes=("it was not read",))
    facts = [Fact("at", sanitise(script.location))]
    for word, found in (("job.init()", script.has_init), ("job.commit()", script.has_commit)):
        if found is not None:
            facts.append(
                Fact(word, "called" if found else "never called", "ok" if found else "warning")
            )
        elif script.read:
            facts.append(Fact(word, "not known: a module that is not read may call it"))
    rows = tuple(_read_row(read) for read in script.reads)
    notes = [sanitise(script.problem)] if script.problem else []
    notes += [sanitise(f"line {read.line}: {read.why}") for read in script.reads if read.why]
    notes += [sanitise(note) for note in script.notes]
    if script.read and not rows:
        notes.append("it reads nothing in a form that is known here")
    return Section(
        "script", tuple(facts), Table(_READS, rows) if rows else None, notes=tuple(notes)
    )


def _read_row(read: ScriptRead) -> tuple[tuple[str, str], ...]:
    context = read.transformation_ctx or (
        f"{read.ctx_expression} (known at run time)" if read.ctx_expression else "none"
    )
    role = "ok" if read.tracked else "warning" if read.lacks_ctx else "muted"
    return (
        (str(read.line), "plain"),
        (sanitise(read.call), "plain"),
        (sanitise(context), role),
        ("yes" if read.tracked else "no", role),
    )


def _say_machines(gauges: JobGauges | None) -> Section:
    title = "machines, over all its runs in view"
    if gauges is None:
        return Section(title, notes=("asking CloudWatch, once each poll while this is open",))
    curves = tuple(_curve(series) for series in gauges.series)
    notes = (sanitise(gauges.problem),) if gauges.problem else tuple(_doubt(gauges))
    return Section(title, curves=curves, notes=notes)


def _curve(series: GaugeSeries) -> Curve:
    known = [value for value in series.values if value is not None]
    gauge, highest = series.gauge, max(known, default=0.0)
    if gauge in SUMS:
        write = format_bytes if gauge is Gauge.SHUFFLED else _count
        words = f"{write(sum(known))} in all"
    else:
        write = format_percent if gauge in FRACTIONS else _count
        last = series.values[-1] if series.values else None
        words = f"last {write(last)}, highest {write(highest)}"
    peak = 1.0 if gauge in FRACTIONS else highest
    return Curve(str(gauge), series.values, peak, words)


def _count(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.0f}"


def _doubt(gauges: JobGauges) -> Iterator[str]:
    """What the numbers say together."""
    by_gauge = {series.gauge: series.values for series in gauges.series}
    have = [value for value in by_gauge.get(Gauge.EXECUTORS, ()) if value is not None]
    needed = [value for value in by_gauge.get(Gauge.EXECUTORS_NEEDED, ()) if value is not None]
    if have and needed and max(needed) > max(have):
        yield f"it could use {max(needed):.0f} executors at once, and has {max(have):.0f}"


def _say_runs(seen: JobSeen, job: JobReport) -> Section:
    if not job.runs:
        return Section("runs", notes=("no run in view",))
    ratios = {
        one.run_id: one.ratio
        for link in seen.report.links
        if link.downstream == job.name
        for one in link.runs
    }
    shown = tuple(reversed(job.runs))[:_RUNS]
    rows = tuple(_run_row(seen, run, ratios.get(run.id)) for run in shown)
    more = len(job.runs) - len(shown)
    notes = (f"and {more} older in view",) if more else ()
    return Section("runs", table=Table(_COURSE, rows), notes=notes)


def _run_row(seen: JobSeen, run: RunReport, ratio: float | None) -> tuple[tuple[str, str], ...]:
    end = run.completed or seen.report.taken_at
    took = None if run.started is None else (end - run.started).total_seconds()
    state = "REFUSED" if run.refused else sanitise(str(run.state))
    role = "critical" if run.state.is_failure else "info" if run.state.is_active else "plain"
    return (
        (f"#{run.number}", "plain"),
        (seen.clock.tell(run.started), "plain"),
        (format_seconds(took), "plain"),
        (state, role),
        (format_bytes(run.bytes_read), "read"),
        (format_bytes(run.bytes_written), "written"),
        (format_ratio(ratio), role_of(judge_ratio(ratio, seen.thresholds))),
    )


def _say_defaults(fact: Job | None) -> Section:
    title = "arguments of the definition"
    if fact is None:
        return Section(title, notes=("not known: glue:GetJob",), wide=True)
    fixed, default = fact.non_overridable_arguments, fact.default_arguments
    rows = [(key, value, "non-overridable", "warning") for key, value in fixed.items()]
    rows += [(key, value, "default", "muted") for key, value in default.items()]
    cells = tuple(
        (
            (sanitise(key), "plain"),
            (sanitise(value) or "(empty)", "strong"),
            (layer, role),
        )
        for key, value, layer, role in sorted(rows)
    )
    columns = (Column("ARGUMENT"), Column("VALUE", rank=1), Column("LAYER", rank=2))
    notes = () if cells else ("none",)
    return Section(title, table=Table(columns, cells) if cells else None, notes=notes, wide=True)
