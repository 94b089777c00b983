"""Every key of every screen, and what comes of it: a binding without a trial fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.pilot import Pilot

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, ViewSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.clock import UTC_CLOCK
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.keys import REPLAY_KEYS, SCREENS, TELLING_KEYS
from glueflow_tui.tui.messages import Reported
from glueflow_tui.tui.parts import Arrangement
from glueflow_tui.tui.roster import AS_CHAINED, JOB_ORDERS, ORDERS, Roster
from glueflow_tui.tui.screens.chain import OpenedChain
from glueflow_tui.tui.screens.course import EventLog, Tree
from glueflow_tui.tui.screens.errors import Errors
from glueflow_tui.tui.screens.explain import Explain
from glueflow_tui.tui.screens.fix import ProposedFix
from glueflow_tui.tui.screens.help import Help
from glueflow_tui.tui.screens.interval import Interval
from glueflow_tui.tui.screens.job import JobDetails
from glueflow_tui.tui.screens.live import Live
from glueflow_tui.tui.screens.run import RunDetails
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.view import View, extent_of
from glueflow_tui.tui.widgets.filter import Filter
from tests.tui import reports
from tests.tui.stage import DEMO, MINUTE, on_stage, text_of

PLAIN = DEMO._replace(view=ViewSettings(glyphs="ascii"))
"""Whatever a key brings must be ASCII there."""
Outcome = Callable[[GlueflowApp], bool]
EXTENT = extent_of(reports.story())
FOURTH = EXTENT.end - 3
"""Start of the reader's fourth run, two minutes before the fifth of the writer."""
ZOOMED = View(span=30, end=EXTENT.end - 40)


def shows(screen: type[object]) -> Outcome:
    return lambda app: isinstance(app.screen, screen)


def view_is(check: Callable[[View], bool]) -> Outcome:
    return lambda app: isinstance(app.screen, Watch) and check(app.screen.view)


def seen(check: Callable[[Arrangement], bool]) -> Outcome:
    return lambda app: isinstance(app.screen, Watch) and check(app.screen.body.arrangement)


def told(words: str) -> Outcome:
    return lambda app: any(words in note.message for note in app._notifications)


def roster_is(check: Callable[[Roster], bool]) -> Outcome:
    return lambda app: isinstance(app.screen, Live) and check(app.screen.roster)


SESSION: Mapping[str, Outcome] = {
    "help": shows(Help),
    "commands": shows(CommandPalette),
    "interval": shows(Interval),
    "errors": shows(Errors),
    "leave": lambda app: app._exit and "REPROCESSING" in app.last_picture,
    "suspend": lambda app: app.last_picture == "suspended",
    "redraw": lambda app: not app._shown._rows,
    "quit": lambda app: app._exit,
    "refresh": lambda app: app.poller._wake.is_set(),
    "copy": told("copied"),
    "save": told("saved"),
    "export": told("exported"),
    "filter": lambda app: isinstance(app.focused, Filter),
}
WATCH: Mapping[str, Outcome] = {
    **SESSION,
    "pause": lambda app: isinstance(app.screen, Watch) and app.screen.feed.paused_at is not None,
    "explain": shows(Explain),
    "fix": shows(ProposedFix),
    "details": shows(RunDetails),
    "job-details": shows(JobDetails),
    "tree": shows(Tree),
    "events": shows(EventLog),
    "finding-previous": view_is(lambda view: view.selected == 4),
    "finding-next": view_is(lambda view: view.selected == 1),
    "cursor-back": view_is(lambda view: view.cursor == (ZOOMED.end or 0) - 1),
    "cursor-forward": view_is(lambda view: view.cursor is not None),
    "run-back": view_is(lambda view: view.cursor is not None),
    "run-forward": view_is(lambda view: view.cursor == FOURTH),
    "zoom-out": view_is(lambda view: view.span == 120),
    "zoom-in": view_is(lambda view: view.span == 30),
    "zoom-all": view_is(lambda view: view.span is None),
    "pan-back": view_is(lambda view: view.end is not None and view.end < EXTENT.end - 40),
    "pan-forward": view_is(lambda view: view.end is None or view.end > EXTENT.end - 40),
    "oldest": view_is(lambda view: view.end == EXTENT.first + 30),
    "newest": view_is(lambda view: view.end is None),
    "back": view_is(lambda view: view.end is None),
    "clock": view_is(lambda view: view.clock != UTC_CLOCK),
    "panel-next": seen(lambda was: was.focus == 2),
    "panel-previous": seen(lambda was: was.focus == 7),
    "maximise": seen(lambda was: was.alone),
    **{
        f"panel-{number}": seen(
            lambda was, number=number: number in was.hidden or was.focus == number  # type: ignore[misc]  # bound now
        )
        for number in range(1, 10)
    },
    "mirror": view_is(lambda view: view.mirrored),
    "ratios": view_is(lambda view: view.by_run),
    "layout-next": seen(lambda was: was.layout == 1),
    "layout-previous": seen(lambda was: was.layout == 3),
    "console": told("a demo is not in the AWS console"),
    "sort": roster_is(lambda was: was.order == JOB_ORDERS[1]),
    "idle": roster_is(lambda was: was.idle),
    "collapse": lambda app: app.screen.has_class("-collapsed"),
}
"""What a screen with a stretch of half an hour, forty minutes ago, makes of each key."""
LINKS = {"link-next", "link-previous"}
"""Tried where there are several links."""
WALL: Mapping[str, Outcome] = {
    **SESSION,
    "leave": lambda app: app._exit and "chains" in app.last_picture,
    "open": shows(OpenedChain),
    "chain-previous": roster_is(lambda was: was.place == 0),
    "chain-next": roster_is(lambda was: was.place == 1),
    "page-back": roster_is(lambda was: was.place == 0),
    "page-forward": roster_is(lambda was: was.place > 1),
    "chain-first": roster_is(lambda was: was.place == 0),
    "chain-last": roster_is(lambda was: was.place == 39),
    "sort": roster_is(lambda was: was.order == ORDERS[1]),
    "clear": lambda app: not app.screen.query(Filter),
    "idle": roster_is(lambda was: was.idle),
}


BEFORE = {"run-forward": ("left_curly_bracket",) * 3, "clear": ("slash",)}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))


def keys_of(screen: str) -> list[Binding]:
    return [key for key in SCREENS[screen] if key not in (*REPLAY_KEYS, *TELLING_KEYS)]


async def press_all(
    app: GlueflowApp, pilot: Pilot[Exception], screen: str, trials: Mapping[str, Outcome]
) -> list[str]:
    """Keys that did not do what their trial says, each pressed on a screen put back.

    What cannot be shown on a terminal that has ASCII only counts as not done.
    """
    failed = []
    for binding in keys_of(screen):
        for key in binding.key.split(",") if binding.id in trials else ():
            put_back(app)
            await pilot.press(*BEFORE.get(binding.id or "", ()), key)
            if binding.id == "export":
                await app.workers.wait_for_complete()
            if not trials[binding.id or ""](app) or not text_of(app).isascii():
                failed.append(f"{binding.id}: {key}")
            while app.screen is not app.watched:
                app.pop_screen()
    return failed


def suspend(app: GlueflowApp) -> None:
    app.last_picture = "suspended"


def put_back(app: GlueflowApp) -> None:
    screen = app.watched
    app.poller._wake.clear()
    app.clear_notifications()
    app._rests, app._is_wanted, app._exit = False, False, False
    screen.feed = Feed()
    if isinstance(screen, Watch):
        screen.view = ZOOMED
        screen.action_clear()
        screen.roster = AS_CHAINED
        screen.remove_class("-collapsed")
        screen.body.rearrange(lambda _: Arrangement())
    else:
        screen.action_clear()
        screen.roster = Roster()


async def test_every_key_of_a_chain_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = Monitor(DemoSource("document", at=time(14)), AnalysisSettings())
    report = monitor.step()
    assert report is not None
    async with on_stage(settings=PLAIN) as (app, pilot):
        monkeypatch.setattr(app, "action_suspend_process", lambda: suspend(app))
        monkeypatch.setattr(app, "exit", lambda: setattr(app, "_exit", True))
        idle = replace(report.jobs[0], name="idle", runs=(), state=None)
        report = replace(report, jobs=(*report.jobs, idle))
        app.watched.post_message(Reported(report, MINUTE, history=monitor.history))
        await pilot.pause()
        assert await press_all(app, pilot, "watch", WATCH) == []
        app._exit = False

    assert {key.id for key in keys_of("watch")} == set(WATCH) | LINKS


async def test_every_key_of_the_wall_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    report = reports.story("fleet")
    idle = replace(report.chains[0], name="idle", jobs=())
    report = replace(report, chains=(*report.chains, idle))
    async with on_stage(report, settings=PLAIN) as (app, pilot):
        await pilot.pause()
        monkeypatch.setattr(app, "action_suspend_process", lambda: suspend(app))
        monkeypatch.setattr(app, "exit", lambda: setattr(app, "_exit", True))
        assert await press_all(app, pilot, "wall", WALL) == []
        app._exit = False

    assert {key.id for key in keys_of("wall")} == set(WALL)


def test_keys_that_refresh_delete_or_kill_elsewhere_mean_nothing() -> None:
    used = {key for keys in SCREENS.values() for one in keys for key in one.key.split(",")}

    assert not used & {"ctrl+r", "ctrl+d", "ctrl+k", "ctrl+q"}
