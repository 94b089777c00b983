from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.band import judge_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.ratios import (
    RatioMark,
    RatioPicture,
    draw_ratios,
    judge_mark,
    ratio_title,
)
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import plain

ratios = st.one_of(st.none(), st.floats(0, 1000))


def mark(ratio: float | None, label: str = "13:30", *, complete: bool = False) -> RatioMark:
    return RatioMark(label, ratio, complete)


def drawn(picture: RatioPicture, width: int, height: int) -> list[str]:
    return [plain(line).rstrip() for line in draw_ratios(picture, width, height, BRAILLE)]


@pytest.mark.parametrize(
    ("ratio", "word"),
    [
        (None, "unknown"),
        (0.0, "low"),
        (0.79, "low"),
        (0.8, "ok"),
        (1.2, "ok"),
        (1.21, "high"),
        (1.51, "warning"),
        (2.0, "warning"),
        (2.01, "critical"),
    ],
)
def test_a_ratio_has_one_word(ratio: float | None, word: str) -> None:
    assert judge_ratio(ratio, Thresholds()) == word


def test_the_gauge_fills_up_to_the_ratio_and_marks_the_band() -> None:
    picture = RatioPicture(mark(2.75), lag=("unread 800.00 MB", "oldest 29m"))

    assert drawn(picture, 62, 2) == [
        " 13:30 so far 2.75x ✖ critical  ███████████████████████████──",
        " unread 800.00 MB, oldest 29m   0       ├ 1 ┤      2",
    ]


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0.42, "13:30 so far 0.42x  "),
        (1.0, "13:30 so far 1.00x  "),
        (1.3, "13:30 so far 1.30x • high"),
        (2.75, "13:30 so far 2.75x ✖ critical"),
    ],
)
def test_a_window_in_progress_is_judged_only_above_the_band(ratio: float, said: str) -> None:
    line = drawn(RatioPicture(mark(ratio)), 62, 2)[0]

    assert line.startswith(f" {said}")
    assert judge_mark(mark(0.42, complete=True), Thresholds()) == "low"


def test_what_is_unread_is_told_whole_beside_a_short_verdict() -> None:
    picture = RatioPicture(mark(1.0), lag=("unread 2.06 GB", "oldest 1h5m"))

    assert drawn(picture, 80, 2)[1].startswith(" unread 2.06 GB, oldest 1h5m  0")


def test_a_forecast_takes_room_that_the_past_does_not_need() -> None:
    past = tuple(mark(1.0, f"1{n}:00", complete=True) for n in range(6))
    picture = RatioPicture(mark(1.0), past, forecast="at this growth (+5m a run) #7 will be longer")

    assert "at this growth (+5m a run) #7" in " ".join(drawn(picture, 34, 14))
    assert "growth" not in " ".join(drawn(picture, 34, 8))
    assert sum("1.00x✔" in line for line in drawn(picture, 34, 13)) == 5


def test_a_low_ratio_leaves_the_band_in_sight() -> None:
    bar = drawn(RatioPicture(mark(0.5, complete=True)), 62, 2)[0].split("  ")[-1]

    assert bar.startswith("█" * 6)
    assert "═" in bar
    assert bar.endswith("─")


def test_a_narrow_panel_stacks_gauge_and_past() -> None:
    past = (
        mark(None, "11:30"),
        mark(1.0, "12:00", complete=True),
        mark(2.5, "12:30", complete=True),
    )
    picture = RatioPicture(mark(2.75), past, lag=("nothing unread",))

    assert drawn(picture, 32, 9) == [
        " 13:30 so far 2.75x ✖ critical",
        " ████████████████████████████──",
        " 0       ├ 1 ┤       2",
        " nothing unread",
        "",
        " 12:00 1.00x✔  █████",
        " 12:30 2.50x✖  █████████████",
    ]


def test_without_a_ratio_the_gauge_is_empty_and_says_unknown() -> None:
    lines = drawn(RatioPicture(mark(None)), 60, 2)

    assert "- ? unknown" in lines[0]
    assert "█" not in lines[0]
    assert drawn(RatioPicture(), 60, 2)[0].startswith(" no ratio")


@given(ratios, st.lists(ratios, max_size=15), st.integers(36, 200), st.integers(2, 20))
def test_it_never_overflows(
    now: float | None, past: list[float | None], width: int, height: int
) -> None:
    picture = RatioPicture(mark(now), tuple(mark(r, complete=True) for r in past))
    lines = draw_ratios(picture, width, height, ASCII)

    assert len(lines) <= height
    assert all(len(plain(line)) <= width for line in lines)


def test_the_title_says_which_ratio_it_is() -> None:
    assert plain(ratio_title(RatioPicture(), 60)) == "window ratio: read/written  ok 0.8-1.2"
    assert plain(ratio_title(RatioPicture(by_run=True), 24)) == "run ratio: read/new"


def test_what_a_ratio_is_expected_to_become_is_hatched_and_told() -> None:
    mark = RatioMark("run #4", 1.0, complete=False, expected=4.0)
    lines = [plain(line) for line in draw_ratios(RatioPicture(mark), 80, 2, BRAILLE)]

    assert "1.00x ▒ 4.00x" in lines[0]
    assert 26 <= lines[0].count("▒") <= 3 * lines[0].count("█") + 1
