"""The keys that move the view over a report, for any screen that shows one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from textual.reactive import var

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import SourceKind
from glueflow_tui.tui import view as views
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.messages import ReplayOrdered
from glueflow_tui.tui.player import Act, resolve_moment
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

    @property
    def stride(self) -> int:
        """Minutes that the cursor moves by."""
        return 1

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

    def action_console(self) -> None:
        """Where the AWS console shows the run at the cursor: told, and on the clipboard."""
        report = self.report
        if report is None:
            return
        if report.source.kind is not SourceKind.AWS or report.source.region is None:
            self.app.notify(f"a {report.source.kind.value} is not in the AWS console")
            return
        from glueflow_tui.output.console import link_job
        from glueflow_tui.tui.pictures.tables import run_at

        link = views.link_of(report, self.view)
        job = None if link is None else report.job(link.downstream)
        if job is not None:
            run = run_at(job, self.view)
            address = link_job(report.source.region, job.name, None if run is None else run.id)
            self.app.copy_to_clipboard(address)
            self.app.notify(f"{address} (copied)", markup=False, timeout=20)

    def go_to_time(self, at: datetime | time) -> None:
        """The cursor to a moment; a time of day is the last such one, on the clock in use."""
        report = self.report
        if report is None:
            return
        clock = self.view.clock
        if isinstance(at, time) and clock.local:
            at = at.replace(tzinfo=clock.turn(report.taken_at).tzinfo)
        moment = resolve_moment(at, report.start, report.taken_at)
        plays = self.feed.playback
        recorded = None if plays is None else resolve_moment(at, plays.start, plays.end)
        if moment is not None:
            minute = epoch_minute(moment)
            self._look(lambda seen: views.put_cursor(self.view, views.extent_of(seen), minute))
        elif recorded is not None:
            self.post_message(ReplayOrdered(Act.SEEK, recorded))
        else:
            first, last = clock.tell_whole(report.start), clock.tell_whole(report.taken_at)
            self.app.notify(f"not looked back on: {first} to {last} is", severity="warning")

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
        step = minutes * self.stride
        self._look(lambda report: views.step_cursor(self.view, views.extent_of(report), step))

    def action_run(self, direction: int) -> None:
        """The cursor to a run's start."""
        self._look(lambda report: views.jump_run(self.view, report, direction))
