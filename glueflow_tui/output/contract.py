"""The report as JSON, schema ``glueflow.report/1``: stable, additions allowed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime

from glueflow_tui.analysis.gate_report import BaselineReport, GateLink, GateReport
from glueflow_tui.analysis.report import (
    BookmarkReport,
    Finding,
    Forecast,
    JobReport,
    LinkReport,
    LinkRun,
    Overlap,
    Pattern,
    Report,
    RunReport,
    Waste,
    WindowReport,
)
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.model.observation import Fault, SourceInfo

SCHEMA = "glueflow.report/1"

Json = dict[str, object]


def report_document(report: Report, exit_code: int) -> Json:
    """The whole report: times ISO 8601 in UTC, bytes whole numbers, unknown None."""
    return {
        "schema": SCHEMA,
        "taken_at": time_word(report.taken_at),
        "complete_until": time_word(report.complete_until),
        "verdict": str(report.verdict),
        "exit_code": int(exit_code),
        "source": source_document(report.source),
        "jobs": [_job(job) for job in report.jobs],
        "links": [_link(link) for link in report.links],
        "findings": [_finding(finding) for finding in report.findings],
        "faults": [fault_document(fault) for fault in report.faults],
        "gate": report.gate and _gate(report.gate),
        "baseline": report.baseline and _baseline(report.baseline),
    }


def json_text(document: Mapping[str, object]) -> str:
    """A document as ASCII JSON, so that no terminal and no pipe can spoil it."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def source_document(source: SourceInfo) -> Json:
    """Where the facts came from."""
    return {
        "kind": str(source.kind),
        "profile": source.profile,
        "region": source.region,
        "account": source.account,
        "name": source.name,
    }


def _job(job: JobReport) -> Json:
    return {
        "name": job.name,
        "command": job.command,
        "state": None if job.state is None else str(job.state),
        "glue_version": job.glue_version,
        "metrics_enabled": job.metrics_enabled,
        "max_concurrent_runs": job.max_concurrent_runs,
        "schedule": job.schedule,
        "next_start": time_word(job.next_start),
        "bookmark": bookmark_document(job.bookmark),
        "script": None if job.script is None else _script(job.script),
        "runs": [_run(run) for run in job.runs],
    }


def bookmark_document(bookmark: BookmarkReport) -> Json:
    """An option in force and the layer that says so."""
    return {
        "option": None if bookmark.option is None else str(bookmark.option),
        "origin": None if bookmark.origin is None else str(bookmark.origin),
        "via": bookmark.via,
        "tracked": None if bookmark.tracked is None else list(bookmark.tracked),
    }


def _script(script: ScriptReport) -> Json:
    return {
        "location": script.location,
        "read": script.read,
        "problem": script.problem,
        "has_init": script.has_init,
        "has_commit": script.has_commit,
        "reads": [
            {
                "line": read.line,
                "call": read.call,
                "transformation_ctx": read.transformation_ctx,
                "tracked": read.tracked,
                "why": read.why,
                "repeated": read.repeated,
            }
            for read in script.reads
        ],
    }


def _run(run: RunReport) -> Json:
    return {
        "id": run.id,
        "number": run.number,
        "state": str(run.state),
        "started": time_word(run.started),
        "completed": time_word(run.completed),
        "attempt": run.attempt,
        "trigger": run.trigger,
        "refused": run.refused,
        "bytes_read": _whole(run.bytes_read),
        "bytes_written": _whole(run.bytes_written),
        "dpu_hours": _number(run.dpu_hours),
        "usd": _number(run.usd),
        "error": run.error,
        "bookmark": bookmark_document(run.bookmark),
    }


def _link(link: LinkReport) -> Json:
    window = link.window
    return {
        "upstream": link.upstream,
        "downstream": link.downstream,
        "upstreams": list(link.upstreams),
        "window": window and {"seconds": window.seconds, "origin": str(window.origin)},
        "windows": [_window(window) for window in link.windows],
        "running_ratio": _number(link.running_ratio),
        "lag": {"bytes": _whole(link.lag.bytes), "seconds": _number(link.lag.seconds)},
        "runs": [_link_run(run) for run in link.runs],
        "pattern": _pattern(link.pattern),
        "overlaps": [_overlap(overlap) for overlap in link.overlaps],
        "waste": _waste(link.waste),
        "forecast": None if link.forecast is None else _forecast(link.forecast),
    }


def _forecast(forecast: Forecast) -> Json:
    return {
        "number": forecast.number,
        "runs_left": forecast.runs_left,
        "earliest_runs": forecast.earliest_runs,
        "latest_runs": forecast.latest_runs,
        "starts": time_word(forecast.starts),
        "seconds_per_run": _number(forecast.seconds_per_run),
        "runs_used": forecast.runs_used,
    }


def _window(window: WindowReport) -> Json:
    return {
        "start": time_word(window.start),
        "end": time_word(window.end),
        "bytes_written": _whole(window.bytes_written),
        "bytes_read": _whole(window.bytes_read),
        "ratio": _number(window.ratio),
        "complete": window.complete,
    }


def _link_run(run: LinkRun) -> Json:
    return {
        "run_id": run.run_id,
        "number": run.number,
        "upstream_run_ids": list(run.upstream_run_ids),
        "bytes_new": _whole(run.bytes_new),
        "bytes_read": _whole(run.bytes_read),
        "bytes_reread": _whole(run.bytes_reread),
        "ratio": _number(run.ratio),
        "complete": run.complete,
        "waste": None if run.waste is None else _waste(run.waste),
    }


def _waste(waste: Waste) -> Json:
    return {
        "bytes": _whole(waste.bytes),
        "dpu_hours": _number(waste.dpu_hours),
        "usd": _number(waste.usd),
    }


def _pattern(pattern: Pattern) -> Json:
    return {
        "kind": str(pattern.kind),
        "n": pattern.n,
        "misfit": {name: _number(value) for name, value in pattern.misfit.items()},
        "runs_used": pattern.runs_used,
        "factor": _number(pattern.factor),
        "margin": _number(pattern.margin),
        "expected": pattern.expected,
        "bound": pattern.bound,
    }


def _overlap(overlap: Overlap) -> Json:
    return {
        "upstream_run_id": overlap.upstream_run_id,
        "downstream_run_id": overlap.downstream_run_id,
        "start": time_word(overlap.start),
        "end": time_word(overlap.end),
        "seconds": overlap.seconds,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "job": finding.job,
        "link": None if finding.link is None else list(finding.link),
        "runs": list(finding.runs),
        "since": time_word(finding.since),
        "message": finding.message,
        "evidence": evidence_document(finding),
        "remedy": finding.remedy,
    }


def _gate(gate: GateReport) -> Json:
    return {
        "after": time_word(gate.after),
        "runs_wanted": gate.runs_wanted,
        "ending": str(gate.ending),
        "enough": gate.is_enough,
        "links": [_gate_link(link) for link in gate.links],
    }


def _gate_link(link: GateLink) -> Json:
    return {
        "upstream": link.upstream,
        "downstream": link.downstream,
        "runs": list(link.runs),
        "ratio": _number(link.ratio),
        "seconds": _number(link.seconds),
        "dpu_hours": _number(link.dpu_hours),
        "failures": link.failures,
        "gaps": list(link.gaps),
        "notes": list(link.notes),
    }


def _baseline(baseline: BaselineReport) -> Json:
    return {
        "name": baseline.name,
        "taken_at": time_word(baseline.taken_at),
        "tolerance": baseline.tolerance,
        "regressed": baseline.has_regressed,
        "comparisons": [
            {
                "measure": str(one.measure),
                "job": one.job,
                "link": None if one.link is None else list(one.link),
                "before": _number(one.before),
                "now": _number(one.now),
                "change": _number(one.change),
                "regressed": one.regressed,
            }
            for one in baseline.comparisons
        ],
        "gaps": list(baseline.gaps),
    }


def evidence_document(finding: Finding) -> Json:
    """What a finding rests on."""
    return {str(key): _plain(value, str(key)) for key, value in finding.evidence.items()}


def fault_document(fault: Fault) -> Json:
    """A call that failed."""
    return {
        "operation": fault.operation,
        "code": fault.code,
        "message": fault.message,
        "since": time_word(fault.since),
        "consequence": fault.consequence,
        "subject": fault.subject,
    }


def time_word(moment: datetime | None) -> str | None:
    """A moment as JSON has it: ISO 8601, UTC, ending in Z."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _whole(value: float | None) -> int | None:
    return None if value is None or not math.isfinite(value) else round(value)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _plain(value: object, name: str = "") -> object:
    """A value of evidence in JSON's own types; ``name`` tells what it counts."""
    match value:
        case float():
            return _whole(value) if "bytes" in name or "unread" in name else _number(value)
        case datetime():
            return time_word(value)
        case Mapping():
            return {str(key): _plain(item, str(key)) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item, name) for item in value]
        case frozenset():
            return [_plain(item, name) for item in sorted(value, key=str)]
        case _:
            return value if value is None or isinstance(value, bool | int | str) else str(value)
