"""Everything that can be on the screen, on a terminal that has ASCII only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from glueflow_tui.errors import CredentialsError
from glueflow_tui.model.history import History
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.ascii import to_ascii
from glueflow_tui.tui.messages import PollFailed, Reported
from glueflow_tui.tui.player import Playback
from tests.tui import reports
from tests.tui.stage import MINUTE, on_stage, send, text_of

PLAIN = Settings(source=SourceSettings(demo="document"), view=ViewSettings(glyphs="ascii"))
SIZES = [(80, 24), (120, 40), (200, 60)]
DIALOGS = ("question_mark", "colon", "slash", "i", "S", "c")


async def look(app: GlueflowApp, pilot: Pilot[Exception], what: str) -> dict[str, set[str]]:
    """Characters that should not be there, by what is shown."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    foreign = {char for char in text_of(app) if not char.isascii()}
    return {what: foreign} if foreign else {}


async def look_at_dialogs(app: GlueflowApp, pilot: Pilot[Exception]) -> dict[str, set[str]]:
    """The screen and what opens over it, at every size."""
    found: dict[str, set[str]] = {}
    for size in SIZES:
        await pilot.resize_terminal(*size)
        for key in DIALOGS:
            await pilot.press(key)
            found |= await look(app, pilot, f"{size} {key}")
            await pilot.press("escape")
    return found


async def test_a_chain_in_every_state_with_all_that_opens_over_it_is_ascii(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = reports.renamed("Bestände 注文")
    fault = reports.faulty().faults
    plays = Playback(report.taken_at, report.start, report.taken_at, speed=1.0, playing=False)
    found: dict[str, set[str]] = {}
    async with on_stage(settings=PLAIN, size=SIZES[0]) as (app, pilot):
        found |= await look(app, pilot, "loading")
        app.tell(PollFailed(CredentialsError("no credentials … \N{EN DASH}"), 24.0))
        found |= await look(app, pilot, "no credentials yet")
        app.watched.tells = True
        told = Reported(replace(report, faults=fault), MINUTE, history=History(), playback=plays)
        app.tell(told)
        await pilot.pause()
        named = text_of(app)
        found |= await look_at_dialogs(app, pilot)

    assert "Best?nde ????" in named
    assert found == {}


async def test_a_wall_with_all_that_opens_over_it_is_ascii(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found: dict[str, set[str]] = {}
    settings = PLAIN._replace(source=SourceSettings(demo="fleet"))
    async with on_stage(settings=settings, size=SIZES[0]) as (app, pilot):
        found |= await look(app, pilot, "loading")
        await send(app, pilot, reports.story("fleet"))
        found |= await look_at_dialogs(app, pilot)
        await pilot.press("colon", *"zzz")
        found |= await look(app, pilot, "nothing found")

    assert found == {}


@given(st.text())
def test_ascii_takes_as_many_cells_as_what_it_stands_for(text: str) -> None:
    plain = to_ascii(text)

    assert plain.isascii()
    assert cell_len(plain) == cell_len(text)
