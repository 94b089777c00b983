"""Details of runs and jobs, the tree, the events: one start, many keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from glueflow_tui.model.jobs import RunKey
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import Reported, Told
from glueflow_tui.tui.poller import Question
from glueflow_tui.tui.screens.course import EventLog, Tree
from glueflow_tui.tui.screens.explain import Explain
from glueflow_tui.tui.screens.job import JobDetails
from glueflow_tui.tui.screens.run import RunDetails
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.widgets.sections import Sections
from glueflow_tui.tui.widgets.wide import ChainTree, Events, Evidence, FixDiff, Gate
from tests.tui.screens.test_sizes import drawn, named
from tests.tui.stage import MINUTE, on_stage, text_of

WIDE = (ChainTree, Events, Evidence, FixDiff, Gate)
SIZES = [(80, 24), (120, 40), (200, 60)]


class Stage:
    """A story as of a moment; what the screen asks is answered by the demo itself."""

    def __init__(self, patch: pytest.MonkeyPatch, story: str, at: str) -> None:
        self.patch = patch
        self.source = DemoSource(story, at=time.fromisoformat(at))
        monitor = Monitor(self.source, AnalysisSettings())
        report = monitor.step()
        assert report is not None
        self.report, self.history = report, monitor.history
        self.asked: list[Question] = []

    async def open(self, app: GlueflowApp, pilot: Pilot[Exception]) -> None:
        # Nothing polls here: what is asked is kept until the test has it answered.
        self.patch.setattr(app.poller, "ask", self.asked.append)
        await self.send(app, pilot)

    async def send(self, app: GlueflowApp, pilot: Pilot[Exception]) -> None:
        app.watched.post_message(Reported(self.report, MINUTE, history=self.history))
        await pilot.pause()
        await pilot.pause()

    async def answer(self, app: GlueflowApp, pilot: Pilot[Exception]) -> None:
        while self.asked:
            app.tell(Told(self.asked.pop(0)(self.source)))
        await pilot.pause()
        await pilot.pause()


async def press(pilot: Pilot[Exception], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_a_failed_run_in_full_with_its_log_at_every_size(
    snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(monkeypatch, "failing", "13:55")
    async with on_stage(size=SIZES[0]) as (app, pilot):
        await stage.open(app, pilot)
        await press(pilot, "enter", "left_curly_bracket")
        asked = text_of(app)
        await press(pilot, "l")
        asking = text_of(app)
        await stage.answer(app, pilot)
        ended = text_of(app)
        shown = []
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            shown.append(text_of(app))

    assert "FAILED" in asked
    assert "asking CloudWatch Logs" in asking
    assert "driver exits with status 1" in ended
    assert "ERROR ExecutorLostFailure" in shown[1]
    assert shown == snapshot


async def test_a_job_in_full_with_its_machines_at_every_size(
    snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(monkeypatch, "document", "14:12")
    async with on_stage(size=SIZES[1]) as (app, pilot):
        await stage.open(app, pilot)
        await press(pilot, "J")
        asking = text_of(app)
        await stage.answer(app, pilot)
        once = len(stage.asked)
        await stage.send(app, pilot)
        again = len(stage.asked)
        shown = []
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            shown.append(text_of(app))
        await press(pilot, "escape")
        await stage.send(app, pilot)
        closed = len(stage.asked)
        parts = [app.screen.query_one(part) for part in WIDE]
        shown += ["\n".join(drawn(part)) for part in parts]

    assert "asking CloudWatch" in asking
    assert "executors needed" in shown[1]
    assert "none" in shown[1]  # the transformation_ctx that is missing
    assert (once, again, closed) == (0, 1, 1)
    assert shown == snapshot


async def test_keys_lead_from_run_to_job_to_tree_to_events_and_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(monkeypatch, "document", "14:12")
    async with on_stage(size=SIZES[0]) as (app, pilot):
        await stage.open(app, pilot)
        seen = []
        for key in ("enter", "enter", "enter", "escape", "t", "t", "e", "escape"):
            await press(pilot, key)
            seen.append(type(app.screen))
        # The cursor at a run's start chooses that run, of either job.
        await press(pilot, *["left_curly_bracket"] * 4, "enter")
        chosen = text_of(app).splitlines()[0]
        await press(pilot, "right_curly_bracket", "right_curly_bracket")
        last = text_of(app).splitlines()[0]
        # A focused panel opens what it shows.
        await press(pilot, "escape", "escape", "shift+tab", "enter")
        focused = type(app.screen)

    assert seen == [RunDetails, JobDetails, RunDetails, Watch, Tree, Watch, EventLog, Watch]
    assert "orders-in #4" in chosen
    assert "orders-in #5" in last
    assert focused is Explain


async def test_a_run_that_goes_out_of_view_and_an_answer_that_comes_late_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(monkeypatch, "document", "14:12")
    async with on_stage(size=SIZES[0]) as (app, pilot):
        await stage.open(app, pilot)
        await press(pilot, "enter", "l", "left_curly_bracket")
        await stage.answer(app, pilot)
        other = text_of(app)
        stage.report = replace(
            stage.report, jobs=tuple(replace(job, runs=()) for job in stage.report.jobs)
        )
        await stage.send(app, pilot)
        gone = text_of(app)
        await press(pilot, "escape")
        late = Told(stage.source.read_logs(RunKey("orders-out", "jr_none")))
        app.tell(late)
        await pilot.pause()
        still = isinstance(app.screen, Watch)

    assert "driver up" not in other
    assert "no longer in view" in gone
    assert still


async def test_the_log_of_a_failed_run_is_two_keys_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, "failing", "13:20")
    async with on_stage(size=SIZES[1]) as (app, pilot):
        await stage.open(app, pilot)
        await press(pilot, "enter", "l")
        await stage.answer(app, pilot)
        log = text_of(app)

    assert "─ orders-out #5 ─" in log
    assert "ERROR ExecutorLostFailure: the driver gave up" in log


async def test_details_hold_names_of_any_length_whole_and_stay_ascii_where_they_must() -> None:
    settings = Settings(source=SourceSettings(demo="document"), view=ViewSettings(glyphs="ascii"))
    report = named(255)
    async with on_stage(report, size=SIZES[0], settings=settings) as (app, pilot):
        await press(pilot, "J")
        part = app.screen.query_one(Sections)
        lines = [strip.text for strip in (part.render_line(y) for y in range(20))]
        text = text_of(app)
        widths = {strip.cell_length for strip in app.screen._compositor.render_strips(app.size)}
        await press(pilot, "enter")
        run = text_of(app)

    name = report.jobs[1].name
    assert name in "".join(line.replace("job", "", 1).strip() for line in lines[:8])
    assert text.isascii()
    assert run.isascii()
    assert widths == {80}
