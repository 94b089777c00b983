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

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from glueflow_tui.errors import NoChainsError
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import Settings
from glueflow_tui.tui import roster as rosters
from glueflow_tui.tui.drawing.wall import WallPicture
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.keys import WALL_HINTS, WALL_KEYS
from glueflow_tui.tui.messages import ChainOpened, PollFailed, Reported, SourceEnded
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.roster import Roster
from glueflow_tui.tui.screens.chain import OpenedChain
from glueflow_tui.tui.screens.live import Live, Need
from glueflow_tui.tui.widgets.status import Header, Hints, Notices, Verdict
from glueflow_tui.tui.widgets.wall import Chains, Detail

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.tui.pictures.ghost import Baseline


class Wall(Live):
    """All chains in a row each; opens one."""

    DEFAULT_CSS = """
    Wall {
        layout: vertical;
        Header, Verdict, Hints { height: 1; }
        Notices { display: none; height: auto; }
        Chains { height: 1fr; }
        Detail { height: 4; border-top: solid $axis; }
        Panel { border-title-color: $foreground; border-title-style: none; }
        &.-tall Detail, &.-ample Detail { height: 5; }
        &.-high Detail { height: 8; }
        &.-tiny Detail, &.-flat Detail, &.-low Detail { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*WALL_KEYS]

    def __init__(self, settings: Settings, glyphs: Glyphs, before: Baseline | None = None) -> None:
        super().__init__(settings, glyphs, before)
        self._chains: tuple[ChainReport, ...] = ()
        self._news: Reported | None = None
        self._open_one: OpenedChain | None = None
        self._next = ""
        """Name of the chain to open in its place."""

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        self.fit()
        glyphs = self.glyphs
        yield Header(glyphs)
        yield Verdict(glyphs)
        yield Notices(glyphs)
        yield Chains(glyphs)
        yield Detail(glyphs)
        yield Hints(glyphs)

    @property
    def rows(self) -> tuple[ChainReport, ...]:
        """The chains that pass the filter, in the order wanted."""
        return rosters.arrange(self._chains, self.roster)

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

        report, limits = news.report, self._settings.analysis.thresholds
        picture = wall.wall_picture(report, self._chains, self.roster, limits)
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

        self._news, self.report = news, news.report
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
    def pass_failure(self, news: PollFailed) -> None:
        """The opened chain hears of it, too; without chains that is what the rows say."""
        if self._open_one is not None:
            self._open_one.post_message(PollFailed(news.error, news.wait))
        if self.report is None:
            none = sanitise(str(news.error)) if isinstance(news.error, NoChainsError) else ""
            self.query_one(Chains).picture = WallPicture(empty=none)

    @on(SourceEnded)
    def pass_end(self) -> None:
        """The opened chain hears of it, too."""
        if self._open_one is not None:
            self._open_one.post_message(SourceEnded())

    async def begin_again(self) -> None:
        """No chain, and none opened."""
        self._news, self._chains, self.roster = None, (), Roster()
        if self._open_one is not None:
            self._open_one.dismiss()
        self.query_one(Chains).picture = WallPicture(empty="loading")
        self.query_one(Detail).picture = None
        self.show()

    def on_resize(self) -> None:
        """Other parts may be in view."""
        self.call_after_refresh(self.show)

    def list_needs(self) -> Mapping[str, Need]:
        """What an action needs to have a use."""
        return {
            **super().list_needs(),
            **dict.fromkeys(("move", "page"), lambda: len(self.rows) > 1),
            "open": lambda: bool(self.rows),
            "clear": lambda: self.is_filtered,
            "filter": lambda: bool(self._chains),
            "sort": lambda: len(self._chains) > 1,
            "idle": lambda: any(map(rosters.is_idle, self._chains)),
        }

    def action_move(self, step: int) -> None:
        """Another chain."""
        self.roster = rosters.move(self.rows, self.roster, step)
        self.show()

    def action_page(self, direction: int) -> None:
        """As many chains on as are in view."""
        self.action_move(direction * max(self.query_one(Chains).size.height - 1, 1))

    def action_open(self) -> None:
        """The chosen chain on a screen of its own."""
        rows = self.rows
        if rows:
            self.open_chain(rows[rosters.place_of(rows, self.roster)].chain.name)

    @property
    def chain_names(self) -> tuple[str, ...]:
        """Of the chains that can be opened from here: all but the one that is."""
        opened = None if self._open_one is None else self._open_one.chain.name
        return tuple(row.chain.name for row in self._chains if row.chain.name != opened)

    def open_chain(self, name: str) -> None:
        """The chain of that name, if there is one, on a screen of its own."""
        chain = next((row.chain for row in self._chains if row.chain.name == name), None)
        if chain is None:
            return
        if self._open_one is not None:
            self._next = name
            self._open_one.dismiss()
            return
        self._open_one = OpenedChain(
            self._settings, self.glyphs, chain, self.feed, before=self._before
        )
        self.app.push_screen(self._open_one, self._close_chain)
        self._hand_on()
        self.post_message(ChainOpened(name))

    def _close_chain(self, _result: None) -> None:
        if self._open_one is not None:
            self.roster = self.roster._replace(chosen=self._open_one.chain.name)
        self._open_one = None
        self.post_message(ChainOpened(None))
        self.show()
        name, self._next = self._next, ""
        self.open_chain(name)
