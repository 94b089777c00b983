from __future__ import annotations

import re
import shlex
import signal
import sys
from pathlib import Path

import pytest

from tests.reliability.programs import CRASHING, DEMO, HANGING_FIRST, REFUSED
from tests.reliability.terminal import on_terminal

READY = "help"
ATTRIBUTES = {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27"}
"""Reset; bold, dim, italic, underlined, reversed, and the ends of these."""
SHELL = "import os; os.execvp('sh', ['sh', '-i'])"
BY_THE_SHELL = {"2004"}
"""Bracketed paste, where its lines are edited."""
HANDLED = [signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", HANDLED)
def test_a_signal_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    with on_terminal(DEMO) as child:
        before = child.settings()
        child.wait_for("bookmark-disabled")
        child.kill(number)
        child.wait_for_exit()

        assert child.left_on() == set()
        assert child.settings()[:4] == before[:4]


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "code"), [("q", 0), ("\x03", 130)])
def test_quitting_by_key_leaves_the_terminal_as_it_was(keys: str, code: int) -> None:
    with on_terminal(DEMO) as child:
        before = child.settings()
        child.wait_for("bookmark-disabled")
        child.press(keys)
        status, _ = child.wait_for_exit()

        assert status == code
        assert child.left_on() == set()
        assert child.settings()[:4] == before[:4]


def test_a_terminal_that_is_closed_ends_the_program() -> None:
    with on_terminal(DEMO) as child:
        child.wait_for(READY)
        child.hang_up()
        assert child.reap(20) is not None


def test_a_crash_writes_its_traceback_without_values_and_restores_the_terminal(
    tmp_path: Path,
) -> None:
    with on_terminal(["-c", CRASHING], env={"TMPDIR": str(tmp_path)}) as child:
        before = child.settings()
        status, _ = child.wait_for_exit()
        shown = child.written[child.written.rindex(b"\x1b[?1049l") :].decode()

        assert child.left_on() == set()
        assert child.settings()[:4] == before[:4]
    assert status == 3
    [file] = tmp_path.glob("glueflow-crash-*")
    assert str(file) in re.sub(r"\s", "", shown)
    text = file.read_text()
    assert "Traceback" in text
    assert "in crash" in text
    assert "canary" not in text + shown
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("thread", ["textual-output", "textual-input", "poller"])
def test_a_thread_that_is_refused_is_one_line_and_restores_the_terminal(thread: str) -> None:
    with on_terminal(["-c", REFUSED, thread]) as child:
        before = child.settings()
        status, _ = child.wait_for_exit()

        assert status == 3
        assert "glueflow: no more threads can be started here" in child.text()
        assert child.left_on() == set()
        assert child.settings()[:4] == before[:4]


def test_a_window_of_one_cell_and_back_shows_the_same_again() -> None:
    with on_terminal(DEMO, (100, 30)) as child:
        child.wait_for("bookmark-disabled")
        for columns, rows in ((1, 1), (2, 40), (300, 1), (100, 30)):
            child.resize(columns, rows)
            child.kill(signal.SIGWINCH)
            child.settle()
        child.wait_for("(?s)orders-in → orders-out.*findings.*help")
        child.press("q")
        assert child.wait_for_exit()[0] == 0
        assert child.left_on() == set()


def test_suspending_gives_the_terminal_back_and_resuming_takes_it_again_whole() -> None:
    # Only under a shell that controls jobs can a program be stopped.
    with on_terminal(["-c", SHELL], env={"PS1": "prompt> "}) as child:
        child.wait_for("prompt>")
        child.press(f"{shlex.join([sys.executable, *DEMO])}\n")
        child.wait_for("bookmark-disabled")
        child.press("\x1a")
        child.wait_for("(?i)stopped")
        child.settle()
        assert child.left_on() - BY_THE_SHELL == set()
        child.screen.reset()
        child.press("fg\n")
        child.wait_for("(?s)DEMO.*REPROCESSING.*findings.*help")
        child.press("q")
        child.wait_for("prompt>")
        child.press("exit\n")
        assert child.wait_for_exit()[0] == 0
        assert child.left_on() - BY_THE_SHELL == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "xterm-16color", "COLORTERM": ""},
        {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        {"TERM": "screen-256color"},
        {"TERM": "tmux-256color", "TMUX": "/x,1,0"},
        {"TERM": "linux"},
        {"NO_COLOR": "1"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_it_runs_on_every_kind_of_terminal(env: dict[str, str]) -> None:
    with on_terminal(DEMO, env=env) as child:
        child.wait_for("bookmark-disabled")
        child.press("q")
        assert child.wait_for_exit()[0] == 0
        assert child.left_on() == set()
    if "NO_COLOR" in env:
        styles = {found.decode() for found in re.findall(rb"\x1b\[([\d;]*)m", child.written)}
        assert {number for style in styles for number in style.split(";")} <= ATTRIBUTES
        assert {"0", "1"} <= styles
    if env.get("LC_ALL") == "C":
        assert child.text().isascii()


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_can_show_no_screen_gets_one_line(term: str) -> None:
    with on_terminal(DEMO, env={"TERM": term}) as child:
        status, _ = child.wait_for_exit()

    assert status == 2
    assert child.written.count(b"\n") == 1
    assert f"TERM={term}" in child.written.decode()
    assert b"\x1b" not in child.written


@pytest.mark.slow
def test_quitting_before_the_first_answer_does_not_wait_for_it() -> None:
    with on_terminal(["-c", HANGING_FIRST]) as child:
        child.wait_for(READY)
        child.press("q")
        status, seconds = child.wait_for_exit()

        assert status == 0
        assert seconds < 5
        assert child.left_on() == set()
