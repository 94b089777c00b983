"""The keys that keep what is seen: as files in the working directory, and on the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from glueflow_tui.errors import ExitCode, GlueflowError
from glueflow_tui.tui.keys import APP_KEYS, KEEP_KEYS, SESSION_KEYS
from glueflow_tui.tui.screens.replaying import Replaying

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.tui.messages import Reported

_CODES = {"findings": ExitCode.FINDINGS, "insufficient-data": ExitCode.INSUFFICIENT}


class Keeping(Replaying):
    """Saves the screen, copies the report, exports its tables; nothing is ever overwritten."""

    BINDINGS: ClassVar[list[BindingType]] = [*APP_KEYS, *SESSION_KEYS, *KEEP_KEYS]

    folder = Path()
    """Where files go."""

    @property
    def kept(self) -> Report | None:
        """The report that is on the screen."""
        raise NotImplementedError

    @property
    def chain_names(self) -> tuple[str, ...]:
        """Of the chains that can be opened from here."""
        return ()

    def open_chain(self, name: str) -> None:
        """One of them on a screen of its own; from any other screen nothing can be opened."""

    def hear(self, news: Reported) -> None:
        """The feed goes on; the screen in view tells what is made good after failed polls."""
        told = self.feed.recovery(news)
        if told and self.is_current:
            self.app.notify(told, markup=False)
        self.feed = self.feed.hear(news)

    def draw_text(self) -> str:
        """The screen as plain text."""
        strips = self._compositor.render_strips(self.size)
        return "\n".join(strip.text.rstrip() for strip in strips) + "\n"

    def draw_ansi(self) -> str:
        """The screen as text in its colours."""
        strips = self._compositor.render_strips(self.size)
        return "\n".join(strip.render(self.app.console) for strip in strips)

    def action_save(self) -> None:
        """The screen as text and as a picture, the report as JSON."""
        if (report := self.kept) is None:
            return
        from glueflow_tui.output.contract import json_text, report_document
        from glueflow_tui.tui.picture import plain_svg

        code = _CODES.get(report.verdict, ExitCode.HEALTHY)
        svg = plain_svg(self.app.export_screenshot(title="glueflow"))
        texts = {
            ".txt": self.draw_text(),
            ".svg": svg,
            ".json": json_text(report_document(report, code)),
        }
        self._save(report, texts, "saved")

    def action_copy(self) -> None:
        """The report as text: to the terminal's clipboard, and to a file should it have none."""
        if (report := self.kept) is None:
            return
        from glueflow_tui.output.text import render_text

        text = render_text(report)
        self.app.copy_to_clipboard(text)
        self._save(report, {"-report.txt": text}, "copied, and saved")

    def action_export(self) -> None:
        """Windows, runs and findings as CSV."""
        if (report := self.kept) is not None:
            self.run_worker(self._export(report))

    async def _export(self, report: Report) -> None:
        from glueflow_tui.output.export import export_tables

        # The first time brings pandas: half a second in which the keys go on.
        tables = await asyncio.to_thread(export_tables, report)
        self._save(report, {f"-{name}.csv": text for name, text in tables.items()}, "exported")

    def _save(self, report: Report, texts: Mapping[str, str], done: str) -> None:
        from glueflow_tui.output.files import name_stem, save_new

        try:
            paths = save_new(self.folder, name_stem(report.taken_at), texts)
        except GlueflowError as error:
            self.app.notify(str(error), severity="error", markup=False)
            return
        names = " ".join(path.name for path in paths)
        self.app.notify(f"{done}: {names} in {self.folder.resolve()}", markup=False)
