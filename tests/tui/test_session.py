from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.app import SystemCommand
from textual.command import CommandPalette

from glueflow_tui.errors import ObservationError
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.tui.commands import go_to_time
from glueflow_tui.tui.messages import PollFailed
from glueflow_tui.tui.screens.interval import Interval
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.view import extent_of
from tests.tui import reports
from tests.tui.stage import DEMO, on_stage, text_of


async def test_errors_of_the_session_are_listed_with_their_times() -> None:
    async with on_stage(reports.faulty()) as (app, pilot):
        for _ in range(2):
            app.watched.post_message(PollFailed(ObservationError("no\x1b network"), 60.0))
        await pilot.pause()
        await pilot.press("exclamation_mark")
        await pilot.pause()
        text = text_of(app)

    assert "14:00Z to 14:00Z, 2 times" in text
    assert "glue:GetTriggers AccessDeniedException" in text
    assert "\x1b" not in text


async def test_a_new_interval_goes_to_the_poller_and_nonsense_is_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paced: list[timedelta] = []
    async with on_stage(reports.story()) as (app, pilot):
        monkeypatch.setattr(app.poller, "pace", paced.append)
        await pilot.press("i", "1", "s", "enter")
        await pilot.pause()
        refused, still = text_of(app), isinstance(app.screen, Interval)
        await pilot.press("backspace", "0", "s", "enter")
        await pilot.pause()

    assert still
    assert "not '1s'" in refused
    assert paced == [timedelta(seconds=10)]
    assert app.settings.view.interval == timedelta(seconds=10)


async def test_polls_on_request_keep_a_distance_and_none_is_forgotten() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("r")
        await pilot.pause()
        app.poller._wake.clear()
        await pilot.press("r", "r")
        await pilot.pause()
        asked = app.poller._wake.is_set()
        app._poll_once()
        later = app.poller._wake.is_set()
        app.poller._wake.clear()
        app._poll_once()
        again = app.poller._wake.is_set()

    assert not asked
    assert later
    assert not again


async def test_the_last_picture_stays_with_its_colours() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("Q")
        await pilot.pause()

    assert "REPROCESSING" in app.last_picture
    assert app.last_picture.count("\n") == 23


async def test_the_console_link_names_the_run_at_the_cursor() -> None:
    aws = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456784821")
    report = replace(reports.story(), source=aws)
    async with on_stage(report) as (app, pilot):
        await pilot.press("left_curly_bracket", "left_curly_bracket", "b")
        await pilot.pause()
        copied = app.clipboard

    assert copied.endswith(f"#/job/orders-out/run/{report.jobs[1].runs[-1].id}")


@pytest.mark.parametrize(("typed", "minute"), [("at 13:17", 43), ("at 2024-05-06T13:20Z", 40)])
async def test_a_typed_time_puts_the_cursor_there(typed: str, minute: int) -> None:
    async with on_stage(reports.story(), settings=DEMO) as (app, pilot):
        await pilot.press("colon")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*typed)
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter", "enter")
        await pilot.pause()
        watched = app.watched
        assert isinstance(watched, Watch)
        cursor = watched.view.cursor

    assert cursor == extent_of(reports.story()).end - 1 - minute


async def test_a_time_that_is_not_looked_back_on_is_told() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        watched = app.watched
        assert isinstance(watched, Watch)
        go_to_time(watched, reports.DAY)
        await pilot.pause()
        told = [note.message for note in app._notifications]

    assert told == ["not looked back on: 11:00Z to 14:00Z is"]


async def test_themes_are_commands() -> None:
    async with on_stage(reports.story()) as (app, _):
        offered: dict[str, SystemCommand] = {
            command.title: command for command in app.get_system_commands(app.screen)
        }
        offered["theme light"].callback()

        assert app.theme == "light"
