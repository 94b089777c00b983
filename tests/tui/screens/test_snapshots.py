"""Whole screens as text: every screen in every state at every size; one start, many states."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from glueflow_tui.analysis.baseline import Tolerance, compare_reports
from glueflow_tui.analysis.chains import list_chains
from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import CredentialsError, NoChainsError
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import PollFailed, Reported, SourceEnded
from glueflow_tui.tui.player import Playback
from tests.tui import reports
from tests.tui.screens.test_sizes import named
from tests.tui.stage import MINUTE, lines_of, on_stage, text_of

SIZES = ["80x24", "120x40", "200x60"]
STRIP = "50x12"
"""Too small for panels, which are what most ways to look at a chain are about."""
ASCII = set(map(chr, range(128)))
NOON = reports.DAY + timedelta(hours=12)
PLAYS = Playback(NOON + 77 * MINUTE, NOON, NOON + 150 * MINUTE, speed=10.0, playing=True)
AWS = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456784821")
NAMED = Settings(
    source=SourceSettings(jobs=("orders-in", "orders-out"), profile="prod"),
    view=ViewSettings(glyphs="braille"),
)
ACCOUNT = NAMED._replace(source=SourceSettings(profile="prod"))
EXPIRED = CredentialsError(
    "credentials expired", "(profile prod, sso)", "Run: aws sso login --profile prod"
)
EXPIRED.since = reports.DAY + timedelta(hours=14, minutes=2)


class Gallery:
    """Pictures of one app, by state; none may be wider than its terminal."""

    def __init__(self, app: GlueflowApp, pilot: Pilot[Exception]) -> None:
        self.app, self.pilot = app, pilot
        self.pictures: dict[str, str] = {}

    def hang(self, state: str) -> None:
        assert {len(line) for line in lines_of(self.app)} == {self.app.size.width}
        self.pictures[state] = text_of(self.app)

    async def tell(self, *news: Reported | PollFailed | SourceEnded, passed: float = 0.0) -> None:
        for one in news:
            self.app.watched.post_message(one)
            await self.pilot.pause()
        if passed:
            self.app.watched.tick(passed)
        self.app.clear_notifications()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()


@asynccontextmanager
async def gallery(settings: Settings, size: str) -> AsyncIterator[Gallery]:
    width, height = map(int, size.split("x"))
    async with on_stage(settings=settings, size=(width, height)) as (app, pilot):
        yield Gallery(app, pilot)


def quiet() -> Report:
    """Nothing ran, and the next start is known."""
    report = reports.story("bookmarked")
    start = report.taken_at + timedelta(minutes=16, seconds=51)
    first, second = (replace(job, runs=(), state=None) for job in report.jobs)
    return replace(report, source=AWS, jobs=(replace(first, next_start=start), second))


def compared() -> Report:
    """The document beside what it was an hour before."""
    now, before = reports.story(), reports.story(at="13:00")
    return replace(now, baseline=compare_reports("good.jsonl", before, now, Tolerance()))


@pytest.mark.parametrize("size", [STRIP, *SIZES])
async def test_every_state_of_a_chain_at_every_size(size: str, snapshot: SnapshotAssertion) -> None:
    on_aws = replace(reports.story(), source=AWS)
    async with gallery(NAMED, size) as shown:
        shown.hang("loading")
        await shown.tell(PollFailed(EXPIRED, 24.0))
        shown.hang("no credentials yet")
        await shown.tell(Reported(on_aws, MINUTE, pause=60.0))
        shown.hang("document")
        await shown.tell(Reported(on_aws, 2 * MINUTE, pause=120.0, throttled=True))
        shown.hang("throttled")
        await shown.tell(passed=150.0)
        shown.hang("slow")
        await shown.tell(Reported(replace(reports.faulty(), source=AWS), MINUTE))
        await shown.tell(PollFailed(EXPIRED, 300.0), passed=245.0)
        shown.hang("denied and stale")
        await shown.tell(Reported(on_aws, MINUTE))
        await shown.press("space")
        await shown.tell(Reported(replace(reports.story(at="14:03"), source=AWS), MINUTE))
        shown.hang("paused")
        await shown.press("space")
        for story in ("bookmarked", "no-metrics"):
            await shown.tell(Reported(replace(reports.story(story), source=AWS), MINUTE))
            shown.hang(story)
        await shown.tell(Reported(quiet(), MINUTE, quiet=True))
        shown.hang("quiet")
        await shown.tell(Reported(reports.unlinked(), MINUTE))
        shown.hang("no link")

        assert shown.pictures == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_a_chain_in_every_way_to_look_at_it_at_every_size(
    size: str, snapshot: SnapshotAssertion
) -> None:
    async with gallery(NAMED._replace(source=SourceSettings(demo="document")), size) as shown:
        shown.app.watched.tells = True
        await shown.tell(Reported(reports.three_jobs(), MINUTE))
        shown.hang("told")
        await shown.tell(Reported(compared(), MINUTE))
        shown.hang("compared with a baseline")
        await shown.press("h", "o", "m", "left_square_bracket")
        shown.hang("mirrored, by runs, at the cursor")
        await shown.press("o", "m", "G", "plus", "comma")
        shown.hang("zoomed into the past")
        await shown.press("equals_sign")
        for layout in ("time", "tables", "findings"):
            await shown.press("p")
            shown.hang(f"layout {layout}")
        await shown.press("p", "2", "z", "tab", "ctrl+e")
        shown.hang("one part alone, no header")
        await shown.press("escape", "escape", "ctrl+e", "slash", *"out")
        shown.hang("filtered")

        assert shown.pictures == snapshot


@pytest.mark.parametrize("size", SIZES)
async def test_a_recording_at_every_size(size: str, snapshot: SnapshotAssertion) -> None:
    async with gallery(NAMED._replace(source=SourceSettings(replay="night.jsonl")), size) as shown:
        await shown.tell(Reported(reports.story(), MINUTE, playback=PLAYS))
        shown.hang("plays")
        await shown.press("S")
        shown.hang("asked for a time")
        await shown.press("escape")
        at_end = PLAYS._replace(at=PLAYS.end, playing=False)
        await shown.tell(Reported(reports.story(), MINUTE, playback=at_end), SourceEnded())
        shown.hang("ended")

        assert shown.pictures == snapshot


@pytest.mark.parametrize("size", [STRIP, *SIZES])
async def test_every_state_of_the_wall_at_every_size(
    size: str, snapshot: SnapshotAssertion
) -> None:
    whole = replace(reports.story("fleet"), source=AWS)
    names = [row.chain.name for row in list_chains(whole)]

    def some(count: int) -> Report:
        chains = tuple(one for one in whole.chains if one.name in names[:count])
        return replace(whole, chains=chains)

    said = "No Glue job is started by another job's trigger in prod:eu-west-1"
    async with gallery(ACCOUNT, size) as shown:
        shown.hang("loading")
        await shown.tell(PollFailed(NoChainsError(f"{said} (looked at 41 triggers)."), 60.0))
        shown.hang("none found")
        pending = tuple(job.name for job in whole.jobs[9:])
        await shown.tell(Reported(replace(some(20), pending=pending), MINUTE))
        shown.hang("loading one by one")
        for count in (0, 1, 8, 40):
            await shown.tell(Reported(some(count), MINUTE))
            shown.hang(f"{count} chains")
        await shown.tell(PollFailed(EXPIRED, 300.0), passed=245.0)
        shown.hang("stale")
        await shown.tell(Reported(some(8), MINUTE))
        await shown.press("slash", *"bookmark:off")
        shown.hang("filtered")
        await shown.press("x")
        shown.hang("nothing passes")

        assert shown.pictures == snapshot


DIALOGS = {
    "help": "question_mark",
    "explanation": "x",
    "fix": "d",
    "tree": "t",
    "events": "e",
    "errors": "exclamation_mark",
    "interval": "i",
    "commands": "colon",
}


@pytest.mark.parametrize("size", SIZES)
async def test_every_dialog_at_every_size(size: str, snapshot: SnapshotAssertion) -> None:
    monitor = Monitor(DemoSource("document", at=time(14)), AnalysisSettings())
    report = monitor.step()
    assert report is not None
    async with gallery(NAMED, size) as shown:
        await shown.tell(PollFailed(EXPIRED, 24.0))
        await shown.tell(Reported(report, MINUTE, history=monitor.history))
        for name, key in DIALOGS.items():
            await shown.press(key)
            shown.hang(name)
            await shown.press("escape")

        assert shown.app.screen is shown.app.watched
        assert shown.pictures == snapshot


@pytest.mark.parametrize("size", ["80x24", "200x60"])
async def test_no_dialog_overflows_or_leaves_plain_characters_whatever_the_names(
    size: str,
) -> None:
    settings = NAMED._replace(view=ViewSettings(glyphs="ascii"))
    async with gallery(settings, size) as shown:
        await shown.tell(Reported(named(255), MINUTE, history=History()))
        for name, key in {**DIALOGS, "run": "enter", "job": "J"}.items():
            await shown.press(key)
            assert shown.app.screen is not shown.app.watched, name
            shown.hang(name)
            await shown.press("escape")

    foreign = {name: set(text) - ASCII for name, text in shown.pictures.items()}
    assert {name: found for name, found in foreign.items() if found} == {}


async def test_the_three_acceptance_marks_are_on_the_small_and_the_middle_screen() -> None:
    for size in ((80, 24), (120, 40)):
        async with on_stage(reports.story(at="14:35"), size=size) as (app, _):
            text = text_of(app)
        assert "1.00x✔" in text
        assert "2.50x✖" in text
        assert "0.83x✔" in text
        assert "2.75x✖" in text
        assert "▲▲" in next(line for line in text.splitlines() if "overlap│" in line)
        assert "bookmark-disabled" in text
