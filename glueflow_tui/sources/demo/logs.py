"""What a demo run would have written to its logs: every line follows from what the run did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from glueflow_tui.model.arguments import BOOKMARK_OPTION
from glueflow_tui.model.details import LOG_BASE, LogKind, LogLine, LogTail
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.runs import GLUE_VERSION, WORKER_TYPE, WORKERS, Run
from glueflow_tui.sources.demo.specs import Feed, Reader

MOST_LINES = 200
_MB = 1_000_000
_NO_CONTINUOUS = "no such log: only a job with --enable-continuous-cloudwatch-log writes it"
_NEVER_STARTED = "no such log: the run never held a worker"

Said = tuple[int, str]
"""Epoch second and text."""


def write_tails(run: Run, moment: int) -> tuple[LogTail, ...]:
    """All logs of a run as they stand at the moment."""
    if run.started is None or run.started > moment:
        return tuple(_tail(run, kind, (), _NEVER_STARTED) for kind in LogKind)
    end = moment if run.ended is None else min(run.ended, moment)
    error = [said for said in _write_error(run, run.started) if said[0] <= end]
    output = [said for said in _write_output(run) if said[0] <= end]
    return (
        _tail(run, LogKind.ERROR, error, ""),
        _tail(run, LogKind.OUTPUT, output, "" if output else "the script printed nothing yet"),
        _tail(run, LogKind.CONTINUOUS, (), _NO_CONTINUOUS),
    )


def _tail(run: Run, kind: LogKind, said: list[Said] | tuple[()], problem: str) -> LogTail:
    lines = tuple(LogLine(datetime.fromtimestamp(at, UTC), text) for at, text in said)
    stream = f"{run.id}-driver" if kind is LogKind.CONTINUOUS else run.id
    return LogTail(
        kind,
        f"{LOG_BASE}/{kind}",
        stream,
        lines[-MOST_LINES:],
        problem,
        len(lines) <= MOST_LINES,
    )


def _write_error(run: Run, started: int) -> Iterator[Said]:
    """The driver's log: machines, listing, reading by the minute, writing, the end."""
    attempt = f", attempt {run.attempt + 1}" if run.attempt else ""
    yield started, f"INFO driver up: {WORKERS} x {WORKER_TYPE}, Glue {GLUE_VERSION}{attempt}"
    begins = started + run.spec.startup_seconds
    option = run.arguments.get(BOOKMARK_OPTION, "not set")
    yield begins, f"INFO {BOOKMARK_OPTION}: {option}"
    work = run.spec.work
    if isinstance(work, Reader):
        yield begins, f"INFO listed {len(run.listed)} files under {', '.join(work.paths)}"
        if not work.transformation_ctx:
            yield begins, "WARN the read names no transformation_ctx: no bookmark tracks it"
    yield from _write_flow(run, begins)
    if run.ended is None:
        return
    if run.outcome is JobRunState.FAILED:
        yield run.ended, f"ERROR {run.error or 'the run failed'}"
        yield run.ended, "ERROR driver exits with status 1; what was written stays"
    elif run.outcome is JobRunState.SUCCEEDED:
        saves = isinstance(work, Feed) or work.commits
        yield run.ended, "INFO job.commit()" if saves else "INFO the script ends; no job.commit()"
    else:
        yield run.ended, f"WARN the run ends as {run.outcome}"


def _write_flow(run: Run, begins: int) -> Iterator[Said]:
    """How far it is, at the end of each minute in which bytes moved."""
    last = max(run.reads.end, run.writes.end)
    stop = last if run.ended is None else min(run.ended, last)
    before = (0, 0)
    for at in [*range(begins // 60 * 60 + 60, stop, 60), stop]:
        read, written = run.reads.total(at), run.writes.total(at)
        if (read, written) != before:
            yield at, f"INFO {read / _MB:,.1f} MB read, {written / _MB:,.1f} MB written"
        before = read, written


def _write_output(run: Run) -> Iterator[Said]:
    """What the script itself prints."""
    if run.ended is not None and run.outcome is JobRunState.SUCCEEDED:
        files = f"{len(run.listed)} files, " if run.listed else ""
        total = f"{run.reads.amount / _MB:,.1f} MB in, {run.writes.amount / _MB:,.1f} MB out"
        yield run.ended, f"{run.job}: {files}{total}"
