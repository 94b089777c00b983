from __future__ import annotations

import pytest

from glueflow_tui.cli.progress import Progress, Waiting, open_progress
from glueflow_tui.output.sanitise import display_width
from tests.analysis.test_gate import judge
from tests.cli.simulated import Hands

EMPTY = judge("bookmarked", 2, 2)
ONE = judge("bookmarked", 2, 1.4)
LIMIT = 5400


def test_a_log_has_a_line_for_each_completed_run_and_a_sign_of_life(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hands = Hands()
    progress = Progress(hands.read, is_terminal=False)
    for seconds in range(0, 601, 60):
        hands.seconds = seconds
        progress.show(Waiting(EMPTY if seconds < 480 else ONE, seconds, LIMIT))
    progress.finish()

    assert capsys.readouterr().err.splitlines() == [
        "glueflow: 2024-05-06 14:00Z  orders-out 0/1 runs, 0s of 1h30m",
        "glueflow: 2024-05-06 14:00Z  orders-out 0/1 runs, 5m of 1h30m",
        "glueflow: 2024-05-06 14:00Z  orders-out 1/1 runs, 8m of 1h30m",
    ]


def test_a_terminal_has_one_line_rewritten_at_most_once_a_second(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    hands = Hands()
    progress = Progress(hands.read, is_terminal=True)
    for tenth in range(40):
        hands.seconds = tenth / 10
        progress.show(Waiting(ONE, 2700 + hands.seconds, LIMIT))
    progress.finish()
    err = capsys.readouterr().err
    lines = err.split("\r\x1b[K")

    assert "\n" not in err
    assert len(lines) == 1 + 4 + 1
    assert lines[-1] == ""
    assert all(display_width(line) < 60 for line in lines)
    assert lines[1].startswith("█" * 12 + "░" * 12 + " orders-out 1/1 runs, 45m of")


def test_what_is_said_in_between_has_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = Progress(Hands().read, is_terminal=True, ascii_only=True)
    progress.show(Waiting(ONE, LIMIT, LIMIT))
    progress.say("no connection\n; trying again")
    err = capsys.readouterr().err

    assert err.isascii()
    assert err.endswith("\r\x1b[Kglueflow: no connection ; trying again\n")


def test_without_a_stderr_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    progress = open_progress(Hands().read)
    progress.show(Waiting(ONE, 0, LIMIT))

    assert not progress.is_terminal
