"""What can be opened in full over the screen of a chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from textual.screen import Screen

from glueflow_tui.analysis.report import Report
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import SourceKind
from glueflow_tui.output.console import link_job
from glueflow_tui.tui.facts import Facts
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.pictures.fix import job_to_fix
from glueflow_tui.tui.pictures.tables import run_at
from glueflow_tui.tui.screens.course import EventLog, Tree
from glueflow_tui.tui.screens.explain import Explain
from glueflow_tui.tui.screens.fix import ProposedFix
from glueflow_tui.tui.screens.job import JobDetails
from glueflow_tui.tui.screens.run import RunDetails
from glueflow_tui.tui.view import View, link_of

Opener: TypeAlias = Callable[[Facts, Glyphs], Screen[None] | None]

_BY_PART = {1: "tree", 4: "job", 6: "events", 7: "explain", 8: "fix"}
"""What the focused part shows, by its number; any other stands for the run."""


def open_part(number: int, facts: Facts, glyphs: Glyphs) -> Screen[None] | None:
    """What the part shows, in full."""
    return OPENERS[_BY_PART.get(number, "details")](facts, glyphs)


def open_run(facts: Facts, glyphs: Glyphs) -> Screen[None] | None:
    """The run at the cursor: the one that starts there, else the reader's."""
    key = run_at_cursor(facts.report, facts.view)
    return None if key is None else RunDetails(facts, key, glyphs)


def open_job(facts: Facts, glyphs: Glyphs) -> Screen[None] | None:
    """The job of that run; the reader of the link in view when there is no run."""
    key, link = run_at_cursor(facts.report, facts.view), link_of(facts.report, facts.view)
    name = key.job if key is not None else None if link is None else link.downstream
    return None if name is None else JobDetails(facts, name, glyphs)


def open_finding(facts: Facts, _glyphs: Glyphs) -> Screen[None] | None:
    """The arithmetic of the selected finding."""
    if not facts.report.findings:
        return None
    finding = facts.report.findings[facts.view.selected]
    return Explain(facts.report, finding, facts.view.clock)


def open_fix(facts: Facts, _glyphs: Glyphs) -> Screen[None] | None:
    """The change that would make the reader read only what is new."""
    job = job_to_fix(facts.report, facts.view)
    if facts.history is None or job is None:
        return None
    return ProposedFix(facts.history, facts.report, job)


OPENERS: Mapping[str, Opener] = {
    "details": open_run,
    "job": open_job,
    "tree": Tree,
    "events": EventLog,
    "explain": open_finding,
    "fix": open_fix,
}
"""By the word of the key."""


def run_at_cursor(report: Report, view: View) -> RunKey | None:
    """The run of the link that starts in the cursor's minute, else the one at work there.

    Without a cursor the one whose failure is the selected finding comes before them. Of both jobs
    the reader comes first: it is the one that reads too much.
    """
    chosen = report.findings[view.selected] if report.findings else None
    if view.cursor is None and chosen is not None and chosen.code == Code.RUN_FAILED:
        return RunKey(chosen.job, chosen.runs[-1])
    link = link_of(report, view)
    names = () if link is None else (link.downstream, link.upstream)
    jobs = [job for name in names if (job := report.job(name)) is not None]
    if view.cursor is not None:
        for job in jobs:
            for run in job.runs:
                if run.started is not None and epoch_minute(run.started) == view.cursor:
                    return RunKey(job.name, run.id)
    found = ((job, run_at(job, view)) for job in jobs)
    return next((RunKey(job.name, run.id) for job, run in found if run is not None), None)


def console_address(report: Report, view: View) -> str | None:
    """Of the reader's run at the cursor in the AWS console; None for what is not in there."""
    link, region = link_of(report, view), report.source.region
    job = None if link is None else report.job(link.downstream)
    if report.source.kind is not SourceKind.AWS or region is None or job is None:
        return None
    run = run_at(job, view)
    return link_job(region, job.name, None if run is None else run.id)
