"""How the watch screen follows the news: reports, failures, another place, the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from glueflow_tui.settings import Settings
from glueflow_tui.tui import view as views
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.messages import (
    MinutePointed,
    PollFailed,
    RefreshRequested,
    Reopened,
    Reported,
    SourceEnded,
)
from glueflow_tui.tui.player import Act
from glueflow_tui.tui.screens.looking import Looking
from glueflow_tui.tui.view import View

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History
    from glueflow_tui.tui.pictures.ghost import Baseline

TICK = 5.0
"""Seconds between looks at how long no report has come."""


class Following(Looking):
    """Takes what the poller tells, and holds it back while the picture is paused."""

    def __init__(self, settings: Settings, before: Baseline | None = None) -> None:
        """``before`` is what every report is compared with."""
        super().__init__()
        self._settings = settings
        self._before = before
        self._newest: Report | None = None
        self._history: History | None = None
        self._stays = False

    async def begin_again(self) -> None:
        """Show that nothing is known yet."""
        raise NotImplementedError

    @on(Reported)
    def take_report(self, news: Reported) -> None:
        """A new report: drawn, or kept while drawing is paused."""
        news.report = self._compare(news.report)
        self._newest, self._history = news.report, news.history
        self.hear(news)
        if self.feed.paused_at is None:
            self._draw(news.report)
        else:
            self.show()

    def _compare(self, report: Report) -> Report:
        """With its comparison, when there is a baseline."""
        if self._before is None:
            return report
        from glueflow_tui.analysis.baseline import Tolerance, compare_reports

        tolerance = Tolerance(
            self._settings.check.tolerance, self._settings.analysis.thresholds.ok_low
        )
        found = compare_reports(self._before.name, self._before.report, report, tolerance)
        return replace(report, baseline=found)

    @on(MinutePointed)
    def take_minute(self, wish: MinutePointed) -> None:
        """The cursor to where the mouse pointed."""
        if self.report is not None:
            self.view = views.put_cursor(self.view, views.extent_of(self.report), wish.minute)
            self.show()

    @on(PollFailed)
    def take_failure(self, news: PollFailed) -> None:
        """Nothing could be seen: the end when no wait will mend it, else the picture stays."""
        if self._newest is None and not self._stays and not news.may_pass:
            self.app.exit(news.error)
            return
        self.feed = self.feed.fail(news)
        self.show()

    @on(Reopened)
    async def forget(self, news: Reopened) -> None:
        """Another place: nothing is known of it yet, and should nothing be, the screen stays."""
        self._settings = replace(self._settings, source=news.source)
        self._newest, self._history, self.report = None, None, None
        self.view, self.feed, self._stays = View(), Feed(), True
        await self.begin_again()

    @on(SourceEnded)
    def take_end(self) -> None:
        """The recording is over."""
        self.feed = replace(self.feed, ended=True)
        self.show()

    def tick(self) -> None:
        """Time passed without a report; it is shown while a report is due."""
        self.feed = self.feed.tick(TICK)
        if self.feed.is_late or self.report is None:
            self.show()

    def _draw(self, report: Report) -> None:
        self.view = views.settle(self.view, report)
        self.report = report
        self.show()

    def action_pause(self) -> None:
        """Hold the picture, or let it go on with the newest; a recording stands still itself."""
        if self.feed.playback is not None:
            self.action_replay(Act.TOGGLE)
            return
        if self.feed.paused_at is None and self.report is not None:
            self.feed = replace(self.feed, paused_at=self.report.taken_at)
            self.show()
        elif self._newest is not None:
            self.feed = replace(self.feed, paused_at=None)
            self._draw(self._newest)

    def action_refresh(self) -> None:
        """Ask for a poll now."""
        self.post_message(RefreshRequested())
