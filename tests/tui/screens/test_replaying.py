from __future__ import annotations

from datetime import datetime, timedelta

from textual.pilot import Pilot

from glueflow_tui.analysis.report import Report
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import Reported, SourceEnded
from glueflow_tui.tui.player import Act, Playback
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.screens.seek import Seek
from tests.tui import reports
from tests.tui.stage import MINUTE, never, on_stage, text_of

REPLAY = Settings(source=SourceSettings(replay="night.jsonl"), view=ViewSettings(glyphs="braille"))
NOON = reports.DAY + timedelta(hours=12)
PLAYS = Playback(NOON + 77 * MINUTE, NOON, NOON + 150 * MINUTE, speed=10.0, playing=True)


class Deaf(Poller):
    """Hears what is ordered, and does nothing."""

    def __init__(self, heard: list[tuple[Act, object]]) -> None:
        super().__init__(never, REPLAY, id, never)
        self._heard = heard

    def play(self, act: Act, moment: datetime | None = None) -> None:
        self._heard.append((act, moment))


async def show(
    app: GlueflowApp, pilot: Pilot[Exception], playback: Playback, report: Report | None = None
) -> None:
    app.watched.post_message(Reported(report or reports.story(), MINUTE, playback=playback))
    await pilot.pause()
    await pilot.pause()


def listen(app: GlueflowApp) -> list[tuple[Act, object]]:
    heard: list[tuple[Act, object]] = []
    app.poller = Deaf(heard)
    return heard


async def test_the_header_tells_time_range_speed_and_position() -> None:
    async with on_stage(settings=REPLAY, size=(120, 40)) as (app, pilot):
        await show(app, pilot, PLAYS)
        playing = text_of(app).splitlines()[0]
        await show(app, pilot, PLAYS._replace(playing=False))
        still = text_of(app).splitlines()[0]
        await show(app, pilot, PLAYS._replace(at=PLAYS.end, playing=False))
        app.watched.post_message(SourceEnded())
        await pilot.pause()
        ended = text_of(app).splitlines()[0]

    assert "▸ REPLAY 13:17 / 12:00-14:30 x10 │ ██████──────" in playing
    assert "‖ REPLAY 13:17 / 12:00-14:30 x10 PAUSED" in still
    assert "‖ REPLAY 14:30 / 12:00-14:30 x10 ENDED │ ████████████" in ended


async def test_keys_order_what_is_done_with_the_recording() -> None:
    async with on_stage(settings=REPLAY) as (app, pilot):
        heard = listen(app)
        await pilot.press("space", "n", "greater_than_sign")
        before = list(heard)
        await show(app, pilot, PLAYS)
        await pilot.press(
            "space",
            "n",
            "N",
            "greater_than_sign",
            "less_than_sign",
            "right_parenthesis",
            "left_parenthesis",
        )

    assert before == []
    assert [act for act, _ in heard] == [
        Act.TOGGLE,
        Act.FORWARD,
        Act.BACK,
        Act.FASTER,
        Act.SLOWER,
        Act.NEXT_RUN,
        Act.PREVIOUS_RUN,
    ]


async def test_a_typed_time_is_sought_and_a_wrong_one_is_explained() -> None:
    async with on_stage(settings=REPLAY) as (app, pilot):
        heard = listen(app)
        await show(app, pilot, PLAYS)
        await pilot.press("S", *"half", "enter")
        await pilot.pause()
        nonsense = text_of(app)
        await pilot.press(*["backspace"] * 4, *"15:00", "enter")
        await pilot.pause()
        outside = text_of(app)
        await pilot.press(*["backspace"] * 5, *"13:05", "enter")
        await pilot.pause()
        closed = not isinstance(app.screen, Seek)

    assert "no time of day" in nonsense
    assert "not in there; recorded: 2024-05-06 12:00Z to 2024-05-06 14:30Z" in outside
    assert closed
    assert heard == [(Act.SEEK, NOON + 65 * MINUTE)]


async def test_escape_closes_the_box_and_nothing_is_sought() -> None:
    async with on_stage(settings=REPLAY) as (app, pilot):
        heard = listen(app)
        await show(app, pilot, PLAYS)
        await pilot.press("S", "escape")
        await pilot.pause()

        assert not isinstance(app.screen, Seek)
        assert heard == []


async def test_a_recording_of_many_chains_plays_on_the_wall() -> None:
    async with on_stage(settings=REPLAY, size=(120, 40)) as (app, pilot):
        heard = listen(app)
        await show(app, pilot, PLAYS, reports.story("fleet"))
        await show(app, pilot, PLAYS, reports.story("fleet"))
        await pilot.press("space")
        wall = text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("space")
        inside = text_of(app)

    assert "40 chains" in wall
    assert "REPLAY 13:17" in wall
    assert "REPLAY 13:17" in inside
    assert [act for act, _ in heard] == [Act.TOGGLE, Act.TOGGLE]


async def test_outside_a_recording_its_keys_are_off() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        heard = listen(app)
        await pilot.press("n", "S", "greater_than_sign")
        await pilot.pause()

        assert heard == []
        assert not isinstance(app.screen, Seek)
