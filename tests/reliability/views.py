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
from tests.tui.stage import lines_of, on_stage

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
        check_texts(judge(looks))

    @settings(quietly, max_examples=screens // _TOGETHER)
    @given(st.lists(any_observations(), min_size=_TOGETHER, max_size=_TOGETHER))
    def draw(worlds: list[Observation]) -> None:
        asyncio.run(check_screens([judge([seen]) for seen in worlds]))

    write()
    draw()


def judge(looks: Sequence[Observation]) -> Report:
    """The report after these looks."""
    history = History()
    for seen in looks:
        history = history.absorb(seen)
    return analyse(history, AnalysisSettings())


def check_texts(report: Report) -> None:
    """Text, Markdown, JSON, CSV and the line for a prompt."""
    texts = [
        render_text(report),
        render_text(report, TextStyle(explain=True)),
        render_text(report, TextStyle(ascii_only=True)),
        render_markdown(report, ExitCode.FINDINGS),
        render_line(report, 1),
        *export_tables(report).values(),
    ]
    for text in texts:
        assert not set(text) & _STEERING, text
        text.encode()
    written = json_text(report_document(report, 1))
    assert not set(written) & _STEERING
    assert json.loads(written, parse_constant=_refuse)["schema"] == "glueflow.report/1"
    for line in render_markdown(report, ExitCode.FINDINGS).splitlines():
        assert not line.startswith("|") or line.endswith("|"), line


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


async def check_screens(reports: Sequence[Report], keys: Sequence[str] = KEYS) -> None:
    """The screen at three sizes, and what the keys show: layouts, the worst finding."""
    async with on_stage(size=SIZES[0]) as (app, pilot):
        for report in reports:
            for size in SIZES:
                await pilot.resize_terminal(*size)
                app.watched.post_message(Reported(report, _MINUTE))
                await pilot.pause()
                _check_screen(app, size)
            for key in (*keys, "escape"):
                await pilot.press(key)
                _check_screen(app, SIZES[-1])


def _check_screen(app: GlueflowApp, size: tuple[int, int]) -> None:
    lines = lines_of(app)
    assert len(lines) == size[1]
    for line in lines:
        assert cell_len(line) == size[0], line
        assert not set(line) & _STEERING, line
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip:
            style = segment.style
            assert style is None or (style.link is None and "@click" not in style.meta)
