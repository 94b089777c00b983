"""Keeps what is seen: as files in the working directory, and on the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import ExitCode, GlueflowError
from glueflow_tui.output.contract import json_text, report_document
from glueflow_tui.output.export import export_tables
from glueflow_tui.output.files import name_stem, save_new
from glueflow_tui.output.text import render_text
from glueflow_tui.tui.picture import plain_svg

if TYPE_CHECKING:
    from glueflow_tui.tui.screens.live import Live

_CODES = {"findings": ExitCode.FINDINGS, "insufficient-data": ExitCode.INSUFFICIENT}


def save_screen(screen: Live, report: Report) -> None:
    """The screen as text and as a picture, the report as JSON."""
    code = _CODES.get(report.verdict, ExitCode.HEALTHY)
    texts = {
        ".txt": screen.draw_text(),
        ".svg": plain_svg(screen.app.export_screenshot(title="glueflow")),
        ".json": json_text(report_document(report, code)),
    }
    _save(screen, report, texts, "saved")


def copy_report(screen: Live, report: Report) -> None:
    """The report as text, on the clipboard and in a file."""
    text = render_text(report)
    screen.app.copy_to_clipboard(text)
    _save(screen, report, {"-report.txt": text}, "copied, and saved")


async def export_report(screen: Live, report: Report) -> None:
    """Windows, runs and findings as CSV."""
    # The first time brings pandas: half a second in which the keys go on.
    tables = await asyncio.to_thread(export_tables, report)
    _save(screen, report, {f"-{name}.csv": text for name, text in tables.items()}, "exported")


def _save(screen: Live, report: Report, texts: Mapping[str, str], done: str) -> None:
    """Write files, none over another, and tell their names."""
    try:
        paths = save_new(screen.folder, name_stem(report.taken_at), texts)
    except GlueflowError as error:
        screen.app.notify(str(error), severity="error", markup=False)
        return
    names = " ".join(path.name for path in paths)
    screen.app.notify(f"{done}: {names} in {screen.folder.resolve()}", markup=False)
