from __future__ import annotations

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.output.units import format_ratio
from glueflow_tui.tui.drawing.axis import timeline_in
from glueflow_tui.tui.drawing.lanes import Bar, Lane, LanesPicture, draw_lanes
from glueflow_tui.tui.drawing.ratios import RatioMark
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import plain
from glueflow_tui.tui.timeline import Stretch
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720
HOUR = Stretch(NOON, 60)


def at(minute: int) -> datetime:
    return DAY + timedelta(hours=12, minutes=minute)


PICTURE = LanesPicture(
    HOUR,
    lanes=(
        Lane("in", "upstream", (Bar(1, at(0), at(6)), Bar(2, at(30), at(36)))),
        Lane("out", "downstream", (Bar(1, at(6), at(34)), Bar(2, at(40), at(60), "running"))),
    ),
    overlaps=(Bar(0, at(30), at(34)),),
    windows=(
        RatioMark("12:00", 2.5, complete=True, start=at(0), end=at(30)),
        RatioMark("12:30", None, complete=False, start=at(30), end=at(60)),
    ),
)


def drawn(picture: LanesPicture, width: int = 68, height: int = 4) -> list[str]:
    return [plain(line).rstrip() for line in draw_lanes(picture, width, height, BRAILLE)]


def test_runs_overlaps_and_ratios_stand_on_the_columns_of_their_minutes() -> None:
    assert drawn(PICTURE) == [
        "in     │▐#1███                        ▐#2███",
        "out    │      ▐#1█████████████████████████      ▐#2████████████████▸",
        "overlap│                              ▲▲▲▲",
        "ratio  │▏2.50x✖                       ▏-…",
    ]


def test_a_failed_run_ends_in_a_cross_and_a_refused_one_never_began() -> None:
    bars = (Bar(1, at(0), at(6), "failed"), Bar(0, at(30), at(30), "refused"))
    lane = Lane("in", "upstream", bars)

    assert drawn(LanesPicture(HOUR, lanes=(lane,)))[0] == (
        "in     │▐#1██✖                        ⊘"
    )


def test_a_number_is_shown_whole_or_not_at_all() -> None:
    bars = tuple(Bar(100 + n, at(n * 10), at(n * 10 + n)) for n in range(1, 6))
    text = drawn(LanesPicture(HOUR, lanes=(Lane("in", "upstream", bars),)))[0]

    assert text == "in     │          █#101     ▐█#102    ▐██#103   ▐███#104  ▐#105"


def test_what_is_expected_is_hatched_and_gives_way_to_what_runs() -> None:
    lane = Lane(
        "out",
        "downstream",
        (Bar(4, at(20), at(30), "running"),),
        projected=(Bar(0, at(29), at(45)),),
    )

    assert drawn(LanesPicture(HOUR, lanes=(lane,)))[0] == (
        "out    │" + " " * 20 + "▐#4██████▸" + "▒" * 15
    )


def lane_of(*bars: Bar, waiting: int = 0) -> str:
    lane = Lane("out", "downstream", bars, waiting)
    return drawn(LanesPicture(HOUR, lanes=(lane,)))[0]


def test_a_run_that_waits_is_dotted_and_never_over_one_that_runs() -> None:
    assert lane_of(
        Bar(4, at(10), at(30)), Bar(5, at(14), at(40), "waited"), Bar(6, at(44), at(50), "waited")
    ) == ("out    │          ▐#4█████████████████┄┄┄┄┄┄┄┄┄┄    ┄┄┄┄┄┄")


def test_who_waits_is_counted_at_the_end_of_the_run_in_progress() -> None:
    queue = (Bar(5, at(14), at(60), "waited"), Bar(6, at(44), at(60), "waited"))

    assert lane_of(Bar(4, at(10), at(60), "running"), *queue, waiting=2) == (
        "out    │          ▐#4██████████████████████████████████ +2 waiting ▸"
    )
    assert lane_of(Bar(4, at(40), at(60), "running"), *queue, waiting=2) == (
        "out    │              ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▐#4███████████ +2w ▸"
    )
    assert lane_of(Bar(4, at(51), at(60), "running"), *queue, waiting=2) == (
        "out    │              ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▐#4█████▸"
    )


def test_a_run_that_waited_in_vain_ends_in_a_cross_without_having_run() -> None:
    assert lane_of(Bar(4, at(0), at(5), "unstarted")) == "out    │┄┄┄┄✖"


def test_no_number_is_cut_by_the_start_of_the_next_run() -> None:
    bars = (Bar(4, at(10), at(40)), Bar(5, at(12), at(30)), Bar(6, at(30), at(33), "running"))

    assert lane_of(*bars) == "out    │          ▐█▐#5███████████████▐█▸███████"


stretches = st.tuples(
    st.integers(0, 59),
    st.integers(1, 30),
    st.sampled_from(["done", "running", "failed", "waited", "refused", "unstarted"]),
)


@given(st.lists(stretches, max_size=8), st.integers(10, 120), st.integers(0, 9))
def test_every_number_on_a_lane_is_that_of_a_run(
    runs: list[tuple[int, int, str]], width: int, waiting: int
) -> None:
    runs.sort(key=lambda run: run[0])
    bars = tuple(
        Bar(100 + n, at(start), at(min(start + length, 60)), ending)
        for n, (start, length, ending) in enumerate(runs)
    )
    lane = Lane("out", "downstream", bars, waiting)
    picture = LanesPicture(HOUR, lanes=(lane,))
    text = plain(draw_lanes(picture, width, 4, BRAILLE)[0])

    assert len(text) == width
    numbers = re.findall(r"#(\d*)", text)
    assert set(numbers) <= {str(bar.number) for bar in bars}


def test_a_ratio_stays_in_its_window_whole_or_as_its_glyph_or_not_at_all() -> None:
    assert drawn(PICTURE, width=23)[3] == "ratio  │▏2.50x✖▏-…"
    assert drawn(PICTURE, width=20)[3] == "ratio  │▏2.50x▏-…"
    assert drawn(PICTURE, width=14)[3] == "ratio  │▏✖ ▏-…"
    assert drawn(PICTURE, width=10)[3] == "ratio  │▏▏"


def test_the_window_in_progress_ends_in_an_ellipsis_and_is_not_low_yet() -> None:
    windows = tuple(
        RatioMark("", 0.42, complete=n < 5, start=at(n * 10), end=at(n * 10 + 10)) for n in range(6)
    )
    picture = LanesPicture(HOUR, windows=windows)

    assert drawn(picture)[-1] == "ratio  │" + "▏0.42x▼   " * 5 + "▏0.42x…"
    assert drawn(picture, width=38)[-1] == "ratio  │" + "▏▼   " * 5 + "▏…"
    ascii_only = plain(draw_lanes(picture, 38, 4, ASCII)[-1]).rstrip()
    assert ascii_only == "ratio  |" + "|v   " * 5 + "|~"


@given(st.integers(1, 12), st.integers(9, 220), st.floats(0, 500))
def test_every_window_keeps_its_border_and_no_ratio_is_cut(
    windows: int, width: int, ratio: float
) -> None:
    length = 60 // windows
    marks = tuple(
        RatioMark("", ratio, complete=True, start=at(n * length), end=at((n + 1) * length))
        for n in range(windows)
    )
    picture = LanesPicture(HOUR, windows=marks)
    row = plain(draw_lanes(picture, width, 4, BRAILLE)[-1])
    firsts = {
        columns[0]
        for mark in marks
        if mark.start and mark.end
        if (columns := timeline_in(width, HOUR).cover(mark.start, mark.end))
    }

    assert row.count("▏") == len(firsts)
    for cell in row[8 if width < 90 else 14 :].split("▏")[1:]:
        assert cell.strip() in ("", format_ratio(ratio)) or cell.strip()[-1] in "✔▼•▲✖"
        assert cell.strip(" ✔▼•▲✖") in ("", format_ratio(ratio))


def test_every_line_has_the_width_it_was_given() -> None:
    for width in (12, 68, 89, 90, 200):
        lines = draw_lanes(PICTURE, width, 4, ASCII)
        assert {len(plain(line)) for line in lines} == {width}


def test_jobs_give_way_before_overlaps_and_ratios() -> None:
    labels = [line[:7].strip() for line in drawn(PICTURE, height=3)]

    assert labels == ["in", "overlap", "ratio"]


def pointed(minute: int) -> LanesPicture:
    return PICTURE._replace(seen=HOUR._replace(cursor=minute))


def test_the_cursor_stands_behind_the_bars() -> None:
    lines = drawn(pointed(NOON + 33))

    assert [line[8 + 33] for line in lines] == ["█", "█", "▲", "│"]
    assert drawn(pointed(NOON + 20))[0][8 + 20] == "│"
