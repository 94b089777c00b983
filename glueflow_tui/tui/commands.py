"""The commands of the palette: every key that works here, every chain, every place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import SourceSettings

if TYPE_CHECKING:
    from glueflow_tui.tui.app import GlueflowApp


def list_commands(app: GlueflowApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Titles that can be typed, what they do, and how."""
    yield from _list_keys(app, screen)
    for name in app.watched.chain_names:
        said = f"chain {sanitise(name)}"
        yield SystemCommand(said, "open this chain", partial(app.watched.open_chain, name))
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
