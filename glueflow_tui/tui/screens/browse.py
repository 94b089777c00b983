"""The keys that move the view over a report, for any screen that shows one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.reactive import var

from glueflow_tui.tui import view as views
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.screens.keeping import Keeping
from glueflow_tui.tui.view import View

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report


class Browsing(Keeping):
    """A report, the user's place in it, and the actions that change the place."""

    report: var[Report | None] = var(None)
    """What is drawn."""
    view: var[View] = var(View())

    @property
    def kept(self) -> Report | None:
        """The report that is on the screen."""
        return self.report

    def show(self) -> None:
        """Draw the report as the view has it."""
        raise NotImplementedError

    def _look(self, change: Callable[[Report], View]) -> None:
        """Another view of the same report; nothing to look at before the first."""
        if self.report is not None:
            self.view = change(self.report)
            self.show()

    def action_select(self, step: int) -> None:
        """Another finding."""
        self._look(
            lambda report: replace(
                self.view, selected=(self.view.selected + step) % len(report.findings)
            )
        )

    def action_link(self, step: int) -> None:
        """Another link."""
        self._look(
            lambda report: replace(self.view, link=(self.view.link + step) % len(report.links))
        )

    def action_ratios(self) -> None:
        """Ratios of runs, or of windows again."""
        self._look(lambda _report: replace(self.view, by_run=not self.view.by_run))

    def action_clock(self) -> None:
        """Times in UTC, or in that of the machine."""
        clock = Clock(local=not self.view.clock.local)
        self._look(lambda _report: replace(self.view, clock=clock))

    def action_mirror(self) -> None:
        """What was read over what was written, or below it."""
        self._look(lambda _report: replace(self.view, mirrored=not self.view.mirrored))

    def action_zoom(self, direction: int) -> None:
        """More or less time."""
        self._look(lambda report: views.zoom(self.view, views.extent_of(report), direction))

    def action_pan(self, direction: int) -> None:
        """Earlier or later by a quarter of what is in view."""
        self._look(lambda report: views.pan(self.view, views.extent_of(report), direction / 4))

    def action_oldest(self) -> None:
        """The oldest minutes."""
        self._look(lambda report: views.go_oldest(self.view, views.extent_of(report)))

    def action_newest(self) -> None:
        """Now."""
        self._look(lambda _report: views.go_newest(self.view))

    def action_cursor(self, minutes: int) -> None:
        """The cursor along the time axis."""
        self._look(lambda report: views.step_cursor(self.view, views.extent_of(report), minutes))

    def action_run(self, direction: int) -> None:
        """The cursor to a run's start."""
        self._look(lambda report: views.jump_run(self.view, report, direction))
