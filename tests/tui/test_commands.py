from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import SystemCommand

from glueflow_tui.errors import CredentialsError
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.commands import Palette
from glueflow_tui.tui.keys import SCREENS
from glueflow_tui.tui.messages import PollFailed, Reopened, Reported
from glueflow_tui.tui.player import Playback
from glueflow_tui.tui.screens.chain import OpenedChain
from tests.tui import reports
from tests.tui.stage import DEMO, MINUTE, on_stage, send, text_of

AWS = Settings(
    source=SourceSettings(jobs=("in", "out"), profile="dev"), view=ViewSettings(glyphs="braille")
)
PLAY = "recording: play or stand still"
"""On the screen of a chain the key that pauses does it, too."""
ACCOUNT = AWS._replace(source=SourceSettings(profile="dev"))


@pytest.fixture(autouse=True)
def _profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[profile dev]\n[profile prod]\nsso_session = corp\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))


def commands(app: GlueflowApp) -> dict[str, SystemCommand]:
    return {command.title: command for command in app.get_system_commands(app.screen)}


async def test_the_palette_opens_by_two_keys() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        for key in ("ctrl+p", "colon"):
            await pilot.press(key)
            opened = app.screen
            await pilot.press("escape")

            assert isinstance(opened, Palette)
            assert app.screen is app.watched


@pytest.mark.parametrize("screen", ["watch", "wall"])
async def test_every_key_and_every_theme_is_in_the_palette(screen: str) -> None:
    plays = Playback(reports.DAY, reports.DAY, reports.DAY + MINUTE, speed=1.0, playing=False)
    report = reports.three_jobs() if screen == "watch" else reports.story("fleet")
    idle = replace(report.jobs[0], name="idle", runs=(), state=None)
    chains = (*report.chains, *(replace(one, name="", jobs=()) for one in report.chains[:1]))
    report = replace(report, jobs=(*report.jobs, idle), chains=chains if screen == "wall" else ())
    async with on_stage(settings=DEMO) as (app, pilot):
        app.tell(Reported(report, MINUTE, history=History(), playback=plays))
        await pilot.pause()
        app.watched.tells = True
        await pilot.press("left_square_bracket", "slash", "enter")
        offered = commands(app)

    keys = {key.description for key in SCREENS[screen]}
    assert keys - set(offered) <= {"commands: chains, profiles, regions", PLAY}
    assert {f"theme {name}" for name in app.available_themes} <= set(offered)


async def test_every_key_that_works_is_a_command_and_does_the_same() -> None:
    async with on_stage(reports.story(), size=(120, 40)) as (app, pilot):
        offered = commands(app)
        await offered["ratios of windows or of runs"].callback()
        await pilot.pause()
        text = text_of(app)

    assert "run ratio" in text
    assert "recording: go to a time" not in offered
    assert "theme dark" in offered
    assert not any(title.startswith(("profile", "region")) for title in offered)


async def test_every_chain_can_be_opened_by_name() -> None:
    async with on_stage(reports.story("fleet"), settings=DEMO) as (app, pilot):
        await pilot.pause()
        commands(app)["chain customers"].callback()
        await pilot.pause()
        opened = app.screen
        inside = commands(app)
        inside["chain ledger"].callback()
        await pilot.pause()
        await pilot.pause()
        other = app.screen
        await pilot.press("escape")
        back = app.screen

    assert isinstance(opened, OpenedChain)
    assert opened.chain.name == "customers"
    assert isinstance(other, OpenedChain)
    assert other.chain.name == "ledger"
    assert "chain customers" not in inside
    assert back is app.watched


async def test_profiles_are_offered_with_their_kind_and_go_to_the_poller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    went: list[SourceSettings] = []
    async with on_stage(reports.story(), settings=AWS) as (app, _):
        monkeypatch.setattr(app.poller, "reopen", lambda source, _opener: went.append(source))
        offered = commands(app)
        offered["profile prod"].callback()
        commands(app)["region eu-west-1"].callback()

    assert offered["profile prod"].help == "look there (sso)"
    assert [(place.profile, place.region) for place in went] == [
        ("prod", None),
        ("prod", "eu-west-1"),
    ]
    assert went[0].jobs == ("in", "out")


async def test_a_recording_is_of_one_place() -> None:
    settings = AWS._replace(source=AWS.source._replace(record="x.jsonl"))
    async with on_stage(reports.story(), settings=settings) as (app, _):
        assert not any(title.startswith("profile") for title in commands(app))


@pytest.mark.parametrize("settings", [AWS, ACCOUNT], ids=["one chain", "all chains"])
async def test_in_another_place_nothing_of_the_old_is_shown_and_trouble_is_no_end(
    settings: Settings,
) -> None:
    async with on_stage(reports.story(), settings=settings, size=(120, 40)) as (app, pilot):
        place = settings.source._replace(profile="prod", region="eu-west-1")
        app.watched.post_message(Reopened(place))
        await pilot.pause()
        empty = text_of(app)
        app.watched.post_message(PollFailed(CredentialsError("no credentials in prod"), 60.0))
        await pilot.pause()
        failed = text_of(app)
        source = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456784821")
        await send(app, pilot, replace(reports.story(), source=source))
        there = text_of(app)

    assert "LOADING" in empty
    assert "prod:eu-west-1" in empty
    assert "REPROCESSING" not in empty
    assert "orders-out" not in empty
    assert "no credentials in prod" in failed
    assert app.return_value is None
    assert "prod:eu-west-1 …4821" in there
    assert "orders" in there


async def test_an_opened_chain_of_the_old_place_is_closed() -> None:
    async with on_stage(reports.story("fleet"), settings=ACCOUNT) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        app.watched.post_message(Reopened(ACCOUNT.source))
        await pilot.pause()
        await pilot.pause()

        assert app.screen is app.watched
