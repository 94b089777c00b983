"""What a session has beside its screens: errors so far, pace of the polls, the last picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from textual import on
from textual.filter import ANSIToTruecolor, LineFilter

from glueflow_tui.settings import Settings
from glueflow_tui.tui.ascii import AsciiFilter
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.glyphs import ASCII, choose_glyphs
from glueflow_tui.tui.journal import Journal
from glueflow_tui.tui.messages import PollFailed, RefreshRequested, Reported
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.screens.drawn import Drawn
from glueflow_tui.tui.screens.live import Live
from glueflow_tui.tui.turns import InTurn

REST = 1.0
"""Seconds between two polls that the user asks for."""


class Session(InTurn[Exception], inherit_bindings=False):
    """Keeps the journal and the pace; the keys are those of the screens."""

    poller: Poller

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._plain = (AsciiFilter(),) if choose_glyphs(settings.view.glyphs) is ASCII else ()
        self.journal = Journal()
        self.last_picture = ""
        """What is left in the terminal at the end; empty unless that was wanted."""
        self._rests = False
        self._is_wanted = False

    @on(RefreshRequested)
    def poll_now(self) -> None:
        """Cut the wait short; as every poll costs calls, again only after a rest."""
        self._is_wanted = True
        if not self._rests:
            self._poll_once()

    def _poll_once(self) -> None:
        self._rests = self._is_wanted
        if self._is_wanted:
            self._is_wanted = False
            self.set_timer(REST, self._poll_once)
            self.poller.refresh()

    @on(Reported)
    def note_faults(self, news: Reported) -> None:
        """Calls that failed."""
        self.journal = self.journal.hear(news.report)

    @on(PollFailed)
    def note_failure(self, news: PollFailed) -> None:
        """A poll in which nothing could be seen."""
        self.journal = self.journal.note(news.sentence)

    def action_errors(self) -> None:
        """What went wrong in this session."""
        from glueflow_tui.tui.screens.errors import Errors

        self.push_screen(Errors(self.journal, self._clock))

    def action_interval(self) -> None:
        """Ask for another time between polls."""
        from glueflow_tui.tui.screens.interval import Interval  # brings a box to type in

        self.push_screen(Interval(self.settings.view.interval), self._pace)

    def _pace(self, interval: timedelta | None) -> None:
        if interval is not None:
            view = self.settings.view._replace(interval=interval)
            self.settings = self.settings._replace(view=view)
            self.poller.pace(interval)

    def action_keep_picture(self) -> None:
        """Quit, and leave the last picture in the terminal's scrollback."""
        self.last_picture = self.seen.draw_ansi()
        self.exit()

    def action_command_palette(self) -> None:
        """Every command, to be searched."""
        from glueflow_tui.tui.commands import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    @property
    def seen(self) -> Drawn[object]:
        """The screen in view."""
        return next(one for one in reversed(self.screen_stack) if isinstance(one, Drawn))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing but ASCII leaves for a terminal without other characters, whatever drew it.

        Themes name no colour of the terminal's own but where it is to be sent as it is: to look
        each style through for some takes a fifth of a picture.
        """
        usual = super().get_line_filters()
        kept = (one for one in usual if not isinstance(one, ANSIToTruecolor))
        return (*kept, *self._plain)

    @property
    def _clock(self) -> Clock:
        return self.screen.clock if isinstance(self.screen, Live) else UTC_CLOCK
