from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta
from time import tzset

import pytest
from rich.text import Text
from textual.binding import Binding

from glueflow_tui.errors import CredentialsError, ObservationError, SetupError, UsageError
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import JobRunState, SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings
from glueflow_tui.sources.base import Progress
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.keys import REPLAY_KEYS, SCREENS, WATCH_KEYS, hints_for
from glueflow_tui.tui.messages import PollFailed, Reported, SourceEnded
from glueflow_tui.tui.screens.explain import Explain
from glueflow_tui.tui.screens.help import Help
from glueflow_tui.tui.screens.watch import Watch
from glueflow_tui.tui.widgets.chart import Flow
from glueflow_tui.tui.widgets.status import Header
from tests.tui import reports
from tests.tui.stage import DEMO, MINUTE, lines_of, on_stage, send, text_of

WIDE = (120, 40)


async def test_before_any_data_the_frame_stands_and_says_that_it_loads() -> None:
    async with on_stage() as (app, _):
        text = text_of(app)

    assert "LOADING" in text
    assert "0 └" not in text
    assert "space pause" not in text
    assert "? help" in text


async def test_space_holds_the_picture_while_data_still_comes() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("space")
        await send(app, pilot, reports.story(at="14:03"))
        paused = text_of(app)
        await pilot.press("space")
        resumed = text_of(app)

    assert "‖ PAUSED 14:00 (+3 min new)" in paused
    assert "data 13:58" in paused
    assert "● LIVE" in resumed
    assert "14:03Z" in resumed


async def test_a_picture_stands_for_its_minute_unless_there_is_news() -> None:
    before, after = reports.story(at="14:02:41"), reports.story(at="14:02:58")
    up, down = after.jobs
    ended = replace(up.runs[-1], state=JobRunState.SUCCEEDED, completed=after.taken_at)
    news = replace(after, jobs=(replace(up, runs=(*up.runs[:-1], ended)), down))
    async with on_stage(before, size=WIDE) as (app, pilot):
        pictures = [text_of(app)]
        await send(app, pilot, after)
        pictures.append(text_of(app))
        await pilot.press("enter")
        details = text_of(app)
        await send(app, pilot, after)
        pictures.append(text_of(app))
        await pilot.press("escape")
        await send(app, pilot, news)
        told = text_of(app)
        await send(app, pilot, before)
        await send(app, pilot, reports.story(at="14:03:01"))
        later = text_of(app)

    assert pictures == [pictures[0], pictures[0], details]
    rows = [" ".join(text.split()) for text in (pictures[0], told, later)]
    assert "#5 14:00 2m ▸ RUNNING" in rows[0]
    assert "#5 14:00 2m58s SUCCEEDED" in rows[1]
    assert "#5 14:00 3m ▸ RUNNING" in rows[2]


async def test_zoom_keys_change_how_much_time_is_in_view() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        seen = [text_of(app)]
        for key in ("plus", "plus", "minus", "equals_sign", "minus", "minus"):
            await pilot.press(key)
            seen.append(text_of(app))

    spans = [re.search(r"\[(\w+)\]", text.splitlines()[2]) for text in seen]
    assert [span and span[1] for span in spans] == ["3h", "2h", "30m", "2h", "3h", "6h", "1d"]
    units = [re.search(r"[kMG]B/\w+", text) for text in seen]
    assert [unit and unit[0][2:] for unit in units] == [
        "/3m", "/2m", "/min", "/2m", "/3m", "/5m", "/20m",
    ]  # fmt: skip
    assert "not looked back on:" in seen[-1]
    assert "--lookback is 3h" in seen[-1]


async def test_panning_goes_to_the_oldest_and_back_to_now() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("plus", "plus")
        now = text_of(app)
        await pilot.press("comma")
        earlier = text_of(app)
        await pilot.press("g")
        oldest = text_of(app)
        await pilot.press("full_stop", "G")
        back = text_of(app)

    assert "13:55" in now
    assert "13:55" not in earlier
    assert "11:30" in oldest
    assert back == now


async def test_the_cursor_reads_both_curves_minute_by_minute() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("left_square_bracket")
        first = text_of(app)
        await pilot.press("left_square_bracket", "left_square_bracket", "right_square_bracket")
        second = text_of(app)
        await pilot.press("escape")
        gone = text_of(app)

    assert "2 14:00  written" in first
    assert "incomplete" in first.splitlines()[2]
    assert "2 13:59  written" in second
    assert "written by orders-in" in gone


async def test_braces_re_read_every_part_at_a_run_start() -> None:
    async with on_stage(reports.story(), size=WIDE) as (app, pilot):
        for _ in range(4):
            await pilot.press("left_curly_bracket")
        back = text_of(app)
        await pilot.press("right_curly_bracket")
        forth = text_of(app)

    assert "13:17  written" in back
    assert "orders-out #3" in back.splitlines()[2]
    assert "13:00 0.83x ✔ ok" in back
    assert "▸orders-out  #3 13:17" in back
    assert "13:30  written" in forth


async def test_arrows_choose_a_finding_and_x_explains_it() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press("down", "j", "up")
        chosen = text_of(app)
        await pilot.press("x")
        await pilot.pause()
        opened = isinstance(app.screen, Explain)
        explained = text_of(app)
        await pilot.press("escape")
        closed = isinstance(app.screen, Watch)

    assert "findings 2/5" in chosen
    assert "▸▲ warning bookmark-disabled" in chosen
    assert opened
    assert "What to do" in explained
    assert "job-bookmark-enable" in explained
    assert closed


async def test_the_explanation_shows_the_arithmetic_of_the_link() -> None:
    async with on_stage(reports.story(), size=(120, 60)) as (app, pilot):
        await pilot.press("x", "end")
        await pilot.pause()
        text = text_of(app)

    assert "2.00 GB /  800.00 MB = 2.50x" in text
    assert "12:30" in text
    assert "orders-out #2" in text


async def test_help_lists_every_key_that_works_and_no_other() -> None:
    async with on_stage(reports.story(), size=(100, 80)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        opened = isinstance(app.screen, Help)
        text = text_of(app)
        await pilot.press("question_mark")
        closed = isinstance(app.screen, Watch)

    assert opened
    assert closed
    off = {"link-next", "link-previous", "fix", "back", "captions", "idle"}
    useless = {key.id for key in REPLAY_KEYS} | off
    listed = {key.id for key in SCREENS["watch"] if key.description in text}
    assert listed == {key.id for key in SCREENS["watch"]} - useless


async def test_l_goes_from_link_to_link_of_a_chain() -> None:
    async with on_stage(reports.three_jobs()) as (app, pilot):
        first = text_of(app)
        await pilot.press("l")
        second = text_of(app)
        await pilot.press("l")
        again = text_of(app)
        await pilot.press("L")
        back = text_of(app)

    assert "orders-in → orders-out (1/2)" in first
    assert "orders-out → orders-mart (2/2)" in second
    assert first == again
    assert second == back
    assert "l link" in first


async def test_m_turns_the_ratios_of_windows_into_those_of_runs() -> None:
    async with on_stage(reports.story(), size=WIDE) as (app, pilot):
        windows = text_of(app)
        await pilot.press("m")
        runs = text_of(app)

    assert "window ratio: read/written" in windows
    assert "12:30 2.50x" in windows
    assert "run ratio: read/new" in runs
    assert "run #3 2.67x" in runs


async def test_p_goes_through_the_layouts() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        overview = text_of(app)
        await pilot.press("p")
        time = text_of(app)
        await pilot.press("p")
        tables = text_of(app)
        await pilot.press("p")
        findings = text_of(app)
        await pilot.press("P", "P", "P")
        back = text_of(app)

    assert "overlap│" in overview
    assert "overlap│" in time
    assert "findings" not in time
    assert "run history" in tables
    assert "overlap│" not in tables
    assert "Set --job-bookmark-option" in findings
    assert "zoom" not in findings.splitlines()[-1]
    assert back == overview


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_one_press_quits_even_while_a_poll_hangs(key: str) -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.press(key)
        await pilot.pause()
        running = app.is_running and not app._exit

    assert not running
    assert app.return_value is None
    assert app.interrupted == (key == "ctrl+c")


async def test_any_dialog_can_be_quit_from_and_its_picture_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stayed = []
    async with on_stage(reports.story()) as (app, pilot):
        monkeypatch.setattr(app, "exit", lambda: setattr(app, "_exit", True))
        for opener in ("x", "question_mark", "exclamation_mark", "enter", "J", "t", "e"):
            await pilot.press(opener)
            await pilot.pause()
            assert app.screen is not app.watched
            for key in ("q", "Q"):
                app._exit, app.last_picture = False, ""
                await pilot.press(key)
                await pilot.pause()
                kept = Text.from_ansi(app.last_picture).plain
                if not app._exit or kept != ("\n".join(lines_of(app)) if key == "Q" else ""):
                    stayed.append((opener, key))
            app._exit = False
            app.pop_screen()
            await pilot.pause()

    assert stayed == []


@pytest.mark.parametrize("error", [SetupError("no profile 'x'"), UsageError("no job 'x'")])
async def test_a_first_poll_that_no_wait_will_mend_ends_the_screen(error: Exception) -> None:
    async with on_stage() as (app, pilot):
        app.watched.post_message(PollFailed(error, 60.0))
        await pilot.pause()

    assert app.return_value is error


@pytest.mark.parametrize(
    ("source", "size"), [(SourceSettings(jobs=("in", "out")), (80, 24)), (SourceSettings(), WIDE)]
)
async def test_without_credentials_the_screen_stays_and_tells_the_command(
    source: SourceSettings, size: tuple[int, int]
) -> None:
    error = CredentialsError("no AWS credentials found", remedy="Run: aws configure")
    error.since = reports.DAY
    async with on_stage(settings=Settings(source=source), size=size) as (app, pilot):
        app.watched.post_message(PollFailed(error, 120.0))
        await pilot.pause()
        before = text_of(app)
        app.watched.tick()
        await pilot.pause()
        after = text_of(app)
        await send(app, pilot, reports.story())
        found = text_of(app)

    assert app.return_value is None
    assert "✖ no AWS credentials found 00:00. Run: aws configure" in before
    assert "WAITING" in before
    assert "nothing could be seen yet" in before
    assert "retry in 02:00" in before
    assert "retry in 01:55" in after
    assert "credentials" not in found
    assert "back after" not in found


async def test_what_was_missed_is_told_once_it_is_there() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        app.watched.post_message(PollFailed(ObservationError("no network"), 120.0))
        await pilot.pause()
        await send(app, pilot, reports.story(at="14:03"))
        told = [each.message for each in app._notifications]

    assert told == ["back after 3m, filled 3 missing minutes"]


async def test_a_later_failure_keeps_the_picture_and_says_since_when() -> None:
    source = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", None)
    async with on_stage(replace(reports.story(), source=source)) as (app, pilot):
        before = app.watched.query_one(Flow).picture
        app.watched.post_message(PollFailed(CredentialsError("credentials expired"), 120.0))
        await pilot.pause()
        for _ in range(50):
            app.watched.tick()
        await pilot.pause()
        stale = text_of(app)
        later = app.watched.query_one(Flow).picture
        await pilot.press("plus", "plus")
        closer = text_of(app)
        await send(app, pilot, replace(reports.story(at="14:04"), source=source))
        fresh = text_of(app)

    assert "✖ STALE 4m10s" in stale
    assert "✖ credentials expired" in stale
    assert "trying again" in stale
    assert "ratio  │" in stale
    # The minutes without an answer come into view, and nothing is known of them.
    assert later.written == before.written
    assert later.provisional == range(before.provisional.start, before.provisional.stop + 4)
    assert later.seen.first == before.seen.first + 4
    shaded = max(line.count("░") for line in closer.splitlines()[3:12])
    assert shaded >= 4 * 69 // 30 // 2
    assert "LIVE" in fresh
    assert "expired" not in fresh


async def test_what_could_not_be_seen_is_said_in_a_line() -> None:
    async with on_stage(reports.faulty(), size=WIDE) as (app, _):
        text = text_of(app)

    assert (
        "▲ glue:GetTriggers AccessDeniedException since 13:00: "
        "windows are taken from observed starts"
    ) in text


async def test_a_poll_that_hangs_is_said_to_be_slow() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        for _ in range(3):
            app.watched.tick()
        await pilot.pause()
        slow = text_of(app)

    assert "▲ SLOW poll under way for 15s" in slow


async def test_loading_says_for_how_long() -> None:
    async with on_stage() as (app, pilot):
        app.watched.tick()
        await pilot.pause()
        text = text_of(app)

    assert "loading jobs, runs and metrics · 5 s" in text


async def test_loading_counts_the_jobs_that_were_named() -> None:
    settings = Settings(source=SourceSettings(jobs=("in", "out", "mart")))
    async with on_stage(settings=settings) as (app, pilot):
        app.watched.tick(1.0)
        await pilot.pause()
        first = text_of(app)
        app.watched.tell_progress = lambda: Progress(2, 0)
        app.watched.tick(1.0)
        await pilot.pause()
        then = text_of(app)

    assert "loading runs 0/3 · metrics 0/3 · 1 s" in first
    assert "loading runs 2/3 · metrics 0/3 · 2 s" in then


async def test_a_quiet_chain_counts_down_to_its_next_start() -> None:
    report = reports.story("bookmarked")
    source = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456784821")
    resting = tuple(replace(job, runs=(), state=None) for job in report.jobs)
    start = report.taken_at + timedelta(minutes=16, seconds=51)
    jobs = (replace(resting[0], next_start=start), resting[1])
    async with on_stage(replace(report, source=source, jobs=jobs)) as (app, pilot):
        before = text_of(app)
        app.watched.tick()
        await pilot.pause()
        after = text_of(app)
        seconds = timedelta(seconds=20)
        await send(
            app,
            pilot,
            replace(report, source=source, jobs=jobs, taken_at=report.taken_at + seconds, calls=3),
        )
        app.watched.tick()
        await pilot.pause()
        later, cost = text_of(app), app.watched.query_one(Header).picture.cost
        await pilot.press("space")
        app.watched.tick()
        await pilot.pause()
        paused = text_of(app)

    assert "no run in the last 3h; next orders-in 14:16Z (cron) in 16:51" in before
    assert "(cron) in 16:46" in after
    assert "(cron) in 16:26" in later
    assert cost.startswith("3 calls/min")
    assert "(cron) in 16:51" in paused


async def test_every_time_on_every_screen_is_told_by_the_clock_that_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    tzset()
    monitor = Monitor(DemoSource("document", at=time(14)), AnalysisSettings())
    report = monitor.step()
    assert report is not None
    try:
        async with on_stage(size=(200, 60)) as (app, pilot):
            app.watched.post_message(Reported(report, MINUTE, history=monitor.history))
            await pilot.pause()
            await pilot.press("u")
            await pilot.pause()
            await pilot.pause()
            texts = {"": text_of(app)}
            await pilot.resize_terminal(90, 90)
            for key in ("x", "d", "enter", "J", "e", "t", "exclamation_mark"):
                await pilot.press(key)
                await pilot.pause()
                texts[key] = text_of(app)
                app.pop_screen()
            for _ in report.findings:
                await pilot.press("j", "x")
                await pilot.pause()
                texts[app.screen.title or str(len(texts))] = text_of(app)
                app.pop_screen()
    finally:
        monkeypatch.undo()
        tzset()

    assert "19:30 IST" in texts[""]
    assert "since 18:06 IST" in texts["x"]
    for text in texts.values():
        assert not re.search(r"\d\d:\d\dZ|\b1[234]:\d\d\b", text)


async def test_a_click_on_the_chart_sets_the_cursor_there() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        await pilot.click(Flow, offset=(8 + 40, 4))
        await pilot.pause()
        on_chart = text_of(app)
        await pilot.click(Flow, offset=(3, 4))
        await pilot.pause()
        on_labels = text_of(app)

    assert "2 12:57  written" in on_chart
    assert on_labels == on_chart


async def test_a_recording_that_ended_says_so() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        app.watched.post_message(SourceEnded())
        await pilot.pause()
        text = text_of(app)

    assert "ENDED" in text
    assert "next" not in text.splitlines()[0]


async def test_without_a_link_the_screen_says_what_to_do() -> None:
    async with on_stage(reports.unlinked()) as (app, pilot):
        await pilot.press("left_curly_bracket", "m", "x", "down")
        text = text_of(app)

    assert "name two jobs" in text


async def test_names_from_outside_are_shown_and_never_obeyed() -> None:
    async with on_stage(reports.renamed(reports.HOSTILE), size=WIDE) as (app, pilot):
        text = text_of(app)
        await pilot.press("x")
        await pilot.pause()
        explained = text_of(app)

    for shown in (text, explained):
        assert "a[b]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_wide_letters_keep_the_columns_in_line() -> None:
    async with on_stage(reports.renamed("注文取込 ジョブ"), size=WIDE) as (app, _):
        strips = app.screen._compositor.render_strips(app.size)
        text = text_of(app)

    assert {strip.cell_length for strip in strips} == {120}
    assert "注文取込" in text


SIZES = [(20, 5), (59, 14), (60, 15), (80, 19), (99, 29), (100, 20), (160, 24), (300, 90)]


async def test_no_size_overflows_or_is_refused() -> None:
    async with on_stage(reports.story(), size=SIZES[0]) as (app, pilot):
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert [len(line) for line in lines_of(app)] == [size[0]] * size[1]
            assert "LIVE" in text_of(app)


async def test_resizing_keeps_the_picture_whole() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        before = text_of(app)
        await pilot.resize_terminal(200, 60)
        await pilot.resize_terminal(50, 12)
        small = text_of(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        after = text_of(app)

    assert "▸orders-in → orders-out" in small
    assert "zoom" not in small
    assert after == before


async def test_an_equal_report_repaints_nothing() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        painted: list[object] = []
        app.watched._compositor.render_update = (  # type: ignore[method-assign]  # a spy
            lambda **_: painted.append(1)
        )
        await send(app, pilot, replace(reports.story()))

    assert painted == []


async def test_keys_of_the_configuration_replace_ours_and_the_hints_follow() -> None:
    settings = DEMO._replace(keys={"pause": "y"})
    async with on_stage(reports.story(), settings=settings) as (app, pilot):
        hints = text_of(app).splitlines()[-1]
        await pilot.press("y")
        text = text_of(app)

    assert "y pause" in hints
    assert "PAUSED" in text


async def test_titles_name_the_keys_of_the_configuration() -> None:
    settings = DEMO._replace(keys={"explain": "f5", "events": "w,e", "tree": "o"})
    async with on_stage(reports.story(), settings=settings, size=(200, 60)) as (app, pilot):
        await pilot.pause()
        text = text_of(app)

    assert "f5 explains" in text
    assert "w all" in text
    assert "o tree" in text


def test_every_key_has_an_id_and_every_hint_a_key() -> None:
    ids = [key.id for key in SCREENS["watch"]]

    assert None not in ids
    assert len(set(ids)) == len(ids)
    hints = [hint for focus in range(10) for hint in hints_for(focus)]
    assert {name for names, _ in hints for name in names} <= set(ids)
    assert all(len(set(hints_for(focus))) == len(hints_for(focus)) for focus in range(10))
    assert all(isinstance(key, Binding) and key.description for key in WATCH_KEYS)
