"""``glueflow check``: one look, or a wait for runs; a verdict, an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from glueflow_tui.analysis import load_ahead
from glueflow_tui.analysis.chains import ChainReport, list_chains
from glueflow_tui.analysis.gate_report import Ending
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.gate import Pace, Watch, check_gate, is_gated, widen_view
from glueflow_tui.cli.outputs import check_file, choose_output, render, write_file
from glueflow_tui.cli.progress import open_progress
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_report
from glueflow_tui.errors import ExitCode, ObservationError
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.style import TextStyle
from glueflow_tui.settings import Settings
from glueflow_tui.sources.choose import open_source


def run_check(invocation: Invocation) -> ExitCode:
    """Look, print the report, and say the verdict by the exit code."""
    output = choose_output(invocation.switches)
    settings = widen_view(resolve_settings(invocation))
    # There is no second look: of all chains too it brings everything.
    settings = replace(settings, source=replace(settings.source, whole=True))
    check = settings.check
    check_gate(check)
    check_file(check.junit)
    report = _look_and_compare(settings) if check.baseline else look(settings)
    if report is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    fail_on = Severity[check.fail_on.upper()]
    code = judge_exit(report, fail_on)
    if settings.source.is_open and code is ExitCode.HEALTHY:
        code = judge_chains(list_chains(report))
    style = choose_style(settings.view.glyphs, explain="explain" in invocation.switches)
    if check.junit:
        write_file(check.junit, report, fail_on)
    if output is None and settings.source.is_open and report.chains[1:] and not style.explain:
        from glueflow_tui.output.chain_lines import render_chain_lines

        write_report(render_chain_lines(report, list_chains(report), style))
    else:
        write_report(render(output, report, code, style))
    return code


def judge_chains(chains: Sequence[ChainReport]) -> ExitCode:
    """Of chains without findings: too little is known if that holds for any that ran at all."""
    unclear = (row for row in chains if row.verdict is Verdict.INSUFFICIENT)
    return ExitCode.INSUFFICIENT if any(row.moved for row in unclear) else ExitCode.HEALTHY


def _look_and_compare(settings: Settings) -> Report | None:
    from glueflow_tui.cli.baseline import compare_baseline, read_baseline

    # A wrong file is told now, not after an hour of waiting.
    before = read_baseline(settings)
    report = look(settings)
    return report and compare_baseline(before, report, settings)


def look(settings: Settings, pace: Pace | None = None) -> Report | None:
    """What there is to judge; None when the source shows nothing."""
    pace = pace or Pace()
    load_ahead()
    monitor = Monitor(open_source(settings.source, settings.view.interval), settings.analysis)
    if is_gated(settings.check):
        return Watch(monitor, settings, open_progress(pace.clock), pace).run()
    return monitor.finish()


def judge_exit(report: Report, fail_on: Severity) -> ExitCode:
    """Findings come first: what was found stays true however much could not be seen.

    Only where runs were waited for is a verdict on too few of them no verdict.
    """
    if report.gate is not None and report.gate.ending is Ending.INTERRUPTED:
        return ExitCode.INTERRUPTED
    if report.gate is not None and not report.gate.has_runs:
        return ExitCode.INSUFFICIENT
    if any(finding.severity >= fail_on for finding in report.findings):
        return ExitCode.FINDINGS
    if report.baseline is not None and report.baseline.has_regressed:
        return ExitCode.FINDINGS
    if report.verdict is Verdict.INSUFFICIENT or not _is_enough(report):
        return ExitCode.INSUFFICIENT
    return ExitCode.HEALTHY


def _is_enough(report: Report) -> bool:
    if report.gate is not None and not report.gate.is_enough:
        return False
    return report.baseline is None or not report.baseline.gaps


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
