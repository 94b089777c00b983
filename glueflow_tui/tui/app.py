"""The live screen as a program: theme, keys, the poller's life."""

from __future__ import annotations

import os
import signal
import sys
from asyncio import get_running_loop
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType

from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.choices import check_choices
from glueflow_tui.tui.drawing.curves import load_plotext
from glueflow_tui.tui.glyphs import choose_glyphs
from glueflow_tui.tui.messages import Opened, RefreshRequested
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.theme import GLUEFLOW, VARIABLES

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.sources.base import Source


def watch(open_source: Callable[[], Source], settings: Settings) -> None:
    """Show the live screen until the user quits.

    ``open_source`` is called in the polling thread. Raises what the very first poll raised, and
    a defect of the screen itself, both after the terminal is restored.
    """
    app = GlueflowApp(open_source, settings)
    check_choices(settings, app.available_themes)
    error = app.run(mouse=wants_mouse(settings.view)) or app.defect
    if error is not None:
        raise error


def wants_mouse(view: ViewSettings) -> bool:
    """As chosen; else on, unless the session comes over SSH, where selecting text matters more."""
    return "SSH_CONNECTION" not in os.environ if view.mouse is None else view.mouse


class GlueflowApp(App[Exception]):
    """Returns the error when the very first poll failed."""

    TITLE = "glueflow"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "quit", id="interrupt", priority=True, show=False),
    ]

    def __init__(self, open_source: Callable[[], Source], settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.animation_level = "none"
        self.register_theme(GLUEFLOW)
        if settings.view.theme in (None, *self.available_themes):
            self.theme = settings.view.theme or GLUEFLOW.name
        self.set_keymap(dict(settings.keys))
        self.defect: Exception | None = None
        self.watched = Watch(settings, choose_glyphs(settings.view.glyphs))
        self.poller = Poller(open_source, settings, self.watched.post_message, load_plotext)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of the series and severities under themes that do not name them."""
        return VARIABLES

    def get_default_screen(self) -> Watch:
        """The watch screen, with no empty one below it."""
        return self.watched

    def on_mount(self) -> None:
        """Leave the terminal in order however the program is ended."""
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                # Textual restores the terminal only when it exits by itself.
                get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    @on(Opened)
    def begin(self) -> None:
        """The empty frame is shown; only now does the poller load what is heavy."""
        self.poller.start()

    def on_unmount(self) -> None:
        """Poll no more; a poll under way is left behind."""
        self.poller.stop()

    def _fatal_error(self) -> None:
        # Textual would print the traceback with local variables, which can hold secrets.
        error = sys.exception()
        self.defect = error if isinstance(error, Exception) else None
        self._close_messages_no_wait()

    @on(RefreshRequested)
    def poll_now(self) -> None:
        """Cut the wait short."""
        self.poller.refresh()
