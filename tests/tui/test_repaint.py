from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from itertools import count

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from glueflow_tui.analysis.report import Report
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.repaint import Shown
from tests.tui import reports
from tests.tui.stage import DEMO, lines_of, never, send
from tests.tui.tape import Taped

CONSOLE = Console(color_system="truecolor")
AWS = SourceInfo(SourceKind.AWS, "prod", "eu-west-1")
BOUND = 200
"""Bytes of a poll that brings nothing new."""
MOST = 8_000
"""Bytes of a poll that brings a minute."""
SIZE = Size(12, 4)

roles = st.sampled_from(["red on black", "blue on black", "red on blue", "underline", ""])
texts = st.text("ab 注", max_size=14)
rows = st.lists(st.tuples(texts, roles), max_size=4).map(
    lambda pieces: (
        Strip([Segment(text, Style.parse(role)) for text, role in pieces])
        .simplify()
        .adjust_cell_length(SIZE.width)
    )
)
pictures = st.lists(rows, min_size=SIZE.height, max_size=SIZE.height)
places = st.lists(st.tuples(st.integers(0, SIZE.height - 1), st.sampled_from([(0, 12), (0, 5)])))


def whole(picture: Sequence[Strip], size: Size = SIZE) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in picture], size.region)


def some(picture: Sequence[Strip], *spans: tuple[int, int, int]) -> ChopsUpdate:
    return ChopsUpdate([{0: strip} for strip in picture], [*spans], [[SIZE.width]] * SIZE.height)


def spare(shown: Shown, update: CompositorUpdate) -> str:
    spared = shown.spare(update)
    assert isinstance(spared, CompositorUpdate)
    return spared.render_segments(CONSOLE)


def picture_of(*texts: str) -> list[Strip]:
    return [Strip([Segment(text.ljust(SIZE.width))]) for text in (*texts, *[""] * 4)][:4]


def paint(screen: pyte.Screen, output: str) -> list[list[pyte.screens.Char]]:
    pyte.Stream(screen).feed(output)
    return [[screen.buffer[y][x] for x in range(SIZE.width)] for y in range(SIZE.height)]


def seen(cells: list[list[pyte.screens.Char]]) -> list[list[object]]:
    """Of blanks the colour is not seen."""
    return [
        [(cell.bg, cell.underscore) if cell.data == " " else cell for cell in row] for row in cells
    ]


@given(st.lists(pictures, min_size=1, max_size=4))
def test_the_terminal_shows_the_last_picture_whatever_stood_before(
    shown_in_turn: list[list[Strip]],
) -> None:
    screen, shown = pyte.Screen(*SIZE), Shown()
    for picture in shown_in_turn:
        painted = paint(screen, spare(shown, whole(picture)))
        fresh = paint(pyte.Screen(*SIZE), whole(picture).render_segments(CONSOLE))

        assert seen(painted) == seen(fresh)
        assert spare(shown, whole(picture)) == "" or has_wide(picture)


def has_wide(picture: Sequence[Strip]) -> bool:
    return any(strip.cell_length != len(strip.text) for strip in picture)


@given(st.lists(st.text("ab ", min_size=12, max_size=12), min_size=8, max_size=8), places)
def test_of_a_picture_only_what_was_drawn_anew_is_replaced(
    texts: list[str], drawn: list[tuple[int, tuple[int, int]]]
) -> None:
    screen, shown = pyte.Screen(*SIZE), Shown()
    paint(screen, spare(shown, whole(picture_of(*texts[:4]))))
    spans = [(y, *columns) for y, columns in drawn]
    paint(screen, spare(shown, some(picture_of(*texts[4:]), *spans)))

    expected = [list(text) for text in texts[:4]]
    for y, start, stop in spans:
        expected[y][start:stop] = texts[4 + y][start:stop]
    assert screen.display == ["".join(row) for row in expected]


def test_cells_that_differ_are_sent_and_those_between_near_ones() -> None:
    shown = Shown()
    spare(shown, whole(picture_of("abcdefghijkl")))

    assert spare(shown, whole(picture_of("abcdefghijkl"))) == ""
    assert spare(shown, whole(picture_of("aBcdefGhijkl"))) == "\x1b[1;2HBcdefG"
    assert spare(shown, whole(picture_of("abcdefGhijkL"))) == "\x1b[1;2Hb\x1b[12GL"


def test_what_has_one_style_is_sent_in_one_go_and_blanks_with_whatever_has_their_ground() -> None:
    def row(*pieces: tuple[str, str]) -> list[Strip]:
        segments = [Segment(text, Style.parse(style)) for text, style in pieces]
        return [Strip(segments), *picture_of()[1:]]

    shown = Shown()
    red, blue, green = (f"{colour} on #000000" for colour in ("#ff0000", "#0000ff", "#00ff00"))
    spare(shown, whole(row(("............", green))))
    written = spare(shown, whole(row(("ab", red), ("  ", green), ("cd", blue), ("efghij", red))))

    assert written == (
        "\x1b[1;5H\x1b[38;2;0;0;255;48;2;0;0;0mcd\x1b[1G\x1b[38;2;255;0;0mab  \x1b[7Gefghij\x1b[0m"
    )


def test_a_blank_that_goes_is_sent_after_what_has_its_ground() -> None:
    red, blue = Style.parse("#ff0000 on #000000"), Style.parse("#0000ff on #000000")
    shown = Shown()
    spare(shown, whole([Strip([Segment("ab" * 6, blue)]), *picture_of()[1:]]))
    new = Strip([Segment(" ", blue), Segment("bababab", blue), Segment("Z", red)])
    written = spare(shown, whole([new, *picture_of()[1:]]))

    assert written.startswith("\x1b[1;9H\x1b[38;2;255;0;0;48;2;0;0;0mZ\x1b[1G ")


def test_blanks_before_a_word_go_with_it() -> None:
    row = Strip([Segment("  ab", Style.parse("#ff0000 on #000000"))])

    assert spare(Shown(), whole([row])) == "\x1b[1;1H\x1b[38;2;255;0;0;48;2;0;0;0m  ab\x1b[0m"


def test_a_row_with_a_character_of_two_cells_is_sent_whole() -> None:
    shown = Shown()
    spare(shown, whole(picture_of("abc")))
    wide, other = (
        [Strip([Segment(text.ljust(10))]), *picture_of()[1:]] for text in ("注文 1", "注文 2")
    )

    assert "注文 1" in spare(shown, whole(wide))
    assert "注文 2" in spare(shown, whole(other))
    assert "abd" in spare(shown, whole(picture_of("abd")))


def test_a_mark_without_a_cell_of_its_own_stays_with_its_letter() -> None:
    assert "cafe\u0301 1" in spare(Shown(), whole([Strip([Segment("cafe\u0301 1")])]))


def test_what_was_forgotten_or_stood_in_another_size_is_sent_again() -> None:
    shown, picture = Shown(), picture_of("abc")
    first = spare(shown, whole(picture))
    shown.forget()

    assert spare(shown, whole(picture)) == first
    assert spare(shown, whole(picture, Size(12, 5))) == first
    shown.forget()
    assert spare(shown, some(picture, (0, 1, 3))) == "\x1b[1;2Hbc"
    assert spare(shown, some(picture, (0, 0, 12))).startswith("\x1b[1;1Habc")


def test_what_is_no_picture_is_left_alone() -> None:
    assert Shown().spare(None) is None


class Looks:
    """A story looked at every few seconds, as AWS tells it; its reader works or waits."""

    def __init__(self, at: str, *, waiting: bool) -> None:
        moment, step = time.fromisoformat(at), timedelta(seconds=6)
        self._source = DemoSource("document", at=moment, step=step)
        self._waiting = waiting
        self._calls = count(3)

    def poll(self) -> Observation:
        seen = self._source.poll()
        runs = tuple(
            replace(run, state=JobRunState.WAITING)
            if self._waiting and run.job == "orders-out" and run.state is JobRunState.RUNNING
            else run
            for run in seen.runs
        )
        return replace(seen, source=AWS, runs=runs, calls=next(self._calls))


@cache
def look(at: str, *, waiting: bool = False, times: int = 3) -> tuple[Report, ...]:
    monitor = Monitor(Looks(at, waiting=waiting), AnalysisSettings())
    seen = [monitor.step() for _ in range(times)]
    return tuple(report for report in seen if report is not None)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_poll_without_news_writes_next_to_nothing_while_jobs_run_or_wait(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)  # what is tested with must be let go
    app = Taped(never, DEMO)
    terminal = pyte.Screen(*size)
    stream = pyte.Stream(terminal)
    silent: list[int] = []

    def show() -> int:
        output = app.take_output()
        stream.feed(output)
        seen = [row.rstrip() for row in terminal.display]
        assert seen == [row.rstrip() for row in lines_of(app)]
        return len(output.encode())

    async with app.run_test(headless=False, size=size) as pilot:
        app.watched._beat.stop()
        await send(app, pilot, *look("14:01:41", times=1))  # what a look costs is told from then on
        # Both at work and overlapping; one behind the other in the queue; both at work again.
        for at, waiting in (("14:02:41", False), ("14:04:41", True), ("14:05:41", False)):
            for place, report in enumerate(look(at, waiting=waiting)):
                await send(app, pilot, report)
                written = show()
                silent += [written] if place else []
        for name in ("注文の取り込み", "注文の取込"):
            await send(app, pilot, reports.renamed(name))
            show()
        for key in ("left_square_bracket", "m", "x", "escape"):
            await pilot.press(key)
            await pilot.pause()
            show()

    assert len(silent) == 6
    assert max(silent) <= BOUND


@pytest.mark.parametrize("story", ["document", "catch-up", "ineffective", "failing"])
async def test_no_minute_of_an_hour_writes_much(
    story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    step = timedelta(minutes=1)
    monitor = Monitor(DemoSource(story, at=time(14, 30), step=step), AnalysisSettings())
    app = Taped(never, DEMO)
    written: list[int] = []

    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        app.watched._beat.stop()
        for _ in range(62):
            report = monitor.step()
            assert report is not None
            await send(app, pilot, report)
            written.append(len(app.take_output().encode()))

    assert max(written[2:]) <= MOST
    assert min(written[2:]) > 0


async def test_what_others_wrote_over_is_drawn_again_on_demand() -> None:
    app = Taped(never, DEMO)
    terminal = pyte.Screen(80, 24)
    stream = pyte.Stream(terminal)

    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        app.watched._beat.stop()
        await send(app, pilot, reports.story())
        stream.feed(app.take_output())
        stream.feed("\x1b[5;5HBroadcast message")
        await send(app, pilot, reports.story("bookmarked"))
        await send(app, pilot, reports.story())
        stream.feed(app.take_output())
        assert any("Broadcast" in row for row in terminal.display)

        await pilot.press("ctrl+l")
        await pilot.pause()
        stream.feed(app.take_output())
        drawn = [row.rstrip() for row in lines_of(app)]

    assert [row.rstrip() for row in terminal.display] == drawn
