"""Which form the report takes on stdout, and the file that may stand beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from glueflow_tui.analysis.report import Report, Severity
from glueflow_tui.errors import ExitCode, GlueflowError, UsageError
from glueflow_tui.output.contract import json_text, report_document
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings.fields import clip

Renderer = Callable[[Report, ExitCode, TextStyle], str]


def _render_json(report: Report, code: ExitCode, _: TextStyle) -> str:
    return json_text(report_document(report, code))


def _render_markdown(report: Report, code: ExitCode, _: TextStyle) -> str:
    from glueflow_tui.output.markdown import render_markdown

    return render_markdown(report, code)


def _render_line(report: Report, code: ExitCode, style: TextStyle) -> str:
    from glueflow_tui.output.one_line import render_line

    return render_line(report, code, ascii_only=style.ascii_only)


OUTPUTS: Mapping[str, Renderer] = {
    "json": _render_json,
    "markdown": _render_markdown,
    "one-line": _render_line,
}
"""Forms that a switch asks for; without one it is text."""


def choose_output(switches: Collection[str]) -> str | None:
    """The form that is asked for; None for text, ``UsageError`` for two."""
    chosen = [name for name in OUTPUTS if name in switches]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0]} and --{chosen[1]} exclude each other; choose one")
    return chosen[0] if chosen else None


def render(output: str | None, report: Report, code: ExitCode, style: TextStyle) -> str:
    """The report in a form, ending in a newline."""
    return render_text(report, style) if output is None else OUTPUTS[output](report, code, style)


def check_file(name: str | None) -> None:
    """Raise ``UsageError`` for a file that could not be written, before any waiting."""
    if name is None:
        return
    check_target("--junit", name)


def check_target(option: str, name: str) -> None:
    """Raise ``UsageError`` when the file of an option could not be written."""
    path = Path(name)
    said = f"{option} {clip(name)}"
    if name == "-":
        raise UsageError(f"{option} needs the name of a file: stdout is for the report")
    if path.is_dir():
        raise UsageError(f"{said} is a directory; name a file")
    if not path.parent.is_dir():
        raise UsageError(f"{said}: there is no directory {clip(str(path.parent))}; make it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{said} cannot be written; choose another place")


def write_file(name: str, report: Report, fail_on: Severity, code: ExitCode) -> None:
    """Write the verdict as JUnit XML; raises ``GlueflowError`` when that fails."""
    from glueflow_tui.output.junit import render_junit

    try:
        is_enough = code is not ExitCode.INSUFFICIENT
        Path(name).write_bytes(render_junit(report, fail_on, is_enough=is_enough))
    except OSError as error:
        raise GlueflowError(f"cannot write {clip(name)}: {error.strerror or error}") from None
