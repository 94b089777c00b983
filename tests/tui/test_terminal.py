"""The program in a real terminal: what is drawn on it, and how it is left behind."""

from __future__ import annotations

import re

import pytest

from tests.reliability.terminal import on_terminal

HANGING = """
from threading import Event
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.tui.app import watch

class Hanging:
    def poll(self):
        Event().wait(30)

try:
    watch(Hanging, Settings(source=SourceSettings(jobs=("in", "out"))))
except KeyboardInterrupt:
    raise SystemExit(130) from None
"""


def test_the_live_demo_shows_ratios_overlaps_and_the_bookmark_warning() -> None:
    command = ["-m", "glueflow_tui", "--demo", "document", "--at", "14:35"]
    with on_terminal(command, (80, 24)) as shown:
        shown.wait_for("bookmark-disabled")
        text = shown.wait_for(r"2\.75x✖")
        overlap = next(line for line in text.splitlines() if "overlap│" in line)
        shown.press("q")
        status, seconds = shown.wait_for_exit()

    assert {"1.00x✔", "2.50x✖", "0.83x✔"} <= set(re.findall(r"\d\.\d\dx[✔✖]", text))
    assert "▲" in overlap
    assert "bookmark-disabled" in text
    assert "DEMO" in text
    assert status == 0
    assert seconds < 10
    assert shown.left_on() == set()
    assert b"\x1b]2;\xe2\x9c\x96 reprocessing orders-out" in shown.written
    assert shown.written.count(b"\x1b[22;2t") == shown.written.count(b"\x1b[23;2t") == 1


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("\x03", 130)])
def test_quitting_or_interrupting_does_not_wait_for_a_poll_that_hangs(key: str, code: int) -> None:
    with on_terminal(["-c", HANGING]) as shown:
        shown.wait_for("LOADING")
        shown.wait_for("help")
        shown.press(key)
        status, seconds = shown.wait_for_exit()

    assert status == code
    assert seconds < 5
    assert shown.left_on() == set()
