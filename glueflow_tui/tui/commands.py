"""The commands of the palette: every key that works here, every chain, every place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import SystemCommand
from textual.command import Command, CommandList, CommandPalette, Hit, Hits, Provider
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerCancelled

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import SourceSettings
from glueflow_tui.settings.values import parse_moment
from glueflow_tui.tui.messages import ReplayOrdered
from glueflow_tui.tui.player import Act, resolve_moment
from glueflow_tui.tui.screens.drawn import Drawn
from glueflow_tui.tui.screens.live import Live
from glueflow_tui.tui.screens.wall import Wall
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.view import extent_of, put_cursor

_HOW = "type at and a time, to put the cursor there: at 13:17, at 2024-05-06T13:17Z"
_AT = re.compile(r"\s*at\s+(\S.*?)\s*")

if TYPE_CHECKING:
    from glueflow_tui.tui.app import GlueflowApp


def list_commands(app: GlueflowApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Titles that can be typed, what they do, and how."""
    yield from _list_keys(app, screen)
    if isinstance(screen, Watch) and screen.report is not None:
        yield SystemCommand("at a time", _HOW, partial(app.notify, _HOW))
    if isinstance(app.watched, Wall) and isinstance(screen, Live):
        for name in app.watched.chain_names:
            open_chain = partial(app.watched.open_chain, name)
            yield SystemCommand(f"chain {sanitise(name)}", "open this chain", open_chain)
    for theme in sorted(app.available_themes):
        yield SystemCommand(
            f"theme {theme}", "these colours", partial(setattr, app, "theme", theme)
        )
    if can_move(app.settings.source):
        yield from _list_places(app)


def can_move(source: SourceSettings) -> bool:
    """Only AWS has profiles, and a recording is of one place."""
    return source.demo is None and source.replay is None and source.record is None


def _list_keys(app: GlueflowApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    told: set[str] = set()
    for _, binding, enabled, _ in screen.active_bindings.values():
        if enabled and binding.id not in {None, "commands"} and binding.description not in told:
            told.add(binding.description)
            act = partial(app.run_action, binding.action, screen)
            key = f"key {app.get_key_display(binding)}"
            yield SystemCommand(binding.description, key, act)


def _list_places(app: GlueflowApp) -> Iterator[SystemCommand]:
    from glueflow_tui.sources.choose import list_places

    profiles, regions = list_places()
    for name, kind in profiles:
        go = partial(app.go_to, profile=name, region=None)
        yield SystemCommand(f"profile {sanitise(name)}", f"look there ({kind})", go)
    for region in regions:
        go = partial(app.go_to, profile=app.settings.source.profile, region=region)
        yield SystemCommand(f"region {region}", "look there", go)


class Palette(CommandPalette, Drawn[None]):
    """The box to search them in."""

    def __init__(self) -> None:
        super().__init__(placeholder="a command, a chain, a theme, at 13:17")

    async def on_key(self, event: Key) -> None:
        """Before a key that chooses, all that was typed is looked for."""
        if event.key != "escape":
            for search in [one for one in self.workers if one.node is self]:
                with suppress(WorkerCancelled):
                    await search.wait()

    @on(Input.Submitted)
    def run_chosen(self, typed: Input.Submitted) -> None:
        """At once: through the list it would take so long that the next key were for this box."""
        chosen = self.query_one(CommandList).highlighted_option
        if isinstance(chosen, Command):
            typed.prevent_default()
            self.dismiss()
            self.app.call_later(chosen.hit.command)


class TimeJumps(Provider):
    """``at 13:17``: the cursor to a time, the recording too when it is not looked back on."""

    async def search(self, query: str) -> Hits:
        """The time that was typed."""
        typed = _AT.fullmatch(query)
        screen = self.screen
        if typed is None or not isinstance(screen, Watch) or screen.report is None:
            return
        try:
            at = parse_moment(typed[1])
        except (ValueError, OverflowError):
            return
        told = f"at {sanitise(typed[1])}"
        yield Hit(1.0, told, partial(go_to_time, screen, at), help="the cursor to that time")


def go_to_time(screen: Watch, at: datetime | time) -> None:
    """The cursor to a moment; a time of day is the last such one, on the clock in use."""
    report, clock, plays = screen.report, screen.view.clock, screen.feed.playback
    if report is None:
        return
    at = clock.read(at, report.taken_at)
    moment = resolve_moment(at, report.start, report.taken_at)
    recorded = None if plays is None else resolve_moment(at, plays.start, plays.end)
    if moment is not None:
        screen.view = put_cursor(screen.view, extent_of(report), epoch_minute(moment))
        screen.show()
    elif recorded is not None:
        screen.post_message(ReplayOrdered(Act.SEEK, recorded))
    else:
        first, last = clock.tell_whole(report.start), clock.tell_whole(report.taken_at)
        screen.notify(f"not looked back on: {first} to {last} is", severity="warning")
