from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import cache

import pytest
from rich.cells import cell_len

from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import ExitCode
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import report_document
from glueflow_tui.output.markdown import render_markdown
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import AnalysisSettings
from tests.reliability.hostile import FORBIDDEN, MARK, HostileSource
from tests.reliability.programs import DEMO, HOSTILE
from tests.reliability.terminal import Child, on_terminal
from tests.tui.stage import lines_of, on_stage, strips_of

KEYS = [*"pppx", "\x1b", *"mjk[]{}-+=,.gG\t?", "\x1b", "r"]
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\^_=>78])"
)


@cache
def hostile_report() -> Report:
    monitor = Monitor(HostileSource(), AnalysisSettings(lookback=timedelta(hours=3)))
    report = monitor.step()
    assert report is not None
    assert report.findings
    assert report.faults
    return report


@pytest.mark.parametrize(
    "text",
    [
        render_text,
        lambda report: render_text(report, TextStyle(explain=True)),
        lambda report: render_text(report, TextStyle(ascii_only=True)),
        lambda report: render_markdown(report, ExitCode.FINDINGS),
    ],
    ids=["text", "explained", "ascii", "markdown"],
)
def test_no_output_carries_a_character_that_steers_or_hides(text: object) -> None:
    assert callable(text)
    written = str(text(hostile_report()))
    assert MARK in written
    assert not set(written) & set(FORBIDDEN)
    assert "\x1b" not in written
    assert "\r" not in written
    written.encode()


def test_json_stays_json_and_escapes_what_steers() -> None:
    written = json.dumps(report_document(hostile_report(), 1))
    assert written.isascii()
    assert "NaN" not in written
    assert "Infinity" not in written
    assert json.loads(written)["jobs"]


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (30, 8)])
async def test_every_line_of_the_screen_is_as_wide_as_the_screen(size: tuple[int, int]) -> None:
    async with on_stage(hostile_report(), size=size) as (app, pilot):
        for key in (None, "p", "p", "x", "escape", "question_mark", "escape", "m", "tab"):
            if key:
                await pilot.press(key)
            for line in lines_of(app):
                assert cell_len(line) == size[0]
                assert not set(line) & set(FORBIDDEN)
                assert "\x1b" not in line


async def test_names_that_are_markup_are_shown_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    markup = "[red]x[/red][@click=app.quit]q[/]"
    monkeypatch.setattr("tests.reliability.hostile.POISON", markup)
    monitor = Monitor(HostileSource(), AnalysisSettings(lookback=timedelta(hours=3)))
    async with on_stage(monitor.step(), size=(200, 60)) as (app, pilot):
        await pilot.press("p")
        lines = lines_of(app)
        styles = [piece.style for strip in strips_of(app) for piece in strip if piece.style]

    title = next(line for line in lines if "written by" in line)
    assert f"written by -in {markup}" in title
    assert sum(line.count(markup) for line in lines) > 5
    assert not [style for style in styles if "@click" in style.meta]


def shown_by(command: list[str]) -> tuple[Child, str]:
    with on_terminal(command, (120, 40)) as child:
        child.wait_for("findings")
        for key in KEYS:
            child.press(key)
            child.settle(0.1)
        child.press("\x1b")
        child.settle()
        child.press("q")
        child.wait_for_exit()
    return child, child.written.decode("utf-8", "strict")


def test_the_terminal_gets_no_sequence_that_the_harmless_story_does_not_send() -> None:
    child, hostile = shown_by(["-c", HOSTILE])
    _, harmless = shown_by(DEMO)

    assert MARK in hostile
    assert child.left_on() == set()
    kinds = [
        {re.sub(r"\d+", "0", _untitled(found)) for found in _SEQUENCE.findall(text)}
        for text in (hostile, harmless)
    ]
    # Colours differ by what is shown; all else that is sent must be what Textual sends anyway.
    odd = {kind for kind in kinds[0] - kinds[1] if not re.fullmatch(r"\x1b\[[0;]*[mGH]", kind)}
    assert odd == set()
    rest = _SEQUENCE.sub("", hostile)
    assert not set(rest) & (set(FORBIDDEN) | {"\x1b"})
    assert not re.search(rf"\x1b[^\x1b]{{0,12}}{MARK}", _colourless(hostile))


def _untitled(sequence: str) -> str:
    """A title of the window without its words, which may hold nothing that steers."""
    found = re.fullmatch("\x1b][02];(.*)\x07", sequence)
    if found is None:
        return sequence
    assert not set(found[1]) & set(FORBIDDEN)
    return "title"


def _colourless(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*[mGHKJABCD]", "", text)
