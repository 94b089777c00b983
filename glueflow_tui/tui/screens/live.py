"""What all screens that follow the news have in common: the chain's and the wall's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual import on
from textual.binding import Binding, BindingType
from textual.events import ScreenResume
from textual.reactive import var

from glueflow_tui.settings import Settings
from glueflow_tui.sources.base import Progress
from glueflow_tui.tui import roster as rosters
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.keys import LIVE_KEYS
from glueflow_tui.tui.messages import (
    Filtered,
    Opened,
    PollFailed,
    RefreshRequested,
    Reopened,
    ReplayOrdered,
    Reported,
    SourceEnded,
)
from glueflow_tui.tui.player import Act
from glueflow_tui.tui.roster import ORDERS, Roster
from glueflow_tui.tui.screens.drawn import Drawn
from glueflow_tui.tui.screens.fitting import HEIGHTS, WIDTHS, classes_for
from glueflow_tui.tui.widgets.status import Hints

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.tui.pictures.ghost import Baseline
    from glueflow_tui.tui.widgets.filter import Filter

Need: TypeAlias = Callable[[], bool]

TICK = 5.0
"""Seconds between looks at how long no report has come."""
_LOADING_TICK = 1.0
"""The same before the first."""


class Live(Drawn[None]):
    """Follows the poller; tells its keys, plays a recording, keeps what is seen as files."""

    BINDINGS: ClassVar[list[BindingType]] = [*LIVE_KEYS]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS = ""

    report: var[Report | None] = var(None)
    """What is drawn; None before the first."""
    feed: var[Feed] = var(Feed())
    tells: bool | None = None
    """Whether the story's caption is shown; None where there is nothing to tell."""
    roster: var[Roster] = var(Roster())
    """The user's place in the rows, of chains or of jobs."""
    ORDERS: ClassVar[Sequence[str]] = ORDERS
    """What they can be sorted by."""
    folder = Path()
    """Where files go."""

    def __init__(self, settings: Settings, glyphs: Glyphs, before: Baseline | None = None) -> None:
        """``before`` is what every report of a chain is compared with."""
        super().__init__()
        self.glyphs = glyphs
        self.tell_progress: Callable[[], Progress | None] = lambda: None
        """How far the first look has come."""
        self._settings = settings
        self._before = before
        self._stays = False
        self._was_shown = False
        self._filter: Filter | None = None
        self._needs = self.list_needs()

    def show(self) -> None:
        """Hand every part its picture; parts whose picture is the same do nothing."""
        raise NotImplementedError

    async def begin_again(self) -> None:
        """Show that nothing is known."""
        raise NotImplementedError

    def list_needs(self) -> Mapping[str, Need]:
        """What an action, or one with its first word, needs to have a use; others always have."""
        return {
            **dict.fromkeys(("copy", "save", "export"), lambda: self.report is not None),
            **dict.fromkeys(("replay", "seek"), lambda: self.feed.playback is not None),
            "captions": lambda: self.tells is not None,
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without use now are off, and no hint names them."""
        words = f"{action} {parameters[0]}" if parameters else action
        needs = (self._needs.get(word) for word in (action, words))
        return all(need is None or need() for need in needs)

    @property
    def clock(self) -> Clock:
        """That times are told by."""
        return UTC_CLOCK

    def fit(self) -> None:
        """Take the classes for the size now; Textual would after a layout, and lay out again."""
        self.add_class(*classes_for(self.app.size))

    def on_screen_resume(self, event: ScreenResume) -> None:
        """When it is shown first its styles are fresh: to look them up anew delays the frame."""
        event.refresh_styles = self._was_shown
        if self._was_shown and self.report is None:
            self.post_message(Opened())  # a dialog of the first moment took the first one with it
        self._was_shown = True

    def on_mount(self) -> None:
        """Draw the empty frame at once: the first poll takes seconds."""
        self.show()
        self._beat = self.set_interval(_LOADING_TICK, partial(self.tick, _LOADING_TICK))
        self.call_after_refresh(self.post_message, Opened())

    def hear(self, news: Reported) -> None:
        """The feed goes on; the screen in view tells what is made good after failed polls."""
        if self.feed.newest is None:
            self._beat.stop()
            self._beat = self.set_interval(TICK, self.tick)
        told = self.feed.recovery(news)
        if told and self.is_current:
            self.app.notify(told, markup=False)
        self.feed = self.feed.hear(news)

    @on(PollFailed)
    def take_failure(self, news: PollFailed) -> None:
        """Nothing could be seen: the end when no wait will mend it, else the picture stays."""
        if self.report is None and not self._stays and not news.may_pass:
            self.app.exit(news.error)
            return
        self.feed = self.feed.fail(news)
        self.show()

    @on(Reopened)
    async def forget(self, news: Reopened) -> None:
        """Another place: nothing is known of it yet, and should nothing be, the screen stays."""
        self._settings = self._settings._replace(source=news.source)
        self.report, self.feed, self._stays = None, Feed(), True
        self._drop_filter()
        await self.begin_again()

    @on(SourceEnded)
    def take_end(self) -> None:
        """The recording is over."""
        self.feed = self.feed._replace(ended=True)
        self.show()

    def tick(self, seconds: float = TICK) -> None:
        """Time passed without a report; it is shown while a report is due."""
        self.feed = self.feed.tick(seconds)
        if self.feed.is_late or self.report is None:
            self.show()

    def action_filter(self) -> None:
        """Type words that the rows must have."""
        from glueflow_tui.tui.widgets.filter import Filter  # a box to type in

        if self._filter is None:
            self._filter = Filter()
            self.mount(self._filter, before=self.query_one(Hints))
        self.set_focus(self._filter)  # at once: the next key may be there already
        self.show()

    @on(Filtered)
    def take_words(self, typed: Filtered) -> None:
        """The filter works while it is typed."""
        self.choose(self.roster._replace(wanted=typed.words))

    def action_clear(self) -> None:
        """All rows again."""
        self._drop_filter()
        self.show()

    def _drop_filter(self) -> None:
        if self._filter is not None:
            self._filter.remove()
            self._filter = None
        self.roster = self.roster._replace(wanted="")

    def action_sort(self) -> None:
        """Sorted by the next column."""
        self.choose(rosters.next_order(self.roster, self.ORDERS))

    def action_idle(self) -> None:
        """Show what did nothing, too, or hide it again."""
        self.choose(self.roster._replace(idle=not self.roster.idle))

    def choose(self, roster: Roster) -> None:
        """Other rows, or in another order."""
        self.roster = roster
        self.show()

    @property
    def is_filtered(self) -> bool:
        """Whether there is a filter to clear."""
        return self._filter is not None

    def list_hints(
        self, wanted: Sequence[tuple[tuple[str, ...], str]]
    ) -> tuple[tuple[str, str], ...]:
        """Keys and a word, of the wanted binding ids all of whose keys work."""
        keys: dict[str, str] = {}
        for binding, shown in self._list_working():
            keys.setdefault(binding.id or "", shown)
        return tuple(
            (" ".join(keys[name] for name in ids), word)
            for ids, word in wanted
            if all(name in keys for name in ids)
        )

    def _list_working(self) -> Iterator[tuple[Binding, str]]:
        """Keys that work now, with how they are written."""
        for _, binding, enabled, _ in self.active_bindings.values():
            if enabled and binding.id is not None:
                yield binding, self.app.get_key_display(binding)

    def action_help(self) -> None:
        """All keys that work here, those of this screen before those of every screen."""
        from glueflow_tui.tui.screens.help import Help

        common = {"interrupt", *(key.id for key in LIVE_KEYS)}
        working = sorted(self._list_working(), key=lambda pair: pair[0].id in common)
        keys = [(shown, binding.description) for binding, shown in working]
        self.app.push_screen(Help(keys))

    def action_refresh(self) -> None:
        """Ask for a poll now."""
        self.post_message(RefreshRequested())

    def caption(self, report: Report) -> tuple[tuple[str, str], ...]:
        """Role and sentence of what happens in a demo's story, while it is told."""
        if not self.tells or report.source.name is None:
            return ()
        from glueflow_tui.sources.choose import tell_story

        return (("info", tell_story(report.source.name, report.taken_at)),)

    def action_captions(self) -> None:
        """Put the line away, or take it out again."""
        if self.tells is not None:
            self.tells = not self.tells
            self.show()

    def action_replay(self, act: str) -> None:
        """Play, stand still, go on or back."""
        if self.feed.playback is not None:
            self.post_message(ReplayOrdered(Act(act)))

    def action_seek(self) -> None:
        """Ask for a time of the recording, and go there."""
        playback = self.feed.playback
        if playback is not None:
            from glueflow_tui.tui.screens.seek import Seek  # brings a box to type in

            box = Seek(playback.start, playback.end, self.clock)
            self.app.push_screen(box, self._go_to)

    def _go_to(self, moment: datetime | None) -> None:
        if moment is not None:
            self.post_message(ReplayOrdered(Act.SEEK, moment))

    def action_save(self) -> None:
        """The screen as text and as a picture, the report as JSON."""
        if self.report is not None:
            from glueflow_tui.tui.screens.keeping import save_screen

            save_screen(self, self.report)

    def action_copy(self) -> None:
        """The report as text: to the terminal's clipboard, and to a file should it have none."""
        if self.report is not None:
            from glueflow_tui.tui.screens.keeping import copy_report

            copy_report(self, self.report)

    def action_export(self) -> None:
        """Windows, runs and findings as CSV."""
        if self.report is not None:
            from glueflow_tui.tui.screens.keeping import export_report

            self.run_worker(export_report(self, self.report))
