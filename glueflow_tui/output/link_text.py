"""One link as plain text: its summary, its windows, its runs and their overlaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from glueflow_tui.analysis.report import (
    Forecast,
    LinkReport,
    LinkRun,
    Pattern,
    PatternKind,
    Report,
    RunReport,
    WindowReport,
)
from glueflow_tui.output.explain import RUN_ID_WIDTH
from glueflow_tui.output.sanitise import fit, sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.units import (
    UNKNOWN,
    format_bytes,
    format_clock,
    format_dpu_hours,
    format_percent,
    format_ratio,
    format_seconds,
    format_usd,
)

_READS = {
    PatternKind.NEW_ONLY: "only what is new",
    PatternKind.EVERYTHING: "everything so far, again and again",
    PatternKind.LAST_N: "what the last {n} runs wrote",
    PatternKind.PARTIAL: "a part of what is new",
}


def describe_link(link: LinkReport, report: Report, style: TextStyle) -> list[str]:
    """Lines for one link; the report tells the runs' states and times."""
    arrow = style.glyph("→", "->")
    title = f"{sanitise(link.upstream)} {arrow} {sanitise(link.downstream)}"
    blocks = (
        list(summarise_link(link)),
        _list_windows(link.windows, day=_spans_days(report)),
        _list_runs(link, report),
        _list_overlaps(link, report),
    )
    lines = [style.paint(title, "1")]
    for block in blocks:
        lines += [f"  {line}" for line in block]
        lines += [""] if block else []
    return lines[:-1]


def summarise_link(link: LinkReport) -> Iterator[str]:
    """Window, lag and way of reading in words, what was wasted, and when runs will be too long."""
    window, lag, waste = link.window, link.lag, link.waste
    told = f"window {format_seconds(window.seconds)} ({window.origin})" if window else "no window"
    oldest = f", oldest {format_seconds(lag.seconds)}" if lag.bytes and lag.seconds else ""
    yield (
        f"{told}; running ratio {format_ratio(link.running_ratio)}; "
        f"unread {format_bytes(lag.bytes)}{oldest}"
    )
    if link.pattern.kind in _READS:
        yield _describe_pattern(link.pattern)
    if waste.bytes:
        cost = f"{format_dpu_hours(waste.dpu_hours)}, {format_usd(waste.usd)}"
        yield f"re-read {format_bytes(waste.bytes)}: {cost} wasted (estimate)"
    if link.forecast is not None:
        yield describe_forecast(link.forecast)


def describe_forecast(
    forecast: Forecast, tell: Callable[[datetime | None], str] = format_clock
) -> str:
    """When a run will be longer than the window, and how sure that is."""
    first, last = forecast.earliest_runs, forecast.latest_runs
    reach = f", {first} to {last} by 90%" if first != last else ""
    runs = "run" if forecast.runs_left == 1 else "runs"
    start = f", about {tell(forecast.starts)}" if forecast.starts else ""
    return (
        f"at this growth (+{format_seconds(forecast.seconds_per_run)} a run) "
        f"#{forecast.number} will be longer than the window: "
        f"in {forecast.runs_left} {runs}{reach}{start}"
    )


def _describe_pattern(pattern: Pattern) -> str:
    misfit = pattern.misfit.get(pattern.kind)
    off = "" if misfit is None else f", {format_percent(misfit)} off"
    reads = _READS[pattern.kind].format(n=pattern.n)
    if pattern.expected and pattern.kind is PatternKind.EVERYTHING:
        reads = "everything, as expected"
    runs = f"{pattern.runs_used} {'run' if pattern.runs_used == 1 else 'runs'}"
    if pattern.bound is not None:
        bound = sanitise(pattern.bound)
        return f"the bytes and the script say: reads {reads} ({runs}; its read names {bound})"
    return f"the bytes say: reads {reads} ({runs}{off})"


def _list_windows(windows: tuple[WindowReport, ...], *, day: bool) -> list[str]:
    if not windows:
        return []
    rows = [("window", "written", "read", "ratio", "")]
    rows += [
        (
            f"{format_clock(window.start, day=day)}-{format_clock(window.end)}",
            format_bytes(window.bytes_written),
            format_bytes(window.bytes_read),
            format_ratio(window.ratio),
            _say_complete(complete=window.complete),
        )
        for window in windows
    ]
    return align_rows(rows, right=frozenset({1, 2, 3}))


def _list_runs(link: LinkReport, report: Report) -> list[str]:
    if not link.runs:
        return []
    known = _runs_of(link.downstream, report)
    rows: list[tuple[str, ...]] = [
        (
            "run",
            "id",
            "state",
            "started",
            "took",
            "new",
            "read",
            "re-read",
            "ratio",
            "waste (est.)",
            "",
        )
    ]
    rows += [
        (
            f"#{run.number}",
            fit(run.run_id, RUN_ID_WIDTH),
            *_time_cells(known.get(run.run_id), report),
            *_byte_cells(run),
        )
        for run in link.runs
    ]
    return align_rows(rows, right=frozenset({4, 5, 6, 7, 8, 9}))


def _time_cells(run: RunReport | None, report: Report) -> tuple[str, str, str]:
    if run is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    return (
        sanitise(run.state),
        format_clock(run.started, day=_spans_days(report)),
        format_seconds(_measure_run(run, report.taken_at)),
    )


def _byte_cells(run: LinkRun) -> tuple[str, ...]:
    return (
        format_bytes(run.bytes_new),
        format_bytes(run.bytes_read),
        format_bytes(run.bytes_reread),
        format_ratio(run.ratio),
        format_usd(run.waste.usd if run.waste else None),
        _say_complete(complete=run.complete),
    )


def _measure_run(run: RunReport, now: datetime) -> timedelta | None:
    if run.started is None or (run.completed is None and run.state.is_final):
        return None
    return (run.completed or now) - run.started


def _list_overlaps(link: LinkReport, report: Report) -> list[str]:
    upstream = _runs_of(link.upstream, report)
    downstream = _runs_of(link.downstream, report)
    return [
        f"overlap {format_clock(overlap.start)}-{format_clock(overlap.end)} "
        f"({format_seconds(overlap.seconds)}): "
        f"upstream {_name_run(overlap.upstream_run_id, upstream)}, "
        f"downstream {_name_run(overlap.downstream_run_id, downstream)}"
        for overlap in link.overlaps
    ]


def _runs_of(job: str, report: Report) -> Mapping[str, RunReport]:
    found = report.job(job)
    return {run.id: run for run in found.runs} if found else {}


def _name_run(run_id: str, runs: Mapping[str, RunReport]) -> str:
    known = runs.get(run_id)
    return f"#{known.number}" if known else fit(run_id, RUN_ID_WIDTH)


def _spans_days(report: Report) -> bool:
    return report.start.date() != report.taken_at.date()


def _say_complete(*, complete: bool) -> str:
    return "" if complete else "not complete"
