"""``glueflow check``: one look, a verdict, an exit code."""

from __future__ import annotations

import io
import os
import sys

from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_report
from glueflow_tui.errors import ExitCode, ObservationError
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import report_document, write_json
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.sources.choose import open_source


def run_check(invocation: Invocation) -> ExitCode:
    """Look once, print the report, and say the verdict by the exit code."""
    settings = resolve_settings(invocation)
    source = open_source(settings.source, settings.view.interval)
    report = Monitor(source, settings.analysis).step()
    if report is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    code = judge_exit(report, Severity[settings.check.fail_on.upper()])
    if "json" in invocation.switches:
        text = io.StringIO()
        write_json(report_document(report, code), text)
        write_report(text.getvalue())
    else:
        style = choose_style(settings.view.glyphs, explain="explain" in invocation.switches)
        write_report(render_text(report, style))
    return code


def judge_exit(report: Report, fail_on: Severity) -> ExitCode:
    """Findings come first: what was found stays true however much could not be seen."""
    if any(finding.severity >= fail_on for finding in report.findings):
        return ExitCode.FINDINGS
    if report.verdict is Verdict.INSUFFICIENT:
        return ExitCode.INSUFFICIENT
    return ExitCode.HEALTHY


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
