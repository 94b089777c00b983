"""The screen of one chain: hands each part its picture, and turns keys into another view.

header                              source, state, age, clock
verdict                             the worst finding
notices                             only while something cannot be seen
flow                     | ratios   left and right side by side from 100 columns on,
lanes                    | findings one below the other on narrower terminals
jobs, runs               | events   only where there is room, or on the tables layout
hints                               keys

On a large screen chain and events stand to the left, evidence, fix and gate below the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var

from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import Settings
from glueflow_tui.tui import parts
from glueflow_tui.tui import view as views
from glueflow_tui.tui.clock import Clock
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.keys import WATCH_KEYS, hints_for
from glueflow_tui.tui.messages import MinutePointed, Reported
from glueflow_tui.tui.parts import JOBS
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.player import Act
from glueflow_tui.tui.roster import AS_CHAINED, JOB_ORDERS, Roster
from glueflow_tui.tui.screens.body import Body
from glueflow_tui.tui.screens.live import TICK, Live, Need
from glueflow_tui.tui.view import MOVES, View
from glueflow_tui.tui.widgets.status import Header, Hints, Notices, Verdict

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.history import History
    from glueflow_tui.tui.facts import Facts
    from glueflow_tui.tui.pictures.ghost import Baseline


class Watch(Live):
    """The live picture of one chain."""

    BINDINGS: ClassVar[list[BindingType]] = [*WATCH_KEYS]

    ORDERS = JOB_ORDERS
    view: var[View] = var(View())
    others: tuple[ChainReport, ...] = ()
    """The other chains, when there is a wall behind."""

    def __init__(self, settings: Settings, glyphs: Glyphs, before: Baseline | None = None) -> None:
        super().__init__(settings, glyphs, before)
        self.body = Body(glyphs)
        self.set_reactive(Live.roster, AS_CHAINED)
        self._newest: Report | None = None
        self._history: History | None = None

    @property
    def clock(self) -> Clock:
        """As chosen."""
        return self.view.clock

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        self.fit()
        glyphs = self.glyphs
        yield Header(glyphs)
        yield Verdict(glyphs)
        yield Notices(glyphs)
        yield self.body
        yield Hints(glyphs)

    async def begin_again(self) -> None:
        """The empty frame once more."""
        self._newest, self._history, self.view = None, None, View()
        await self.body.begin_again()
        self.show()

    @on(Reported)
    def take_report(self, news: Reported) -> None:
        """A new report: drawn, or kept while drawing is paused."""
        news.report = self._compare(news.report)
        self._newest, self._history = news.report, news.history
        self.hear(news)
        if self.feed.paused_at is None:
            news.report = self._hold(news.report)  # what is open over the screen tells the same
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

    def _hold(self, report: Report) -> Report:
        """What is drawn already, until there is news or another minute."""
        from glueflow_tui.tui.news import has_news

        return report if self.report is None or has_news(self.report, report) else self.report

    def _draw(self, report: Report) -> None:
        self.view = views.settle(self.view, report)
        self.report = report
        self.show()

    def tick(self, seconds: float = TICK) -> None:
        """Time passes, and a start that is waited for comes nearer; a demo's time leaps."""
        super().tick(seconds)
        if self._passed:
            self.body.wait(seconds)

    @property
    def _passed(self) -> float:
        """Seconds since what is drawn was so; a picture that is held does not age."""
        report, feed = self.report, self.feed
        if report is None or feed.newest is None or feed.paused_at is not None:
            return 0.0
        if report.source.kind is not SourceKind.AWS:
            return 0.0
        return feed.silent + (feed.newest - report.taken_at).total_seconds()

    def show(self) -> None:
        """Hand every part its picture; parts whose picture is the same do nothing."""
        with self.app.batch_update():
            facts = self.gather_facts()
            if facts is None:
                self._show_loading()
            else:
                self._show_words(facts.report)
                self.body.show(facts)
            self._show_hints()

    def _show_loading(self) -> None:
        source = self._settings.source
        self.query_one(Header).picture = loading.header_picture(source, self.feed)
        self.query_one(Verdict).picture = loading.verdict_picture(
            self.feed, len(source.jobs), self.tell_progress()
        )
        self.query_one(Notices).picture = loading.notice_lines(self.feed)
        self.body.show_loading(source)

    def _show_words(self, report: Report) -> None:
        # Loaded with the first report, by the polling thread: the first frame does without.
        from glueflow_tui.tui.pictures import words

        view, prices = self.view, self._settings.analysis.prices
        latest = self._newest if self.feed.paused_at is None else report
        header = words.header_picture(latest or report, view, self.feed, prices)
        self.query_one(Header).picture = header
        badge = f"{header.badge} {header.state}".strip() if self.has_class("-collapsed") else ""
        self.query_one(Verdict).picture = words.verdict_picture(report, view)._replace(badge=badge)
        notices = (*words.notice_lines(report, self.feed, view.clock), *self.caption(report))
        self.query_one(Notices).picture = notices
        self.set_class(bool(notices), "-noticed")

    def _show_hints(self) -> None:
        self.query_one(Hints).picture = self.list_hints(hints_for(self.body.arrangement.focus))

    def gather_facts(self) -> Facts | None:
        """Of what is drawn; None before the first report."""
        if self.report is None:
            return None
        from glueflow_tui.tui.facts import Facts

        return Facts(
            self.report,
            self._history,
            self.view._replace(late=int(self._passed // 60) if self.feed.is_late else 0),
            self._settings,
            self.roster,
            others=self.others,
            before=self._before,
            playback=self.feed.playback,
            passed=self._passed,
        )

    def list_needs(self) -> Mapping[str, Need]:
        """What an action, or one with its first word, needs to have a use."""
        seen = self._when
        parted = seen(lambda _report: not self.body.is_small)
        timed = seen(lambda _report: parted() and self.body.shows_time)
        return {
            **super().list_needs(),
            **dict.fromkeys(("open", "pause", "collapse"), seen(lambda _report: True)),
            **dict.fromkeys(("layout", "panel", "maximise", "part", "filter"), parted),
            **{f"look {move}": parted for move in ("ratios", "cursor", "run", "newest")},
            **{f"look {move}": timed for move in ("zoom", "pan", "oldest", "mirror")},
            "sort": seen(lambda report: parted() and len(report.jobs) > 1),
            "idle": seen(lambda report: parted() and not all(job.runs for job in report.jobs)),
            "look link": seen(lambda report: len(report.links) > 1),
            "look finding": seen(lambda report: len(report.findings) > 1),
            "open explain": seen(lambda report: bool(report.findings)),
            "open fix": seen(lambda report: bool(report.links) and self._history is not None),
            "back": lambda: self.can_go_back,
        }

    def _when(self, holds: Callable[[Report], bool]) -> Need:
        """Whether there is a report of which something holds."""
        return lambda: self.report is not None and holds(self.report)

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything to leave."""
        moved = self.view.cursor is not None or self.view.end is not None
        return moved or self.is_filtered or not self.body.arrangement.is_plain

    def on_resize(self) -> None:
        """Other parts may be in view, for which other keys work; none does before a report."""
        if self.report is not None:
            self.call_after_refresh(self._arrange, lambda seen: seen)

    @on(MinutePointed)
    def take_minute(self, wish: MinutePointed) -> None:
        """The cursor to where the mouse pointed."""
        if self.report is not None:
            self.view = views.put_cursor(self.view, views.extent_of(self.report), wish.minute)
            self.show()

    def action_pause(self) -> None:
        """Hold the picture, or let it go on with the newest; a recording stands still itself."""
        if self.feed.playback is not None:
            self.action_replay(Act.TOGGLE)
        elif self.feed.paused_at is None and self.report is not None:
            self.feed = self.feed._replace(paused_at=self.report.taken_at)
            self.show()
        elif self._newest is not None:
            self.feed = self.feed._replace(paused_at=None)
            self._draw(self._newest)

    def action_look(self, move: str, step: int = 0) -> None:
        """Another view of the same report; nothing to look at before the first."""
        if self.report is not None:
            many = self.body.stride if move == "cursor" else 1
            self.view = MOVES[move](self.view, self.report, step * many)
            self.show()

    def action_filter(self) -> None:
        """Type words that the jobs must have, with the jobs in view."""
        self._bring_jobs()
        super().action_filter()

    def choose(self, roster: Roster) -> None:
        """Other jobs, or in another order, with the jobs in view."""
        self._bring_jobs()
        super().choose(roster)

    def _bring_jobs(self) -> None:
        """Beside the others where they have a place, else alone."""
        if JOBS in self.body.arrangement.hidden:
            self._arrange(partial(parts.unhide, number=JOBS))
        if JOBS not in self.body.shown:
            self._arrange(partial(parts.show_alone, number=JOBS))

    def action_layout(self, step: int) -> None:
        """Another layout."""
        self._arrange(lambda seen: parts.next_layout(seen, step))

    def action_panel(self, step: int) -> None:
        """The focus on the next part."""
        shown = self.body.shown
        self._arrange(lambda seen: parts.next_part(seen, shown, step))

    def action_maximise(self) -> None:
        """The focused part alone, or all parts again."""
        self._arrange(parts.toggle_alone)

    def action_part(self, number: int) -> None:
        """Hide a part, or show it."""
        self.body.toggle_part(number)
        self._show_hints()

    def _arrange(self, change: parts.Change) -> None:
        self.body.rearrange(change)
        self._show_hints()

    def action_collapse(self) -> None:
        """The header away, or back."""
        self.toggle_class("-collapsed")
        self.show()

    def action_back(self) -> None:
        """One step back: from a filter, a part alone, the cursor or the past, a focus."""
        if self.is_filtered:
            self.action_clear()
            return
        moved = self.view.cursor is not None or self.view.end is not None
        if moved and not self.body.arrangement.alone:
            self.action_look("newest")
        else:
            self._arrange(parts.go_back)

    def action_console(self) -> None:
        """Where the AWS console shows the run at the cursor: told, and on the clipboard."""
        if self.report is not None:
            from glueflow_tui.tui.screens.opening import console_address

            address = console_address(self.report, self.view)
            if address is None:
                kind = self.report.source.kind.value
                self.app.notify(f"a {kind} is not in the AWS console")
            else:
                self.app.copy_to_clipboard(address)
                self.app.notify(f"{address} (copied)", markup=False, timeout=20)

    def action_open(self, what: str = "") -> None:
        """Something in full: what the focused part shows, unless it is named."""
        facts = self.gather_facts()
        if facts is None:
            return
        from glueflow_tui.tui.screens.opening import OPENERS, open_part

        focus = self.body.arrangement.focus
        opener = OPENERS[what] if what else partial(open_part, focus)
        screen = opener(facts, self.glyphs)
        if screen is not None:
            self.app.push_screen(screen)
