from __future__ import annotations

import subprocess
import sys

import pytest

from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.app import GlueflowApp, wants_mouse, watch
from glueflow_tui.tui.ascii import to_ascii
from glueflow_tui.tui.glyphs import ASCII, BLOCK, BRAILLE, Glyphs, choose_glyphs
from tests.tui.stage import never, on_stage


def test_the_first_frame_needs_nothing_that_a_report_is_made_of() -> None:
    program = "import glueflow_tui.tui.app, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "boto3", "plotext", "glueflow_tui.analysis.report", "glueflow_tui.monitor"}

    assert not set(done.stdout.split()) & heavy


def test_with_the_first_report_and_no_other_all_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []
    monkeypatch.setattr("glueflow_tui.tui.garbage.settle", lambda: settled.append(1))
    monkeypatch.setattr("glueflow_tui.tui.app.gc.get_freeze_count", lambda: len(settled))
    monkeypatch.setattr(GlueflowApp, "is_headless", False)
    app = GlueflowApp(never, Settings())
    for _ in range(3):
        app.settle()

    assert settled == [1]


def test_while_the_screen_is_there_no_thread_keeps_the_interpreter_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns: list[float] = []
    monkeypatch.setattr(GlueflowApp, "run", lambda *_, **__: turns.append(sys.getswitchinterval()))
    usual = sys.getswitchinterval()
    try:
        watch(never, Settings())
    finally:
        sys.setswitchinterval(usual)

    # The thread that writes to the terminal waits for one turn.
    assert turns == [pytest.approx(0.0005)]


def test_the_mouse_is_off_over_ssh_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert wants_mouse(ViewSettings())
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not wants_mouse(ViewSettings())
    assert wants_mouse(ViewSettings(mouse=True))


def test_glyphs_follow_the_wish_and_else_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    encodings = iter(["UTF-8", "ANSI_X3.4-1968", "UTF-8"])
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: next(encodings))
    monkeypatch.setenv("TERM", "xterm-256color")

    assert choose_glyphs("auto") is BRAILLE
    assert choose_glyphs("auto") is ASCII
    assert choose_glyphs("block") is BLOCK
    monkeypatch.setenv("TERM", "linux")
    assert choose_glyphs("auto") is ASCII
    assert choose_glyphs("braille") is BRAILLE


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII])
def test_severities_differ_without_colour(glyphs: Glyphs) -> None:
    marks = [glyphs.severity(word) for word in ("ok", "info", "warning", "critical", "low")]

    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 1 for mark in marks)


def test_plain_text_keeps_its_width() -> None:
    assert to_ascii("a → b … 注文") == "a > b ~ ????"


async def test_a_dialog_before_the_first_picture_does_not_keep_the_polls_from_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[bool] = []
    async with on_stage() as (app, pilot):
        await pilot.pause()
        monkeypatch.setattr(app.poller, "start", lambda: begun.append(True))
        await pilot.press("exclamation_mark", "escape")
        await pilot.pause()

    assert begun
