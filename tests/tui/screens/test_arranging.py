from __future__ import annotations

from dataclasses import replace
from functools import partial

from glueflow_tui.tui.parts import PARTS, Arrangement
from glueflow_tui.tui.screens.watch import Watch
from tests.tui import reports
from tests.tui.stage import on_stage, text_of


def shown(screen: object) -> frozenset[int]:
    assert isinstance(screen, Watch)
    return screen.body.shown


async def test_number_keys_hide_and_show_and_say_why_a_part_stands_alone() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        before = text_of(app)
        await pilot.press("7")
        without = shown(app.screen)
        await pilot.press("7")
        again = text_of(app)
        await pilot.press("6")
        await pilot.pause()
        await pilot.pause()
        alone, text = shown(app.screen), text_of(app)
        told = [note.message for note in app._notifications]
        await pilot.press("left_square_bracket", "left_square_bracket")
        text_alone = text_of(app)
        await pilot.press("escape", "escape", "escape")
        back = text_of(app)

    assert without == {2, 3, 5}
    assert again == before
    assert alone == {6}
    assert "SUCCEEDED" in text
    assert "AT 13:59Z" in text_alone
    assert len(told) == 1
    assert told[0].startswith("6 events has no place beside the others at 80x24, layout overview:")
    assert back == before


async def test_the_last_part_stays() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("2", "3", "5", "7")
        left = shown(app.screen)
        told = [note.message for note in app._notifications]

    assert left == {7}
    assert told == ["7 findings is the last part: it stays"]


async def test_every_part_has_its_turn_alone_at_the_smallest_size_with_panels() -> None:
    async with on_stage(reports.story(), size=(60, 15)) as (app, pilot):
        await pilot.press("z")
        seen: list[int] = []
        texts: list[str] = []
        for _ in PARTS:
            await pilot.pause()
            await pilot.pause()
            seen += shown(app.screen)
            texts.append(text_of(app).splitlines()[2])
            await pilot.press("tab")

    assert sorted(seen) == [part.number for part in PARTS]
    assert [text[:3] for text in texts] == [f"─▸{number}" for number in seen]


async def test_the_focus_goes_round_and_is_marked_without_colour() -> None:
    async with on_stage(reports.story(), size=(120, 40)) as (app, pilot):
        marks = []
        for key in ("tab", "tab", "shift+tab"):
            await pilot.press(key)
            marks.append([str(n) for n in range(10) if f"▸{n} " in text_of(app)])

    assert marks == [["2"], ["3"], ["2"]]


async def test_resizing_keeps_what_is_alone_the_cursor_and_the_zoom() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("plus", "left_square_bracket", "j", "2", "3", "3", "z")
        watched = app.screen
        assert isinstance(watched, Watch)
        view, wanted = watched.view, watched.body.arrangement
        before = text_of(app)
        for size in ((200, 60), (50, 12), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
        after = text_of(app)

    assert (watched.view, watched.body.arrangement) == (view, wanted)
    assert after == before


async def test_the_header_goes_and_comes_back() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("ctrl+e")
        await pilot.pause()
        without = text_of(app).splitlines()
        await pilot.press("ctrl+e")
        await pilot.pause()
        back = text_of(app).splitlines()

    assert without[0].startswith(" DEMO LIVE  ✖ REPROCESSING")
    assert "LIVE" in back[0]


async def test_the_hints_follow_the_focus() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        lines = []
        for number in (0, 2, 7):
            watched = app.screen
            assert isinstance(watched, Watch)
            watched.body.rearrange(partial(Arrangement._replace, focus=number))
            watched.show()
            await pilot.pause()
            lines.append(text_of(app).splitlines()[-1])

    assert lines[0].startswith(" ? help  q quit  space pause")
    assert lines[1].startswith(" ? help  q quit  esc back  [ ] cursor  - + zoom  , . pan  o mirror")
    assert lines[2].startswith(" ? help  q quit  esc back  ↑ ↓ finding  x explain")


async def test_jobs_are_filtered_sorted_and_shown_with_the_idle_where_there_is_no_panel_yet() -> (
    None
):
    report = reports.story()
    idle = replace(report.jobs[0], name="orders-agg", runs=(), state=None)
    async with on_stage(replace(report, jobs=(*report.jobs, idle))) as (app, pilot):
        before = text_of(app)
        await pilot.press("s")
        await pilot.pause()
        by_name = text_of(app)
        await pilot.press("a")
        await pilot.pause()
        whole = text_of(app)
        await pilot.press("slash", *"in -", "enter")
        await pilot.pause()
        filtered = text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        cleared = text_of(app)
        await pilot.press("escape", "escape", "s", "s", "s", "s", "a", "escape", "escape")
        await pilot.pause()
        back = text_of(app)

    assert "4 jobs  by name, one scale" in by_name
    assert by_name.index("\n orders-in ") < by_name.index("\n orders-out ")
    assert "1 idle (a shows them)" in by_name
    assert whole.index("\n orders-agg ") < whole.index("\n orders-in ")
    assert "(a shows them)" not in whole
    assert " orders-in " in filtered
    assert "orders-agg" not in filtered
    assert "in -" in filtered
    assert cleared == whole
    assert back == before


async def test_a_part_that_was_put_away_comes_back_for_the_filter_and_nothing_found_is_said() -> (
    None
):
    async with on_stage(reports.story(), size=(120, 40)) as (app, pilot):
        await pilot.press("4", "slash", *"zz")
        await pilot.pause()
        text, parts = text_of(app), shown(app.screen)

    assert "no job matches 'zz'; esc clears the filter" in text
    assert parts >= {2, 3, 4, 5, 7}
    assert "zoom" not in text.splitlines()[-1]
