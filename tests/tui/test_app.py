from __future__ import annotations

import subprocess
import sys

import pytest
from rich.color import ColorSystem

from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.app import wants_mouse
from glueflow_tui.tui.glyphs import ASCII, BLOCK, BRAILLE, Glyphs, choose_glyphs, to_ascii
from glueflow_tui.tui.theme import GLUEFLOW, VARIABLES, role_styles
from tests.tui import reports
from tests.tui.stage import on_stage, text_of

ROLES = role_styles({**VARIABLES, "background": "#0d1117"})


def test_the_first_frame_needs_nothing_that_a_report_is_made_of() -> None:
    program = "import glueflow_tui.tui.app, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "boto3", "plotext", "glueflow_tui.analysis.report", "glueflow_tui.monitor"}

    assert not set(done.stdout.split()) & heavy


def test_the_mouse_is_off_over_ssh_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert wants_mouse(ViewSettings())
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not wants_mouse(ViewSettings())
    assert wants_mouse(ViewSettings(mouse=True))


def test_glyphs_follow_the_wish_and_else_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    encodings = iter(["UTF-8", "ANSI_X3.4-1968"])
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: next(encodings))

    assert choose_glyphs("auto") is BRAILLE
    assert choose_glyphs("auto") is ASCII
    assert choose_glyphs("block") is BLOCK


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII])
def test_severities_differ_without_colour(glyphs: Glyphs) -> None:
    marks = [glyphs.severity(word) for word in ("ok", "info", "warning", "critical", "low")]

    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 1 for mark in marks)


def test_plain_text_keeps_its_width() -> None:
    assert to_ascii("a → b … 注文") == "a > b ~ ????"


def test_written_and_read_stay_two_colours_with_sixteen_and_with_more() -> None:
    written, read = ROLES["written"].color, ROLES["read"].color
    assert written is not None
    assert read is not None

    for system in (ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR):
        assert written.downgrade(system) != read.downgrade(system)


def test_severities_stay_apart_with_sixteen_colours() -> None:
    colours = [ROLES[role].color for role in ("ok", "info", "warning", "critical")]
    sixteen = [colour.downgrade(ColorSystem.STANDARD) for colour in colours if colour is not None]

    assert len(set(sixteen)) == 4


async def test_another_theme_repaints_in_its_own_colours() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        before = text_of(app)
        app.theme = "textual-light"
        await pilot.pause()
        after = text_of(app)

    assert GLUEFLOW.dark
    assert before == after


async def test_the_theme_of_the_settings_is_used() -> None:
    settings = Settings(view=ViewSettings(theme="textual-light"))
    async with on_stage(settings=settings) as (app, _):
        assert app.theme == "textual-light"
