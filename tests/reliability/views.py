"""Every view of a report, held to what no view may do, whatever the report is of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import ExitCode
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import Observation
from glueflow_tui.output.contract import json_text, report_document
from glueflow_tui.output.export import export_tables
from glueflow_tui.output.markdown import render_markdown
from glueflow_tui.output.one_line import render_line
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import Reported
from tests.reliability.anything import any_observations
from tests.reliability.hostile import FORBIDDEN
from tests.tui.stage import lines_of, on_stage, strips_of

KEYS = ("p", "p", "p", "m", "x")
SIZES = ((80, 24), (120, 40), (200, 60))
_STEERING = frozenset(FORBIDDEN) | {"\x1b", "\r"}
_MINUTE = timedelta(minutes=1)
_TOGETHER = 5
"""Reports that one start of the screen shows."""


def draw_anything(texts: int, screens: int) -> None:
    """That many observations in every text, and that many on the screen."""
    quietly = settings(
        max_examples=texts, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )

    @quietly
    @given(st.lists(any_observations(), min_size=1, max_size=2))
    def write(looks: list[Observation]) -> None:
        assert find_in_texts(judge(looks)) == []

    @settings(quietly, max_examples=screens // _TOGETHER)
    @given(st.lists(any_observations(), min_size=_TOGETHER, max_size=_TOGETHER))
    def draw(worlds: list[Observation]) -> None:
        assert asyncio.run(find_on_screens([judge([seen]) for seen in worlds])) == []

    write()
    draw()


def judge(looks: Sequence[Observation]) -> Report:
    """The report after these looks."""
    history = History()
    for seen in looks:
        history = history.absorb(seen)
    return analyse(history, AnalysisSettings())


def find_in_texts(report: Report) -> list[str]:
    """What is wrong in text, Markdown, JSON, CSV and the line for a prompt."""
    markdown = render_markdown(report, ExitCode.FINDINGS)
    written = json_text(report_document(report, 1))
    texts = [
        render_text(report),
        render_text(report, TextStyle(explain=True)),
        render_text(report, TextStyle(ascii_only=True)),
        render_line(report, 1),
        *export_tables(report).values(),
        markdown,
        written,
    ]
    constants: list[str] = []
    schema = json.loads(written, parse_constant=constants.append)["schema"]
    return [
        *(f"steers: {text!r}" for text in texts if set(text) & _STEERING),
        *(f"cannot be written: {text!r}" for text in texts if not _is_encodable(text)),
        *(f"open row: {line}" for line in markdown.splitlines() if line[:1] == "|" != line[-1:]),
        *(f"{constant} is no JSON" for constant in constants),
        *([] if schema == "glueflow.report/1" else [f"schema {schema}"]),
    ]


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


async def find_on_screens(reports: Sequence[Report], keys: Sequence[str] = KEYS) -> list[str]:
    """What is wrong at three sizes, and in what the keys show: layouts, the worst finding."""
    faults: list[str] = []
    async with on_stage(size=SIZES[0]) as (app, pilot):
        for report in reports:
            for size in SIZES:
                await pilot.resize_terminal(*size)
                app.watched.post_message(Reported(report, _MINUTE))
                await pilot.pause()
                faults += _find_on_screen(app, size)
            for key in (*keys, "escape"):
                await pilot.press(key)
                faults += _find_on_screen(app, SIZES[-1])
    return faults


def _find_on_screen(app: GlueflowApp, size: tuple[int, int]) -> list[str]:
    lines = lines_of(app)
    styles = [piece.style for strip in strips_of(app) for piece in strip if piece.style]
    return [
        *([] if len(lines) == size[1] else [f"{len(lines)} lines of {size[1]}"]),
        *(f"out of its columns: {line!r}" for line in lines if cell_len(line) != size[0]),
        *(f"steers: {line!r}" for line in lines if set(line) & _STEERING),
        *(f"can be clicked: {style}" for style in styles if style.link or "@click" in style.meta),
    ]
