from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from textual.pilot import Pilot

from glueflow_tui.tui.app import GlueflowApp
from tests.tui import reports
from tests.tui.stage import DEMO, on_stage, text_of

STEM = "glueflow-20240506T140000Z"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(app: GlueflowApp) -> str:
    return " ".join(str(note.message) for note in app._notifications)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def press(pilot: Pilot[Exception], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_screen_is_saved_three_ways_and_says_where(tmp_path: Path) -> None:
    async with on_stage(reports.story()) as (app, pilot):
        shown = text_of(app)
        await press(pilot, "ctrl+s")
        told = said(app)
        await press(pilot, "ctrl+s")

    text, svg, document = (tmp_path / f"{STEM}{end}" for end in (".txt", ".svg", ".json"))
    assert text.read_text().rstrip() == shown.rstrip()
    assert ET.fromstring(svg.read_text()).tag.endswith("svg")
    assert json.loads(document.read_text())["schema"] == "glueflow.report/1"
    assert json.loads(document.read_text())["exit_code"] == 1
    assert text.name in told
    assert str(tmp_path) in told
    assert (tmp_path / f"{STEM}-2.txt").exists()


async def test_the_report_goes_to_the_clipboard_and_to_a_file(tmp_path: Path) -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await press(pilot, "c")
        copied = app.clipboard
        told = said(app)

    assert "reprocessing" in copied
    assert (tmp_path / f"{STEM}-report.txt").read_text() == copied
    assert f"{STEM}-report.txt" in told


async def test_tables_are_exported_from_the_wall_as_well(tmp_path: Path) -> None:
    async with on_stage(reports.story("fleet"), settings=DEMO) as (app, pilot):
        await pilot.pause()
        await press(pilot, "E")
        await app.workers.wait_for_complete()
        told = said(app)

    names = files_in(tmp_path)
    assert names == [f"{STEM}-{table}.csv" for table in ("findings", "runs", "windows")]
    assert "exported" in told
    assert (tmp_path / names[1]).read_text().count("\n") > 100


async def test_a_folder_that_takes_no_files_is_told_and_the_screen_goes_on(
    tmp_path: Path,
) -> None:
    async with on_stage(reports.story()) as (app, pilot):
        app.watched.folder = tmp_path / "gone"
        await press(pilot, "ctrl+s")
        told = said(app)

    assert "cannot write" in told
    assert app.is_running is False


async def test_before_any_report_there_is_nothing_to_keep(tmp_path: Path) -> None:
    async with on_stage() as (_, pilot):
        await press(pilot, "c", "E", "ctrl+s")

    assert files_in(tmp_path) == []
