"""The same screen on terminals of several abilities, as they would show it."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from tests.reliability.terminal import Child, on_terminal

SIZE = (120, 40)
ROOT = Path(__file__).parents[2]

STANDING = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from datetime import time, timedelta
from threading import Event
from glueflow_tui.cli import main
from glueflow_tui.sources.demo.source import DemoSource
import glueflow_tui.cli.watch as watch

class Source:
    def __init__(self):
        self.inner = DemoSource("document", at=time(14, 35), step=timedelta(minutes=1))
        self.told = False
    def poll(self):
        if self.told:
            Event().wait()
        self.told = True
        return self.inner.poll()

watch.open_source = lambda *_: Source()
sys.exit(main(["watch", "in", "out"]))
"""
"""One look at the story, and no other: the picture stands still."""

PLAIN_LOCALE = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
FULL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
TERMINALS = [
    {"TERM": "xterm-256color", "COLORTERM": ""},
    {"TERM": "screen-256color", "COLORTERM": ""},
    {"TERM": "linux", "COLORTERM": ""},
    {"TERM": "vt220", "COLORTERM": ""},
    {"TERM": "xterm-256color", "COLORTERM": "", **PLAIN_LOCALE},
]
WORDS = ("REPROCESSING", "critical", "warning", "bookmark-disabled", "run history", "DEMO")
RATIOS = ("1.00x", "2.50x", "0.83x", "2.75x")
NAMED = {"default", "black", "red", "green", "brown", "blue", "magenta", "cyan", "white"}
SIXTEEN = NAMED | {f"bright{name}" for name in NAMED}
"""Colours as pyte calls them."""


def stand(child: Child) -> list[str]:
    """The screen at rest, below the header, whose ages go on."""
    child.wait_for("bookmark-disabled")
    child.settle()
    return child.text().splitlines()[1:]


@pytest.fixture(scope="module")
def full() -> list[str]:
    with on_terminal(["-c", STANDING], SIZE, FULL) as child:
        lines = stand(child)
        assert {len(cell.fg) for row in child.screen.buffer.values() for cell in row.values()} >= {
            6
        }
        return lines


@pytest.mark.parametrize("env", TERMINALS, ids=lambda env: f"{env['TERM']} {env.get('LC_ALL', '')}")
def test_words_stand_where_they_stand_on_the_best_terminal(
    env: dict[str, str], full: list[str]
) -> None:
    with on_terminal(["-c", STANDING], SIZE, env) as child:
        lines = stand(child)
        colours = {
            colour
            for row in child.screen.buffer.values()
            for cell in row.values()
            for colour in (cell.fg, cell.bg)
        }
        child.kill(signal.SIGTERM)
        child.wait_for_exit()
        assert child.left_on() == set()

    is_plain = "LC_ALL" in env or env["TERM"] in {"linux", "vt220"}
    assert "".join(lines).isascii() == is_plain
    assert colours <= SIXTEEN
    assert len(colours) >= 5
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(lines)
    for word in (*WORDS, *RATIOS):
        assert places(word, lines) == places(word, full)
    if not is_plain:
        assert lines == full


def places(word: str, lines: list[str]) -> list[tuple[int, int]]:
    return [
        (row, found.start())
        for row, line in enumerate(lines)
        for found in re.finditer(re.escape(word), line)
    ]


def test_frames_are_closed_to_the_column(full: list[str]) -> None:
    framed = [line for line in full if "╭" in line or "╰" in line]
    first, last = full.index(framed[0]), full.index(framed[-1])

    assert {line[0] for line in full[first : last + 1]} == set("╭│╰")
    assert {line[SIZE[0] - 1] for line in full[first : last + 1]} == set("╮│╯")
