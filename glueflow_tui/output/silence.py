"""Why a look at some links shows nothing that a verdict could rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glueflow_tui.analysis.report import LinkReport, Report
from glueflow_tui.analysis.verdict import is_telling
from glueflow_tui.model.observation import Fault

_TELLING = ("GetJobRuns", "GetMetricData")
"""Operations without whose answers there is no ratio."""


def list_silences(report: Report) -> Iterator[str]:
    """A sentence, without its stop, on each link of which no ratio is complete."""
    if not report.links:
        yield "no link was seen"
    for fault in report.faults:
        if fault.operation.rpartition(":")[2] in _TELLING:
            yield _say_fault(fault)
    for link in report.links:
        if not is_telling(link):
            yield from _explain(link, report)


def _say_fault(fault: Fault) -> str:
    of = f" of {fault.subject}" if fault.subject else ""
    return f"{fault.operation}{of} failed: {fault.code}"


def _explain(link: LinkReport, report: Report) -> Iterator[str]:
    jobs = [job for name in (link.upstream, link.downstream) if (job := report.job(name))]
    idle = [job.name for job in jobs if not any(not run.refused for run in job.runs)]
    off = [job.name for job in jobs if job.metrics_enabled is False]
    if idle:
        yield f"no run of {_join(idle)} in view"
    elif off:
        yield f"{_join(off)} publishes no byte metrics"
    else:
        yield f"nothing complete has flowed from {link.upstream} to {link.downstream} yet"


def _join(names: Sequence[str]) -> str:
    return " and ".join(names)
