"""The live screen as a program: theme, keys, the poller's life."""

from __future__ import annotations

import gc
import os
import signal
import sys
from asyncio import get_running_loop
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.attention import (
    CLEAR,
    RESTORE_TITLE,
    SAVE_TITLE,
    Known,
    write_notice,
    write_title,
)
from glueflow_tui.tui.choices import check_choices, split_keys
from glueflow_tui.tui.drawing.curves import load_plotext
from glueflow_tui.tui.glyphs import ASCII, choose_glyphs
from glueflow_tui.tui.keyboard import waiting
from glueflow_tui.tui.messages import (
    ChainOpened,
    GaugesWanted,
    LogsWanted,
    Opened,
    Reopened,
    ReplayOrdered,
    Reported,
    Told,
)
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.repaint import Shown
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.session import Session
from glueflow_tui.tui.theme import DARK, THEMES, choose_theme, fill_in
from glueflow_tui.tui.wire import enduring

_TURN = 0.0005
"""Seconds that a thread keeps the interpreter while another waits, which Python makes ten times as
long: the thread that writes to the terminal would have the first picture wait for 5 ms and more."""

FLEET = "fleet"
"""The demo story of a whole account."""

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from rich.console import RenderableType
    from textual.command import Provider
    from textual.message import Message

    from glueflow_tui.sources.apart import Process
    from glueflow_tui.sources.base import Source
    from glueflow_tui.tui.pictures.ghost import Baseline
    from glueflow_tui.tui.screens.wall import Wall


def watch(
    open_source: Callable[[], Source],
    settings: Settings,
    before: Baseline | None = None,
    process: Process | None = None,
) -> None:
    """Show the live screen until the user quits.

    ``open_source`` is called in the polling thread, or in the process apart. Raises what the first
    poll raised, when no wait can mend it, and a defect of the screen itself, both after the
    terminal is restored; KeyboardInterrupt when the user did not quit but interrupted.
    """
    view = settings.view
    view = view._replace(theme=view.theme or choose_theme(), captions=view.captions is not False)
    settings = settings._replace(view=view)
    app = GlueflowApp(open_source, settings, before=before, process=process)
    check_choices(settings, app.available_themes)
    sys.setswitchinterval(_TURN)
    error: Exception | None = None
    try:
        error = app.run(mouse=wants_mouse(settings.view))
    except RuntimeError:
        # A screen that could not be set up cannot be taken down either.
        if app.defect is None:
            raise
    error = error or app.defect
    if app.last_picture:
        sys.stdout.write(f"{app.last_picture}\n")
    if error is not None:
        raise error
    if app.interrupted:
        raise KeyboardInterrupt


def wants_mouse(view: ViewSettings) -> bool:
    """As chosen; else on, unless the session comes over SSH, where selecting text matters more."""
    return "SSH_CONNECTION" not in os.environ if view.mouse is None else view.mouse


def wants_wall(source: SourceSettings) -> bool:
    """Whether many chains are to be expected; what comes may tell otherwise."""
    if source.demo is not None:
        return source.demo == FLEET
    return source.replay is None and source.is_open


def time_jumps() -> type[Provider]:
    """What the palette needs for times; loaded with it."""
    from glueflow_tui.tui.commands import TimeJumps

    return TimeJumps


class GlueflowApp(Session):
    """Returns the error when the very first poll failed."""

    TITLE = "glueflow"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS = App.COMMANDS | {time_jumps}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "quit", id="interrupt", priority=True, show=False),
    ]

    def __init__(
        self,
        open_source: Callable[[], Source],
        settings: Settings,
        *,
        polls: bool = True,
        before: Baseline | None = None,
        process: Process | None = None,
    ) -> None:
        super().__init__(settings)
        self._before = before
        self._polls = polls
        self._known = Known()
        self._title = ""
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        if settings.view.theme in (None, *self.available_themes):
            self.theme = settings.view.theme or DARK.name
        self._styled = self.theme
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap({name: ",".join(split_keys(key)) for name, key in settings.keys.items()})
        self.defect: Exception | None = None
        self._shown = Shown()
        self.interrupted = False
        self.watched: Watch | Wall = self._build_screen(wall=wants_wall(settings.source))
        self.poller = Poller(open_source, settings, self.tell, load_plotext, process=process)
        self.watched.tell_progress = self.poller.tell_progress

    def _build_screen(self, *, wall: bool) -> Watch | Wall:
        glyphs = choose_glyphs(self.settings.view.glyphs)
        screen: Watch | Wall
        if wall:
            from glueflow_tui.tui.screens.wall import Wall  # brings a box to type in

            screen = Wall(self.settings, glyphs, self._before)
        else:
            screen = Watch(self.settings, glyphs, self._before)
        if self.settings.source.demo is not None:
            screen.tells = self.settings.view.captions
        return screen

    def tell(self, news: Message) -> None:
        """Pass news of the poller on to the screen that watches; any thread may."""
        self.watched.post_message(news)

    def get_driver_class(self) -> type[Driver]:
        """The driver of the terminal, which may be lost; no colours where none are wanted."""
        return enduring(waiting(super().get_driver_class()), colourless=self.no_color)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of the series and severities under themes that do not name them."""
        return fill_in(self.current_theme)

    def refresh_css(self, *args: bool, **options: bool) -> None:
        """Only for another theme: when it starts, Textual would read all styles a second time."""
        if self._styled != self.theme:
            self._styled = self.theme
            super().refresh_css(*args, **options)

    def get_default_screen(self) -> Watch | Wall:
        """The screen that watches, with no empty one below it."""
        return self.watched

    def on_mount(self) -> None:
        """Leave the terminal in order however the program is ended, and take it again whole."""
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                # Textual restores the terminal only when it exits by itself.
                get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def action_redraw(self) -> None:
        """Send the whole picture: something else has written to the terminal."""
        self._shown.forget()
        for screen in self.screen_stack:
            screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, cast("RenderableType", self._shown.spare(renderable)))

    @on(Opened)
    def begin(self) -> None:
        """The empty frame is shown; only now does the poller load what is heavy."""
        if self._polls:
            self.poller.start()

    @on(Reported)
    def settle(self) -> None:
        """With the first report all is loaded."""
        if not (self.is_headless or gc.get_freeze_count()):
            from glueflow_tui.tui import garbage

            garbage.settle()

    @on(Reported)
    def call_attention(self, news: Reported) -> None:
        """The verdict in the terminal's title; what is new rings, but not in a recording."""
        glyphs = choose_glyphs(self.settings.view.glyphs)
        first = not self._title
        self._known, fresh = self._known.hear(news.report)
        title = write_title(news.report, glyphs)
        if title != self._title:
            self._title = title
            self.send(f"{SAVE_TITLE}{title}" if first else title)
        if self.settings.view.notify and news.playback is None:
            self.send(write_notice(fresh, glyphs))

    def send(self, sequence: str) -> None:
        """Write to the terminal beside the picture, if there is one."""
        if sequence and self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    @on(Reported)
    def choose_screen(self, news: Reported) -> None:
        """Several chains where one was expected, as a recording can hold, make a wall."""
        many = len(news.report.chains) > 1
        if many and isinstance(self.watched, Watch) and self.screen is self.watched:
            self.watched = self._build_screen(wall=True)
            self.push_screen(self.watched)
            self.watched.post_message(replace(news))

    @on(Reported)
    @on(Told)
    def inform_follower(self, news: Reported | Told) -> None:
        """Whatever is open over the screen and follows the news hears of it, too."""
        from glueflow_tui.tui.screens.dialog import Follower

        if isinstance(self.screen, Follower):
            self.screen.hear(news)

    @on(LogsWanted)
    def ask_logs(self, wish: LogsWanted) -> None:
        """The ends of a run's logs, in the polling thread."""
        from glueflow_tui.sources.inquiry import read_logs

        self.poller.ask(lambda source: read_logs(source, wish.run))

    @on(GaugesWanted)
    def ask_gauges(self, wish: GaugesWanted) -> None:
        """The machines of a job, in the polling thread."""
        from glueflow_tui.sources.inquiry import read_gauges

        self.poller.ask(lambda source: read_gauges(source, wish.job))

    @on(ChainOpened)
    def look_closely(self, news: ChainOpened) -> None:
        """Ask more about the chain that is looked at."""
        self.poller.open_chain(news.name)

    def get_key_display(self, binding: Binding) -> str:
        """How a key is written; by its name where its sign may be missing from the terminal."""
        shown = super().get_key_display(binding)
        if shown.isascii() or choose_glyphs(self.settings.view.glyphs) is not ASCII:
            return shown
        return binding.key

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: the keys that work here, chains, places, themes."""
        from glueflow_tui.tui.commands import list_commands

        yield from list_commands(self, screen)

    def go_to(self, *, profile: str | None, region: str | None) -> None:
        """Look at another account or region; a profile brings its own region."""
        from glueflow_tui.sources.choose import open_source

        source = self.settings.source._replace(profile=profile, region=region)
        self.settings = self.settings._replace(source=source)
        self.poller.reopen(source, partial(open_source, source, self.settings.view.interval))

    @on(Reopened)
    def start_anew(self) -> None:
        """What is found there from the start is no news."""
        self._known = Known()

    @on(ReplayOrdered)
    def play(self, order: ReplayOrdered) -> None:
        """Do it with the recording."""
        self.poller.play(order.act, order.moment)

    def action_interrupt(self) -> None:
        """As quitting, but the caller is told."""
        self.interrupted = True
        self.exit()

    def on_unmount(self) -> None:
        """Poll no more; a poll under way is left behind. The title is as it was.

        Where there is no second screen to leave, as in GNU screen, this one is left empty.
        """
        self.send(CLEAR)
        if self._title:
            self.send(RESTORE_TITLE)
        self.poller.stop()

    def _fatal_error(self) -> None:
        # Textual would print the traceback with local variables, which can hold secrets.
        error = sys.exception()
        self.defect = error if isinstance(error, Exception) else None
        self._close_messages_no_wait()
