"""The wall: all chains that were found, worst first.

header                              source, state, age, clock
verdict                             how many chains are how well
notices                             only while something cannot be seen
chains                              a row for each
detail                              the chosen one in words, where there is room
filter                              only while it is used
hints                               keys
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from glueflow_tui.errors import NoChainsError
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import Settings
from glueflow_tui.tui import roster as rosters
from glueflow_tui.tui.drawing.wall import WallPicture
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.glyphs import ASCII, Glyphs
from glueflow_tui.tui.keys import WALL_HINTS, WALL_KEYS
from glueflow_tui.tui.messages import (
    ChainOpened,
    Opened,
    PollFailed,
    RefreshRequested,
    Reopened,
    Reported,
    SourceEnded,
)
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.roster import Roster
from glueflow_tui.tui.screens.chain import OpenedChain
from glueflow_tui.tui.screens.choosing import Choosing
from glueflow_tui.tui.screens.following import TICK
from glueflow_tui.tui.widgets.status import Header, Hints, Notices, Verdict
from glueflow_tui.tui.widgets.wall import Chains, Detail

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.tui.pictures.ghost import Baseline


class Wall(Choosing):
    """All chains in a row each; opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [*WALL_KEYS]
    AUTO_FOCUS = ""

    def __init__(self, settings: Settings, glyphs: Glyphs, before: Baseline | None = None) -> None:
        """``before`` is what an opened chain is compared with."""
        super().__init__()
        self._settings = settings
        self._before = before
        self.glyphs = glyphs
        self._news: Reported | None = None
        self._open_one: OpenedChain | None = None
        self._stays = False
        self.set_class(glyphs is ASCII, "-ascii")

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        self.fit(self.app.size)
        glyphs = self.glyphs
        yield Header(glyphs)
        yield Verdict(glyphs)
        yield Notices(glyphs)
        yield Chains(glyphs)
        yield Detail(glyphs)
        yield Input(placeholder="name  state:failed  bookmark:off  !inverse", compact=True)
        yield Hints(glyphs)

    def on_mount(self) -> None:
        """Draw the empty frame at once: the first look takes seconds."""
        box = self.query_one(Input)
        box.display = False
        box.cursor_blink = False
        self.show()
        self.set_interval(TICK, self.tick)
        self.call_after_refresh(self.post_message, Opened())

    @property
    def kept(self) -> Report | None:
        """The report that is on the screen."""
        return None if self._news is None else self._news.report

    def show(self) -> None:
        """Hand every part its picture; nothing is drawn under an opened chain."""
        if self._open_one is not None:
            return
        with self.app.batch_update():
            if self._news is None:
                header = loading.header_picture(self._settings.source, self.feed)
                self.query_one(Header).picture = header
                self.query_one(Verdict).picture = loading.verdict_picture(self.feed)
                told = bool(self.query_one(Chains).picture.empty)
                self.query_one(Notices).picture = () if told else loading.notice_lines(self.feed)
            else:
                self._show_report(self._news)
            self.query_one(Hints).picture = self.list_hints(WALL_HINTS)

    def _show_report(self, news: Reported) -> None:
        # Loaded with the first report, by the polling thread: the first frame needs none of them.
        from glueflow_tui.tui.pictures import wall, words

        report, rows = news.report, self.rows
        picture = wall.wall_picture(report, rows, self.roster, self._settings.analysis.thresholds)
        prices = self._settings.analysis.prices
        self.query_one(Header).picture = wall.header_picture(report, self.feed, prices)
        self.query_one(Verdict).picture = wall.summary_picture(self._chains, report)
        notices = (*words.notice_lines(report, self.feed), *self.caption(report))
        self.query_one(Notices).picture = notices
        self.query_one(Chains).picture = picture
        self.query_one(Detail).picture = picture.rows[picture.chosen] if picture.rows else None

    @on(Reported)
    def take_report(self, news: Reported) -> None:
        """A new report: the rows follow, and so does an opened chain."""
        from glueflow_tui.analysis.chains import list_chains

        self._news = news
        self._chains = list_chains(news.report)
        self.hear(news)
        self.roster = rosters.settle(self.rows, self.roster)
        self._hand_on()
        self.show()

    def _hand_on(self) -> None:
        """The opened chain's part of the newest report."""
        if self._open_one is None or self._news is None:
            return
        from glueflow_tui.analysis.chains import narrow

        # As it was when it was opened, should it be gone.
        name, chain = self._open_one.chain.name, self._open_one.chain
        chain = next((one for one in self._news.report.chains if one.name == name), chain)
        self._open_one.others = tuple(row for row in self._chains if row.chain.name != name)
        part = replace(self._news, report=narrow(self._news.report, chain))
        part.stop()  # what is above has heard of the whole
        self._open_one.post_message(part)

    @on(PollFailed)
    def take_failure(self, news: PollFailed) -> None:
        """Nothing could be seen: the end when no wait will mend it, else the picture stays."""
        if self._news is None and not self._stays and not news.may_pass:
            self.app.exit(news.error)
            return
        self.feed = self.feed.fail(news)
        if self._open_one is not None:
            self._open_one.post_message(PollFailed(news.error, news.wait))
        if self._news is None:
            none = sanitise(str(news.error)) if isinstance(news.error, NoChainsError) else ""
            self.query_one(Chains).picture = WallPicture(empty=none)
        self.show()

    @on(Reopened)
    def forget(self, news: Reopened) -> None:
        """Another place: nothing is known of it yet, and should nothing be, the screen stays."""
        self._settings = replace(self._settings, source=news.source)
        self._news, self._chains = None, ()
        self.feed, self.roster, self._stays = Feed(), Roster(), True
        if self._open_one is not None:
            self._open_one.dismiss()
        self.query_one(Chains).picture = WallPicture(empty="loading")
        self.query_one(Detail).picture = None
        self.show()

    @on(SourceEnded)
    def take_end(self) -> None:
        """The recording is over."""
        self.feed = replace(self.feed, ended=True)
        if self._open_one is not None:
            self._open_one.post_message(SourceEnded())
        self.show()

    def tick(self) -> None:
        """Time passed without a report; it is shown while a report is due."""
        self.feed = self.feed.tick(TICK)
        if self.feed.is_late or self._news is None:
            self.show()

    def on_resize(self) -> None:
        """Other parts may be in view."""
        self.call_after_refresh(self.show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without use now are off, and no hint names them."""
        del parameters
        needs = {
            "open": bool(self.rows),
            "clear": bool(self.roster.wanted) or any(box.display for box in self.query(Input)),
            "filter": bool(self._chains),
            "sort": len(self._chains) > 1,
            "replay": self.feed.playback is not None,
            "seek": self.feed.playback is not None,
            "captions": self.tells is not None,
            **dict.fromkeys(("copy", "save", "export"), self._news is not None),
        }
        needs |= dict.fromkeys(("move", "page"), len(self.rows) > 1)
        return needs.get(action, True)

    def action_open(self) -> None:
        """The chosen chain on a screen of its own."""
        rows = self.rows
        if rows:
            self.open_chain(rows[rosters.place_of(rows, self.roster)].chain.name)

    @property
    def chain_names(self) -> tuple[str, ...]:
        """Of the chains that can be opened from here."""
        if self._open_one is not None:
            return ()
        return tuple(row.chain.name for row in self._chains)

    def open_chain(self, name: str) -> None:
        """The chain of that name, if there is one, on a screen of its own."""
        chain = next((row.chain for row in self._chains if row.chain.name == name), None)
        if chain is None or self._open_one is not None:
            return
        self._open_one = OpenedChain(
            self._settings, self.glyphs, chain, self.feed, before=self._before
        )
        self.app.push_screen(self._open_one, self._close_chain)
        self._hand_on()
        self.post_message(ChainOpened(name))

    def _close_chain(self, _result: None) -> None:
        if self._open_one is not None:
            self.roster = replace(self.roster, chosen=self._open_one.chain.name)
        self._open_one = None
        self.post_message(ChainOpened(None))
        self.show()

    def action_refresh(self) -> None:
        """Ask for a poll now."""
        self.post_message(RefreshRequested())
