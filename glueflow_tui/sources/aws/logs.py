"""The ends of a run's logs in CloudWatch Logs, read on request and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from glueflow_tui.model.details import LOG_BASE, LogKind, LogLine, LogTail
from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.sources.aws.asks import GET_LOGS
from glueflow_tui.sources.aws.calls import insist
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import run_all
from glueflow_tui.sources.aws.exceptions import Kind
from glueflow_tui.sources.aws.faults import Trouble, attempt
from glueflow_tui.sources.aws.parse import Raw, mappings
from glueflow_tui.sources.aws.text import one_line

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_logs.type_defs import GetLogEventsResponseTypeDef

MOST_LINES = 200
"""Of each log."""
_WIDEST = 500
"""Characters of a line."""
_MOST_PAGES = 3
_SUFFIXES = {LogKind.CONTINUOUS: "-driver"}
"""Of streams that are not named by the run's id alone."""
_ABSENT = {
    LogKind.ERROR: "nothing was written to it yet, or it was deleted",
    LogKind.OUTPUT: "the script printed nothing yet, or it was deleted",
    LogKind.CONTINUOUS: "only a job with --enable-continuous-cloudwatch-log writes it",
}


def read_tails(clients: Clients, run: RunKey, known: JobRun | None) -> tuple[LogTail, ...]:
    """One GetLogEvents for each log, side by side; what fails is told in its place.

    The driver's streams are named by the run: ``jr_…``, and ``jr_…-driver`` in ``logs-v2``.
    """
    base = (known.log_group if known else None) or LOG_BASE
    empty = [
        LogTail(kind, f"{base}/{kind}", f"{run.run_id}{_SUFFIXES.get(kind, '')}")
        for kind in LogKind
    ]
    fills = [
        partial(attempt, partial(_fill, clients, tail), profile=clients.profile) for tail in empty
    ]
    answers = run_all(fills, clients.patience)
    return tuple(
        _explain(tail, answer) if isinstance(answer, Trouble) else answer
        for tail, answer in zip(empty, answers, strict=True)
    )


def _explain(empty: LogTail, trouble: Trouble) -> LogTail:
    absent = trouble.kind is Kind.ABSENT
    told = f"no such log: {_ABSENT[empty.kind]}" if absent else say_trouble(GET_LOGS, trouble)
    return LogTail(empty.kind, empty.group, empty.stream, problem=told)


def _fill(clients: Clients, empty: LogTail) -> LogTail:
    """The newest page; it can be empty although there are older ones, which a token leads to."""
    token: str | None = None
    for _ in range(_MOST_PAGES):
        answer = insist(partial(_ask, clients, empty, token))
        events = mappings(answer, "events")
        before = answer.get("nextBackwardToken")
        if events or not before or before == token:
            break
        token = before
    lines = [line for event in events for line in _lines(event)]
    kept = tuple(lines[-MOST_LINES:])
    problem = "" if kept else "it is empty"
    is_whole = len(events) < MOST_LINES and len(kept) == len(lines)
    return LogTail(empty.kind, empty.group, empty.stream, kept, problem, is_whole)


def _ask(clients: Clients, empty: LogTail, token: str | None) -> GetLogEventsResponseTypeDef:
    ask = partial(
        clients.logs.get_log_events,
        logGroupName=empty.group,
        logStreamName=empty.stream,
        limit=MOST_LINES,
        startFromHead=False,
    )
    return ask() if token is None else ask(nextToken=token)


def _lines(event: Raw) -> Iterator[LogLine]:
    """A message can hold many lines: a stack trace is one."""
    stamp, message = event.get("timestamp"), event.get("message")
    at = _moment(stamp) if isinstance(stamp, int | float) else None
    for text in str(message or "").splitlines()[-MOST_LINES:]:
        if line := one_line(text.expandtabs(4), _WIDEST):
            indent = len(text) - len(text.lstrip())
            yield LogLine(at, " " * min(indent, 8) + line)


def _moment(milliseconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def say_trouble(operation: str, trouble: Trouble) -> str:
    """What went wrong in one sentence, with the remedy where it is a missing permission."""
    if trouble.kind is Kind.DENIED:
        return f"{operation} is denied: allow it, `glueflow policy` prints the permissions"
    if trouble.kind is Kind.CREDENTIALS:
        return trouble.sentence
    return f"{operation}: {trouble.code}: {trouble.message}"
