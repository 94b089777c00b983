"""Which form the report takes on stdout, and the files that may stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from glueflow_tui.analysis.report import Report, Severity
from glueflow_tui.cli.streams import write_error
from glueflow_tui.cli.targets import check_file, check_folder
from glueflow_tui.errors import ExitCode, GlueflowError, UsageError
from glueflow_tui.output.contract import json_text, report_document
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import CheckSettings
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


def check_files(check: CheckSettings) -> None:
    """Raise ``UsageError`` for a file that could not be written, before any waiting."""
    if check.junit is not None:
        check_file("--junit", check.junit)
    if check.csv is not None:
        check_folder("--csv", check.csv)


def write_files(check: CheckSettings, report: Report, code: ExitCode) -> None:
    """Write what stands beside the report; raises ``GlueflowError`` when that fails."""
    if check.junit is not None:
        _write_junit(check.junit, report, Severity[check.fail_on.upper()], code)
    if check.csv is not None:
        _write_tables(Path(check.csv), report)


def _write_junit(name: str, report: Report, fail_on: Severity, code: ExitCode) -> None:
    from glueflow_tui.output.junit import render_junit

    try:
        is_enough = code is not ExitCode.INSUFFICIENT
        Path(name).write_bytes(render_junit(report, fail_on, is_enough=is_enough))
    except OSError as error:
        raise GlueflowError(f"cannot write {clip(name)}: {error.strerror or error}") from None


def _write_tables(folder: Path, report: Report) -> None:
    from glueflow_tui.output.export import export_tables
    from glueflow_tui.output.files import name_stem, save_new

    tables = {f"-{name}.csv": text for name, text in export_tables(report).items()}
    paths = save_new(folder, name_stem(report.taken_at), tables)
    # The names are ours: without them nobody could find the files.
    names = " ".join(path.name for path in paths)
    write_error(f"glueflow: wrote {names} in {clip(str(folder))}\n")
