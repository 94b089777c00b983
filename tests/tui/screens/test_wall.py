from __future__ import annotations

import re
from dataclasses import replace

import pytest

from glueflow_tui.analysis.chains import list_chains
from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import CredentialsError, NoChainsError, SetupError
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.output.units import format_bytes, format_ratio
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.app import wants_wall
from glueflow_tui.tui.glyphs import BRAILLE
from glueflow_tui.tui.messages import PollFailed, SourceEnded
from glueflow_tui.tui.screens.chain import OpenedChain
from glueflow_tui.tui.screens.help import Help
from glueflow_tui.tui.screens.wall import Wall
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.widgets.filter import Filter
from glueflow_tui.tui.widgets.wall import Chains
from tests.tui import reports
from tests.tui.stage import lines_of, on_stage, send, text_of

FLEET = Settings(source=SourceSettings(demo="fleet"), view=ViewSettings(glyphs="braille"))


def fleet(count: int) -> Report:
    report = reports.story("fleet")
    names = [row.chain.name for row in list_chains(report)[:count]]
    return replace(report, chains=tuple(one for one in report.chains if one.name in names))


async def test_the_choice_moves_and_is_kept_when_rows_change_places() -> None:
    async with on_stage(fleet(8), settings=FLEET) as (app, pilot):
        await pilot.press("j", "down", "k", "j", "j")
        before = next(line for line in text_of(app).splitlines() if line.startswith("▸"))
        await pilot.press("s")
        after = next(line for line in text_of(app).splitlines() if line.startswith("▸"))
        await pilot.press("G")
        last = text_of(app).splitlines()[10]
        await pilot.press("pageup")
        first = text_of(app).splitlines()[3]

    assert before.split() == after.split()
    assert "customers" in before
    assert last.startswith("▸")
    assert first.startswith("▸")


async def test_a_filter_works_while_it_is_typed_and_esc_takes_it_away() -> None:
    async with on_stage(fleet(40), settings=FLEET) as (app, pilot):
        await pilot.press("slash", *"bookmark:off")
        await pilot.pause()
        typed = text_of(app)
        await pilot.press("enter", "s")
        kept = bool(app.screen.query(Filter))
        sorted_by = app.screen.query_one(Chains).picture.order
        await pilot.press("escape")
        await pilot.pause()
        cleared = text_of(app)

    assert "invoices" in typed
    assert "checkouts" not in typed
    assert kept
    assert sorted_by == "name"
    assert "accounts" in cleared
    assert "bookmark:off" not in cleared


async def test_enter_opens_the_chosen_chain_and_esc_comes_back_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str | None] = []
    async with on_stage(fleet(40), settings=FLEET, size=(120, 40)) as (app, pilot):
        monkeypatch.setattr(app.poller, "open_chain", opened.append)
        await pilot.press("j", "j", "j", "enter")
        await pilot.pause()
        inside = text_of(app)
        screen = app.screen
        await pilot.press("left_square_bracket", "escape")
        still = app.screen
        await pilot.press("escape")
        await pilot.pause()
        back = text_of(app)

    assert isinstance(screen, OpenedChain)
    assert still is screen
    assert "customers-in → customers-out" in inside
    assert "ledger" not in inside
    assert opened == ["customers", None]
    assert next(line for line in back.splitlines() if line.startswith("▸")).split()[2] == (
        "customers"
    )


async def test_an_opened_chain_gets_every_report_and_the_wall_is_up_to_date_after_it() -> None:
    later = replace(fleet(40), taken_at=fleet(40).taken_at.replace(minute=7))
    async with on_stage(fleet(40), settings=FLEET) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await send(app, pilot, later)
        inside = text_of(app)
        app.watched.post_message(PollFailed(CredentialsError("expired"), 60.0))
        await pilot.pause()
        stale = text_of(app)
        app.watched.post_message(SourceEnded())
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        outside = text_of(app)

    assert "age 9m" in inside
    assert "ledger-in → ledger-out" in inside
    assert "expired" in stale
    assert "expired" in outside


async def test_a_chain_that_goes_while_it_is_open_leaves_its_screen_standing() -> None:
    async with on_stage(fleet(8), settings=FLEET) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        gone = fleet(8)
        rest = tuple(chain for chain in gone.chains if chain.name != "ledger")
        jobs = tuple(job for job in gone.jobs if not job.name.startswith("ledger"))
        links = tuple(link for link in gone.links if not link.upstream.startswith("ledger"))
        await send(app, pilot, replace(gone, chains=rest, jobs=jobs, links=links))
        inside = app.screen
        await pilot.press("escape")
        await pilot.pause()
        back = text_of(app)

    assert isinstance(inside, OpenedChain)
    assert "ledger" not in back


async def test_without_chains_the_screen_stays_and_tells_what_was_looked_at() -> None:
    said = (
        "No Glue job is started by another job's trigger in prod:eu-west-1 "
        "(looked at 41 triggers, 2,040 jobs). Name two jobs: glueflow IN OUT"
    )
    async with on_stage(settings=FLEET, size=(120, 30)) as (app, pilot):
        app.watched.post_message(PollFailed(NoChainsError(said), 60.0))
        await pilot.pause()
        text = text_of(app)
        await send(app, pilot, fleet(1))
        found = text_of(app)

    assert app.return_value is None
    assert "looked at 41 triggers, 2,040 jobs" in text
    assert "ledger" in found


async def test_a_first_look_that_no_wait_will_mend_is_the_end() -> None:
    error = SetupError("no such profile")
    async with on_stage(settings=FLEET) as (app, pilot):
        app.watched.post_message(PollFailed(error, 60.0))
        await pilot.pause()

    assert app.return_value is error


async def test_several_chains_where_one_was_expected_make_a_wall() -> None:
    async with on_stage(fleet(8)) as (app, pilot):
        await pilot.pause()
        text = text_of(app)

    assert isinstance(app.watched, Wall)
    assert "invoices" in text


async def test_one_chain_is_watched_at_once() -> None:
    async with on_stage(reports.story()) as (app, _):
        assert type(app.screen) is Watch


async def test_help_lists_the_keys_of_the_wall() -> None:
    async with on_stage(fleet(8), settings=FLEET, size=(100, 40)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        opened = isinstance(app.screen, Help)
        text = text_of(app)

    assert opened
    assert "sort the rows by the next column" in text
    assert "zoom" not in text


async def test_rows_that_are_equal_are_not_painted_again() -> None:
    report = fleet(40)
    async with on_stage(report, settings=FLEET, size=(120, 50)) as (app, pilot):
        chains = app.screen.query_one(Chains)
        before = chains._lines
        await send(app, pilot, replace(report, calls=7))
        same = chains._lines
        await pilot.press("j")
        moved = chains._lines

    assert same is before
    assert [y for y, line in enumerate(before) if moved[y] != line] == [1, 2]


async def test_names_cannot_draw_outside_their_row() -> None:
    report = fleet(1)
    chain = replace(report.chains[0], name=reports.HOSTILE)
    source = SourceInfo(SourceKind.AWS, "p\x1b[2J", "r", "1")
    async with on_stage(replace(report, chains=(chain,), source=source), settings=FLEET) as (
        app,
        _,
    ):
        text = text_of(app)

    assert "evil" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_wall_is_expected_of_a_whole_account() -> None:
    assert wants_wall(SourceSettings())
    assert wants_wall(SourceSettings(demo="fleet"))
    assert not wants_wall(SourceSettings(demo="document"))
    assert not wants_wall(SourceSettings(jobs=("in", "out")))
    assert not wants_wall(SourceSettings(replay="x.jsonl"))


def test_keys_may_be_checked_before_anything_is_drawn() -> None:
    wall = Wall(FLEET, BRAILLE)

    assert not wall.check_action("clear", ())
    assert not wall.check_action("open", ())


@pytest.mark.parametrize("length", [3, 255])
async def test_no_number_is_cut_and_nothing_overflows_whatever_the_names(length: int) -> None:
    report = fleet(12)
    named = tuple(
        replace(one, name=f"{place:x}".ljust(length, "n"))
        for place, one in enumerate(report.chains)
    )
    rows = list_chains(replace(report, chains=named))
    sizes = {format_bytes(row.lag.bytes) for row in rows}
    ratios = {format_ratio(ratio) for row in rows for ratio in (row.running_ratio, *row.ratios)}
    told = " ".join(row.newest.message for row in rows if row.newest is not None)
    sizes |= set(re.findall(r"\S+ \w?B\b", told))
    ratios |= set(re.findall(r"\S+x\b", told))
    async with on_stage(replace(report, chains=named), settings=FLEET, size=(80, 24)) as (
        app,
        pilot,
    ):
        for size in ((80, 24), (120, 40), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            lines = lines_of(app)
            table = [line for line in lines if re.match(r"[▸ ][✖▲✔·•] [a-z]+", line)]

            assert {len(line) for line in lines} == {size[0]}
            assert len(table) == 12
            assert ratios >= set(re.findall(r"\S+x(?= )", "\n".join(table))) != set()
            assert size[0] < 100 or sizes >= set(re.findall(r"\S+ \w?B(?= )", "\n".join(table)))
            assert {line[12] for line in table} == {name.name[0] for name in named}


async def test_keys_are_named_where_the_terminal_may_have_no_sign_for_them() -> None:
    plain = FLEET._replace(view=ViewSettings(glyphs="ascii"))
    async with on_stage(fleet(3), settings=plain, size=(120, 40)) as (app, pilot):
        hints = lines_of(app)[-1]
        await pilot.press("question_mark")
        await pilot.pause()
        told = text_of(app)

    assert " enter open " in hints
    assert " down " in told
    # The key that asks for help, in the hints and in the list; no sign that became one.
    assert told.count("? ") == 2
