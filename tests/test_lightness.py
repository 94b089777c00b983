from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from glueflow_tui.model.history import History
from tests.benchmarks.__main__ import put_figures
from tests.benchmarks.fleet import WEEK, first_look, next_look
from tests.benchmarks.polling import list_calls
from tests.benchmarks.programs import DEMO, environment
from tests.benchmarks.terminal import opened

STEADY = {"GetJobRuns": 2, "GetMetricData": 1}
DEFINITIONS = {"GetJob": 2, "GetTriggers": 1, "GetObject": 2}
NOWHERE = "http://127.0.0.1:9"

LIBRARIES = {"platformdirs", "rich", "textual", "typing_extensions"}
NEEDED = {
    "analysis": "band figures",
    "": "errors",
    "model": "series states",
    "output": "sanitise units",
    "settings": "fields groups values",
    "sources": "base",
    "tui": (
        "app ascii attention choices clock feed filter glyphs journal keyboard keys lines messages "
        "parts pen player poller repaint rhythm roster session theme timeline turns view wire"
    ),
    "tui.drawing": "axis curves flow lanes ratios scale sparkline status",
    "tui.pictures": "loading",
    "tui.screens": "body drawn fitting live watch",
    "tui.widgets": "chart panel status tables",
}
"""Modules of ours, by room, that the first frame of a chain cannot do without."""

FIRST_FRAME = """
import sys
before = set(sys.modules)
import asyncio
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.tui.app import GlueflowApp

app = GlueflowApp(lambda: None, Settings(SourceSettings(jobs=("a", "b"))))
app.poller.start = lambda: None

async def show():
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(*set(sys.modules) - before)

asyncio.run(show())
"""


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def test_the_first_frame_waits_for_nothing_that_only_data_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    loaded = set(done.stdout.split())
    own = {name for name in loaded if name.startswith("glueflow_tui.")}
    rooms = {name.rpartition(".")[0] for name in own}
    libraries = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names

    assert libraries - {"glueflow_tui"} == LIBRARIES
    assert own - rooms == {
        ".".join(filter(None, ("glueflow_tui", room, name)))
        for room, names in NEEDED.items()
        for name in names.split()
    }


def test_a_steady_poll_of_two_jobs_makes_three_calls() -> None:
    polls = [Counter(poll) for poll in list_calls(12, "bookmarked")]

    assert sum(poll == STEADY for poll in polls) >= 7
    for poll in polls:
        assert poll["GetJobRuns"] == 2
        assert poll["GetMetricData"] == 1
        # Definitions every five minutes, a bookmark when a run has ended.
        assert poll.keys() <= STEADY.keys() | DEFINITIONS.keys() | {"GetJobBookmark"}
        assert all(poll[name] <= count for name, count in DEFINITIONS.items())


def test_polls_write_little_for_a_new_minute_and_nothing_without_news(tmp_path: Path) -> None:
    # Ten polls a second, of which each tenth begins a minute.
    command = (*DEMO, "--interval", "6s", "--speed", "60")
    with opened(command, environment(NOWHERE, str(tmp_path))) as terminal:
        terminal.await_text("2.50x", "REPROCESSING", patience=60)
        terminal.idle(1.0)
        written = terminal.written
        terminal.idle(3.0)
        frames = terminal.frames_since(written)

    # A minute is told by its runs, its bytes and the clock, at three polls.
    assert 3 <= len(frames) <= 4 * 3
    assert max(frames) <= 8_000


def test_absorbing_a_poll_touches_only_what_it_brought() -> None:
    before = History(keep=WEEK).absorb(first_look(3))
    after = before.absorb(next_look(3, 1))
    same = after.absorb(next_look(3, 1))

    assert all(same.series[key] is series for key, series in after.series.items())
    assert all(same.runs[job] is runs for job, runs in after.runs.items())
    kept = [key for key, series in before.series.items() if after.series[key] is series]
    assert 0 < len(kept) < len(before.series)


def test_new_figures_take_the_place_of_the_old_ones() -> None:
    readme = "a\n## Figures\n\nwords\n\n{}\n\n## More\n| b |\n"

    assert put_figures(readme.format("| old |\n| --- |"), "| new |") == readme.format("| new |")
