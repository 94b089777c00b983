from __future__ import annotations

from asyncio import Event as Flag

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import ModalScreen

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.commands import Palette
from glueflow_tui.tui.keyboard import name_escapes
from glueflow_tui.tui.screens.watch import Watch
from tests.reliability.terminal import on_terminal
from tests.tui import reports
from tests.tui.stage import on_stage, text_of

LEFT, DOWN = "\x1b[D", "\x1b[B"


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


FILTERED = {
    "/fail": "fail",
    "/ab\x7fc": "ac",
    f"/ma{LEFT}x": "mxa",
    "/x\x1b/y": "y",
    "i5m\r/y": "y",
    "\r\x1b/y": "y",
    "j" * 30 + "/" + "xy\x7f" * 20: "x" * 20,
    f"/{paste('fail')}": "fail",
    f"i{paste('5m')}\r/y": "y",
    f"{paste('qjQ/x')}/y": "y",
    f"?{paste('q')}\x1b/y": "y",
}
"""What comes from the terminal at once, and the filter that it leaves on the wall."""


async def pour(app: GlueflowApp, pilot: Pilot[Exception], packet: str) -> None:
    """Until all keys of the packet are acted upon."""
    for message in XTermParser().feed(name_escapes(packet)):
        app.post_message(message)
    await pilot.pause()
    while app._is_busy or app._typed:
        await pilot.pause()
    await pilot.pause()


async def test_what_follows_a_key_that_opens_a_box_is_for_the_box() -> None:
    left = {}
    async with on_stage(reports.story("fleet")) as (app, pilot):
        await pilot.pause()
        for packet in FILTERED:
            await pour(app, pilot, f"\x1b{packet}")
            assert app.screen is app.watched, packet
            left[packet] = app.watched.roster.wanted

    assert left == FILTERED


async def test_keys_behind_a_box_are_for_the_screen_again() -> None:
    async with on_stage(reports.story("fleet")) as (app, pilot):
        await pilot.pause()
        await pour(app, pilot, "/ca\rj")
        second = app.watched.roster.chosen
        await pour(app, pilot, "\r[:at 13:00\rm?\x1b\x1b\x1bk")

    assert second == "calls"
    assert app.watched.roster.chosen == "campaigns"


async def test_a_packet_for_the_palette_runs_what_was_typed_and_nothing_else() -> None:
    async with on_stage(reports.story(), size=(120, 40)) as (app, pilot):
        watch = app.watched
        assert isinstance(watch, Watch)
        await pour(app, pilot, ":at 13:00\r")
        cursor = watch.view.cursor
        await pour(app, pilot, f":{paste('theme light')}\r/x\x1b]")
        theme, beside = app.theme, watch.view.cursor
        await pour(app, pilot, f":theme {DOWN}\r")
        second = app.theme
        await pour(app, pilot, ":no such thing\rq")
        unknown, still = text_of(app), app.screen
        await pour(app, pilot, "\x1b:\x1bj")

        assert watch.view.selected == 1
    assert watch.report is not None
    assert cursor == epoch_minute(watch.report.taken_at) - 60
    assert (theme, beside) == ("light", cursor + 1)
    assert second == sorted(app.available_themes)[1]
    assert isinstance(still, Palette)
    assert "no such thingq" in unknown


class Slow(ModalScreen[None]):
    """Takes its time to come up."""

    def __init__(self, is_time: Flag) -> None:
        super().__init__()
        self._is_time = is_time

    async def on_mount(self) -> None:
        await self._is_time.wait()


async def test_keys_are_held_for_what_is_slow_to_come_but_not_the_one_that_interrupts() -> None:
    is_time = Flag()
    async with on_stage(reports.story()) as (app, _):
        app.push_screen(Slow(is_time))
        app._follow(app.screen, app.screen)
        for key in ("j", "q", "ctrl+c"):
            await app.on_event(Key(key, None))
        held, interrupted = len(app._typed), app.interrupted
        is_time.set()

    assert (held, interrupted) == (2, True)


def test_all_bytes_at_once_on_a_real_terminal() -> None:
    command = ["-m", "glueflow_tui", "--demo", "document", "--at", "14:35", "--interval", "1h"]
    with on_terminal(command, (120, 40)) as shown:
        shown.wait_for("bookmark-disabled")
        shown.press("/no-such-job")
        shown.wait_for("no job matches 'no-such-job'")
        shown.press("\x1b:at 13:00\r")
        shown.wait_for("AT 13:00Z")
        shown.press("\x1b" + "]" * 60 + "/" + "z" * 60)
        shown.wait_for("no job matches 'z{20}")
        shown.press("\x1b:\x1bq")
        status, _ = shown.wait_for_exit()

    assert status == 0
    assert shown.left_on() == set()
