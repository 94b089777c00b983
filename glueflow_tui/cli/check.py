"""``glueflow check``: one look, or a wait for runs; a verdict, an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from glueflow_tui.analysis import load_ahead
from glueflow_tui.analysis.chains import ChainReport, list_chains
from glueflow_tui.analysis.gate_report import Ending
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.analysis.verdict import judge_report
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.gate import Pace, Watch, check_gate, is_gated, widen_view
from glueflow_tui.cli.outputs import check_files, choose_output, render, write_files
from glueflow_tui.cli.progress import open_progress
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_error, write_report
from glueflow_tui.errors import ExitCode, ObservationError
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.judged import EXIT_CODES
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.settings import Settings
from glueflow_tui.sources.base import use_wait
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.recording import FILE_OPERATIONS


def run_check(invocation: Invocation) -> ExitCode:
    """Look, print the report, and say the verdict by the exit code."""
    output = choose_output(invocation.switches)
    settings = widen_view(resolve_settings(invocation))
    # There is no second look: of all chains too it brings everything.
    settings = settings._replace(source=settings.source._replace(whole=True))
    check = settings.check
    check_gate(check)
    check_files(check)
    report = _look_and_compare(settings) if check.baseline else look(settings)
    if report is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    fail_on = Severity[check.fail_on.upper()]
    chains = list_chains(report) if settings.source.is_open else ()
    code = judge_exit(report, fail_on, chains)
    style = choose_style(settings.view.glyphs, explain="explain" in invocation.switches)
    if output is None and chains[1:] and not style.explain:
        from glueflow_tui.output.chain_lines import render_chain_lines

        write_report(render_chain_lines(report, chains, style))
    else:
        write_report(render(output, report, code, style))
    if output is not None:
        tell_recordings(report)
    # The report first: it may have taken hours, and a file may fail.
    write_files(check, report, code)
    return code


def tell_recordings(report: Report) -> None:
    """Say on stderr, too, what a recording lacks: what is printed may go to a program."""
    for fault in report.faults:
        if fault.operation in FILE_OPERATIONS:
            write_error(f"glueflow: {sanitise(fault.message)}; {sanitise(fault.consequence)}\n")


def _look_and_compare(settings: Settings) -> Report | None:
    from glueflow_tui.cli.baseline import compare_baseline, read_baseline

    # A wrong file is told now, not after an hour of waiting.
    before = read_baseline(settings)
    tell_recordings(before)
    report = look(settings)
    return report and compare_baseline(before, report, settings)


def look(settings: Settings, pace: Pace | None = None) -> Report | None:
    """What there is to judge; None when the source shows nothing."""
    pace = pace or Pace()
    source = open_source(settings.source, settings.view.interval)
    use_wait(source, load_ahead)
    monitor = Monitor(source, settings.analysis)
    if is_gated(settings.check):
        return Watch(monitor, settings, open_progress(pace.clock), pace).run()
    return monitor.finish()


def judge_exit(report: Report, fail_on: Severity, chains: Sequence[ChainReport] = ()) -> ExitCode:
    """The exit code that follows from the verdict.

    Of many chains, too little is known if that holds for any that ran at all.
    """
    if report.gate is not None and report.gate.ending is Ending.INTERRUPTED:
        return ExitCode.INTERRUPTED
    code = EXIT_CODES[judge_report(report, fail_on)]
    if code is ExitCode.HEALTHY and any(
        row.verdict is Verdict.INSUFFICIENT and row.moved for row in chains
    ):
        return ExitCode.INSUFFICIENT
    return code


def choose_style(glyphs: str, *, explain: bool) -> TextStyle:
    """Colour only for a terminal that wants it, ASCII where the encoding has nothing else."""
    if sys.stdout is None:
        return TextStyle(explain=explain)
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return TextStyle(
        colour=sys.stdout.isatty() and not plain,
        ascii_only=glyphs == "ascii" or (glyphs == "auto" and encoding != "utf8"),
        explain=explain,
    )
