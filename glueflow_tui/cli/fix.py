"""``glueflow fix``: the change that makes a job read only what is new; never applied."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from glueflow_tui.analysis.fixes import fix_job
from glueflow_tui.analysis.remedy import Fix
from glueflow_tui.analysis.report import Report
from glueflow_tui.cli.check import choose_style
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import choose_jobs, resolve_settings
from glueflow_tui.cli.streams import write_error, write_exact, write_report
from glueflow_tui.errors import ExitCode, ObservationError, UsageError
from glueflow_tui.model.history import History
from glueflow_tui.model.states import SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import json_text
from glueflow_tui.output.fix import fix_document, render_fixes
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import SourceSettings
from glueflow_tui.settings.fields import clip
from glueflow_tui.sources.choose import open_source


def run_fix(invocation: Invocation) -> ExitCode:
    """Look once and print the fix of each job: a proposal is no finding, so it ends with 0."""
    settings = resolve_settings(invocation, choose=choose_job)
    if "diff" in invocation.switches and settings.source.replay is not None:
        raise UsageError(
            "a recording holds scripts with their literals masked, so a diff of one would not "
            "apply; leave out --replay to make it against the account"
        )
    monitor = Monitor(open_source(settings.source, settings.view.interval), settings.analysis)
    report = monitor.finish()
    if report is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    names = find_jobs(invocation.jobs, report)
    fixes = [_propose(monitor.history, report, name) for name in names]
    if "diff" in invocation.switches:
        return _write_diffs(fixes)
    if "json" in invocation.switches:
        write_report(json_text(fix_document(fixes, report)))
    else:
        write_report(render_fixes(fixes, report, choose_style(settings.view.glyphs, explain=False)))
    return ExitCode.HEALTHY


def choose_job(source: SourceSettings, invocation: Invocation) -> SourceSettings:
    """Settings of a source in which the jobs can be seen: a job alone is a chain without links."""
    jobs = invocation.jobs
    if source.demo is not None or source.replay is not None:
        return choose_jobs(source, invocation._replace(jobs=()))
    is_chain = any(jobs == (chain.name,) for chain in source.chains)
    if len(jobs) == 1 and not invocation.links and not is_chain:
        if not jobs[0].strip():
            raise UsageError("the job name is empty; name a job: glueflow fix JOB")
        return source._replace(jobs=jobs)
    if not jobs and not invocation.links:
        raise UsageError("name a job: glueflow fix JOB, or try glueflow fix --demo")
    return choose_jobs(source, invocation)


def find_jobs(words: Sequence[str], report: Report) -> tuple[str, ...]:
    """The one job that is named, whatever it is; else all that read what another wrote."""
    names = [job.name for job in report.jobs]
    if len(words) == 1 and words[0] in names:
        return tuple(words)
    downstream = tuple(dict.fromkeys(link.downstream for link in report.links))
    strangers = [word for word in words if word not in names]
    # AWS itself says which job it does not know; a word may also name a configured chain.
    if report.source.kind is not SourceKind.AWS and strangers:
        raise UsageError(_say_unknown(strangers[0], names))
    chosen = [name for name in downstream if name in words]
    return tuple(chosen) or downstream


def _say_unknown(word: str, names: Sequence[str]) -> str:
    near = get_close_matches(word, names, n=2, cutoff=0.5)
    if near:
        return f"no job {clip(word)} here; did you mean {' or '.join(map(clip, near))}?"
    return f"no job {clip(word)} here; there are {', '.join(map(clip, names))}"


def _propose(history: History, report: Report, name: str) -> Fix:
    fix = fix_job(history, report, name)
    if fix is None:
        told = (one for one in report.faults if (one.operation, one.subject) == _asked(name))
        why = next((f"{one.operation}: {one.message}" for one in told), "it is not known")
        raise ObservationError(f"the definition of {clip(name)} could not be read: {why}")
    return fix


def _asked(name: str) -> tuple[str, str]:
    return "glue:GetJob", name


def _write_diffs(fixes: Sequence[Fix]) -> ExitCode:
    """Only the diffs, for ``patch``; a script that could not be judged is a failure here."""
    diffs = "".join(fix.diff for fix in fixes)
    if sys.stdout is not None and sys.stdout.isatty():
        write_report("".join(f"{sanitise(line)}\n" for line in diffs.split("\n")[:-1]))
    else:
        write_exact(diffs)
    for fix in fixes:
        for sentence in _tell_besides(fix):
            _narrate(sentence)
    is_judged = all(fix.script_problem is None for fix in fixes)
    return ExitCode.HEALTHY if is_judged else ExitCode.UNOBSERVED


def _tell_besides(fix: Fix) -> Iterator[str]:
    """What a diff cannot say, or why there is none."""
    if fix.script_problem is not None:
        yield f"no diff of {fix.job}: {fix.script_problem}"
        return
    if not fix.diff:
        yield (
            f"the script of {fix.job} needs no change"
            if fix.is_whole
            else f"no change to propose for the script of {fix.job}"
        )
    yield from (f"{fix.job}, by hand: {note}" for note in fix.notes)
    yield from (f"{fix.job}: {warning}" for warning in fix.warnings if fix.is_empty)


def _narrate(sentence: str) -> None:
    write_error(f"glueflow: {sanitise(sentence)}\n")
